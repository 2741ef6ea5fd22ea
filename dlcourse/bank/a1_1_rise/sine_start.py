"""Open task: a start for deep networks of sines; the check draws them and follows the signal."""

import numpy as np

from ...exercises import OpenTask, Symptom
from . import _sines as S


def sine_start(widths, omega):
    """Let the weights keep the gradient; the biases make up what is missing in the signal."""
    half = np.exp(-2 * omega**2) / 2  # E[cos(2 ω z)] / 2
    signal, slope = 0.5 - half, omega**2 * (0.5 + half)
    fan_in = np.array(widths[:-1], float)
    weight_std = (fan_in * slope) ** -0.5
    bias_std = np.full(len(fan_in), (1 - signal / slope) ** 0.5)
    weight_std[0], bias_std[0] = fan_in[0] ** -0.5, 0  # the input meets no sine
    return weight_std, bias_std


def behind_first(weight, bias=None):
    """Make a start of rules for all layers but the first, which is right.

    A rule is called with fan-in, fan-out, E[sin²], E[slope²] and omega.
    """

    def start(widths, omega):
        n, m = np.array(widths[:-1], float), np.array(widths[1:], float)
        half = np.exp(-2 * omega**2) / 2
        known = n, m, 0.5 - half, omega**2 * (0.5 + half), omega
        weight_std = weight(*known) + 0 * n
        bias_std = (bias(*known) if bias else 0) + 0 * n
        weight_std[0], bias_std[0] = n[0] ** -0.5, 0
        return weight_std, bias_std

    return start


def rest(n, m, f, s, o):
    """Give the bias's share, as the reference has it."""
    return (1 - f / s) ** 0.5


RULES = {
    "variances": behind_first(lambda n, m, f, s, o: 1 / (n * s), lambda n, m, f, s, o: 1 - f / s),
    "fan-out": behind_first(lambda n, m, f, s, o: (m * s) ** -0.5, rest),
    "mean-of-fans": behind_first(lambda n, m, f, s, o: ((n + m) / 2 * s) ** -0.5, rest),
    "no-omega": behind_first(
        lambda n, m, f, s, o: (n * s / o**2) ** -0.5,
        lambda n, m, f, s, o: (1 - f * o**2 / s) ** 0.5,
    ),
    "no-bias": behind_first(lambda n, m, f, s, o: (n * s) ** -0.5),
    "straight": behind_first(lambda n, m, f, s, o: n**-0.5 / o),
    "relu": behind_first(lambda n, m, f, s, o: (n / 2) ** -0.5),
    "xavier": behind_first(lambda n, m, f, s, o: ((n + m) / 2) ** -0.5),
}
"""Starts that are wrong in one way each."""


def first_like_the_others(widths, omega):
    """Treat the input as if it came out of a sine."""
    weight_std, bias_std = sine_start(widths, omega)
    weight_std[0] = weight_std[1] * (widths[1] / widths[0]) ** 0.5
    bias_std[0] = bias_std[1]
    return weight_std, bias_std


def signal_alone(widths, omega):
    """Let the weights keep the signal, without biases."""
    half = np.exp(-2 * omega**2) / 2
    weight_std = (widths[:-1] * (0.5 - half)) ** -0.5
    weight_std[0] = widths[0] ** -0.5
    return weight_std, 0 * weight_std


def equal_layers(size, bias):
    """Make a start in which all layers have the variance size / fan-in, and one bias."""
    return lambda widths, omega: ((size / widths[:-1]) ** 0.5, bias + 0.0 * widths[:-1])


SYMPTOMS = {
    "first-layer": Symptom(first_like_the_others, S.only_first_off),
    "variances": Symptom(RULES["variances"], S.looks_like(RULES["variances"])),
    "fan-out": Symptom(RULES["fan-out"], S.looks_like(RULES["fan-out"], biases=False)),
    "mean-of-fans": Symptom(
        RULES["mean-of-fans"], S.looks_like(RULES["mean-of-fans"], biases=False)
    ),
    "no-omega": Symptom(RULES["no-omega"], S.looks_like(RULES["no-omega"])),
    "no-bias": Symptom(RULES["no-bias"], S.looks_like(RULES["no-bias"])),
    "straight": Symptom(RULES["straight"], S.looks_like(RULES["straight"])),
    "relu": Symptom(RULES["relu"], S.looks_like(RULES["relu"])),
    "xavier": Symptom(RULES["xavier"], S.looks_like(RULES["xavier"])),
    "gradient-grows": Symptom(signal_alone, S.gradient_grows),
    "gradient-fades": Symptom(equal_layers(0.15, 0.97), S.gradient_fades),
    "signal-fades": Symptom(equal_layers(1 / 3, 0), S.signal_fades),
    "signal-grows": Symptom(equal_layers(16, 0), S.signal_grows),
}

QUESTION = OpenTask(
    id="1_1.sine_start",
    points=5,
    difficulty=5,
    minutes=45,
    section="1.1, Where the weights should start",
    transfer=True,
    reference=sine_start,
    cases=S.sine_cases,
    metric=S.kept,
    metric_name="worst factor of signal and gradient, at most 1",
    thresholds=[(0.6, 0.5), (0.75, 1.0)],
    symptoms=SYMPTOMS,
)

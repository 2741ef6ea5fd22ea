"""Deep networks of sines: what becomes of signal and gradient, and signs of a wrong start."""

import functools

import numpy as np

from ...exercises import Case

LAYERS, DRAWS, EXAMPLES = 24, 6, 16
STEEPNESS = {"a gentle sine": (0.8, 1.0), "a sine": (1.1, 1.6), "a steep sine": (1.6, 2.2)}


def sine_cases(rng):
    """Draw widths and a steepness; the numbers that become weights stay hidden."""
    cases = []
    for label, limits in STEEPNESS.items():
        widths = rng.integers(60, 241, LAYERS + 1)
        omega = round(float(rng.uniform(*limits)), 2)
        hidden = {"widths": widths, "omega": omega, "seed": int(rng.integers(2**31))}
        cases.append(Case(label, (widths, omega), hidden=hidden))
    return cases


def kept(output, hidden):
    """Give the smallest factor, at most 1, by which signal or gradient is off in any layer."""
    return float(min(map(closeness, sizes(output, hidden))))


def closeness(size):
    """Take the worst of the ratios to 1, upside down where they are above it."""
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.minimum(size, 1 / size)).min()


def sizes(output, hidden):
    """Draw networks with these spreads; measure what enters each sine, and its gradient.

    Returns the root mean square of ``a[l]`` and the length of the gradient with respect to it,
    both (L,), for inputs of second moment 1 and a gradient of length 1 at the last layer.
    """
    widths = tuple(hidden["widths"].tolist())
    spreads = [tuple(a.tolist()) for a in spreads_of(output, widths)]
    return measured(*spreads, widths, hidden["omega"], hidden["seed"])


@functools.lru_cache(maxsize=64)
def measured(weight_std, bias_std, widths, omega, seed):
    """Do the work of `sizes`, once for the metric and all the symptoms that ask for it."""
    rng = np.random.default_rng(seed)
    with np.errstate(all="ignore"):
        drawn = [one_network(weight_std, bias_std, widths, omega, rng) for _ in range(DRAWS)]
        return np.sqrt(np.mean(drawn, axis=0))


def one_network(weight_std, bias_std, widths, omega, rng):
    """Send a batch through one network and back; give both second moments, layer by layer."""
    h, layers, before = rng.standard_normal((EXAMPLES, widths[0])), [], []
    for fan_in, fan_out, s, t in zip(widths, widths[1:], weight_std, bias_std, strict=False):
        w, b = s * rng.standard_normal((fan_out, fan_in)), t * rng.standard_normal(fan_out)
        before.append(h @ w.T + b)
        layers.append(w)
        h = np.sin(omega * before[-1])
    da = rng.standard_normal((EXAMPLES, widths[-1]))
    grads = [da / np.linalg.norm(da, axis=1, keepdims=True)]
    for w, a in zip(layers[:0:-1], before[-2::-1], strict=True):
        grads.insert(0, grads[0] @ w * omega * np.cos(omega * a))
    signal = [np.mean(a**2) for a in before]
    return signal, [np.mean(np.sum(da**2, axis=1)) for da in grads]


def spreads_of(output, widths):
    """Check the two arrays of standard deviations; ValueError has a sentence for the student."""
    arrays = isinstance(output, tuple | list) and len(output) == 2
    if not arrays or any(getattr(a, "dtype", np.dtype(bool)).kind not in "fi" for a in output):
        raise ValueError("Two arrays of numbers are expected: weight_std and bias_std.")
    wanted = (len(widths) - 1,)
    if any(a.shape != wanted for a in output):
        got = " and ".join(str(a.shape) for a in output)
        raise ValueError(f"Both arrays must have the shape {wanted}, got {got}.")
    if not all((np.isfinite(a) & (a >= 0)).all() for a in output):
        raise ValueError("A standard deviation is finite and not below 0.")
    return output


def looks_like(rule, biases=True):
    """Make a symptom: behind the first layer the spreads are those of a rule, within 1 percent."""

    def shows(output, hidden):
        if not biases and isinstance(output, tuple | list):
            output = [*output[:1], 0.0 * hidden["widths"][1:]]  # whatever the biases are
        found = spreads_of(output, hidden["widths"])
        with np.errstate(all="ignore"):
            wanted = rule(hidden["widths"], hidden["omega"])
        pairs = [*zip(found, wanted, strict=True)][: 2 if biases else 1]
        return all(np.allclose(a[1:], b[1:], rtol=0.01, atol=1e-9) for a, b in pairs)

    return shows


def only_first_off(output, hidden):
    """Tell whether the first layer alone spoils it: another one would make the start good."""
    weight_std, bias_std = (np.array(a, float) for a in spreads_of(output, hidden["widths"]))
    weight_std[0], bias_std[0] = hidden["widths"][0] ** -0.5, 0
    return kept(output, hidden) < 0.75 <= kept((weight_std, bias_std), hidden)


def signal_fades(output, hidden):
    """Tell whether what enters the sines ends below a half."""
    return bool(sizes(output, hidden)[0].min() < 0.5)


def signal_grows(output, hidden):
    """Tell whether what enters the sines is above 2 somewhere."""
    return bool(sizes(output, hidden)[0].max() > 2)


def gradient_fades(output, hidden):
    """Tell whether the signal is kept, and the gradient is not: too little arrives."""
    signal, gradient = sizes(output, hidden)
    return bool(closeness(signal) >= 0.5 and gradient.min() < 0.5)


def gradient_grows(output, hidden):
    """Tell whether the signal is kept, and the gradient is not: too much arrives."""
    signal, gradient = sizes(output, hidden)
    return bool(closeness(signal) >= 0.5 and gradient.max() > 2)

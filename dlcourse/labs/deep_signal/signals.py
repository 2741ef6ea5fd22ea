"""One deep network at its start: what was predicted of its signals, and what is measured."""

from functools import cache
from typing import NamedTuple

import numpy as np

from ...data import digits8
from ...studies.depth import Trace, deep_network, trace

IMAGES, PIXELS, CLASSES = 64, 64, 10
MOST_LAYERS, MOST_UNITS = 32, 128
_BELL = np.linspace(-8, 8, 1601)  # for means over a standard normal number
_SHARE = np.exp(-(_BELL**2) / 2)
_SHARE /= _SHARE.sum()


class Signals(NamedTuple):
    """Root mean squares at the input, each hidden layer and the logits, shape (depth + 2,).

    The predictions are None for a start whose weights are not drawn. `alike` tells whether all
    units of a hidden layer are the same one.
    """

    measured: Trace
    signal: np.ndarray | None
    gradient: np.ndarray | None
    alike: bool


def run(depth, width, start, activation, residual, scale):
    """Build a network, multiply its weights by a scale, and send images through and back."""
    x, y = images()
    rng = np.random.default_rng(0)
    options = {"activation": activation, "start": start, "residual": residual}
    network = deep_network(PIXELS, width, depth, CLASSES, **options, rng=rng, dtype=np.float64)
    for name, array in network.params.items():
        if name.endswith("weight"):
            array *= scale
    measured = trace(network, x, y)
    first = network[0](x)
    alike = bool(np.ptp(first, axis=1).max() == 0)
    if start == "constant":
        return Signals(measured, None, None, alike)
    fans = [PIXELS, *[width] * depth, CLASSES]
    signal, slopes = expected_signal(measured.signal[0], fans, start, activation, residual, scale)
    top = measured.gradient[-1]
    gradient = expected_gradient(top, fans, slopes, start, residual, scale)
    return Signals(measured, signal, gradient, alike)


@cache
def images():
    """Give 64 digits, shape (64, 64), scaled to mean 0 and second moment 1, and their classes."""
    x, y = digits8("train")
    x = x.reshape(len(x), -1)[:IMAGES].astype(np.float64)
    return (x - x.mean()) / x.std(), y[:IMAGES]


def variances(start, fan_in, fan_out):
    """Variance of the weights and of the biases of one layer."""
    if start == "default":
        return 1 / (3 * fan_in), 1 / (3 * fan_in)
    return {"zeros": 0.0, "xavier": 2 / (fan_in + fan_out), "he": 2 / fan_in}[start], 0.0


def means(activation, second_moment):
    """E[act(z)²] and E[act'(z)²] for a normal z of mean 0 and this second moment."""
    if activation == "relu":
        return second_moment / 2, 0.5
    z = second_moment**0.5 * _BELL
    if activation == "tanh":
        a = np.tanh(z)
        slope = 1 - a**2
    else:
        a = (1 + np.tanh(z / 2)) / 2
        slope = a * (1 - a)
    return _SHARE @ a**2, _SHARE @ slope**2


def expected_signal(first, fans, start, activation, residual, scale):
    """Predict forwards: E[z[l]²] = fan_in Var(w) E[act(z[l-1])²] + Var(b), and what goes around.

    Returns the root of E[z[l]²] for every layer, and E[act'(z[l])²] for every hidden one.
    """
    moments, slopes, passed = [first**2], [], first**2
    for layer, (fan_in, fan_out) in enumerate(zip(fans, fans[1:], strict=False), start=1):
        weight, bias = variances(start, fan_in, fan_out)
        around = moments[-1] if residual and 1 < layer < len(fans) - 1 else 0
        moments.append(around + fan_in * scale**2 * weight * passed + bias)
        passed, slope = means(activation, moments[-1])
        slopes.append(slope)
    return np.sqrt(moments), slopes[:-1]


def expected_gradient(last, fans, slopes, start, residual, scale):
    """Predict backwards: E[dz[l-1]²] = E[dz[l]²] (fan_out Var(w) E[act'(z[l-1])²] + around)."""
    moments = [last**2]
    for layer in range(len(fans) - 1, 0, -1):
        weight, _ = variances(start, fans[layer - 1], fans[layer])
        factor = fans[layer] * scale**2 * weight * (slopes[layer - 2] if layer > 1 else 1)
        around = residual and 1 < layer < len(fans) - 1
        moments.insert(0, moments[0] * (factor + around))
    return np.sqrt(moments)

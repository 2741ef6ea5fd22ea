"""Is this backward pass the gradient of that forward pass? Finite differences know.

A gradient says how the output answers a small change of the input. So change the input a little,
look at the output, and compare. That needs the forward pass only, and so it is independent of the
derivation that the backward pass came from. It is slow, and it is right.
"""

import numpy as np

from ..settings import check_integer, check_number
from .law import (
    array_names,
    as_tuple,
    check_callable,
    check_gradients,
    check_pair,
    fresh,
    run_pair,
    stem,
)
from .report import GradientReport

STEP = float(np.cbrt(np.finfo(np.float64).eps))
"""Step of a central difference, 6.1e-6: where truncation and rounding error are equally large."""

FLOOR = 1e-3
"""Gradients smaller than this everywhere are compared absolutely, so that rounding noise around
a gradient that is exactly zero is not read as a relative error of 1."""


def numerical_gradient(f, x, dout=1.0):
    """Gradient of ``sum(f(x) * dout)`` with respect to `x` by central differences.

    .. math:: dx_i = \\sum_j dout_j \\frac{f_j(x + h e_i) - f_j(x - h e_i)}{2h}

    The difference is taken before the sum over `j`, so that outputs which do not depend on
    `x[i]` cancel exactly. With :math:`h = \\epsilon^{1/3} \\max(1, |x_i|)` the error is about
    :math:`h^2 |f'''| / 6 + \\epsilon |f| / h`, that is about 1e-10 for numbers around 1. It is
    wrong within `h` of a kink, where `f` has two slopes.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `x`; returns an array, or a tuple of arrays.
    x : ndarray, float64
        Where to differentiate. It is not modified.
    dout : ndarray, float or tuple of ndarray
        Weight of each output. The default 1 gives the gradient of the sum of the outputs.

    Returns
    -------
    ndarray
        The gradient, of the shape of `x`.

    Raises
    ------
    ValueError
        If `x` is not a float64 array.

    References
    ----------
    W. H. Press, S. A. Teukolsky, W. T. Vetterling and B. P. Flannery (2007), Numerical Recipes,
    section 5.7.

    Examples
    --------
    >>> numerical_gradient(lambda x: x**2, np.array([1.0, 3.0])).round(6)
    array([2., 6.])
    """
    check_callable(f=f)
    _check_float64("x", x)
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        plus, minus, step = _outputs_around(f, x, index)
        gradient[index] = (
            sum(np.sum((p - m) * d) for p, m, d in zip(plus, minus, as_tuple(dout), strict=True))
            / step
        )
    return gradient


def _outputs_around(f, x, index, factor=1):
    """``f(x + h e_i)``, ``f(x - h e_i)`` and the distance between the two, as rounded."""
    h = factor * STEP * max(1.0, abs(x[index]))
    above, below = x.copy(), x.copy()
    above[index] += h
    below[index] -= h
    return as_tuple(f(above)), as_tuple(f(below)), above[index] - below[index]


def _check_float64(name, x):
    if not isinstance(x, np.ndarray) or x.dtype != np.float64:
        kind = getattr(x, "dtype", type(x).__name__)
        raise ValueError(f"{name} must be a float64 array for a gradient check, got {kind}")


def relative_error(received, expected):
    """Largest difference of two arrays, relative to the largest entry (at least ``FLOOR``)."""
    if not received.size:
        return 0.0
    scale = max(np.abs(received).max(), np.abs(expected).max(), FLOOR)
    return float(np.abs(received - expected).max() / scale)


def gradcheck(forward, backward, arrays, *, tolerance=1e-7, seed=0, **settings):
    """Check every entry of every gradient against central differences.

    `dout` is random: with ``dout = 1`` a backward pass may swap, average or drop terms and still
    give the right sums. Let all sizes differ and let biases and gains not be zero, for the same
    reason.

    Parameters
    ----------
    forward, backward : callable
        ``out, cache = forward(*arrays, **settings)`` and ``grads = backward(dout, cache)``.
    arrays : sequence of ndarray, float64
        The array arguments. An optional argument may be None and has no gradient.
    tolerance : float
        Largest relative error: ``max|a - n| / max(max|a|, max|n|, 1e-3)`` for each array, `a`
        the gradient and `n` the central differences.
    seed : int
        Seed of the random `dout`.
    **settings
        Passed to `forward`. A callable is called before each use, so that
        ``rng=lambda: np.random.default_rng(0)`` gives every call the same random numbers.

    Returns
    -------
    GradientReport
        Measured errors are in ``.errors``.

    Raises
    ------
    AssertionError
        If a gradient is missing, has another shape or dtype, or is wrong; the message names the
        argument, the entry, what was received and what was expected. Also if an argument or
        `dout` was modified.
    ValueError
        If an array is not float64.

    Examples
    --------
    >>> def square_forward(x):
    ...     return x * x, x
    >>> def square_backward(dout, cache):
    ...     return 2 * cache * dout
    >>> gradcheck(square_forward, square_backward, [np.array([1.0, -2.0])])
    square: dx agrees with finite differences to 1e-07
    """
    check_pair(forward, backward, arrays)
    check_number("tolerance", tolerance, low=0, finite=False)
    check_integer("seed", seed, low=0)
    op, names = stem(forward), array_names(forward, arrays)
    given = [i for i, array in enumerate(arrays) if array is not None]
    for i in given:
        _check_float64(names[i], arrays[i])
    gradients, dout = run_pair(forward, backward, arrays, settings, seed)
    check_gradients(op, gradients, {names[i]: arrays[i] for i in given})
    errors, shapes = {}, {}
    for i, received in zip(given, gradients, strict=True):
        f = _function_of(forward, arrays, i, settings)
        expected = numerical_gradient(f, arrays[i], dout)
        errors[f"d{names[i]}"] = relative_error(received, expected)
        shapes[f"d{names[i]}"] = received.shape
        if not errors[f"d{names[i]}"] <= tolerance:
            message = _explain(op, names[i], i, received, expected, tolerance)
            raise AssertionError(message + _kink(f, arrays[i], dout, received, expected))
    return GradientReport(op, shapes, errors, tolerance)


def _function_of(forward, arrays, i, settings):
    """The output as a function of array `i` alone."""

    def f(array):
        return forward(*arrays[:i], array, *arrays[i + 1 :], **fresh(settings))[0]

    return f


def _explain(op, name, i, received, expected, tolerance):
    difference = np.nan_to_num(np.abs(received - expected), nan=np.inf)
    entry = np.unravel_index(np.argmax(difference), received.shape)
    at = ", ".join(str(int(k)) for k in entry)
    return (
        f"{op}: the gradient of argument {i}, {name}, is wrong. Worst entry d{name}[{at}]: "
        f"received {received[entry]:.10g}, expected {expected[entry]:.10g} by finite differences; "
        f"relative error {relative_error(received, expected):.1e}, tolerance {tolerance:.0e}"
    )


def _kink(f, x, dout, received, expected):
    """Say so if the worst entry is at a kink, where finite differences are wrong themselves.

    The slopes on the two sides differ by something proportional to the step where `f` is smooth,
    and by the same at every step where it has a kink.
    """
    entry = np.unravel_index(np.argmax(np.abs(received - expected)), x.shape)
    left, right = _slopes(f, x, dout, entry, 1)
    wide_left, wide_right = _slopes(f, x, dout, entry, 4)
    if abs(right - left) <= 0.5 * abs(wide_right - wide_left) + 1e-6:
        return ""
    return (
        f". The slope is {left:.4g} on the left and {right:.4g} on the right: this input lies "
        "on a kink, where the check cannot decide; check at another input"
    )


def _slopes(f, x, dout, entry, factor):
    plus, minus, step = _outputs_around(f, x, entry, factor)
    here = as_tuple(f(x))
    terms = list(zip(plus, here, minus, as_tuple(dout), strict=True))
    right = sum(np.sum((p - o) * d) for p, o, _, d in terms) / (step / 2)
    left = sum(np.sum((o - m) * d) for _, o, m, d in terms) / (step / 2)
    return left, right

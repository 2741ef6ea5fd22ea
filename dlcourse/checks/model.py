"""The gradient check of a whole network: along random directions instead of entry by entry."""

import numpy as np

from ..settings import check_integer, check_number
from .gradient import FLOOR, STEP
from .law import STREAM, random_like
from .report import GradientReport

METHODS = "forward", "backward", "state_dict", "load_state_dict"

TRIES = 20
"""Directions drawn before a network is called too kinked to check."""


def gradcheck_model(model, x, *, loss=None, directions=3, tolerance=1e-7, seed=0, **settings):
    """Check the gradient of every parameter of a network along random directions.

    A network has too many parameters to move one at a time. Instead each parameter array `p`
    moves along a random unit direction `u`, and

    .. math:: \\frac{L(p + h u) - L(p - h u)}{2h} = \\sum_i \\frac{\\partial L}{\\partial p_i} u_i

    must hold. A wrong gradient passes one direction only if its error is orthogonal to `u`, which
    has probability zero. A step that crosses a kink (a ReLU switching on) is found out because
    steps `h` and `h / 2` then disagree, whatever the gradient is; another direction is drawn.

    Parameters
    ----------
    model : Layer
        ``forward(x)``, ``backward(dout)``, ``params`` and ``grads``, in float64 and without
        dropout. Parameters and buffers are as before afterwards.
    x : ndarray, or tuple of ndarray
        Input; its gradient is checked too if it is float64. Of a tuple, `forward` takes each as an
        argument and `backward` returns one gradient for each, or None where there is none.
    loss : pair of callables, optional
        Forward and backward of a loss, called as ``forward(out, **settings)``. Without one, `L` is
        the sum of the outputs times a random `dout`.
    directions : int
        Random directions for each array.
    tolerance : float
        Largest difference of the two sides, relative to the larger one over all directions of an
        array, and to 1e-3 at least.
    seed : int
        Seed of the directions and of `dout`.
    **settings
        Of the loss: ``targets=y``.

    Returns
    -------
    GradientReport
        One entry for each parameter, and ``x``; or ``x[0]``, ``x[1]``, ... of a tuple.

    Raises
    ------
    AssertionError
        If a gradient is wrong; the message names the parameter and both directional derivatives.
    ValueError
        If a parameter is not float64, two forward passes give different outputs, the model gives
        several of them, or an argument is not what it is said to be above.

    Examples
    --------
    >>> from dlcourse.layers import Linear, ReLU, Sequential
    >>> rng = np.random.default_rng(0)
    >>> model = Sequential(
    ...     Linear(3, 4, rng=rng, dtype=np.float64), ReLU(), Linear(4, 2, rng=rng, dtype=np.float64)
    ... )
    >>> gradcheck_model(model, rng.standard_normal((5, 3))).op
    'Sequential'
    """
    _check_arguments(model, loss, directions, tolerance, seed)
    if loss is None and settings:
        raise ValueError(f"{', '.join(settings)} are settings of a loss, but loss is None")
    inputs = _copies(x)
    _check_model(model, inputs.values())
    before = model.state_dict()
    rng = np.random.default_rng([seed, STREAM])
    outputs, dx = _linearize(model, inputs.values(), loss, settings, seed)
    moving_inputs = {name: a for name, a in inputs.items() if a.dtype == np.float64}
    gradients = {name: model.grads[name].copy() for name in model.params}
    gradients |= _by_name(dx, list(inputs), moving_inputs)
    moving = {**model.params, **moving_inputs}
    errors = {}
    try:
        for name, array in moving.items():
            pairs = [_derivatives(outputs, array, gradients[name], rng) for _ in range(directions)]
            errors[name] = _judge(name, pairs, tolerance)
    finally:
        model.load_state_dict(before)
    shapes = {name: array.shape for name, array in moving.items()}
    return GradientReport(type(model).__name__, shapes, errors, tolerance)


def _check_arguments(model, loss, directions, tolerance, seed):
    methods = all(callable(getattr(model, name, None)) for name in METHODS)
    arrays = all(isinstance(getattr(model, name, None), dict) for name in ("params", "grads"))
    if isinstance(model, type) or not methods or not arrays:
        raise ValueError(f"model must be a layer or a network, got {_name(model)}")
    pair = isinstance(loss, (tuple, list)) and len(loss) == 2 and all(map(callable, loss))
    if loss is not None and not pair:
        several = isinstance(loss, (tuple, list)) and len(loss) > 0
        entries = ", ".join(map(_name, loss)) if several else _name(loss)
        raise ValueError(f"loss must be a pair of functions, forward and backward, got {entries}")
    check_integer("directions", directions, low=1)
    check_number("tolerance", tolerance, low=0, finite=False)
    check_integer("seed", seed, low=0)


def _name(value):
    """What a message calls a value: the name of a function or a class, else its type."""
    return getattr(value, "__name__", type(value).__name__)


def _copies(x):
    """Copies of the inputs, by name, that may be moved."""
    if isinstance(x, tuple):
        return {f"x[{i}]": np.array(array) for i, array in enumerate(x)}
    return {"x": np.array(x)}


def _by_name(dx, names, moving):
    """The gradient of each input that moves."""
    found = dict(zip(names, dx if isinstance(dx, tuple) else (dx,), strict=False))
    for name, array in moving.items():
        shape = getattr(found.get(name), "shape", None)
        if shape != array.shape:
            raise AssertionError(f"backward gave {shape or 'no gradient'} for {name} {array.shape}")
    return {name: found[name] for name in moving}


def _check_model(model, inputs):
    for name, array in model.params.items():
        if array.dtype != np.float64:
            raise ValueError(f"{name} must be float64 for a gradient check, got {array.dtype}")
    before = model.state_dict()
    first, second = model.forward(*inputs), model.forward(*inputs)
    model.load_state_dict(before)
    if isinstance(first, tuple):
        raise ValueError(
            f"{_name(model)} gives a tuple, but one array is checked: "
            "put it into a Container that chooses one"
        )
    if not np.array_equal(first, second):
        raise ValueError("two forward passes differ: switch dropout off, or the model to eval()")


def _linearize(model, inputs, loss, settings, seed):
    """A function that gives the outputs to compare, and the gradient of the inputs."""
    out = model.forward(*inputs)
    if loss is None:
        dout = random_like(out, seed)
        return (lambda: (model.forward(*inputs), dout)), model.backward(dout)
    value, cache = loss[0](out, **settings)
    one = np.ones_like(value)
    dx = model.backward(loss[1](one, cache))
    return (lambda: (loss[0](model.forward(*inputs), **settings)[0], one)), dx


def _derivatives(outputs, array, gradient, rng):
    """Directional derivative by the gradient and by differences, where two steps agree on it."""
    start = array.copy()
    for _ in range(TRIES):
        direction = rng.standard_normal(array.shape)
        direction /= np.linalg.norm(direction)
        wide, narrow = (_difference(outputs, array, start, direction, h) for h in (STEP, STEP / 2))
        if abs(wide - narrow) <= 3e-8 * max(abs(wide), FLOOR):
            return float(np.sum(gradient * direction)), wide
    raise AssertionError(
        f"finite differences do not settle for an array of shape {array.shape}: {TRIES} directions "
        "crossed a kink; check with a smaller network or a smooth activation"
    )


def _difference(outputs, array, start, direction, step):
    array[...] = start + step * direction
    plus, dout = outputs()
    array[...] = start - step * direction
    minus, _ = outputs()
    array[...] = start
    return float(np.sum((plus - minus) * dout)) / (2 * step)


def _judge(name, pairs, tolerance):
    scale = max(FLOOR, *(abs(value) for pair in pairs for value in pair))
    received, expected = max(pairs, key=lambda pair: abs(pair[0] - pair[1]))
    error = abs(received - expected) / scale
    if not error <= tolerance:
        raise AssertionError(
            f"the gradient of {name} is wrong: along a random direction it gives {received:.10g}, "
            f"finite differences give {expected:.10g}; relative error {error:.1e}, "
            f"tolerance {tolerance:.0e}"
        )
    return error

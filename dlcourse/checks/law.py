"""What the law asks of every pair: number of gradients, their shapes, and nothing modified."""

import inspect

import numpy as np

STREAM = 0xD007


def check_callable(**functions):
    """Refuse what cannot be called."""
    for name, function in functions.items():
        if not callable(function):
            raise ValueError(f"{name} must be a function, got {type(function).__name__}")


def check_pair(forward, backward, arrays):
    """Refuse a pair that is no pair of functions, and arrays that are no list of arrays."""
    check_callable(forward=forward, backward=backward)
    if not isinstance(arrays, (list, tuple)):
        raise ValueError(f"arrays must be a list of arrays, got {type(arrays).__name__}")


def as_tuple(value):
    """One array as a 1-tuple, several as a tuple."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def fresh(settings):
    """Settings for one call: a factory such as ``rng=lambda: default_rng(0)`` is called."""
    return {name: value() if callable(value) else value for name, value in settings.items()}


def stem(function):
    """Name of the operation: ``conv2d`` for ``conv2d_forward``."""
    return getattr(function, "__name__", "function").removesuffix("_forward")


def array_names(forward, arrays):
    """Names of the array arguments, as the signature of `forward` has them.

    Those that ``*weights`` collects are ``weights[0]``, ``weights[1]`` and so on.
    """
    kinds = inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = inspect.signature(forward).parameters.values()
    names = [p.name for p in parameters if p.kind in kinds]
    rest = [p.name for p in parameters if p.kind is inspect.Parameter.VAR_POSITIONAL]
    more = range(len(arrays) - len(names))
    if rest:
        return names + [f"{rest[0]}[{i}]" for i in more]
    return names + [f"argument{len(names) + i}" for i in more]


def random_like(out, seed):
    """A random `dout` with the structure, shapes and dtypes of `out`.

    Its stream is its own: with ``default_rng(seed)`` it would equal an `x` that the caller drew
    with the same seed, and the gradient of a normalization in its own direction is zero.
    """
    rng = np.random.default_rng([seed, STREAM])
    douts = tuple(
        np.asarray(rng.standard_normal(np.shape(o)), np.asarray(o).dtype) for o in as_tuple(out)
    )
    return douts if isinstance(out, (tuple, list)) else douts[0]


def run_pair(forward, backward, arrays, settings, seed):
    """Gradients for a random `dout`, and that `dout`; nothing that was passed in may change."""
    arguments = [*arrays, *settings.values()]
    before = [a.tobytes() if isinstance(a, np.ndarray) else None for a in arguments]
    out, cache = forward(*arrays, **fresh(settings))
    dout = random_like(out, seed)
    kept = [d.copy() for d in as_tuple(dout)]
    gradients = as_tuple(backward(dout, cache))
    names = array_names(forward, arrays)[: len(arrays)] + list(settings)
    for name, argument, content in zip(names, arguments, before, strict=True):
        if content is not None and argument.tobytes() != content:
            raise AssertionError(f"{stem(forward)}: {name} was modified; arguments must not be")
    if any(d.tobytes() != k.tobytes() for d, k in zip(as_tuple(dout), kept, strict=True)):
        raise AssertionError(f"{stem(forward)}: backward modified dout; arguments must not be")
    return gradients, dout


def check_gradients(op, gradients, arrays):
    """One gradient per array, in order, each with the shape and dtype of its array."""
    if len(gradients) != len(arrays):
        names = ", ".join(f"d{name}" for name in arrays)
        raise AssertionError(
            f"{op}: backward gave {len(gradients)} gradients, expected {len(arrays)}: {names}"
        )
    for gradient, (name, array) in zip(gradients, arrays.items(), strict=True):
        received = getattr(gradient, "shape", None), getattr(gradient, "dtype", type(gradient))
        if received != (array.shape, array.dtype):
            raise AssertionError(
                f"{op}: d{name} is {received[1]} {received[0]}, "
                f"but {name} is {array.dtype} {array.shape}"
            )

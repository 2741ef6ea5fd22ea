"""Where the weights start: random arrays whose spread keeps signals and gradients at one size.

A sum of n products grows like sqrt(n). So a weight that feeds n of them is drawn with a spread
of about 1 / sqrt(n). Every function returns a new array and takes its randomness from `rng`.
"""

import contextlib
import math

import numpy as np

from .settings import check_choice, check_integer, check_number

_GAINS = {
    "linear": 1.0,
    "conv1d": 1.0,
    "conv2d": 1.0,
    "conv_transpose2d": 1.0,
    "sigmoid": 1.0,
    "tanh": 5 / 3,
    "relu": math.sqrt(2),
    "selu": 3 / 4,
}


def calculate_gain(nonlinearity, param=None):
    """Factor by which a nonlinearity shrinks a signal, to be made up for by the weights.

    Parameters
    ----------
    nonlinearity : str
        ``linear``, ``conv1d``, ``conv2d``, ``conv_transpose2d``, ``sigmoid``, ``tanh``, ``relu``,
        ``leaky_relu`` or ``selu``.
    param : float, optional
        The negative slope of ``leaky_relu``, 0.01 when not given.

    Raises
    ------
    ValueError
        If the name is unknown.

    Examples
    --------
    >>> round(calculate_gain("relu"), 4)
    1.4142
    """
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else check_number("the negative slope", param)
        return math.sqrt(2 / (1 + slope**2))
    check_choice("nonlinearity", nonlinearity, (*_GAINS, "leaky_relu"))
    return _GAINS[nonlinearity]


def calculate_fan(shape):
    """Number of inputs of one output unit, and of outputs of one input unit.

    For a weight (out, in, *kernel): ``fan_in = in * prod(kernel)`` and
    ``fan_out = out * prod(kernel)``.

    Raises
    ------
    ValueError
        If the shape has fewer than two axes.

    Examples
    --------
    >>> calculate_fan((64, 32, 3, 3))
    (288, 576)
    """
    shape = _shape(shape)
    if len(shape) < 2:
        raise ValueError(f"shape must have at least 2 axes (out, in, ...), got {shape}")
    field = math.prod(shape[2:])
    return shape[1] * field, shape[0] * field


def zeros(shape, *, dtype=np.float32):
    """Array of zeros: the usual start of a bias."""
    return np.zeros(_shape(shape), _dtype(dtype))


def ones(shape, *, dtype=np.float32):
    """Array of ones: the usual start of a gain."""
    return np.ones(_shape(shape), _dtype(dtype))


def constant(shape, value, *, dtype=np.float32):
    """Array whose every entry is `value`."""
    return np.full(_shape(shape), check_number("value", value, finite=False), _dtype(dtype))


def uniform(shape, *, a=0.0, b=1.0, rng, dtype=np.float32):
    """Uniform on [a, b): mean (a + b) / 2, standard deviation (b - a) / sqrt(12).

    Raises
    ------
    ValueError
        If b < a, or an argument has the wrong kind.
    """
    if check_number("b", b) < check_number("a", a):
        raise ValueError(f"b must be at least a, got a={a} and b={b}")
    return _rng(rng).uniform(a, b, _shape(shape)).astype(_dtype(dtype))


def normal(shape, *, mean=0.0, std=1.0, rng, dtype=np.float32):
    """Normal with this mean and standard deviation.

    Raises
    ------
    ValueError
        If std is negative, or an argument has the wrong kind.
    """
    mean, std = check_number("mean", mean), check_number("std", std, low=0)
    return _rng(rng).normal(mean, std, _shape(shape)).astype(_dtype(dtype))


def xavier_uniform(shape, *, gain=1.0, rng, dtype=np.float32):
    """Uniform on (-bound, bound), ``bound = gain * sqrt(6 / (fan_in + fan_out))``.

    Its variance is gain² 2 / (fan_in + fan_out): the compromise between keeping the variance of
    the signals (1 / fan_in) and that of the gradients (1 / fan_out).

    References
    ----------
    Xavier Glorot, Yoshua Bengio (2010), Understanding the difficulty of training deep feedforward
    neural networks, equation 16.
    """
    bound = check_number("gain", gain, low=0) * math.sqrt(6 / _fans(shape))
    return uniform(shape, a=-bound, b=bound, rng=rng, dtype=dtype)


def xavier_normal(shape, *, gain=1.0, rng, dtype=np.float32):
    """Normal with mean 0, ``std = gain * sqrt(2 / (fan_in + fan_out))``.

    References
    ----------
    Xavier Glorot, Yoshua Bengio (2010), Understanding the difficulty of training deep feedforward
    neural networks, equation 12.
    """
    std = check_number("gain", gain, low=0) * math.sqrt(2 / _fans(shape))
    return normal(shape, std=std, rng=rng, dtype=dtype)


def kaiming_uniform(
    shape, *, a=0.0, mode="fan_in", nonlinearity="leaky_relu", rng, dtype=np.float32
):
    """Uniform on (-bound, bound), ``bound = gain * sqrt(3 / fan)``.

    Parameters
    ----------
    shape : tuple of int
        (out, in, *kernel).
    a : float
        Negative slope of the leaky ReLU that follows; 0 is ReLU, whose gain is sqrt(2).
    mode : {"fan_in", "fan_out"}
        Keep the variance of the signals or of the gradients.
    nonlinearity : str
        What follows, see `calculate_gain`.
    rng : numpy.random.Generator
    dtype : float32 or float64

    References
    ----------
    Kaiming He et al. (2015), Delving deep into rectifiers, equations 10, 14 and 15.
    """
    bound = math.sqrt(3) * _kaiming_std(shape, a, mode, nonlinearity)
    return uniform(shape, a=-bound, b=bound, rng=rng, dtype=dtype)


def kaiming_normal(
    shape, *, a=0.0, mode="fan_in", nonlinearity="leaky_relu", rng, dtype=np.float32
):
    """Normal with mean 0, ``std = gain / sqrt(fan)``; arguments as `kaiming_uniform`.

    References
    ----------
    Kaiming He et al. (2015), Delving deep into rectifiers, equations 10, 14 and 15.
    """
    std = _kaiming_std(shape, a, mode, nonlinearity)
    return normal(shape, std=std, rng=rng, dtype=dtype)


def orthogonal(shape, *, gain=1.0, rng, dtype=np.float32):
    """Rows (or columns, whichever are fewer) of length `gain`, at right angles.

    The shape is read as a matrix (shape[0], prod(shape[1:])). Q of the QR decomposition of a normal
    matrix, its columns signed by the diagonal of R, is uniform over all orthogonal matrices.

    References
    ----------
    Andrew Saxe, James McClelland, Surya Ganguli (2014), Exact solutions to the nonlinear dynamics
    of learning in deep linear neural networks.
    """
    shape = _shape(shape)
    if len(shape) < 2:
        raise ValueError(f"shape must have at least 2 axes, got {shape}")
    rows, columns = shape[0], math.prod(shape[1:])
    q, r = np.linalg.qr(_rng(rng).standard_normal((max(rows, columns), min(rows, columns))))
    q *= np.sign(np.diag(r))
    q = q.T if rows < columns else q
    return (check_number("gain", gain) * q).reshape(shape).astype(_dtype(dtype))


def default_weight(shape, *, rng, dtype=np.float32):
    """What PyTorch gives a linear or convolution weight: uniform within 1 / sqrt(fan_in).

    It is `kaiming_uniform` with ``a = sqrt(5)``: gain sqrt(2 / 6), times sqrt(3), is 1.
    """
    return kaiming_uniform(shape, a=math.sqrt(5), rng=rng, dtype=dtype)


def default_bias(shape, *, fan_in, rng, dtype=np.float32):
    """What PyTorch gives the bias beside it: uniform within 1 / sqrt(fan_in) of that weight."""
    check_integer("fan_in", fan_in, low=0)
    bound = 1 / math.sqrt(fan_in) if fan_in > 0 else 0.0
    return uniform(shape, a=-bound, b=bound, rng=rng, dtype=dtype)


def _kaiming_std(shape, a, mode, nonlinearity):
    check_choice("mode", mode, ("fan_in", "fan_out"))
    fan = calculate_fan(shape)[mode == "fan_out"]
    return calculate_gain(nonlinearity, a) / math.sqrt(max(fan, 1))


def _fans(shape):
    """fan_in + fan_out; 1 where there is nothing to draw."""
    return sum(calculate_fan(shape)) or 1


def _shape(shape):
    several = isinstance(shape, (tuple, list))
    sizes = tuple(shape) if several else (shape,)
    for size in sizes:
        check_integer("each entry of shape" if several else "shape", size, 0, 2**31 - 1)
    return sizes


def _dtype(dtype):
    given = repr(dtype)
    with contextlib.suppress(TypeError, ValueError):  # NumPy knows no such dtype
        given = given if dtype is None else np.dtype(dtype)
    if given not in (np.float32, np.float64):
        raise ValueError(f"dtype must be float32 or float64, got {given}")
    return dtype


def _rng(rng):
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng must be a numpy.random.Generator, got {type(rng).__name__}")
    return rng

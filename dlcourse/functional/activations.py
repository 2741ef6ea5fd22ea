"""Activations: functions that bend each entry of an array on its own.

All of them take and return arrays of any shape. Since entry i of `out` depends on entry i of `x`
alone, each backward pass is one product: dx[i] = dout[i] · f'(x[i]).
"""

import math

import numpy as np

from ..settings import check_choice, check_number
from ._normal import normal
from ._select import select
from .check import check_dout, check_float, refuse_unsupported


def relu_forward(x, **unsupported):
    """Rectified linear unit: out[i] = max(x[i], 0).

    x, out: any shape. Raises ValueError where x is not float32 or float64 or settings do not fit.

    Source: Glorot, Bordes, Bengio (2011), Deep Sparse Rectifier Neural Networks.

    >>> relu_forward(np.array([-2.0, 0.0, 3.0]))[0]
    array([0., 0., 3.])
    """
    refuse_unsupported("relu", unsupported)
    check_float(x=x)
    out = np.maximum(x, 0)
    return out, (~(out <= 0), out.dtype)


def relu_backward(dout, cache):
    """dx[i] = dout[i] where x[i] > 0, else 0: the gradient passes where x passed, not at 0.

    Where x is nan, the gradient passes too, as in PyTorch.

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> relu_backward(np.array([5.0, 6.0, 7.0]), relu_forward(np.array([-2.0, 0.0, 3.0]))[1])
    array([0., 0., 7.])
    """
    passed, dtype = cache
    return select(check_dout(dout, passed.shape, dtype), passed)


def leaky_relu_forward(x, *, negative_slope=0.01, **unsupported):
    """Leaky rectifier: out[i] = x[i] · (1 where x[i] > 0, else negative_slope).

    x, out: any shape. Raises ValueError where x is not float32 or float64 or settings do not fit.

    Source: Maas, Hannun, Ng (2013), Rectifier Nonlinearities Improve Neural Network Acoustic
    Models.

    >>> leaky_relu_forward(np.array([-2.0, 0.0, 3.0]), negative_slope=0.5)[0]
    array([-1.,  0.,  3.])
    """
    refuse_unsupported("leaky_relu", unsupported, "negative_slope")
    check_float(x=x)
    # In x's own dtype, 1 - leak + leak is exactly 1; this is far faster than np.where.
    leak = x.dtype.type(check_number("negative_slope", negative_slope))
    slope = (x > 0) * (1 - leak) + leak
    return x * slope, slope


def leaky_relu_backward(dout, cache):
    """dx[i] = dout[i] · (1 where x[i] > 0, else negative_slope): the same factor as forward.

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> leaky_relu_backward(np.ones(2), leaky_relu_forward(np.array([-2.0, 3.0]))[1])
    array([0.01, 1.  ])
    """
    slope = cache
    return check_dout(dout, slope.shape, slope.dtype) * slope


def elu_forward(x, *, alpha=1.0, **unsupported):
    """Exponential linear unit: out[i] = x[i] where x[i] > 0, else alpha (exp(x[i]) - 1).

    x, out: any shape. Raises ValueError where x is not float32 or float64 or settings do not fit.

    Source: Clevert, Unterthiner, Hochreiter (2015), Fast and Accurate Deep Network Learning by
    Exponential Linear Units (ELUs).

    >>> elu_forward(np.array([-np.inf, 0.0, 3.0]), alpha=0.5)[0]
    array([-0.5,  0. ,  3. ])
    """
    refuse_unsupported("elu", unsupported, "alpha")
    check_float(x=x)
    alpha = check_number("alpha", alpha)
    out = np.maximum(x, 0) + alpha * np.expm1(np.minimum(x, 0))
    return out, (x, alpha)


def elu_backward(dout, cache):
    """dx[i] = dout[i] · (1 where x[i] > 0, else alpha exp(x[i])).

    At 0 the two sides meet in value, but in slope only if alpha = 1. There the left one counts.

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> elu_backward(np.ones(2), elu_forward(np.log([0.5, 2.0]))[1])
    array([0.5, 1. ])
    """
    x, alpha = cache
    slope = np.where(x <= 0, alpha * np.exp(np.minimum(x, 0)), 1)  # 1 at nan, as in PyTorch
    return check_dout(dout, x.shape, x.dtype) * slope


def gelu_forward(x, *, approximate="none", **unsupported):
    """Gaussian error linear unit: out[i] = x[i] Φ(x[i]), with Φ the normal distribution function.

    With ``approximate="tanh"``, Φ(x) is (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2.

    x, out: any shape. Raises ValueError where x is not float32 or float64 or settings do not fit.

    Source: Hendrycks, Gimpel (2016), Gaussian Error Linear Units (GELUs).

    >>> gelu_forward(np.array([-1.0, 0.0, 1.0]))[0].round(4)
    array([-0.1587,  0.    ,  0.8413])
    """
    refuse_unsupported("gelu", unsupported, "approximate")
    check_float(x=x)
    check_choice("approximate", approximate, ("none", "tanh"))
    density, gate = normal(x) if approximate == "none" else _normal_by_tanh(x)
    slope = density  # the same memory
    slope *= x
    slope += gate
    gate *= x
    return gate, slope


def gelu_backward(dout, cache):
    """dx[i] = dout[i] (Φ(x[i]) + x[i] φ(x[i])): the product rule, where φ = Φ'.

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> gelu_backward(np.array([2.0]), gelu_forward(np.zeros(1))[1]).round(4)  # Φ(0) is 1/2
    array([1.])
    """
    slope = cache
    return check_dout(dout, slope.shape, slope.dtype) * slope


def _normal_by_tanh(x):
    x = np.clip(x, -40, 40)  # the tanh is -1 or 1 well before, and x³ cannot overflow
    scale = math.sqrt(2 / math.pi)
    t = np.tanh(scale * (x + 0.044715 * x * x * x))
    return 0.5 * scale * (1 - t * t) * (1 + 3 * 0.044715 * x * x), 0.5 * (1 + t)


def sigmoid_forward(x, **unsupported):
    """Logistic function: out[i] = 1 / (1 + exp(-x[i])).

    x, out: any shape. Raises ValueError where x is not float32 or float64 or settings do not fit.

    Source: Rumelhart, Hinton, Williams (1986), Learning Representations by Back-Propagating Errors.

    >>> sigmoid_forward(np.array([-1000.0, 0.0, 1000.0]))[0]
    array([0. , 0.5, 1. ])
    """
    refuse_unsupported("sigmoid", unsupported)
    check_float(x=x)
    out = _sigmoid(x)
    return out, out


def sigmoid_backward(dout, cache):
    """dx[i] = dout[i] · out[i] (1 - out[i]): the slope is known from the value alone.

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> sigmoid_backward(np.array([4.0]), sigmoid_forward(np.zeros(1))[1])
    array([1.])
    """
    out = cache
    return check_dout(dout, out.shape, out.dtype) * out * (1 - out)


def _sigmoid(x):
    # 1 / (1 + exp(-x)) above 0, exp(x) / (1 + exp(x)) below: no exponent is ever positive.
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def tanh_forward(x, **unsupported):
    """Hyperbolic tangent: out[i] = (exp(x[i]) - exp(-x[i])) / (exp(x[i]) + exp(-x[i])).

    x, out: any shape. Raises ValueError where x is not float32 or float64 or settings do not fit.

    Source: LeCun, Bottou, Orr, Müller (1998), Efficient BackProp.

    >>> tanh_forward(np.array([-1000.0, 0.0, 1.0]))[0].round(4)
    array([-1.    ,  0.    ,  0.7616])
    """
    refuse_unsupported("tanh", unsupported)
    check_float(x=x)
    out = np.tanh(x)
    return out, out


def tanh_backward(dout, cache):
    """dx[i] = dout[i] (1 - out[i]²): because of the square, no slope is above 1.

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> tanh_backward(np.array([5.0, 5.0]), tanh_forward(np.array([0.0, 1000.0]))[1])
    array([5., 0.])
    """
    out = cache
    return check_dout(dout, out.shape, out.dtype) * (1 - out * out)


def softplus_forward(x, *, beta=1.0, threshold=20.0, **unsupported):
    """A smooth rectifier: out[i] = log(1 + exp(beta x[i])) / beta.

    Where beta x[i] > threshold, out[i] is x[i]: from there on PyTorch takes the two as equal.

    x, out: any shape. Raises ValueError where x is not float32 or float64 or settings do not fit.

    Source: Dugas, Bengio, Bélisle, Nadeau, Garcia (2001), Incorporating Second-Order Functional
    Knowledge for Better Option Pricing.

    >>> softplus_forward(np.array([-100.0, 0.0, 100.0]))[0].round(4)
    array([  0.    ,   0.6931, 100.    ])
    """
    refuse_unsupported("softplus", unsupported, "beta, threshold")
    check_float(x=x)
    beta = check_number("beta", beta)
    threshold = check_number("threshold", threshold, finite=False)
    if beta == 0:
        raise ValueError("beta must not be 0")
    z = beta * x
    linear = z > threshold
    # log(1 + exp(z)) without a positive exponent
    out = np.where(linear, x, (np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))) / beta)
    return out, (z, linear)


def softplus_backward(dout, cache):
    """dx[i] = dout[i] · sigmoid(beta x[i]), and dout[i] where beta x[i] > threshold.

    The slope of log(1 + exp(z)) is exp(z) / (1 + exp(z)): a smooth ramp rises by a smooth step.
    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> softplus_backward(np.array([2.0, 2.0]), softplus_forward(np.array([0.0, 1000.0]))[1])
    array([1., 2.])
    """
    z, linear = cache
    return check_dout(dout, z.shape, z.dtype) * np.where(linear, 1, _sigmoid(z))

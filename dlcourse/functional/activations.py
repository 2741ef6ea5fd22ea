"""Activations: each bends one number at a time, except softmax, which weighs a whole axis."""

import math

import numpy as np

from ._check import check_choice, check_dout, check_float, refuse_unsupported
from ._erf import erf


def relu_forward(x, **unsupported):
    """out = max(x, 0)."""
    refuse_unsupported("relu", unsupported)
    check_float(x=x)
    out = np.maximum(x, 0)
    return out, out


def relu_backward(dout, cache):
    """dx = dout · [x > 0]."""
    out = cache
    dout = check_dout(dout, out.shape, out.dtype)
    return dout * (out > 0)


def leaky_relu_forward(x, *, negative_slope=0.01, **unsupported):
    """out = x where x > 0, else negative_slope · x."""
    refuse_unsupported("leaky_relu", unsupported, "negative_slope")
    check_float(x=x)
    out = np.maximum(x, 0) + negative_slope * np.minimum(x, 0)
    return out, (x > 0, negative_slope, x.dtype)


def leaky_relu_backward(dout, cache):
    """dx = dout where x > 0, else negative_slope · dout."""
    positive, negative_slope, dtype = cache
    dout = check_dout(dout, positive.shape, dtype)
    return np.where(positive, dout, negative_slope * dout)


def elu_forward(x, *, alpha=1.0, **unsupported):
    """out = x where x > 0, else alpha (exp(x) - 1)."""
    refuse_unsupported("elu", unsupported, "alpha")
    check_float(x=x)
    negative = np.minimum(x, 0)
    out = np.maximum(x, 0) + alpha * np.expm1(negative)
    return out, (x, alpha)


def elu_backward(dout, cache):
    """dx = dout where x > 0, else dout · alpha exp(x)."""
    x, alpha = cache
    dout = check_dout(dout, x.shape, x.dtype)
    return dout * np.where(x > 0, x.dtype.type(1), alpha * np.exp(np.minimum(x, 0)))


def gelu_forward(x, *, approximate="none", **unsupported):
    """out = x Φ(x)."""
    refuse_unsupported("gelu", unsupported, "approximate")
    check_float(x=x)
    check_choice("approximate", approximate, ("none", "tanh"))
    gate, slope = _normal_gate(x) if approximate == "none" else _tanh_gate(x)
    return x * gate, (x, gate, slope)


def gelu_backward(dout, cache):
    """dx = dout · (Φ(x) + x φ(x))."""
    x, gate, slope = cache
    dout = check_dout(dout, x.shape, x.dtype)
    return dout * (gate + x * slope)


def _normal_gate(x):
    gate = 0.5 * (1 + erf(x * math.sqrt(0.5)))
    slope = np.exp(-0.5 * np.square(np.clip(x, -40, 40))) * (1 / math.sqrt(2 * math.pi))
    return gate, slope


def _tanh_gate(x):
    # Beyond 40 the gate is 0 or 1 to the last digit, and x³ cannot overflow before it.
    x = np.clip(x, -40, 40)
    u = np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))
    slope = 0.5 * (1 - u * u) * math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x * x)
    return 0.5 * (1 + u), slope


def sigmoid_forward(x, **unsupported):
    """out = 1 / (1 + exp(-x))."""
    refuse_unsupported("sigmoid", unsupported)
    check_float(x=x)
    out = _sigmoid(x)
    return out, out


def sigmoid_backward(dout, cache):
    """dx = dout · out (1 - out)."""
    out = cache
    dout = check_dout(dout, out.shape, out.dtype)
    return dout * out * (1 - out)


def _sigmoid(x):
    # exp(x) / (1 + exp(x)) for x < 0 and 1 / (1 + exp(-x)) above: no exponent is positive.
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def tanh_forward(x, **unsupported):
    """out = tanh(x)."""
    refuse_unsupported("tanh", unsupported)
    check_float(x=x)
    out = np.tanh(x)
    return out, out


def tanh_backward(dout, cache):
    """dx = dout · (1 - out²)."""
    out = cache
    dout = check_dout(dout, out.shape, out.dtype)
    return dout * (1 - out * out)


def softplus_forward(x, *, beta=1.0, threshold=20.0, **unsupported):
    """out = log(1 + exp(beta · x)) / beta, and x itself where beta · x > threshold."""
    refuse_unsupported("softplus", unsupported, "beta, threshold")
    check_float(x=x)
    z = beta * x
    linear = z > threshold
    out = np.where(linear, x, (np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))) / beta)
    return out, (z, linear)


def softplus_backward(dout, cache):
    """dx = dout · sigmoid(beta · x), and dout where beta · x > threshold."""
    z, linear = cache
    dout = check_dout(dout, z.shape, z.dtype)
    return np.where(linear, dout, dout * _sigmoid(z))


def softmax_forward(x, *, dim, **unsupported):
    """out[k] = exp(x[k]) / Σ_j exp(x[j])."""
    refuse_unsupported("softmax", unsupported, "dim")
    check_float(x=x)
    check_dim(x, dim)
    out = np.exp(x - x.max(axis=dim, keepdims=True, initial=-np.inf))
    out = out / out.sum(axis=dim, keepdims=True)
    return out, (out, dim)


def softmax_backward(dout, cache):
    """dx[k] = out[k] (dout[k] - Σ_j dout[j] out[j])."""
    out, dim = cache
    dout = check_dout(dout, out.shape, out.dtype)
    return out * (dout - (dout * out).sum(axis=dim, keepdims=True))


def log_softmax_forward(x, *, dim, **unsupported):
    """out[k] = x[k] - log Σ_j exp(x[j])."""
    refuse_unsupported("log_softmax", unsupported, "dim")
    check_float(x=x)
    check_dim(x, dim)
    shifted = x - x.max(axis=dim, keepdims=True, initial=-np.inf)
    out = shifted - np.log(np.exp(shifted).sum(axis=dim, keepdims=True))
    return out, (out, dim)


def log_softmax_backward(dout, cache):
    """dx[k] = dout[k] - softmax(x)[k] Σ_j dout[j]."""
    out, dim = cache
    dout = check_dout(dout, out.shape, out.dtype)
    return dout - np.exp(out) * dout.sum(axis=dim, keepdims=True)


def check_dim(x, dim):
    """Refuse an axis that x does not have; an array without axes has 0 and -1, as in PyTorch."""
    axes = max(x.ndim, 1)
    if isinstance(dim, bool) or not isinstance(dim, int) or not -axes <= dim < axes:
        raise ValueError(f"dim must be an axis of x {x.shape}, {-axes} to {axes - 1}, got {dim!r}")

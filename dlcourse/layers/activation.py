"""Activations as layers: nothing to learn, so each is its pair and its settings."""

from ..functional import (
    elu_backward,
    elu_forward,
    gelu_backward,
    gelu_forward,
    leaky_relu_backward,
    leaky_relu_forward,
    relu_backward,
    relu_forward,
    sigmoid_backward,
    sigmoid_forward,
    softplus_backward,
    softplus_forward,
    tanh_backward,
    tanh_forward,
)
from ..functional.check import refuse_unsupported
from .base import Layer


class ReLU(Layer):
    """``max(x, 0)``; see `relu_forward`."""

    def __init__(self, **unsupported):
        refuse_unsupported("ReLU", unsupported)
        super().__init__(relu_forward, relu_backward)


class LeakyReLU(Layer):
    """``x if x > 0 else negative_slope * x``; see `leaky_relu_forward`."""

    def __init__(self, negative_slope=0.01, **unsupported):
        refuse_unsupported("LeakyReLU", unsupported)
        super().__init__(leaky_relu_forward, leaky_relu_backward, negative_slope=negative_slope)


class ELU(Layer):
    """``x if x > 0 else alpha (exp(x) - 1)``; see `elu_forward`."""

    def __init__(self, alpha=1.0, **unsupported):
        refuse_unsupported("ELU", unsupported)
        super().__init__(elu_forward, elu_backward, alpha=alpha)


class GELU(Layer):
    """x times the probability that a normal number is below x; see `gelu_forward`."""

    def __init__(self, approximate="none"):
        super().__init__(gelu_forward, gelu_backward, approximate=approximate)


class Sigmoid(Layer):
    """``1 / (1 + exp(-x))``; see `sigmoid_forward`."""

    def __init__(self):
        super().__init__(sigmoid_forward, sigmoid_backward)


class Tanh(Layer):
    """Hyperbolic tangent; see `tanh_forward`."""

    def __init__(self):
        super().__init__(tanh_forward, tanh_backward)


class Softplus(Layer):
    """``log(1 + exp(beta x)) / beta``; see `softplus_forward`."""

    def __init__(self, beta=1.0, threshold=20.0):
        super().__init__(softplus_forward, softplus_backward, beta=beta, threshold=threshold)

"""A network that computes with 8-bit integers."""

import numpy as np

from ...layers import Linear
from .quantization import quantize, symmetric_scale


def int8_linear(codes, scale, weight_codes, weight_scale, bias):
    """y = s_x s_w (Σ_j q_x q_w) + b: the sum in 32-bit integers, one multiplication at its end.

    Parameters
    ----------
    codes : int8 array (N, D)
        Symmetric: zero point 0.
    scale : float
    weight_codes : int8 array (F, D)
    weight_scale : array (F, 1) or ()
        Of each row, or of all.
    bias : array (F,)

    Returns
    -------
    array (N, F), of the dtype of bias

    Notes
    -----
    A product of two codes is at most 128² = 2^14 in size, so 32 bits hold the sum of 2^17 - 1.

    Examples
    --------
    >>> q = np.array([[100, 100]], np.int8)
    >>> int8_linear(q, np.float32(0.5), q, np.float32(0.1), np.zeros(1, np.float32)).tolist()
    [[1000.0]]
    """
    total = codes.astype(np.int32) @ weight_codes.astype(np.int32).T
    steps = (scale * np.asarray(weight_scale).reshape(-1)).astype(bias.dtype)
    return total.astype(bias.dtype) * steps + bias


def int8_layers(model):
    """Return codes, row scales and bias of each Linear of a perceptron, in order.

    Examples
    --------
    >>> from dlcourse.layers import ReLU, Sequential
    >>> parts = int8_layers(Sequential(Linear(3, 4), ReLU(), Linear(4, 2)))
    >>> [(str(codes.dtype), codes.shape, scale.shape) for codes, scale, _ in parts]
    [('int8', (4, 3), (4, 1)), ('int8', (2, 4), (2, 1))]
    """
    found = []
    for layer in model:
        if isinstance(layer, Linear):
            weight = layer.params["weight"]
            scale = symmetric_scale(weight, per_row=True)
            found.append((quantize(weight, scale), scale, layer.params["bias"]))
    return found


def int8_forward(layers, x):
    """Send x through a perceptron: before each layer to codes of 8 bits, after it ReLU.

    The scale of x is taken from the batch that comes, which is called dynamic quantization.

    Parameters
    ----------
    layers : list of tuple
        As `int8_layers` gives them.
    x : array (N, D)

    Returns
    -------
    array (N, F)
        Without a ReLU after the last layer.
    """
    for number, (codes, weight_scale, bias) in enumerate(layers):
        if number:
            x = np.maximum(x, 0)
        scale = symmetric_scale(x)
        x = int8_linear(quantize(x, scale), scale, codes, weight_scale, bias)
    return x

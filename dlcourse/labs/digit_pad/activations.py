"""What each layer of a network makes of an image, and how to show it as one picture."""

import numpy as np


def run_layers(model, x):
    """Return the output of each layer for `x`, by name ("1 ReLU"), in evaluation mode.

    Parameters
    ----------
    model : Layer
        Of a `Sequential`, every layer is told; of any other layer, its output.
    x : ndarray

    Returns
    -------
    dict of str to ndarray
    """
    training = model.training
    model.eval()
    try:
        outputs = {}
        for name, layer in model.leaves():
            x = layer(x)
            outputs[f"{name} {type(layer).__name__}".strip()] = x
        return outputs
    finally:
        model.train(training)


def choose(activations, most=3):
    """Return the names of the outputs to show: after each nonlinearity, at most `most`."""
    nonlinear = "ReLU", "LeakyReLU", "ELU", "GELU", "Sigmoid", "Tanh", "Softplus"
    names = [name for name in activations if name.split()[-1] in nonlinear]
    return names[:most]


def mosaic(activation, columns):
    """Return channels side by side, or units as a grid, scaled to 1, with NaN between them.

    Parameters
    ----------
    activation : ndarray, shape (1, C, H, W) or (1, D)
    columns : int

    Returns
    -------
    ndarray, shape (rows, width)
    """
    tiles = activation[0]
    if tiles.ndim == 1:
        tiles = tiles[:, None, None]
    count, height, width = tiles.shape
    gap = 1 if height > 1 else 0
    rows = -(-count // columns)
    grid = np.full((rows * columns, height + gap, width + gap), np.nan)
    grid[:count, :height, :width] = tiles / max(float(np.abs(tiles).max()), 1e-12)
    grid = grid.reshape(rows, columns, height + gap, width + gap).transpose(0, 2, 1, 3)
    return grid.reshape(rows * (height + gap), columns * (width + gap))

"""The networks of this subject: a perceptron of three layers, and three convolutional ones."""

import numpy as np

from ...data import digits28
from ...layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
from ...optim import Adam
from ...train import evaluate, fit

KINDS = ("full", "grouped", "separable")
GROUPS = 4


def digits():
    """Return digits in three parts: 1200 to train on, 242 to choose by, 355 to test with.

    Images (N, 784), less the mean of those to train on and over their standard deviation.

    Returns
    -------
    dict of str to (x, y)
        "fit", "choose" and "test".
    """
    (x, y), (test_x, test_y) = digits28("train"), digits28("test")
    order = np.random.default_rng(2).permutation(len(x))
    first, rest = order[:1200], order[1200:]
    mean, std = x[first].mean(), x[first].std()
    parts = {"fit": (x[first], y[first]), "choose": (x[rest], y[rest]), "test": (test_x, test_y)}
    return {name: (((a - mean) / std).reshape(len(a), -1), b) for name, (a, b) in parts.items()}


def perceptron(*hidden, rng=None):
    """Return a network 784, hidden ..., 10 of Linear layers with a ReLU between each two.

    Examples
    --------
    >>> sum(a.size for a in perceptron(256, 256).params.values())
    269322
    """
    sizes, layers = (784, *hidden, 10), []
    for before, after in zip(sizes[:-1], sizes[1:], strict=True):
        layers += [Linear(before, after, rng=rng), ReLU()]
    return Sequential(*layers[:-1])


def of_arrays(arrays):
    """Return the perceptron of these arrays: weight and bias of each layer, in order, copied.

    Examples
    --------
    >>> of_arrays([np.ones((1, 2)), np.zeros(1)])(np.array([[1.0, 2.0]])).tolist()
    [[3.0]]
    """
    layers = []
    for w, b in zip(arrays[::2], arrays[1::2], strict=True):
        layer = Linear(w.shape[1], w.shape[0], dtype=w.dtype)
        layer.load_state_dict({"weight": w, "bias": b})
        layers += [layer, ReLU()]
    return Sequential(*layers[:-1])


def rescaled(model, *, most, rng):
    """Return a perceptron that computes the same function from other weights.

    For every hidden unit a power k from -most to most is drawn. The unit's row and bias are
    multiplied by 2^k and what it sends to the next layer by 2^-k. As ReLU(2^k z) = 2^k ReLU(z), all
    that comes out is as before, and powers of two are exact.

    Examples
    --------
    >>> model = perceptron(4, rng=np.random.default_rng(0))
    >>> other = rescaled(model, most=3, rng=np.random.default_rng(1))
    >>> x = np.ones((1, 784), np.float32)
    >>> np.array_equal(model(x), other(x))
    True
    """
    arrays = [array.copy() for array in model.params.values()]
    for place in range(0, len(arrays) - 2, 2):
        w, b, after = arrays[place : place + 3]
        factor = (2.0 ** rng.integers(-most, most + 1, len(b))).astype(w.dtype)
        w *= factor[:, None]
        b *= factor
        after /= factor
    return of_arrays(arrays)


def train(model, x, y, *, seed, epochs, lr=1e-3, weight_decay=0.0, batch_size=64, **settings):
    """Train a model with Adam, in an order that the seed gives, and return it.

    Other settings are those of `dlcourse.train.fit`.
    """
    optimizer = Adam(model.params, lr=lr, weight_decay=weight_decay)
    settings |= {"epochs": epochs, "batch_size": batch_size, "progress": False}
    fit(model, optimizer, x, y, rng=np.random.default_rng([seed, 1]), **settings)
    return model.eval()


def accuracy(model, part):
    """Share of right answers of a model to (x, y), images as its first layer wants them."""
    return evaluate(model, *part).accuracy


def convolutional(kind, *, rng=None):
    """Return the network of chapter 5.1 with one of three middles, and a last pooling by 5.

    Parameters
    ----------
    kind : {"full", "grouped", "separable"}
        How 32 channels become 64: a convolution of 3 by 3; the same in 4 groups; one kernel of 3
        by 3 for each channel, then a convolution of 1 by 1.

    Examples
    --------
    >>> {kind: sum(a.size for a in convolutional(kind).params.values()) for kind in KINDS}
    {'full': 21386, 'grouped': 7562, 'separable': 5322}
    """
    return Sequential(
        Conv2d(1, 32, 3, rng=rng),
        ReLU(),
        MaxPool2d(2),
        *middle(kind, 32, 64, rng=rng),
        ReLU(),
        MaxPool2d(5),
        Flatten(),
        Linear(256, 10, rng=rng),
    )


def middle(kind, channels, filters, *, rng=None):
    """Return the layers that lead from channels to filters with 3-by-3 kernels, see above.

    Raises
    ------
    ValueError
        If the kind is none of the three.
    """
    if kind == "full":
        return [Conv2d(channels, filters, 3, rng=rng)]
    if kind == "grouped":
        return [Conv2d(channels, filters, 3, groups=GROUPS, rng=rng)]
    if kind == "separable":
        depthwise = Conv2d(channels, channels, 3, groups=channels, rng=rng)
        return [depthwise, Conv2d(channels, filters, 1, rng=rng)]
    raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")

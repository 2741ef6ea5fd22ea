"""How the weights of a network start: five ways, by name."""

from ... import init
from ...settings import check_choice


def _average(shape, *, rng, dtype):
    return init.constant(shape, 1 / init.calculate_fan(shape)[0], dtype=dtype)


def _nothing(shape, *, rng, dtype):
    return init.zeros(shape, dtype=dtype)


def _he(shape, *, rng, dtype):
    return init.kaiming_normal(shape, nonlinearity="relu", rng=rng, dtype=dtype)


STARTS = {
    "zeros": _nothing,
    "constant": _average,
    "default": init.default_weight,
    "xavier": init.xavier_normal,
    "he": _he,
}
"""How a weight of n inputs and m outputs is drawn. In this order: 0; 1 / n each; uniform as in
PyTorch, variance 1 / (3 n); normal of variance 2 / (n + m); normal of variance 2 / n."""


def start_again(network, start, *, rng):
    """Draw all weights of a network anew, in place.

    Parameters
    ----------
    network : Layer
        Its parameters are matrices named ``...weight``, each followed by its ``...bias``.
    start : str
        One of `STARTS`. The biases of "default" are uniform within 1 / sqrt(fan_in), as in PyTorch;
        those of all others are 0.
    rng : numpy.random.Generator

    Returns
    -------
    Layer
        The network.

    Raises
    ------
    ValueError
        If there is no such start.

    Examples
    --------
    >>> from dlcourse.layers import Linear
    >>> start_again(Linear(4, 2), "constant", rng=None).params["weight"].tolist()
    [[0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 0.25]]
    """
    check_choice("start", start, tuple(STARTS))
    for name, array in network.params.items():
        if name.endswith("weight"):
            fan_in, _ = init.calculate_fan(array.shape)
            array[...] = STARTS[start](array.shape, rng=rng, dtype=array.dtype)
        elif start == "default":
            array[...] = init.default_bias(array.shape, fan_in=fan_in, rng=rng, dtype=array.dtype)
        else:
            array[...] = 0
    return network

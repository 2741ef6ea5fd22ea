"""What one example costs a network: parameters, operations, bytes."""

from typing import NamedTuple

import numpy as np

from ...layers import Conv2d, Linear


class Cost(NamedTuple):
    """Of one layer, or of a whole network."""

    parameters: int
    operations: int
    bytes: int


def costs(model, shape, *, batch=1):
    """Count what each layer with weights costs for one example of a batch.

    A weight w[f, ...] meets one value at each place of the output: one multiplication, one
    addition. So a layer does 2 × (weights of a filter) × (values of the output) operations. It
    moves its input, its output and, once a batch, its parameters, at 4 bytes each. Biases, ReLU
    and pooling are not counted as operations.

    Parameters
    ----------
    model : Sequential
        Its mode and its gradients stay as they are, its caches do not.
    shape : tuple of int
        Of one example.
    batch : int
        How many examples share one reading of the parameters.

    Returns
    -------
    dict of str to Cost
        By number and kind of the layer, then "total". Bytes are rounded down.

    Examples
    --------
    >>> from dlcourse.layers import Sequential
    >>> costs(Sequential(Linear(3, 2)), (3,))["total"]
    Cost(parameters=8, operations=12, bytes=52)
    """
    x = np.zeros((1, *shape), np.float32)
    found = {}
    for number, layer in enumerate(model):
        out = layer(x)
        if isinstance(layer, Linear | Conv2d):
            size = sum(array.size for array in layer.params.values())
            operations = 2 * layer.params["weight"][0].size * out.size
            moved = 4 * (x.size + out.size) + 4 * size // batch
            found[f"{number} {type(layer).__name__}"] = Cost(size, operations, moved)
        x = out
    found["total"] = Cost(*map(sum, zip(*found.values(), strict=True)))
    return found


def ring_bytes(size, machines):
    """Bytes that each of K machines sends until all have the mean of an array: 2 (K-1)/K size.

    In a ring the array is cut in K pieces. In K - 1 steps each machine hands on a piece to which it
    has added its own, and holds one whole sum at the end; in K - 1 more steps the sums go round.

    Examples
    --------
    >>> ring_bytes(1000, 2), ring_bytes(1000, 10)
    (1000.0, 1800.0)
    """
    return 2 * (machines - 1) / machines * size

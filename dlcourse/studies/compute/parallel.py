"""One step of training on several processes: each takes a part of the batch."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ...functional.cross_entropy import cross_entropy_backward, cross_entropy_forward
from ..tools import Worker
from .networks import of_arrays


def gradient(x, y, *arrays):
    """Return the gradient of the mean cross-entropy over a batch, for each array of a perceptron.

    Parameters
    ----------
    x : array (N, D)
    y : array of int (N,)
    *arrays : array
        Weight and bias of each layer, in order.

    Returns
    -------
    list of array

    Examples
    --------
    >>> w, b = np.zeros((2, 1)), np.zeros(2)
    >>> [g.tolist() for g in gradient(np.array([[4.0]]), np.array([0]), w, b)]
    [[[-2.0], [2.0]], [-0.5, 0.5]]
    """
    model = of_arrays(arrays)
    _, cache = cross_entropy_forward(model(x), targets=y)
    model.backward(cross_entropy_backward(np.ones((), x.dtype), cache))
    return list(model.grads.values())


def weighted_mean(parts, sizes):
    """Return the gradient of the whole batch: g = Σ_k (N_k / N) g_k, array by array.

    Parameters
    ----------
    parts : list of list of array
        The mean gradient of each part.
    sizes : list of int
        How many examples each part has.

    Examples
    --------
    >>> weighted_mean([[np.array([1.0])], [np.array([5.0])]], [3, 1])[0].tolist()
    [2.0]
    """
    shares = np.divide(sizes, np.sum(sizes))
    return [
        sum(s * g for s, g in zip(shares, arrays, strict=True))
        for arrays in zip(*parts, strict=True)
    ]


class Machines:
    """Processes that stand for machines. Each gets the weights and its part of the batch.

    They are fresh Pythons, `dlcourse.studies.tools.Worker`: arrays go through pipes, and nothing
    is unpickled. They end with the block, also where it ends by an error or is interrupted.

    Parameters
    ----------
    count : int
        How many.

    Attributes
    ----------
    received : int
        Bytes of the gradients that have come back.

    Examples
    --------
    >>> with Machines(2) as machines:
    ...     w, b, x, y = np.zeros((2, 1)), np.zeros(2), np.array([[4.0], [0.0]]), np.array([0, 0])
    ...     machines.gradient(x, y, [w, b], sizes=[1, 1])[0].tolist(), machines.received
    ([[-1.0], [1.0]], 64)
    """

    def __init__(self, count):
        self.workers = [Worker("numpy") for _ in range(count)]
        self.received = 0

    def parts(self, x, y, arrays, sizes):
        """Return the mean gradient of each part, computed at the same time.

        Raises
        ------
        ValueError
            If the sizes are not one for each machine, or do not sum to the batch.
        """
        if len(sizes) != len(self.workers) or sum(sizes) != len(x):
            raise ValueError(
                f"sizes must be {len(self.workers)} numbers that sum to {len(x)}, got {sizes}"
            )
        ends = np.cumsum(sizes)[:-1]
        jobs = zip(self.workers, np.split(x, ends), np.split(y, ends), strict=True)
        with ThreadPoolExecutor(len(self.workers)) as pool:
            waiting = [pool.submit(w.run, _shard, a, b, *arrays) for w, a, b in jobs]
            parts = [answer.result() for answer in waiting]
        self.received += sum(array.nbytes for part in parts for array in part)
        return parts

    def gradient(self, x, y, arrays, *, sizes):
        """Return the gradient of the whole batch from those of its parts."""
        return weighted_mean(self.parts(x, y, arrays, sizes), sizes)

    def close(self):
        """End the processes."""
        for worker in self.workers:
            worker.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


def _shard(x, y, *arrays):
    """What a machine runs: sent as text, so it imports what it needs."""
    from dlcourse.studies.compute import gradient

    return gradient(x, y, *arrays)

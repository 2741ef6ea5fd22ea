"""Layers of rows: fully connected, look-up, and the reshaping that leads to them and back."""

import math

import numpy as np

from .. import init
from ..functional import embedding_backward, embedding_forward, linear_backward, linear_forward
from ..functional.check import check_dout, check_float, refuse_unsupported
from ..settings import check_flag, check_integer
from ._sizes import check_sizes, generator
from .base import Layer


class Linear(Layer):
    """Fully connected: ``out = x @ weight.T + bias``; see `linear_forward`.

    Parameters
    ----------
    in_features, out_features : int
        Sizes of the last axis of x and of out.
    bias : bool
        Learn a bias.
    rng : numpy.random.Generator, optional
        Source of the initial weights, uniform within 1 / sqrt(in_features) as in PyTorch.
        A new, unseeded one when not given.
    dtype : float32 or float64

    Raises
    ------
    ValueError
        If a size is not an integer of at least 1.
    """

    def __init__(self, in_features, out_features, bias=True, *, rng=None, dtype=np.float32):
        check_sizes(in_features=in_features, out_features=out_features)
        check_flag(bias=bias)
        rng = generator(rng)
        params = {"weight": init.default_weight((out_features, in_features), rng=rng, dtype=dtype)}
        if bias:
            params["bias"] = init.default_bias(
                (out_features,), fan_in=in_features, rng=rng, dtype=dtype
            )
        super().__init__(linear_forward, linear_backward, params)
        self.sizes = in_features, out_features


class Embedding(Layer):
    """A table of vectors, looked up by integers: ``out = weight[x]``; see `embedding_forward`.

    Its input has no gradient: `backward` returns None.

    Parameters
    ----------
    num_embeddings, embedding_dim : int
        Rows and columns of the table.
    padding_idx : int, optional
        A row that starts at zero and gets no gradient.
    scale_grad_by_freq : bool
        Divide the gradient of a row by how often it was looked up.
    rng : numpy.random.Generator, optional
        Source of the initial table, standard normal.
    dtype : float32 or float64

    Raises
    ------
    ValueError
        If a size is not an integer of at least 1, or padding_idx is not a row.
    """

    input_dtype = np.int64

    def __init__(
        self,
        num_embeddings,
        embedding_dim,
        padding_idx=None,
        *,
        scale_grad_by_freq=False,
        rng=None,
        dtype=np.float32,
        **unsupported,
    ):
        refuse_unsupported("Embedding", unsupported, "padding_idx, scale_grad_by_freq")
        check_flag(scale_grad_by_freq=scale_grad_by_freq)
        check_sizes(num_embeddings=num_embeddings, embedding_dim=embedding_dim)
        weight = init.normal((num_embeddings, embedding_dim), rng=generator(rng), dtype=dtype)
        if padding_idx is not None:
            check_integer("padding_idx", padding_idx, -num_embeddings, num_embeddings - 1)
            weight[padding_idx] = 0
        super().__init__(
            embedding_forward,
            embedding_backward,
            {"weight": weight},
            padding_idx=padding_idx,
            scale_grad_by_freq=scale_grad_by_freq,
        )
        self.sizes = num_embeddings, embedding_dim

    def forward(self, x):
        """Rows of the table, for integers x of any shape."""
        out, self.cache = embedding_forward(self.params["weight"], ids=x, **self.settings)
        return out

    def backward(self, dout):
        """Leave the table's gradient in `grads`; integers have none."""
        self.grads = {"weight": embedding_backward(dout, self.remembered())}


class Flatten(Layer):
    """Join the axes from `start_dim` to `end_dim` into one.

    Parameters
    ----------
    start_dim, end_dim : int
        First and last axis that is joined; the default keeps the batch axis.

    Examples
    --------
    >>> Flatten()(np.zeros((2, 3, 4, 5))).shape
    (2, 60)
    """

    def __init__(self, start_dim=1, end_dim=-1):
        super().__init__(flatten_forward, flatten_backward, start_dim=start_dim, end_dim=end_dim)


def flatten_forward(x, *, start_dim=1, end_dim=-1):
    """Join axes: the numbers stay in their order. `out` is a view of x, where it can be one."""
    check_float(x=x)
    first, last = (
        _axis(x, name, d) for name, d in (("start_dim", start_dim), ("end_dim", end_dim))
    )
    if first > last:
        raise ValueError(f"start_dim must not come after end_dim, got {start_dim} and {end_dim}")
    size = math.prod(x.shape[first : last + 1])
    out = x.reshape(*x.shape[:first], size, *x.shape[last + 1 :])
    return out, (x.shape, out.shape, out.dtype)


def flatten_backward(dout, cache):
    """Give every number its old place."""
    x_shape, *out = cache
    return check_dout(dout, *out).reshape(x_shape)


class Unflatten(Layer):
    """Split one axis into several: what `Flatten` joined, or rows that become images.

    Parameters
    ----------
    dim : int
        The axis.
    unflattened_size : tuple of int
        Sizes of the axes that take its place. One of them may be -1: what is left for it.

    Raises
    ------
    ValueError
        If the sizes are no such tuple; at the first x, if they do not fit its axis.

    Examples
    --------
    >>> Unflatten(1, (3, 2, 2))(np.zeros((5, 12))).shape
    (5, 3, 2, 2)
    """

    def __init__(self, dim, unflattened_size):
        check_integer("dim", dim)
        good = isinstance(unflattened_size, (tuple, list)) and len(unflattened_size) > 0
        if not good:
            raise ValueError(
                f"unflattened_size must be a tuple of integers, got {unflattened_size!r}"
            )
        for size in unflattened_size:
            check_integer("each entry of unflattened_size", size, low=-1)
        if list(unflattened_size).count(-1) > 1:
            raise ValueError(f"unflattened_size may hold one -1, got {unflattened_size}")
        super().__init__(
            unflatten_forward,
            unflatten_backward,
            dim=dim,
            unflattened_size=tuple(unflattened_size),
        )


def unflatten_forward(x, *, dim, unflattened_size):
    """Split an axis: the numbers stay in their order. `out` is a view of x, where it can be one."""
    check_float(x=x)
    axis, known = _axis(x, "dim", dim), math.prod(s for s in unflattened_size if s != -1)
    length = x.shape[axis]
    if known:  # with a 0 among them, any size would fit in the place of -1
        unflattened_size = [length // known if s == -1 else s for s in unflattened_size]
    if -1 in unflattened_size or math.prod(unflattened_size) != length:
        raise ValueError(
            f"unflattened_size must multiply to the {length} entries of axis {dim}, "
            f"got {tuple(unflattened_size)}: x {x.shape}"
        )
    out = x.reshape(*x.shape[:axis], *unflattened_size, *x.shape[axis + 1 :])
    return out, (x.shape, out.shape, out.dtype)


def unflatten_backward(dout, cache):
    """Join what was split."""
    return flatten_backward(dout, cache)


def _axis(x, name, dim):
    axes = max(x.ndim, 1)
    check_integer(name, dim, -axes, axes - 1)
    return dim % axes

"""Attention: every query looks at all keys, and takes a weighted mean of their values."""

import math
from functools import partial
from typing import NamedTuple

import numpy as np

from ..settings import check_flag, check_number
from ._sums import over_rows
from .check import check_array, check_dout, check_float, refuse_unsupported


class AttentionCache(NamedTuple):
    """What `scaled_dot_product_attention_backward` needs; `weights` are the map of attention."""

    query: np.ndarray  # (..., L, E)
    key: np.ndarray  # (..., S, E)
    value: np.ndarray  # (..., S, V)
    weights: np.ndarray  # (..., L, S): what each query takes of each value; rows sum to 1, or 0
    scale: float


def scaled_dot_product_attention_forward(
    query, key, value, *, attn_mask=None, is_causal=False, scale=None, **unsupported
):
    """out[l, v] = Σ_s weights[l, s] value[s, v], weights[l] = softmax(scores[l]).

    scores[l, s] = scale Σ_e query[l, e] key[s, e] + attn_mask[l, s]. The scale 1 / √E keeps the
    scores of random vectors near 1 in size: a sum of E random products has the variance E.

    Parameters
    ----------
    query : array (..., L, E)
        One row for each place that asks.
    key : array (..., S, E)
    value : array (..., S, V)
        One row of each for every place that is looked at. The axes in front are broadcast.
    attn_mask : array that broadcasts to (..., L, S), of at least 2 axes, optional
        bool: True where a query may look. Or numbers that are added to the scores, in the dtype of
        query; -inf hides a place. They are a setting and get no gradient.
    is_causal : bool
        Query l may look at s ≤ l only, counted from the first row, also where L and S differ.
    scale : float, optional
        Default: 1 / √E.

    Returns
    -------
    out : array (..., L, V)
        A query that may look nowhere gets zeros.
    cache : AttentionCache
        ``cache.weights`` (..., L, S) shows who looked where.

    Raises
    ------
    ValueError
        If shapes or dtypes do not fit, or attn_mask is given together with is_causal; also for
        PyTorch's dropout_p and enable_gqa, unless they are switched off.

    References
    ----------
    Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser, Polosukhin (2017), Attention Is All
    You Need, equation 1.

    Examples
    --------
    >>> key, value = np.array([[5.0], [5.0], [0.0]]), np.array([[1.0], [2.0], [9.0]])
    >>> out, cache = scaled_dot_product_attention_forward(np.array([[200.0]]), key, value)
    >>> out, cache.weights  # two keys answer alike, the third does not
    (array([[1.5]]), array([[0.5, 0.5, 0. ]]))
    """
    supported = "attn_mask, is_causal, scale"
    refuse_unsupported("scaled_dot_product_attention", unsupported, supported)
    shape = _check_shapes(query, key, value)
    check_flag(is_causal=is_causal)
    _check_mask(attn_mask, is_causal, shape, query.dtype)
    if scale is None:
        scale = 1 / math.sqrt(max(query.shape[-1], 1))
    scale = check_number("scale", scale)
    scores = (scale * query) @ key.mT
    if is_causal:
        attn_mask = np.tri(*shape[-2:], dtype=bool)
    if attn_mask is not None and attn_mask.dtype == bool:
        np.copyto(scores, -np.inf, where=~attn_mask)
    elif attn_mask is not None:
        scores += attn_mask
    weights = _softmax_or_zero(scores)
    return weights @ value, AttentionCache(query, key, value, weights, scale)


def scaled_dot_product_attention_backward(dout, cache):
    """dvalue[s, v] = Σ_l weights[l, s] dout[l, v]; dquery = scale dscores @ key, dkey likewise.

    dscores[l, s] = weights[l, s] (dweights[l, s] - Σ_j weights[l, j] dweights[l, j]), where
    dweights = dout @ valueᵀ. These are two matrix products with a softmax between them. A place
    that is hidden has the weight 0, so nothing goes back to it, and the mask is not needed again.

    dquery, dkey and dvalue have the shapes of query, key and value: each is summed over the axes
    along which its array was repeated. Raises ValueError where dout does not have the shape and
    dtype of out.

    >>> query, key = np.array([[0.0]]), np.array([[1.0], [3.0]])
    >>> value = np.array([[0.0], [8.0]])
    >>> _, cache = scaled_dot_product_attention_forward(query, key, value)
    >>> dquery, dkey, dvalue = scaled_dot_product_attention_backward(np.array([[1.0]]), cache)
    >>> dquery, dvalue  # a larger query would look more at 8 than at 0
    (array([[4.]]), array([[0.5],
           [0.5]]))
    """
    query, key, value, weights, scale = cache
    batch = np.broadcast_shapes(weights.shape[:-2], value.shape[:-2])
    dout = check_dout(dout, (*batch, weights.shape[-2], value.shape[-1]), query.dtype)
    dvalue = weights.mT @ dout
    dscores = _sum_to(dout @ value.mT, weights.shape)
    dscores -= (dscores * weights).sum(axis=-1, keepdims=True)
    dscores *= weights
    dquery, dkey = scale * (dscores @ key), scale * (dscores.mT @ query)
    return _sum_to(dquery, query.shape), _sum_to(dkey, key.shape), _sum_to(dvalue, value.shape)


def _softmax_or_zero(scores):
    """Softmax of the last axis, in place; zeros where every score is -inf, not 0 / 0."""
    highest = scores.max(axis=-1, keepdims=True, initial=-np.inf)
    scores -= np.where(highest == -np.inf, 0, highest)
    np.exp(scores, out=scores)
    total = scores.sum(axis=-1, keepdims=True)
    scores /= np.where(total == 0, 1, total)
    return scores


def _sum_to(gradient, shape):
    """Add up what reached the copies that broadcasting made of an array of this shape."""
    if gradient.shape == shape:
        return gradient
    more = gradient.ndim - len(shape)
    repeated = [more + i for i, size in enumerate(shape) if size != gradient.shape[more + i]]
    sums = partial(np.sum, axis=(*range(more), *repeated), keepdims=True)
    over_first = more or repeated[0] == 0
    return (over_rows(sums, gradient) if over_first else sums(gradient)).reshape(shape)


def _check_shapes(query, key, value):
    """Refuse shapes that do not fit; returns the shape of the weights."""
    arrays = {"query": query, "key": key, "value": value}
    check_float(**arrays)
    for name, array in arrays.items():
        if array.ndim < 2:
            raise ValueError(
                f"{name} must have at least 2 axes, got {array.ndim}: {name} {array.shape}"
            )
    _check_same("query and key must have one size E on the last axis", -1, query=query, key=key)
    _check_same("key and value must have one row for each place", -2, key=key, value=value)
    try:
        batch = np.broadcast_shapes(query.shape[:-2], key.shape[:-2])
        np.broadcast_shapes(batch, value.shape[:-2])
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"all axes but the last two must broadcast: {shapes}") from None
    return *batch, query.shape[-2], key.shape[-2]


def _check_same(rule, axis, **arrays):
    if len({array.shape[axis] for array in arrays.values()}) > 1:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"{rule}: {shapes}")


def _check_mask(attn_mask, is_causal, shape, dtype):
    if attn_mask is None:
        return
    if is_causal:
        raise ValueError("attn_mask must be None when is_causal=True, got both")
    check_array("attn_mask", attn_mask)
    if attn_mask.dtype not in (np.bool_, dtype):
        raise ValueError(f"attn_mask must be bool or {dtype} like query, got {attn_mask.dtype}")
    if attn_mask.dtype != bool and not (attn_mask < np.inf).all():
        raise ValueError("attn_mask must hold numbers below infinity, got inf or nan")
    try:
        fits = np.broadcast_shapes(attn_mask.shape, shape) == shape
    except ValueError:
        fits = False
    if not fits or attn_mask.ndim < 2:  # PyTorch takes a row alone with some shapes only
        raise ValueError(
            f"attn_mask must have at least 2 axes that broadcast to the scores, {shape}, "
            f"got {attn_mask.shape}"
        )

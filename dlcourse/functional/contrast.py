"""Learning by contrast: two views of one thing close together, views of different things apart."""

import numpy as np

from ..settings import check_number
from ._reduction import check_reduction
from .check import check_float, check_ndim, check_shape
from .cross_entropy import cross_entropy_backward, cross_entropy_forward


def info_nce_forward(query, key, *, temperature=0.1, reduction="mean"):
    """loss[n] = -log(exp(s[n, n]) / Σ_m exp(s[n, m])), s[n, m] = Σ_d query[n, d] key[m, d] / τ.

    Cross-entropy over the batch: which of the N keys belongs to query n? The right answer is key n,
    and the other N - 1 are the wrong ones. τ is `temperature`. Bring both to length one with
    `normalize` first, and s is the cosine over τ.

    Parameters
    ----------
    query, key : arrays (N, D)
        Row n of both are two views of the same thing.
    temperature : float
        Greater than 0. The smaller, the more the nearest wrong key counts.
    reduction : "none", "mean" or "sum"

    Returns
    -------
    out : array (), or (N,) with "none"
    cache : tuple

    Raises
    ------
    ValueError
        If shapes or dtypes differ, the batch is empty, temperature is not positive, or the
        reduction is unknown.

    Notes
    -----
    Chance costs log N. A loss l of mean type bounds the mutual information of the two views from
    below by log N - l (van den Oord et al., equation 5).

    PyTorch has no function of that name; it is ``cross_entropy(query @ key.T / temperature,
    arange(N))``. NT-Xent (Chen, Kornblith, Norouzi, Hinton, 2020, SimCLR) differs: it asks in both
    directions, and the other views of the query's own side are wrong answers too.

    References
    ----------
    Aaron van den Oord, Yazhe Li, Oriol Vinyals (2018), Representation Learning with Contrastive
    Predictive Coding, equation 4. With dot products and a temperature: He, Fan, Wu, Xie, Girshick
    (2020), Momentum Contrast for Unsupervised Visual Representation Learning, equation 1.

    Examples
    --------
    >>> same = np.ones((4, 3))
    >>> round(float(info_nce_forward(same, same)[0]), 4)  # four equal answers: log 4
    1.3863
    """
    check_float(query=query, key=key)
    check_ndim((2,), query=query)
    check_shape(query.shape, key=key)
    if not query.shape[0]:
        raise ValueError(f"query must hold at least one row, got shape {query.shape}")
    if check_number("temperature", temperature) <= 0:
        raise ValueError(f"temperature must be greater than 0, got {temperature!r}")
    temperature = float(temperature)
    check_reduction(reduction)
    similarity = query @ key.T / temperature
    own = np.arange(len(query))
    out, cache = cross_entropy_forward(similarity, targets=own, reduction=reduction)
    return out, (query, key, temperature, cache)


def info_nce_backward(dout, cache):
    """dquery = ds key / τ and dkey = dsᵀ query / τ, with ds[n, m] = dout[n] (p[n, m] - [n = m]).

    p is the softmax of s along m. A query is drawn to its own key by 1 - p[n, n], and pushed from
    each other key by how likely that one looks.

    Returns (dquery, dkey). Raises ValueError where dout does not have the shape and dtype of out.

    >>> _, cache = info_nce_forward(np.eye(2), np.eye(2), temperature=1.0, reduction="sum")
    >>> info_nce_backward(1.0, cache)[0].round(4)
    array([[-0.2689,  0.2689],
           [ 0.2689, -0.2689]])
    """
    query, key, temperature, cache = cache
    ds = cross_entropy_backward(dout, cache) / temperature
    return ds @ key, ds.T @ query

"""Gradient clipping: a bound on how far one step can go."""

import numpy as np

from ..settings import check_number
from .base import as_dict, check_arrays


def clip_grad_norm(grads, max_norm, norm_type=2.0):
    """Scale all gradients together, in place, so that their norm is at most `max_norm`.

    The norm is that of all entries as one vector. The direction stays. The factor is
    ``min(1, max_norm / (norm + 1e-6))``.

    Parameters
    ----------
    grads : dict of str to array, or sequence of arrays
        Modified in place.
    max_norm : float
        At least 0.
    norm_type : float
        p of the p-norm, above 0; ``np.inf`` is the largest absolute entry.

    Returns
    -------
    float
        The norm before clipping. If it is not finite, neither are the gradients that result.

    Raises
    ------
    ValueError
        If max_norm is negative or norm_type is not above 0.

    References
    ----------
    Razvan Pascanu, Tomas Mikolov, Yoshua Bengio (2013), On the difficulty of training recurrent
    neural networks, algorithm 1.

    Examples
    --------
    >>> import numpy as np
    >>> g = np.array([3.0, 4.0])
    >>> clip_grad_norm([g], max_norm=1.0)
    5.0
    >>> g.round(3)
    array([0.6, 0.8])
    """
    max_norm = check_number("max_norm", max_norm, low=0, finite=False)
    norm_type = check_number("norm_type", norm_type, low=0, finite=False)
    if norm_type == 0:
        raise ValueError("norm_type must be above 0, got 0")
    arrays = as_dict("grads", grads)
    check_arrays("grads", arrays)
    arrays = list(arrays.values())
    norms = [float(np.linalg.norm(g.reshape(-1), norm_type)) for g in arrays if g.size]
    total = float(np.linalg.norm(norms, norm_type)) if norms else 0.0
    factor = max_norm / (total + 1e-6)
    # Not `factor < 1`: a norm that is not a number has to spread, as in PyTorch.
    if not factor >= 1:
        for g in arrays:
            g *= factor
    return total


def clip_grad_value(grads, clip_value):
    """Limit every entry of the gradients, in place, to [-clip_value, clip_value].

    Parameters
    ----------
    grads : dict of str to array, or sequence of arrays
        Modified in place.
    clip_value : float
        At least 0.

    Raises
    ------
    ValueError
        If clip_value is negative.
    """
    clip_value = check_number("clip_value", clip_value, low=0, finite=False)
    arrays = as_dict("grads", grads)
    check_arrays("grads", arrays)
    for g in arrays.values():
        np.clip(g, -clip_value, clip_value, out=g)

"""The sum of clipped gradients without the gradients: their norms are known before they are."""

import numpy as np

from ...functional import cross_entropy_backward, cross_entropy_forward
from ...layers import Linear


def backward_pairs(model, dout):
    """What the gradient of each Linear is made of: its name, its inputs x, and d behind it.

    Parameters
    ----------
    model : Layer
        Linear layers and layers without parameters, after a forward pass of B examples.
    dout : array (B, ...)
        Gradient of each example's own loss with respect to its output.

    Returns
    -------
    list of (str, array (B, D_in), array (B, D_out), bool)
        Last layer first; the flag says whether there is a bias.

    Raises
    ------
    ValueError
        If another layer has parameters.
    """
    pairs = []
    for name, leaf in reversed(list(model.leaves())):
        if leaf.params:
            if not isinstance(leaf, Linear) or leaf.cache[0].ndim != 2:
                raise ValueError(f"layer {name!r} must be a Linear of inputs (B, D)")
            pairs.append((name, leaf.cache[0], dout, "bias" in leaf.params))
        dout = leaf.backward(dout)
    return pairs


def ghost_norms(pairs):
    """Norm of each example's gradient over all parameters, without the gradient.

    That of one Linear is the outer product of d and x, with the bias's d beside it, so that its
    square norm is ‖d‖² (‖x‖² + 1): two norms, and no product.

    Parameters
    ----------
    pairs : list
        Of `backward_pairs`.

    Returns
    -------
    array (B,)

    References
    ----------
    Goodfellow (2015), Efficient Per-Example Gradient Computations.

    Examples
    --------
    >>> x, d = np.array([[2.0, 2.0], [0.0, 0.0]]), np.array([[5.0], [5.0]])
    >>> ghost_norms([("", x, d, True)])  # 5 √(4 + 4 + 1) and 5 √(0 + 1)
    array([15.,  5.])
    """
    squares = [(d**2).sum(axis=1) * ((x**2).sum(axis=1) + bias) for _, x, d, bias in pairs]
    return np.sqrt(np.sum(squares, axis=0))


def has_ghost(model, x):
    """Whether `clipped_sum` takes this model with these inputs."""
    whole = all(isinstance(leaf, Linear) or not leaf.params for _, leaf in model.leaves())
    return whole and x.ndim == 2


def clipped_sum(model, x, y, max_norm):
    """Σ_n c_n g_n with c_n = min(1, C / ‖g_n‖), without any g_n: dW = Σ_n (c_n d_n) x_nᵀ.

    The factor of an example scales its d in every layer, since a backward pass is linear. Clipping
    by norms that are known before the gradients is called ghost clipping (Li et al. 2022).

    Parameters
    ----------
    model : Layer
        Of Linear layers and layers without parameters. Its loss is the cross-entropy.
    x, y : array (B, D), (B,)
    max_norm : float
        C.

    Returns
    -------
    dict of str to array
        As `clip` of `per_example_gradients`, summed over the examples.

    References
    ----------
    Li, Tramèr, Liang and Hashimoto (2022), Large Language Models Can Be Strong Differentially
    Private Learners.
    """
    _, cache = cross_entropy_forward(model(x), targets=y, reduction="sum")
    pairs = backward_pairs(model, cross_entropy_backward(1.0, cache))
    factor = np.minimum(1, max_norm / np.maximum(ghost_norms(pairs), max_norm * 1e-6))
    found = {}
    for name, inputs, d, bias in pairs:
        d = d * factor[:, None].astype(d.dtype)
        prefix = f"{name}." if name else ""
        found[f"{prefix}weight"] = d.T @ inputs
        if bias:
            found[f"{prefix}bias"] = d.sum(axis=0)
    return {name: found[name] for name in model.params}

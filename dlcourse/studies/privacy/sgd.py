"""Training whose every step is private: a random batch, clipped gradients, noise."""

import numpy as np

from ...optim import SGD
from ...settings import check_integer, check_number
from ...train import per_example_gradients
from .ghost import clipped_sum, has_ghost


def poisson_sample(count, rate, *, rng):
    """Indices of the examples that are drawn: each with probability `rate`, by its own coin.

    Examples
    --------
    >>> poisson_sample(10, 0.5, rng=np.random.default_rng(0))
    array([1, 2, 3])
    """
    check_number("rate", rate, low=0, high=1)
    return np.flatnonzero(rng.random(count) < rate)


def norms(grads):
    """Norm of each example's gradient, over all parameters together.

    Parameters
    ----------
    grads : dict of str to array (B, ...)

    Returns
    -------
    array (B,)

    Examples
    --------
    >>> norms({"w": np.array([[[3.0]], [[0.0]]]), "b": np.array([[4.0], [2.0]])})
    array([5., 2.])
    """
    squares = [(g**2).sum(axis=tuple(range(1, g.ndim))) for g in grads.values()]
    return np.sqrt(np.sum(squares, axis=0))


def clip(grads, max_norm):
    """Each example's gradient times min(1, max_norm / its norm).

    Parameters
    ----------
    grads : dict of str to array (B, ...)
        Not modified.
    max_norm : float
        C, above 0.

    Returns
    -------
    dict of str to array (B, ...)

    Examples
    --------
    >>> clip({"w": np.array([[3.0], [0.5]]), "b": np.array([[4.0], [0.0]])}, 1.0)
    {'w': array([[0.6],
           [0.5]]), 'b': array([[0.8],
           [0. ]])}
    """
    max_norm = check_number("max_norm", max_norm, low=0)
    if max_norm == 0:
        raise ValueError("max_norm must be above 0, got 0")
    factor = np.minimum(1, max_norm / np.maximum(norms(grads), max_norm * 1e-6))
    return {name: _times(factor, g) for name, g in grads.items()}


def private_gradient(grads, *, max_norm, noise_multiplier, expected_batch, rng):
    """(Σ_n clip(g_n) + σ C ξ) / (q N), with ξ standard normal in every entry.

    Parameters
    ----------
    grads : dict of str to array (B, ...)
        Of each example that was drawn; B may be 0. Not modified.
    max_norm : float
        C: no example moves the sum by more.
    noise_multiplier : float
        σ.
    expected_batch : float
        q N, and not B: the number of those who were drawn is itself private.
    rng : numpy.random.Generator
        Draws ξ parameter by parameter, in their order.

    Returns
    -------
    dict of str to array
        For an optimizer.

    References
    ----------
    Abadi et al. (2016), Deep Learning with Differential Privacy, Algorithm 1.

    Examples
    --------
    >>> settings = dict(max_norm=5.0, noise_multiplier=0.0, expected_batch=4)
    >>> grads = {"w": np.array([[30.0, 40.0], [1.0, 0.0]])}  # the first is cut to [3, 4]
    >>> private_gradient(grads, **settings, rng=np.random.default_rng(0))
    {'w': array([1., 1.])}
    """
    total = {name: g.sum(axis=0) for name, g in clip(grads, max_norm).items()}
    return _noised(total, noise_multiplier, max_norm, expected_batch, rng)


def _noised(total, noise_multiplier, max_norm, expected_batch, rng):
    sigma = check_number("noise_multiplier", noise_multiplier, low=0)
    expected_batch = check_number("expected_batch", expected_batch, low=0)
    if expected_batch == 0:
        raise ValueError("expected_batch must be above 0, got 0")
    return {
        name: (g + (sigma * max_norm * rng.standard_normal(g.shape)).astype(g.dtype))
        / g.dtype.type(expected_batch)
        for name, g in total.items()
    }


def private_step(model, optimizer, x, y, *, max_norm, noise_multiplier, expected_batch, rng):
    """One step of `optimizer` along the private gradient of the examples that were drawn.

    A model of Linear layers takes `clipped_sum`; others the gradients of
    `per_example_gradients`. Both give the same, up to rounding.

    Parameters
    ----------
    model : Layer
        Without batch norm, changed in place. Its loss is the cross-entropy.
    optimizer : Optimizer
    x, y : array
        The examples that were drawn, perhaps none.
    max_norm, noise_multiplier, expected_batch, rng
        Of `private_gradient`.

    Returns
    -------
    dict of str to array
        The private gradient.
    """
    if not len(x):
        total = {name: np.zeros_like(p) for name, p in model.params.items()}
    elif has_ghost(model, x):
        total = clipped_sum(model, x, y, max_norm)
    else:
        _, grads = per_example_gradients(model, x, y)
        total = {name: g.sum(axis=0) for name, g in clip(grads, max_norm).items()}
    private = _noised(total, noise_multiplier, max_norm, expected_batch, rng)
    optimizer.step(private)
    return private


def train_privately(
    model, x, y, *, steps, rate, max_norm, noise_multiplier, lr, expected=None, rng, watch=None
):
    """Train a model by private steps, each on a batch that is drawn anew.

    Parameters
    ----------
    model : Layer
        Without batch norm, changed in place.
    x, y : array
        N examples and their classes.
    steps : int
    rate : float
        q, the probability of being in a batch.
    max_norm, noise_multiplier : float
        C and σ of `private_gradient`. What is spent: ``epsilon(rate, σ, steps, delta)``.
    lr : float
        Of SGD.
    expected : float, optional
        The expected batch, q N if not given. Where N itself is private it is to be given.
    rng : numpy.random.Generator
        Draws the batches and the noise.
    watch : callable, optional
        Called as ``watch(model, step)`` after each step.

    Returns
    -------
    Layer
        The model.

    Examples
    --------
    >>> from dlcourse.layers import Linear
    >>> x, y = np.array([[1.0, 0.0], [0.0, 1.0]] * 50), np.array([0, 1] * 50)
    >>> settings = dict(steps=40, rate=0.2, max_norm=1.0, noise_multiplier=1.0, lr=1.0)
    >>> model = Linear(2, 2, rng=np.random.default_rng(0), dtype=np.float64)
    >>> trained = train_privately(model, x, y, **settings, rng=np.random.default_rng(0))
    >>> float((trained(x).argmax(axis=1) == y).mean())
    1.0
    """
    check_integer("steps", steps, low=0)
    optimizer = SGD(model.params, lr=lr)
    settings = {"max_norm": max_norm, "noise_multiplier": noise_multiplier}
    settings["expected_batch"] = rate * len(x) if expected is None else expected
    for step in range(steps):
        drawn = poisson_sample(len(x), rate, rng=rng)
        private_step(model, optimizer, x[drawn], y[drawn], **settings, rng=rng)
        if watch is not None:
            watch(model, step)
    return model


def _times(factor, g):
    return g * factor.reshape(-1, *(1,) * (g.ndim - 1)).astype(g.dtype)

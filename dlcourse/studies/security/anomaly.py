"""How odd is this? Scores that are learned from calm examples alone, and their thresholds."""

import numpy as np

from ...data import textures
from ...layers import Linear, ReLU, Sequential
from ...train import predict
from ..annealed import fit_annealed


def pca_error(calm, count):
    """Score by what the first `count` principal directions of the calm rows leave over.

    score(x) = mean of the squares of x - m - Vᵀ V (x - m), with the mean m and the directions V.

    Parameters
    ----------
    calm : array (N, D)
    count : int

    Returns
    -------
    callable
        Rows (M, D) to scores (M,).
    """
    mean = calm.mean(axis=0)
    directions = np.linalg.svd(calm - mean, full_matrices=False)[2][:count]

    def score(x):
        rest = x - mean
        return ((rest - rest @ directions.T @ directions) ** 2).mean(axis=1)

    return score


def nearest_distance(calm):
    """Score by the squared distance from the nearest calm row; as `pca_error`."""

    def score(x):
        squares = (x**2).sum(axis=1)[:, None] + (calm**2).sum(axis=1) - 2 * x @ calm.T
        return np.maximum(squares, 0).min(axis=1)

    return score


def autoencoder_error(calm, count, *, epochs=20, rng):
    """Score by what a bottleneck of `count` units leaves over: D, 48, count, 48, D; as `pca_error`.

    Trained with the squared error and Adam, the rate falling from 0.005 to 0.
    """
    size = calm.shape[1]
    model = Sequential(
        Linear(size, 48, rng=rng),
        ReLU(),
        Linear(48, count, rng=rng),
        Linear(count, 48, rng=rng),
        ReLU(),
        Linear(48, size, rng=rng),
    )
    how = {"lr": 0.005, "epochs": epochs, "batch_size": 64, "loss": "mse_loss"}
    fit_annealed(model, calm, calm, rng=rng, **how)
    return lambda x: ((predict(model, x) - x) ** 2).mean(axis=1)


def wall(half, *, share=0.0, seed=0, gain=1.0):
    """Patches of 12 by 12 pixels of one half of the brick wall, (N, 144), and which are scratched.

    Parameters
    ----------
    half : "train" or "test"
        Left or right.
    share : float
        Part of the patches that get a bright scratch; see `dlcourse.data.scratch`.
    seed : int
        Draws which and where.
    gain : float
        The light: brightness is multiplied by it, scratches too, and cut off at 1.

    Returns
    -------
    x : array (882, 144), float32
    y : array of int (882,)
    """
    rng = np.random.default_rng(seed)
    cut = textures(half, names=["brick"], side=12, step=12, share=share, depth=0.4, rng=rng)
    return np.minimum(gain * cut.x.reshape(len(cut.x), -1), 1).astype(np.float32), cut.y


def threshold(scores, allowed):
    """The k-th largest of n calm scores, with k = ⌊allowed · (n + 1)⌋: call what lies above.

    A new calm score that is exchangeable with the n lies above with probability at most
    k / (n + 1). With ties broken by lot each of the n + 1 ranks is equally likely, and what lies
    above is among the k largest, however they are broken. What only reaches it need not be.

    Parameters
    ----------
    scores : array (n,)
        Of calm examples that the score was not fitted to.
    allowed : float

    Returns
    -------
    float
        Call what is greater. Infinite where n is too small, k = 0.

    References
    ----------
    V. Vovk, A. Gammerman, G. Shafer (2005), Algorithmic learning in a random world, chapter 2.

    Examples
    --------
    >>> threshold(np.arange(99.0), 0.02)
    97.0
    >>> threshold(np.arange(98.0), 0.01)
    inf
    """
    k = int(np.floor(allowed * (len(scores) + 1) + 1e-9))  # 0.29 * 100 is 28.999... in floats
    return float(np.sort(scores)[-k]) if k else np.inf

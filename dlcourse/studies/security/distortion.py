"""Two views of one photograph: generated distortions, and the pairs that they form."""

import numpy as np

TRAIN_FACES = 70
"""Of the hundred face photographs, the first seventy train and the other thirty test."""


def distort(x, *, rng):
    """Photograph each patch again: turned, moved, nearer or farther, in another light, with noise.

    Each pixel p of the view reads the patch at q = c + R (p - c - shift) / zoom by bilinear
    interpolation, where c is the middle and R a rotation. Outside the patch its edge goes on.
    Then brightness becomes gain · x + offset + noise, cut off at 0 and 1.

    The angle is within 20 degrees, the shift within 2.5 pixels down and across, the zoom from 0.85
    to 1.2, the gain from 0.5 to 1.3, the offset within 0.15, each uniform; the noise is normal with
    standard deviation 0.06.

    Parameters
    ----------
    x : array (N, 1, H, W)
        Brightness from 0 to 1.
    rng : numpy.random.Generator

    Returns
    -------
    array like x
    """
    count, _, height, width = x.shape
    angle = np.deg2rad(rng.uniform(-20, 20, count))[:, None, None]
    shift = rng.uniform(-2.5, 2.5, (2, count, 1, 1))
    zoom = rng.uniform(0.85, 1.2, (count, 1, 1))
    middle = (height - 1) / 2, (width - 1) / 2
    down, right = (np.indices((height, width))[:, None] - np.reshape(middle, (2, 1, 1, 1))) - shift
    rows = middle[0] + (np.cos(angle) * down - np.sin(angle) * right) / zoom
    columns = middle[1] + (np.sin(angle) * down + np.cos(angle) * right) / zoom
    view = _read_between(x[:, 0], rows, columns)
    gain, offset = rng.uniform(0.5, 1.3, (count, 1, 1)), rng.uniform(-0.15, 0.15, (count, 1, 1))
    noise = 0.06 * rng.standard_normal(view.shape)
    return np.clip(gain * view + offset + noise, 0, 1).astype(x.dtype)[:, None]


def _read_between(x, rows, columns):
    """Bilinear interpolation of each image at its own places."""
    height, width = x.shape[1:]
    rows, columns = np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)
    top = np.minimum(rows.astype(int), height - 2)
    left = np.minimum(columns.astype(int), width - 2)
    n = np.arange(len(x))[:, None, None]
    a, b = rows - top, columns - left
    upper = (1 - b) * x[n, top, left] + b * x[n, top, left + 1]
    lower = (1 - b) * x[n, top + 1, left] + b * x[n, top + 1, left + 1]
    return (1 - a) * upper + a * lower


def views(x, count, *, rng):
    """`count` distortions of each patch, and the number of the patch that each shows.

    Returns
    -------
    array (N · count, 1, H, W)
    shown : array of int (N · count,)
    """
    shown = np.repeat(np.arange(len(x)), count)
    return distort(x[shown], rng=rng), shown


def pairs(similarity, shown):
    """Every pair of two views once: is it one photograph, and how similar is it said to be?

    Parameters
    ----------
    similarity : array (M, M)
    shown : array of int (M,)

    Returns
    -------
    same : array of int (M (M - 1) / 2,)
        1 where both views show the same photograph.
    scores : array of float (M (M - 1) / 2,)
    """
    first, second = np.triu_indices(len(shown), k=1)
    scores = similarity[first, second].astype(np.float64)
    return (shown[first] == shown[second]).astype(np.int64), scores


def correlation(features):
    """Cosine of every two rows, (M, M); of centered rows, that is their correlation."""
    unit = features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-12)
    return unit @ unit.T


def moved_correlation(x, *, reach=3):
    """Largest correlation of two views over all shifts of up to `reach` pixels, (M, M).

    The middle of the second view is the template, and the first is searched for it; then the
    other way round, and the mean of both is taken.
    """
    side = x.shape[-1] - 2 * reach
    template = _rows(x[:, 0, reach : reach + side, reach : reach + side])
    steps = range(2 * reach + 1)
    parts = [_rows(x[:, 0, r : r + side, c : c + side]) @ template.T for r in steps for c in steps]
    best = np.max(parts, axis=0)
    return (best + best.T) / 2


def _rows(x):
    rows = x.reshape(len(x), -1) - x.mean(axis=(1, 2))[:, None]
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def eigenfaces(x, count):
    """Mean and first `count` principal directions of leveled patches; M. Turk, A. Pentland (1991).

    Returns
    -------
    project : callable
        Patches (M, 1, H, W) to their coordinates (M, count).
    """
    rows = _rows(x[:, 0])
    mean = rows.mean(axis=0)
    directions = np.linalg.svd(rows - mean, full_matrices=False)[2][:count]
    return lambda patches: (_rows(patches[:, 0]) - mean) @ directions.T

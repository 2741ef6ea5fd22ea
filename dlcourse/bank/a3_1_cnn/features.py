"""Open task: features of digits, made by hand, that a linear layer can read."""

import numpy as np

from dlcourse.functional import conv2d_forward

from ...data import digits28
from ...exercises import Case, OpenTask

MOST_FEATURES, SPLITS = 128, 12


def features(x):
    """Eight directions of edges, rectified, averaged over blocks of 6 by 6 pixels."""
    across = np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]])
    diagonal = np.array([[0, 1, 2], [-1, 0, 1], [-2, -1, 0]])
    edges = [across, across.T, diagonal, diagonal[:, ::-1]]
    kernels = np.array(edges + [-edge for edge in edges], x.dtype)[:, None]
    maps = np.maximum(conv2d_forward(x, kernels)[0], 0)
    return block_means(maps, 6)


def block_means(maps, size):
    """Average over blocks; rows and columns that fill no block are left out."""
    n, channels, rows, columns = maps.shape
    maps = maps[:, :, : rows // size * size, : columns // size * size]
    blocks = maps.reshape(n, channels, rows // size, size, columns // size, size)
    return blocks.mean(axis=(3, 5)).reshape(n, -1)


def feature_cases(rng):
    """Give all digits, shuffled; their labels and the halves of each split stay with the metric."""
    x, y = digits28("all")
    order, *splits = (rng.permutation(len(y)) for _ in range(1 + SPLITS))
    return [Case("digits", (x[order],), hidden=(y[order], splits))]


def accuracy_of_readout(output, hidden):
    """Fit a linear layer by least squares on one half, measure it on the other; average splits."""
    labels, splits = hidden
    if not isinstance(output, np.ndarray) or output.dtype.kind != "f" or output.ndim != 2:
        raise ValueError("An array of floats of shape (N, D) is expected: one row per image.")
    if len(output) != len(labels) or not 1 <= output.shape[1] <= MOST_FEATURES:
        raise ValueError(
            f"The shape must be ({len(labels)}, D) with D from 1 to {MOST_FEATURES}, "
            f"got {output.shape}."
        )
    if not np.isfinite(output).all():
        raise ValueError("There are NaN or infinite features.")
    return float(np.mean([_one_split(output, labels, order) for order in splits]))


def _one_split(output, labels, order):
    fit, held_out = np.array_split(order, 2)
    rows = output.astype(np.float64)
    spread = rows[fit].std(axis=0)
    rows = (rows - rows[fit].mean(axis=0)) / np.where(spread > 1e-9, spread, 1.0)
    rows = np.column_stack([rows, np.ones(len(rows))])
    gram = rows[fit].T @ rows[fit] + np.eye(rows.shape[1])
    w = np.linalg.solve(gram, rows[fit].T @ np.eye(10)[labels[fit]])
    return np.mean((rows[held_out] @ w).argmax(axis=1) == labels[held_out])


QUESTION = OpenTask(
    id="3_1.features",
    points=3,
    difficulty=4,
    minutes=30,
    section="3.1, A real photograph",
    reference=features,
    cases=feature_cases,
    metric=accuracy_of_readout,
    metric_name="accuracy on held-out digits",
    thresholds=[(0.94, 0.5), (0.96, 1.0)],
    allows=("dlcourse.functional",),
)

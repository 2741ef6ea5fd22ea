"""Dark dots planted on a real retina, and three ways to look for them."""

from typing import NamedTuple

import numpy as np

from ...data import retina
from ...layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
from ...optim import Adam, CosineAnnealingLR
from ...settings import check_choice, check_integer, check_number
from ...train import fit
from ..scores import log_odds

WINDOW = 16


class Windows(NamedTuple):
    """Windows of a retina, each once as it is and once with a lesion.

    Attributes
    ----------
    x : array (2 N, 1, 16, 16), float32
        First N healthy windows, then the same N with a lesion each.
    y : array of int (2 N,)
        1 for a lesion.
    corners : array of int (2 N, 2)
        Row and column of the upper left pixel.
    """

    x: np.ndarray
    y: np.ndarray
    corners: np.ndarray


def lesion_windows(half, *, step=WINDOW, depth=0.25, rng):
    """Cut windows from one half of the retina and plant a lesion on a copy of each.

    A lesion multiplies the brightness by ``1 - depth exp(-d² / (2 s²))``, d the distance from its
    center in pixels, s from 1 to 1.6: the size of a microaneurysm here, and about as dark and as
    wide as a small vessel. It lies at least 4 pixels from the window's edge.

    Parameters
    ----------
    half : {"left", "right"}
        Columns 0 to 233, or 234 to 469. Only windows wholly inside the eye are taken.
    step : int
        Pixels from one corner to the next; windows overlap where it is less than 16.
    depth : float
        From 0 to 1.
    rng : numpy.random.Generator
        Draws places and sizes, the same at every depth.

    Returns
    -------
    Windows

    Raises
    ------
    ValueError
        If a setting is out of range.

    Notes
    -----
    A real photograph of one healthy eye (see `dlcourse.data.retina`) with generated lesions.

    Examples
    --------
    >>> windows = lesion_windows("right", rng=np.random.default_rng(0))
    >>> windows.x.shape[1:], float(windows.y.mean())
    ((1, 16, 16), 0.5)
    """
    check_choice("half", half, ("left", "right"))
    check_integer("step", step, low=1)
    check_number("depth", depth, low=0, high=1)
    pixels, inside = retina()
    middle = 234
    columns = slice(0, middle) if half == "left" else slice(middle, None)
    whole = _cut(inside[:, columns], step).all(axis=(2, 3))
    healthy = _cut(pixels[:, columns], step)[whole]
    corners = step * np.argwhere(whole) + [0, columns.start]
    sick = healthy * (1 - depth * _dots(len(healthy), rng))
    x = np.concatenate([healthy, sick])[:, None].astype(np.float32)
    return Windows(x, np.repeat([0, 1], len(healthy)), np.concatenate([corners, corners]))


def _cut(pixels, step):
    """All windows (down, across, 16, 16) whose corners lie `step` apart."""
    return np.lib.stride_tricks.sliding_window_view(pixels, (WINDOW, WINDOW))[::step, ::step]


def _dots(count, rng):
    """Round dots (count, 16, 16), 1 in the middle."""
    middle = rng.uniform(4, WINDOW - 5, (count, 2))
    size = rng.uniform(1, 1.6, count)
    rows, columns = np.indices((WINDOW, WINDOW))
    squared = (rows - middle[:, :1, None]) ** 2 + (columns - middle[:, 1:, None]) ** 2
    return np.exp(-squared / (2 * size[:, None, None] ** 2))


def top_hat(x, *, size):
    """How far the darkest dot of each window lies below what is around it: a score (N,).

    The black top-hat is the closing (the least of the greatest values around each pixel) minus the
    picture: what is dark and too small for a square of `size` pixels stays, all else becomes 0.

    Source: F. Meyer (1979), Iterative image transformations for an automatic screening of cervical
    smears; here by `scipy.ndimage.black_tophat`.

    Parameters
    ----------
    x : array (N, 1, H, W)
    size : int

    Examples
    --------
    >>> dot = np.ones((1, 1, 9, 9))
    >>> dot[0, 0, 4, 4] = 0.25
    >>> top_hat(dot, size=3).tolist()
    [0.75]
    """
    from scipy.ndimage import black_tophat

    return black_tophat(x[:, 0], size=(1, size, size)).max(axis=(1, 2))


def round_dots(x, *, length):
    """As `top_hat`, with line segments in place of the square: vessels no longer count.

    A closing with a segment leaves a dark vessel as it is where the segment lies along it, and
    fills a dot shorter than the segment in every direction. The least of the closings in eight
    directions, minus the picture, is large on dots alone.

    This is the mirror image of the radial opening, the greatest of the openings with segments, by
    which B. Laÿ (1983, thesis, École des Mines de Paris) removed the bright dots of fluorescein
    angiograms; here dots are dark.

    Source: T. Walter et al. (2007), Automatic detection of microaneurysms in color fundus images.

    Parameters
    ----------
    x : array (N, 1, H, W)
    length : int, odd
        Of the segments in pixels.

    Examples
    --------
    >>> dot = np.ones((1, 1, 9, 9))
    >>> dot[0, 0, 4, 4] = 0.25
    >>> vessel = np.where(np.arange(9) == 4, 0.25, np.ones((1, 1, 9, 9)))
    >>> round_dots(dot, length=5).tolist(), round_dots(vessel, length=5).tolist()
    ([0.75], [0.0])
    """
    from scipy.ndimage import maximum_filter, minimum_filter

    pictures, half = x[:, 0], length // 2
    steps = np.linspace(-half, half, 8 * length + 1)
    closed = np.full_like(pictures, np.inf)
    for angle in np.pi * np.arange(8) / 8:
        segment = np.zeros((1, length, length), bool)
        down, right = np.sin(angle) * steps, np.cos(angle) * steps
        segment[0, np.rint(half + down).astype(int), np.rint(half + right).astype(int)] = True
        filled = minimum_filter(maximum_filter(pictures, footprint=segment), footprint=segment)
        closed = np.minimum(closed, filled)
    return (closed - pictures).max(axis=(1, 2))


def leveled(x):
    """Each window divided by its mean, less 1: the light that fell on it cancels."""
    return x / x.mean(axis=(2, 3), keepdims=True) - 1


def lesion_network(rng):
    """Three 3x3 convolutions, the greatest answer of all places kept by pooling, one Linear."""
    return Sequential(
        Conv2d(1, 8, 3, rng=rng),
        ReLU(),
        Conv2d(8, 8, 3, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(8, 16, 3, rng=rng),
        ReLU(),
        MaxPool2d(4),
        Flatten(),
        Linear(16, 2, rng=rng),
    )


def train_lesion_network(windows, *, epochs=10, seed=0):
    """Train a `lesion_network` on leveled windows with cross-entropy; Adam's rate falls to 0."""
    rng = np.random.default_rng(seed)
    model = lesion_network(rng)
    optimizer = Adam(model.params, lr=0.01)
    schedule = CosineAnnealingLR(optimizer, epochs)
    settings = {"epochs": epochs, "batch_size": 64, "rng": rng, "schedule": schedule}
    fit(model, optimizer, 10 * leveled(windows.x), windows.y, progress=False, **settings)
    return model


def lesion_scores(model, x):
    """Log odds of "lesion" for each window."""
    return log_odds(model, 10 * leveled(x))

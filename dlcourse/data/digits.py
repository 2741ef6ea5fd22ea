"""Handwritten digits that need no download, laid out as MNIST is."""

import functools

import numpy as np

from ._check import check_split

_SIZE, _BOX, _CELLS = 28, 20, 8
_DENOMINATOR = 2000


def digits28(split="train"):
    """Return 28-by-28 images of handwritten digits and their labels.

    The 8-by-8 images that ship with scikit-learn are enlarged to a box of 20 by 20 pixels
    (see `enlarge`), which sits in the middle of 28 by 28 pixels: the layout of MNIST. A network
    written for one data set therefore takes the other.

    Parameters
    ----------
    split : {"train", "test", "all"}
        Of the images of each class, in the order of the file, every fifth goes to "test".
        The split is fixed and stratified: 1442 images to train on, 355 to test with.

    Returns
    -------
    x : ndarray, shape (N, 1, 28, 28), float32
        Ink, from 0 (paper) to 1 (full stroke).
    y : ndarray, shape (N,), int64
        The digit, 0 to 9.

    Raises
    ------
    ValueError
        If `split` is none of the three.

    Notes
    -----
    No image is in both parts. The 13 people who wrote the digits are not labeled in the
    original, so one person's handwriting is in both: accuracy on the test part says how well
    a network reads new digits of known writers, which is easier than new writers.

    Source: E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, UCI
    Machine Learning Repository, doi:10.24432/C50P49 (its test set, 1797 images, 70 kB), license
    CC BY 4.0, as shipped with scikit-learn (`sklearn.datasets.load_digits`).

    Examples
    --------
    >>> x, y = digits28("test")
    >>> x.shape, str(x.dtype), y[:4].tolist()
    ((355, 1, 28, 28), 'float32', [5, 0, 9, 8])
    """
    cells, labels = _of_split(split)
    return enlarge(cells), labels


def digits8(split="train"):
    """Return the images of `digits28` as they were measured, 8 by 8, and their labels.

    Parameters
    ----------
    split : {"train", "test", "all"}
        As for `digits28`: image for image the same.

    Returns
    -------
    x : ndarray, shape (N, 1, 8, 8), float32
        Ink, from 0 (paper) to 1 (full stroke), in steps of 1/16.
    y : ndarray, shape (N,), int64
        The digit, 0 to 9.

    Raises
    ------
    ValueError
        If `split` is none of the three.

    Notes
    -----
    Each number is the count of inked pixels in a square of 4 by 4 pixels of a scan of 32 by 32,
    over 16. Source and license: see `digits28`.

    Examples
    --------
    >>> x, y = digits8("test")
    >>> x.shape, float(x.max()), y[:4].tolist()
    ((355, 1, 8, 8), 1.0, [5, 0, 9, 8])
    """
    cells, labels = _of_split(split)
    return (cells / 16).astype(np.float32)[:, None], labels


def enlarge_ink(x):
    """Draw ink from 0 to 1, (N, 1, 8, 8), as images of 28 by 28, as `digits28` draws its own.

    Ink is rounded to the 17 levels of the data first, then see `enlarge`.

    Raises
    ------
    ValueError
        If x has another shape, is not made of floats, or leaves [0, 1].

    Examples
    --------
    >>> np.array_equal(enlarge_ink(digits8("test")[0]), digits28("test")[0])
    True
    """
    x = np.asarray(x)
    if x.ndim != 4 or x.shape[1:] != (1, _CELLS, _CELLS):
        raise ValueError(f"x must have shape (N, 1, 8, 8), got {x.shape}")
    if x.dtype.kind != "f":
        raise ValueError(f"x must be floats, got {x.dtype}")
    if x.size and not (x.min() >= 0 and x.max() <= 1):
        raise ValueError(f"x must lie in 0..1, got {x.min()}..{x.max()}")
    return enlarge(np.rint(16 * x[:, 0]).astype(np.int64))


def enlarge(cells):
    """Draw 8-by-8 ink counts as 28-by-28 images, by Catmull-Rom interpolation.

    Pixel i of the 20-pixel box has its center at p = (i + 1/2) 8/20 - 1/2 cells, and

        x[n, 0, i, j] = clip( sum_ab W(p_i - a) cells[n, a, b] W(p_j - b) / 16, 0, 1 )

    where W is the cubic that passes through the samples, and the paper outside has no ink.
    All sums are of integers, so the result is the same, bit for bit, on every machine.

    Parameters
    ----------
    cells : ndarray of integers, shape (N, 8, 8)
        Ink per cell, 0 to 16.

    Returns
    -------
    x : ndarray, shape (N, 1, 28, 28), float32

    Raises
    ------
    ValueError
        If `cells` has another shape, is not made of integers, or leaves 0 to 16.

    Notes
    -----
    The cubic overshoots where ink ends sharply; what leaves [0, 1] is clipped.
    Source: R. G. Keys (1981), Cubic convolution interpolation for digital image processing.

    Examples
    --------
    >>> blank = enlarge(np.zeros((1, 8, 8), int))
    >>> blank.shape, float(blank.max())
    ((1, 1, 28, 28), 0.0)
    """
    cells = np.asarray(cells)
    if cells.ndim != 3 or cells.shape[1:] != (_CELLS, _CELLS):
        raise ValueError(f"cells must have shape (N, 8, 8), got {cells.shape}")
    if cells.dtype.kind not in "iu":
        raise ValueError(f"cells must be integers, got {cells.dtype}")
    if cells.size and (cells.min() < 0 or cells.max() > 16):
        raise ValueError(f"cells must lie in 0..16, got {cells.min()}..{cells.max()}")
    weights = _interpolation()
    ink = weights @ cells.astype(np.int64) @ weights.T
    return np.clip(ink / (16 * _DENOMINATOR**2), 0, 1).astype(np.float32)[:, None]


def _interpolation():
    """Return W(p_i - a) times 2000 for 28 pixels i and 8 cells a, exactly."""
    pixel, cell = np.arange(_SIZE) - (_SIZE - _BOX) // 2, np.arange(_CELLS)
    tenths = np.abs(4 * pixel[:, None] - 3 - 10 * cell)
    near = 3 * tenths**3 - 50 * tenths**2 + 2000
    far = -(tenths**3) + 50 * tenths**2 - 800 * tenths + 4000
    return np.where(tenths <= 10, near, np.where(tenths < 20, far, 0))


def _of_split(split):
    """Ink counts (N, 8, 8) and labels."""
    check_split(split)
    cells, labels = _load()
    chosen = np.ones(len(labels), bool) if split == "all" else _is_test(labels) == (split == "test")
    return cells[chosen], labels[chosen]


def _is_test(labels):
    """Mark every fifth image of each class, in file order."""
    rank = np.empty(len(labels), int)
    for digit in range(10):
        of_digit = np.flatnonzero(labels == digit)
        rank[of_digit] = np.arange(len(of_digit))
    return rank % 5 == 4


@functools.cache
def _load():
    from sklearn.datasets import load_digits

    digits = load_digits()
    return digits.images.astype(np.int64), digits.target.astype(np.int64)

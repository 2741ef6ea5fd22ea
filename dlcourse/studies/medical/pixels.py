"""What marks an organ without a network: a threshold, or logistic regression of pixels."""

from itertools import product

import numpy as np

from ..segmentation import dice_scores

SMOOTHINGS, THRESHOLDS = (0.7, 1.0, 1.5, 2.0), tuple(np.arange(0.5, 0.66, 0.02).round(2))


def brightest_region(x, *, sigma, threshold):
    """Smooth each picture, keep what is brighter than a threshold, and of that the largest region.

    Parameters
    ----------
    x : array (N, 1, H, W)
    sigma : float
        Standard deviation of the Gaussian in pixels.
    threshold : float

    Returns
    -------
    array (N, 1, H, W), bool
        A region holds pixels that touch along an edge.

    Examples
    --------
    >>> x = np.zeros((1, 1, 3, 5))
    >>> x[0, 0, 0, :2], x[0, 0, 2, 4] = 1, 1
    >>> brightest_region(x, sigma=0, threshold=0.5)[0, 0].astype(int).tolist()
    [[1, 1, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]
    """
    from scipy.ndimage import gaussian_filter, label

    bright = gaussian_filter(x[:, 0], (0, sigma, sigma)) > threshold
    answers = np.zeros_like(bright)
    for answer, mask in zip(answers, bright, strict=True):
        regions, count = label(mask)
        if count:
            answer[:] = regions == 1 + np.bincount(regions.ravel())[1:].argmax()
    return answers[:, None]


def tune_region(x, masks):
    """The setting of `brightest_region` with the largest mean Dice score: sigma, threshold."""
    choices = list(product(SMOOTHINGS, THRESHOLDS))
    scores = [
        dice_scores(masks, brightest_region(x, sigma=sigma, threshold=threshold)).mean()
        for sigma, threshold in choices
    ]
    sigma, threshold = choices[int(np.argmax(scores))]
    return {"sigma": sigma, "threshold": threshold}


def pixel_numbers(x):
    """Eighteen numbers for each pixel: what is around it, and where it is.

    Its gray, and that of the picture smoothed by 1, 2 and 4 pixels; the squares of these four; row
    and column from -1 to 1, their squares and product; and the gray smoothed by 1 times row and
    times column, its square times row and column, and the gray smoothed by 4 times column.

    Parameters
    ----------
    x : array (N, 1, H, W)

    Returns
    -------
    array (N H W, 18)
    """
    from scipy.ndimage import gaussian_filter

    grays = [x[:, 0], *(gaussian_filter(x[:, 0], (0, s, s)) for s in (1, 2, 4))]
    row, column = (np.broadcast_to(a, grays[0].shape) for a in _places(*x.shape[2:]))
    near, wide = grays[1], grays[3]
    numbers = [*grays, *(gray**2 for gray in grays), row, column, row**2, column**2, row * column]
    numbers += [near * row, near * column, near**2 * row, near**2 * column, wide * column]
    return np.stack(numbers, axis=-1).reshape(-1, len(numbers))


def _places(height, width):
    rows, columns = np.indices((height, width))
    return 2 * (rows + 0.5) / height - 1, 2 * (columns + 0.5) / width - 1


class PixelLogistic:
    """Logistic regression that answers for each pixel by `pixel_numbers`.

    C is chosen on the last fifth of the training pictures by log loss, the threshold on all of
    them by the mean Dice score.

    Parameters
    ----------
    x : array (N, 1, H, W)
    masks : array (N, 1, H, W), bool
    strengths : sequence of float
        The values of C that are tried.
    every : int
        Train on each so many-th pixel.
    """

    def __init__(self, x, masks, *, strengths=(0.01, 1.0, 100.0), every=7):
        numbers, inside = pixel_numbers(x)[::every], masks.ravel()[::every]
        self.center, self.scale = numbers.mean(axis=0), numbers.std(axis=0)
        known = len(inside) * 4 // 5
        z = (numbers - self.center) / self.scale
        kept = [_fit(z[:known], inside[:known], C) for C in strengths]
        losses = [_log_loss(inside[known:], model.decision_function(z[known:])) for model in kept]
        self.C = strengths[int(np.argmin(losses))]
        self.model = _fit(z, inside, self.C)
        scores = self.scores(x)
        choices = np.arange(-2, 2.1, 0.25)
        best = [dice_scores(masks, scores > choice).mean() for choice in choices]
        self.threshold = choices[int(np.argmax(best))]

    def scores(self, x):
        """Log odds of "inside" for each pixel: array (N, 1, H, W)."""
        z = (pixel_numbers(x) - self.center) / self.scale
        return self.model.decision_function(z).reshape(x.shape)

    def __call__(self, x):
        """Masks (N, 1, H, W) of bool."""
        return self.scores(x) > self.threshold


def _fit(z, inside, C):
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=C, max_iter=500).fit(z, inside)


def _log_loss(inside, scores):
    return np.logaddexp(0, np.where(inside, -scores, scores)).mean()


def border(masks):
    """Pixels next to the edge of a mask, on either side: array of bool like masks (N, 1, H, W).

    A pixel is one of them if it or one of its four neighbors is inside, and one of the five is
    outside.

    Examples
    --------
    >>> border(np.array([[[[0, 0, 1, 1, 1]]]], bool))[0, 0].astype(int).tolist()
    [[0, 1, 1, 0, 0]]
    """
    padded = np.pad(masks, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="edge")
    five = [
        padded[..., 1 + down : padded.shape[2] - 1 + down, 1 + right : padded.shape[3] - 1 + right]
        for down, right in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))
    ]
    return np.any(five, axis=0) & ~np.all(five, axis=0)

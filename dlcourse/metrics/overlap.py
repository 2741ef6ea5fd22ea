"""Metrics of regions: how much of a mask is covered, how much is painted beside it."""

import numpy as np

from ._check import check_masks


def dice_score(targets, predictions, *, zero_division=1.0):
    """Twice the common area over the sum of both areas: ``2 |A ∩ B| / (|A| + |B|)``.

    It is the F1 score of the pixels. Pixels that both call background count for nothing, so a small
    organ weighs as much as a large one; accuracy counts them.

    Parameters
    ----------
    targets, predictions : arrays of bool of one shape
        Masks: which pixels belong to the region, and which were said to.
    zero_division : float
        The value where both masks are empty.

    Raises
    ------
    ValueError
        If the masks are not Boolean, are of no pixel, or their shapes differ.

    References
    ----------
    Lee R. Dice (1945), Measures of the amount of ecologic association between species.

    Examples
    --------
    >>> dice_score(np.array([True, True, False]), np.array([True, False, False])).__round__(4)
    0.6667
    """
    common, either = _areas(targets, predictions)
    return 2 * common / (common + either) if either else float(zero_division)


def jaccard_score(targets, predictions, *, zero_division=1.0):
    """Intersection over union: ``|A ∩ B| / |A ∪ B|``, which is ``dice / (2 - dice)``.

    Parameters and errors as `dice_score`.

    References
    ----------
    Paul Jaccard (1912), The distribution of the flora in the alpine zone.

    Examples
    --------
    >>> jaccard_score(np.array([True, True, False]), np.array([True, False, False]))
    0.5
    """
    common, either = _areas(targets, predictions)
    return common / either if either else float(zero_division)


def _areas(targets, predictions):
    targets, predictions = check_masks(targets, predictions)
    return int(np.sum(targets & predictions)), int(np.sum(targets | predictions))

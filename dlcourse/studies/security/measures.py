"""Simple measures beside a face detector, and what thresholds on them give."""

import numpy as np

from ..fields.inspection import level
from .detection import FOLDS, fold


def contrast(x):
    """Standard deviation of each patch, (N,)."""
    return x.std(axis=(1, 2, 3))


def mean_step(x):
    """Mean size of the steps from pixel to pixel, across and down, (N,).

    Examples
    --------
    >>> float(mean_step(np.array([[[[0.0, 1.0], [0.0, 1.0]]]]))[0])  # 1 across, 0 down
    0.5
    """
    return (np.abs(np.diff(x, axis=3)).mean(axis=(1, 2, 3)) + _down(x)) / 2


def _down(x):
    return np.abs(np.diff(x, axis=2)).mean(axis=(1, 2, 3))


def template_match(x, y):
    """Correlation with the mean face: a function of patches."""
    mean = level(x[y == 1]).mean(axis=0)
    mean = mean / mean.std()
    return lambda patches: (level(patches) * mean).mean(axis=(1, 2, 3))


def tuned_logistic(x, y):
    """Logistic regression on leveled pixels, C chosen in three inner folds: a function of patches.

    Its score is 0 where both answers are equally likely.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV

    def rows(patches):
        return level(patches).reshape(len(patches), -1)

    grid = {"C": [1e-4, 1e-2, 1e-1]}
    search = GridSearchCV(LogisticRegression(max_iter=300), grid, cv=3).fit(rows(x), y)
    return lambda patches: search.decision_function(rows(patches))


def best_threshold(scores, y):
    """The score from which on to answer 1, for the most right answers on these examples."""
    candidates = np.sort(scores)
    right = [np.mean((scores >= t) == y) for t in candidates]
    return candidates[int(np.argmax(right))]


def fold_accuracies(learn, x, y, *, threshold=None):
    """Accuracy on each fold of a score that was learned on the other four.

    Parameters
    ----------
    learn : callable
        Takes training patches and labels, returns a function of patches.
    x, y : arrays
    threshold : float, optional
        The one that is best on the training part where it is left out.

    Returns
    -------
    array (5,)
    """
    found = []
    for test in map(fold, range(FOLDS)):
        score = learn(x[~test], y[~test])
        start = best_threshold(score(x[~test]), y[~test]) if threshold is None else threshold
        found.append(np.mean((score(x[test]) >= start) == y[test]))
    return np.array(found)


def blur(x, times=1):
    """Mean of each pixel and its eight neighbors, several times over; the edge goes on outside.

    Examples
    --------
    >>> spot = np.zeros((1, 1, 5, 5))
    >>> spot[..., 2, 2] = 9
    >>> blur(spot)[0, 0, 1].tolist()
    [0.0, 1.0, 1.0, 1.0, 0.0]
    """
    for _ in range(times):
        wide = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="edge")
        views = np.lib.stride_tricks.sliding_window_view(wide, (3, 3), axis=(2, 3))
        x = views.mean(axis=(4, 5)).astype(x.dtype)
    return x


def false_match_spread(scores, same, shown, threshold, *, draws=400, rng):
    """False-match rate again and again, with the photographs drawn anew: the bootstrap.

    Pairs of views of two photographs are not independent: two that look alike do so in many pairs.
    So photographs are drawn with replacement, and a pair counts as often as the product of how
    often its two were drawn. Whether two photographs show one person is not known.

    Parameters
    ----------
    scores, same : arrays as from `pairs`
    shown : array of int (M,)
        Which photograph each view shows; as many views of each.
    threshold : float
    draws : int
    rng : numpy.random.Generator

    Returns
    -------
    array (draws,)

    References
    ----------
    B. Efron (1979), Bootstrap methods: another look at the jackknife.
    """
    first, second = (shown[i] for i in np.triu_indices(len(shown), k=1))
    count = shown.max() + 1
    wrong, of = np.zeros((2, count, count))
    np.add.at(of, (first, second), same == 0)
    np.add.at(wrong, (first, second), (same == 0) & (scores >= threshold))
    rates = np.zeros(draws)
    for draw in range(draws):
        times = np.bincount(rng.integers(0, count, count), minlength=count)
        weight = np.outer(times, times)
        rates[draw] = (weight * wrong).sum() / (weight * of).sum()
    return rates

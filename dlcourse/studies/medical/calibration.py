"""What log odds are worth, and how few patients of a new hospital mend them."""

import numpy as np

from ...metrics import roc_auc_score


def rates(z, y):
    """Accuracy, sensitivity and specificity at z > 0, and the area under the ROC curve.

    Parameters
    ----------
    z : array (N,)
        Log odds of 1.
    y : array of int (N,)
        1 ill, 0 healthy.

    Returns
    -------
    tuple of float

    Examples
    --------
    >>> rates(np.array([2.0, -1.0, 1.0, -3.0]), np.array([1, 1, 0, 0]))
    (0.5, 0.5, 0.5, 0.75)
    """
    ill = z > 0
    shares = (ill == y).mean(), ill[y == 1].mean(), (~ill[y == 0]).mean()
    return (*map(float, shares), roc_auc_score(y, z))


def odds_loss(z, y):
    """Log loss of log odds: the mean of log(1 + exp(-s z)), s = 1 for y = 1 and -1 for y = 0.

    Examples
    --------
    >>> round(float(odds_loss(np.zeros(2), np.array([0, 1]))), 4)
    0.6931
    """
    return np.logaddexp(0, np.where(y == 1, -z, z)).mean()


def temperature(z, y):
    """The T, from 1/20 to 20, that makes the log loss of z / T least.

    Source: Chuan Guo et al. (2017), On calibration of modern neural networks.
    """
    from scipy.optimize import minimize_scalar

    return np.exp(minimize_scalar(lambda t: odds_loss(z / np.exp(t), y), bounds=(-3, 3)).x)


def bias(z, y):
    """The b, from -20 to 20, that makes the log loss of z - b least."""
    from scipy.optimize import minimize_scalar

    return minimize_scalar(lambda b: odds_loss(z - b, y), bounds=(-20, 20)).x


def platt(z, y):
    """The a and b that make the log loss of a z - b least, hardly penalized.

    Source: John Platt (1999), Probabilistic outputs for support vector machines; he also softens
    the labels, which is left out here.
    """
    from sklearn.linear_model import LogisticRegression

    line = LogisticRegression(C=1e4).fit(z[:, None], y)
    return line.coef_[0, 0], -line.intercept_[0]


def try_mends(z, y, count, *, seed):
    """Fit each mend to `count` patients drawn at random, and test it on all others.

    Parameters
    ----------
    z : array (N,)
    y : array of int (N,)
    count : int
    seed : int
        Of the draw.

    Returns
    -------
    array (4, 2)
        Log loss and accuracy of z as it is, z / T, z - b and a z - b.
    """
    order = np.random.default_rng(seed).permutation(len(y))
    few, others = order[:count], order[count:]
    T, b, (slope, shift) = (fit(z[few], y[few]) for fit in (temperature, bias, platt))
    mended = [v[others] for v in (z, z / T, z - b, slope * z - shift)]
    return np.array([(odds_loss(v, y[others]), rates(v, y[others])[0]) for v in mended])

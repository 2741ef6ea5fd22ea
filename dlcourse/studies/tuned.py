"""Simple baselines that were tuned: what a network is to be compared with."""

from typing import NamedTuple

STRENGTHS = tuple(10.0**power for power in range(-4, 3))


class Tuned(NamedTuple):
    """What `tuned_logistic` returns."""

    model: object
    strength: float
    at_end: bool


def tuned_logistic(
    x, y, *, groups=None, strengths=STRENGTHS, scoring="neg_log_loss", folds=5, max_iter=1000
):
    """Logistic regression on standardized columns, its strength chosen by cross-validation.

    Parameters
    ----------
    x : array or sparse matrix (N, D)
        Columns get the standard deviation 1 and, if x is not sparse, the mean 0: inside each fold,
        by what is trained on there.
    y : array (N,)
        Classes, two or more.
    groups : array (N,), optional
        What stays together in the folds: near copies, blocks of time, the rows of one customer.
        Without it each fold has the same share of every class.
    strengths : sequence of float
        The values of C that are tried: weight of the examples against the penalty ½ Σ w².
    scoring : str
        What is compared, a name of scikit-learn's; higher is better.
    folds, max_iter : int

    Returns
    -------
    model : sklearn.pipeline.Pipeline
        Trained on all of x with the best strength: ``predict_proba``, ``decision_function``.
    strength : float
        That C. Of equal ones the first.
    at_end : bool
        Whether it is the smallest or the largest of `strengths`, so that one beyond may be better:
        a baseline with that is not tuned.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.random.default_rng(0).standard_normal((200, 3))
    >>> y = (x[:, 0] + 0.5 * x[:, 1] > 0).astype(int)
    >>> model, strength, at_end = tuned_logistic(x, y)
    >>> float(model.score(x, y)) > 0.95
    True
    >>> strength, at_end  # the classes can be told apart without an error: no penalty is too weak
    (100.0, True)
    """
    from scipy.sparse import issparse
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV, GroupKFold, StratifiedKFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    logistic = LogisticRegression(max_iter=max_iter)
    model = make_pipeline(StandardScaler(with_mean=not issparse(x)), logistic)
    grid = {"logisticregression__C": list(strengths)}
    parts = StratifiedKFold(folds) if groups is None else GroupKFold(folds)
    search = GridSearchCV(model, grid, scoring=scoring, cv=parts).fit(x, y, groups=groups)
    (strength,) = search.best_params_.values()
    at_end = strength in (min(strengths), max(strengths))
    return Tuned(search.best_estimator_, strength, at_end)

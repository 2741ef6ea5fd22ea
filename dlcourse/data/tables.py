"""Measurements in rows and columns that need no download."""

import numpy as np

from ._check import check_split


def breast_cancer(split="all"):
    """Return measurements of cell nuclei and whether the tumor was malignant.

    Parameters
    ----------
    split : {"train", "test", "all"}
        Every fifth patient of each class, in the order of the file, goes to "test": 456 to
        train on, 113 to test with.

    Returns
    -------
    x : ndarray, shape (N, 30), float64
        Mean, standard error and worst value of ten features; raw, so they differ in scale by
        a factor of a million. `feature_names` names the columns.
    y : ndarray, shape (N,), int64
        1 malignant, 0 benign (scikit-learn has it the other way round).

    Raises
    ------
    ValueError
        If `split` is none of the three.

    Notes
    -----
    Source: W. Wolberg, O. Mangasarian, N. Street and W. Street (1993), Breast Cancer Wisconsin
    (Diagnostic), UCI Machine Learning Repository, doi:10.24432/C5DW2B (569 patients, 120 kB),
    license CC BY 4.0, as shipped with scikit-learn (`sklearn.datasets.load_breast_cancer`).

    Examples
    --------
    >>> x, y = breast_cancer()
    >>> x.shape, int(y.sum())
    ((569, 30), 212)
    """
    check_split(split)
    from sklearn.datasets import load_breast_cancer

    table = load_breast_cancer()
    x, y = table.data.astype(np.float64), 1 - table.target.astype(np.int64)
    rank = np.where(y == 1, np.cumsum(y == 1), np.cumsum(y == 0))
    chosen = np.full(len(y), True) if split == "all" else (rank % 5 == 0) == (split == "test")
    return x[chosen], y[chosen]


def feature_names():
    """Return the names of the 30 columns of `breast_cancer`.

    Examples
    --------
    >>> feature_names()[:2]
    ['mean radius', 'mean texture']
    """
    from sklearn.datasets import load_breast_cancer

    return [str(name) for name in load_breast_cancer().feature_names]

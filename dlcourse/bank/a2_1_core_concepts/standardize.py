"""Standardization without leakage: fitted on the training part, applied to both."""

import numpy as np

from ...exercises import Case, Question


def fit(x):
    """Give the mean and the deviation of each feature; where nothing varies, the deviation is 1."""
    mean, deviation = x.mean(axis=0), x.std(axis=0)
    return mean, np.where(np.ptp(x, axis=0) > 0, deviation, 1.0)


def standardize(x_train, x_test):
    """Center and scale both parts with the mean and the deviation of the training part."""
    mean, deviation = fit(x_train)
    train = (x_train - mean) / deviation
    test = (x_test - mean) / deviation
    return train, test


def standardize_cases(rng):
    """Draw small integers, then different scales; a constant feature varies on the test part."""

    def case(label, rows, test_rows, features, constant=None):
        scale = 10.0 ** rng.integers(-2, 3, features)
        x_train = scale * (rng.standard_normal((rows, features)) + 2)
        x_test = scale * (rng.standard_normal((test_rows, features)) + 3)
        if constant is not None:
            x_train[:, 1] = constant
        return Case(label, (x_train, x_test))

    half = rng.choice([1.0, 2.0, 4.0], 2)
    by_hand = rng.permuted([[-1.0, -1], [1, 1], [-1, 1], [1, -1]], axis=0) * half + [3, -2]
    return [
        Case("by hand", (by_hand, rng.integers(-5, 6, (2, 2)).astype(float))),
        case("one feature", 9, 4, 1),
        case("different scales", 12, 5, 4),
        case("different scales", 30, 7, 6),
        case("one test row", 8, 1, 3),
        case("a constant feature", 10, 6, 4, constant=4.0),
        case("a constant feature", 10, 5, 2, constant=0.1),
    ]


QUESTION = Question(
    id="2_1.standardize",
    points=2,
    difficulty=1,
    minutes=10,
    section="2.1",
    reference=standardize,
    cases=standardize_cases,
)

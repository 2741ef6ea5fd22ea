"""Standardization without leakage: fitted on the training part, applied to both."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question


def standardize(x_train, x_test):
    """Center and scale both parts with the mean and the deviation of the training part."""
    return _scale([x_train, x_test], x_train.mean(axis=0), x_train.std(axis=0))


def _scale(parts, mean, deviation):
    deviation = np.where(deviation > 0, deviation, 1.0)
    return tuple((part - mean) / deviation for part in parts)


def each_with_its_own(x_train, x_test):
    """Fit each part by itself."""
    return standardize(x_train, x_train)[0], standardize(x_test, x_test)[0]


def both_together(x_train, x_test):
    """Fit on everything there is."""
    x = np.concatenate([x_train, x_test])
    return _scale([x_train, x_test], x.mean(axis=0), x.std(axis=0))


def over_each_row(x_train, x_test):
    """Standardize examples instead of features."""
    return tuple(
        _scale([part], part.mean(axis=1, keepdims=True), part.std(axis=1, keepdims=True))[0]
        for part in (x_train, x_test)
    )


def with_nan(x_train, x_test):
    """Divide by a deviation of zero."""
    with np.errstate(invalid="ignore", divide="ignore"):
        mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)
        return (x_train - mean) / deviation, (x_test - mean) / deviation


def standardize_cases(rng):
    """Draw features of different scales, and a test part that is shifted against the other."""

    def case(label, rows, test_rows, features, constant=False):
        scale = 10.0 ** rng.integers(-2, 3, features)
        x_train = scale * (rng.standard_normal((rows, features)) + 2)
        x_test = scale * (rng.standard_normal((test_rows, features)) + 3)
        if constant:
            x_train[:, 1] = x_test[:, 1] = 4.0
        return Case(label, (x_train, x_test))

    return [
        case("one feature", 9, 4, 1),
        case("different scales", 12, 5, 4),
        case("different scales", 30, 7, 6),
        case("one test row", 8, 1, 3),
        case("a constant feature", 10, 6, 4, constant=True),
        case("a constant feature", 7, 5, 2, constant=True),
    ]


QUESTION = Question(
    id="2_1.standardize",
    points=2,
    difficulty=1,
    minutes=10,
    section="2.1",
    reference=standardize,
    cases=standardize_cases,
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "the test part is scaled by its own statistics",
            "The model learned what 1 means on the training part; the test part must speak the "
            "same language, and one test row has no deviation at all.",
            each_with_its_own,
        ),
        Mistake(
            "the statistics of both parts together are used",
            "This is the leak of the chapter: what you fit must not see the test part.",
            both_together,
        ),
        Mistake(
            "one mean and one deviation for all features",
            "Each feature has its own unit. Along which axis do the examples lie?",
            lambda x_train, x_test: _scale([x_train, x_test], x_train.mean(), x_train.std()),
        ),
        Mistake(
            "examples are standardized instead of features",
            "The mean runs over the examples, so that one number is left for each feature.",
            over_each_row,
        ),
        Mistake(
            "divided by the variance",
            "The result should have no unit; the variance has the unit squared.",
            lambda x_train, x_test: _scale(
                [x_train, x_test], x_train.mean(axis=0), x_train.var(axis=0)
            ),
        ),
        Mistake(
            "the deviation divides by N - 1",
            "Here the deviation is that of the numbers at hand: it divides by N.",
            lambda x_train, x_test: _scale(
                [x_train, x_test], x_train.mean(axis=0), x_train.std(axis=0, ddof=1)
            ),
        ),
        Mistake(
            "a constant feature becomes NaN",
            "A feature that never changes has the deviation zero. What should become of it?",
            with_nan,
        ),
    ],
    hints=[
        "There are two steps: compute two numbers for each feature, then use them on both parts.",
        "Which of the two parts may you look at when you compute them?",
        "After centering, a constant feature is zero. Divide it by something that keeps it zero.",
    ],
)

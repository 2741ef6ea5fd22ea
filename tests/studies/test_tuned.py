"""The tuned baseline: the strength that cross-validation says, by hand and with groups."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, StratifiedKFold
from sklearn.preprocessing import StandardScaler

from dlcourse.metrics import log_loss
from dlcourse.studies.tuned import STRENGTHS, tuned_logistic


@pytest.fixture
def examples():
    """Two classes that overlap; the columns have their own means and scales."""
    rng = np.random.default_rng(0)
    y = np.arange(160) % 2
    x = rng.standard_normal((160, 6)) + 0.5 * y[:, None] * (np.arange(6) < 2)
    return x * (1, 10, 100, 0.1, 1, 1) + 5, y


def by_hand(x, y, parts, strength):
    """Mean over the folds of the log loss; the scale is that of what is trained on."""
    losses = []
    for known, kept in parts:
        scaler = StandardScaler().fit(x[known])
        model = LogisticRegression(C=strength, max_iter=1000).fit(
            scaler.transform(x[known]), y[known]
        )
        losses.append(log_loss(y[kept], model.predict_proba(scaler.transform(x[kept]))))
    return np.mean(losses)


@pytest.mark.parametrize("grouped", [False, True])
def test_the_strength_is_that_of_the_smallest_log_loss(grouped, examples):
    x, y = examples
    groups = np.arange(160) // 8 if grouped else None
    folds = GroupKFold(5) if grouped else StratifiedKFold(5)
    parts = list(folds.split(x, y, groups))
    losses = [by_hand(x, y, parts, strength) for strength in STRENGTHS]
    model, strength, at_end = tuned_logistic(x, y, groups=groups)
    assert strength == STRENGTHS[int(np.argmin(losses))]
    assert at_end == (strength in (STRENGTHS[0], STRENGTHS[-1]))
    scaler = StandardScaler().fit(x)
    expected = LogisticRegression(C=strength, max_iter=1000).fit(scaler.transform(x), y)
    assert np.allclose(model.predict_proba(x), expected.predict_proba(scaler.transform(x)))


def test_near_copies_choose_a_weak_penalty_unless_they_stand_together():
    """Labels at random and each row five times: what was learned by heart seems to hold."""
    rng = np.random.default_rng(1)
    own = rng.permutation(np.tile(np.arange(40), 5))
    x, y = rng.standard_normal((40, 30))[own], rng.integers(0, 2, 40)[own]
    tried = {"strengths": (1e-3, 1e-1, 10)}
    assert tuned_logistic(x, y, **tried).strength == 10
    assert tuned_logistic(x, y, groups=own, **tried).strength == 1e-3


def test_the_end_of_the_grid_is_told(examples):
    assert tuned_logistic(*examples, strengths=(1e-4, 1e-3)).at_end
    best = tuned_logistic(*examples).strength
    assert not tuned_logistic(*examples, strengths=(1e-5, best, 1e5)).at_end
    assert tuned_logistic(*examples, strengths=(best,)).at_end


def test_sparse_examples_are_scaled_and_not_centered(examples):
    x, y = np.where(examples[0] > 5, examples[0], 0), examples[1]
    model, strength, _ = tuned_logistic(csr_array(x), y)
    dense = LogisticRegression(C=strength, max_iter=1000).fit(x / x.std(axis=0), y)
    assert np.allclose(
        model.decision_function(csr_array(x)), dense.decision_function(x / x.std(axis=0))
    )


def test_scoring_and_folds_are_those_that_are_asked_for(examples):
    x, y = examples
    strengths = (1e-4, 1e-2, 1, 100)
    model, strength, _ = tuned_logistic(x, y, strengths=strengths, scoring="accuracy", folds=4)
    parts = list(StratifiedKFold(4).split(x, y))
    right = []
    for C in strengths:
        scores = []
        for known, kept in parts:
            scaler = StandardScaler().fit(x[known])
            fitted = LogisticRegression(C=C, max_iter=1000).fit(
                scaler.transform(x[known]), y[known]
            )
            scores.append(fitted.score(scaler.transform(x[kept]), y[kept]))
        right.append(np.mean(scores))
    assert strength == strengths[int(np.argmax(right))]
    assert model.classes_.tolist() == [0, 1]


def test_arguments_stay(examples):
    x, y = examples
    kept = x.copy(), y.copy()
    tuned_logistic(x, y, strengths=(1,))
    assert np.array_equal(x, kept[0])
    assert np.array_equal(y, kept[1])

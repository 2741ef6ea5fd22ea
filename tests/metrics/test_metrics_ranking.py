"""Scores that rank, probabilities, masks and numbers: scikit-learn's values, and by hand."""

import numpy as np
import pytest

from dlcourse import metrics


@pytest.fixture(scope="module")
def reference():
    """The metrics of scikit-learn, which takes long to import."""
    import sklearn.metrics

    return sklearn.metrics


def ranked(seed):
    """Both classes, and scores of which many are equal; both types in turn."""
    rng = np.random.default_rng(seed)
    targets = np.append(rng.integers(0, 2, int(rng.integers(0, 40))), [0, 1])
    scores = rng.standard_normal(len(targets)) + targets
    return targets, scores.round(seed % 3).astype([np.float64, np.float32][seed % 2])


def probabilities(seed, classes):
    rng = np.random.default_rng(seed)
    targets = np.append(rng.integers(0, classes, 9), np.arange(classes))
    return targets, rng.dirichlet(np.full(classes, 0.3), len(targets))


def test_curves_are_those_of_scikit_learn(reference):
    for seed in range(40):
        given = ranked(seed)
        theirs = reference.roc_curve(*given, drop_intermediate=False)
        for ours, other in zip(metrics.roc_curve(*given), theirs, strict=True):
            np.testing.assert_allclose(ours, other, rtol=1e-14, err_msg=str(seed))
        theirs = reference.precision_recall_curve(*given)
        for ours, other in zip(metrics.precision_recall_curve(*given), theirs, strict=True):
            np.testing.assert_allclose(ours, other, rtol=1e-14, err_msg=str(seed))


@pytest.mark.parametrize("name", ["roc_auc_score", "average_precision_score"])
def test_areas_are_those_of_scikit_learn(reference, name):
    for seed in range(60):
        given = ranked(seed)
        ours, theirs = (getattr(module, name)(*given) for module in (metrics, reference))
        assert ours == pytest.approx(theirs, rel=1e-13), seed


def test_equal_error_rate_by_hand():
    rate = metrics.equal_error_rate
    assert rate(np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.3, 0.4])) == 0
    assert rate(np.array([0, 0, 1, 1]), np.array([0.4, 0.3, 0.2, 0.1])) == 1
    assert rate(np.array([0, 1]), np.array([0.5, 0.5])) == 0.5  # all equal: chance
    # Thresholds .4, .3, .2, .1 give (fpr, tpr) = (0, ½), (¼, ½), (¼, 1), ...: there tpr = 1 - ¼.
    targets, scores = np.array([1, 0, 1, 0, 0, 0]), np.array([0.4, 0.3, 0.2, 0.1, 0.0, -0.1])
    assert rate(targets, scores) == 0.25


def test_equal_error_rate_is_the_root_on_scikit_learns_curve(reference):
    from scipy.optimize import brentq

    for seed in range(60):
        given = ranked(seed)
        fpr, tpr, _ = reference.roc_curve(*given, drop_intermediate=False)
        along = np.linspace(0, 1, len(fpr))  # the curve by a parameter, vertical pieces too

        def excess(t, fpr=fpr, tpr=tpr, along=along):
            return np.interp(t, along, fpr) + np.interp(t, along, tpr) - 1

        expected = np.interp(brentq(excess, 0, 1, xtol=1e-14), along, fpr)
        assert metrics.equal_error_rate(*given) == pytest.approx(expected, abs=1e-11), seed


def test_auc_is_the_chance_to_be_ranked_higher():
    targets, scores = ranked(7)
    ones, zeros = scores[targets == 1][:, None], scores[targets == 0]
    chance = np.mean((ones > zeros) + 0.5 * (ones == zeros))
    assert metrics.roc_auc_score(targets, scores) == pytest.approx(chance, rel=1e-14)


@pytest.mark.parametrize("classes", [2, 3, 5])
@pytest.mark.parametrize("name", ["brier_score_loss", "log_loss"])
def test_probabilities_of_scikit_learn(reference, name, classes):
    settings = {"scale_by_half": False} if name == "brier_score_loss" else {}
    for seed in range(20):
        given = probabilities(seed, classes)
        theirs = getattr(reference, name)(*given, **settings)
        assert getattr(metrics, name)(*given) == pytest.approx(theirs, rel=1e-12), seed
        if classes == 2:
            targets, column = given[0], given[1][:, 1]
            theirs = getattr(reference, name)(targets, column)
            assert getattr(metrics, name)(targets, column) == pytest.approx(theirs, rel=1e-12)


def test_certain_and_wrong_costs_a_number():
    ours = metrics.log_loss(np.array([0, 1]), np.array([1.0, 1.0]))
    assert ours == pytest.approx(-np.log(np.finfo(float).eps) / 2, rel=1e-12)


def test_masks_of_scikit_learn(reference):
    rng = np.random.default_rng(0)
    for share in (0.1, 0.5, 0.9):
        masks = rng.random((2, 3, 4, 5)) < share
        flat = masks.reshape(2, -1)
        assert metrics.dice_score(*masks) == pytest.approx(reference.f1_score(*flat), rel=1e-14)
        jaccard = reference.jaccard_score(*flat)
        assert metrics.jaccard_score(*masks) == pytest.approx(jaccard, rel=1e-14)


def test_empty_masks_have_the_value_that_is_asked_for():
    empty = np.zeros((2, 2), bool)
    for score in (metrics.dice_score, metrics.jaccard_score):
        assert score(empty, empty) == 1.0
        assert score(empty, empty, zero_division=0.25) == 0.25
        assert score(empty, ~empty) == 0.0


def test_explained_variance_of_scikit_learn(reference):
    rng = np.random.default_rng(0)
    targets, predictions = rng.standard_normal((2, 30))
    theirs = reference.r2_score(targets, predictions)
    assert metrics.r2_score(targets, predictions) == pytest.approx(theirs, rel=1e-13)
    assert metrics.r2_score(targets, np.full(30, targets.mean())) == pytest.approx(0, abs=1e-14)


def test_arguments_stay_as_they_are():
    targets, scores = ranked(3)
    kept = targets.copy(), scores.copy()
    for name in ("roc_curve", "precision_recall_curve", "roc_auc_score", "equal_error_rate"):
        getattr(metrics, name)(targets, scores)
    assert np.array_equal(kept[0], targets)
    assert np.array_equal(kept[1], scores)


ONES, HALF = np.array([1, 1]), np.array([0.5, 0.5])


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("roc_curve", (ONES, HALF), "targets must hold both 0 and 1, got only 1"),
        ("roc_auc_score", (0 * ONES, HALF), "targets must hold both 0 and 1, got only 0"),
        ("average_precision_score", (0 * ONES, HALF), "targets must hold a 1, got only 0"),
        ("roc_curve", (2 * ONES, HALF), "targets must be 0 or 1, got 2 to 2"),
        ("roc_curve", (ONES, HALF[:1]), r"scores must have shape \(2,\), got \(1,\)"),
        ("roc_curve", (ONES, np.array([0.0, np.nan])), "scores must be floats without NaN"),
        ("roc_curve", (HALF, HALF), "targets must be integers, got float64"),
        ("brier_score_loss", (ONES, 3 * HALF), "probabilities must be from 0 to 1, got 1.5 to 1.5"),
        ("log_loss", (ONES, np.ones((2, 2))), "in rows that sum to 1"),
        ("dice_score", (ONES, ONES), "targets must be Boolean with at least one pixel, got int64"),
        ("dice_score", (ONES > 0, ONES[:1] > 0), "the same shape"),
        ("r2_score", (HALF, HALF), "targets must differ, got 0.5 2 times"),
        ("r2_score", (np.array([0.0, 1.0]), HALF[:1]), "predictions must have shape"),
        ("r2_score", (np.zeros((2, 2)), HALF), r"targets must have shape \(N,\)"),
    ],
)
def test_what_makes_no_sense_is_refused(name, arguments, said):
    with pytest.raises(ValueError, match=said):
        getattr(metrics, name)(*arguments)

"""Metrics: scikit-learn's numbers on random answers and where a division has nothing to divide."""

import math
import warnings

import numpy as np
import pytest

from dlcourse import metrics

each_ratio = pytest.mark.parametrize("ratio", ["precision", "recall", "f1_score"])


@pytest.fixture(scope="module")
def reference():
    """The metrics of scikit-learn, which takes long to import."""
    import sklearn.metrics

    return sklearn.metrics


def both_ways(ratio, reference):
    """Our function of this name, and theirs."""
    return getattr(metrics, ratio), getattr(reference, ratio.removesuffix("_score") + "_score")


def answers(seed, classes):
    """Random classes and answers, some classes missing from one of the two."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 40))
    targets = rng.choice(rng.choice(classes, rng.integers(1, classes + 1)), size)
    predictions = rng.choice(rng.choice(classes, rng.integers(1, classes + 1)), size)
    return targets, predictions


def test_accuracy_and_confusion_matrix(reference):
    differing = {}
    for seed in range(25):
        given = answers(seed, 5)
        ours, theirs = metrics.confusion_matrix, reference.confusion_matrix
        pairs = [
            (metrics.accuracy(*given), reference.accuracy_score(*given)),
            (ours(*given), theirs(*given)),
            (ours(*given, classes=7), theirs(*given, labels=range(7))),
        ]
        if not all(np.array_equal(*pair) for pair in pairs):
            differing[seed] = pairs
    assert differing == {}


@pytest.mark.parametrize("zero_division", [0.0, 1.0, math.nan])
@pytest.mark.parametrize("average", ["micro", "macro", "weighted", None])
@each_ratio
def test_averages_over_classes(reference, ratio, average, zero_division):
    ours, theirs = both_ways(ratio, reference)
    undefined = 0
    for seed in range(60):
        targets, predictions = answers(seed, 6)
        undefined += len(np.setxor1d(targets, predictions)) > 0
        settings = {"average": average, "zero_division": zero_division}
        np.testing.assert_allclose(
            ours(targets, predictions, **settings),
            theirs(targets, predictions, **settings),
            rtol=1e-14,
        )
    assert undefined > 20


@pytest.mark.parametrize("zero_division", [0.0, 1.0, math.nan])
@pytest.mark.parametrize("pos_label", [0, 1])
@each_ratio
def test_two_classes(reference, ratio, pos_label, zero_division):
    ours, theirs = both_ways(ratio, reference)
    for seed in range(40):
        targets, predictions = answers(seed, 2)
        settings = {"pos_label": pos_label, "zero_division": zero_division}
        np.testing.assert_allclose(
            ours(targets, predictions, **settings),
            theirs(targets, predictions, **settings),
            rtol=1e-14,
        )


def test_macro_f1_is_not_the_f1_of_the_means():
    targets, predictions = np.array([0, 0, 0, 0, 1, 2]), np.array([0, 0, 1, 2, 1, 2])
    p, r = (f(targets, predictions, average="macro") for f in (metrics.precision, metrics.recall))
    f1 = metrics.f1_score(targets, predictions, average="macro")
    assert f1 == pytest.approx(2 / 3)
    assert abs(f1 - 2 * p * r / (p + r)) > 1e-3


@pytest.mark.parametrize("k", [1, 2, 4])
def test_top_k_accuracy(reference, k):
    rng = np.random.default_rng(k)
    targets = rng.integers(0, 5, 60)
    for scores in (
        rng.random((60, 5)),
        rng.integers(0, 3, (60, 5)).astype(float),  # many ties
    ):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = reference.top_k_accuracy_score(targets, scores, k=k, labels=range(5))
        assert metrics.top_k_accuracy(targets, scores, k=k) == pytest.approx(expected)
    assert metrics.top_k_accuracy(targets, scores, k=5) == 1


def probabilities(seed, rows=200, classes=4, dtype=np.float64):
    rng = np.random.default_rng(seed)
    p = np.exp(2 * rng.standard_normal((rows, classes)))
    return rng.integers(0, classes, rows), (p / p.sum(axis=1, keepdims=True)).astype(dtype)


@pytest.mark.parametrize("bins", [1, 5, 10, 50])
def test_reliability_curve_equals_scikit_learn(bins):
    from sklearn.calibration import calibration_curve

    targets, p = probabilities(bins)
    right, confidence = p.argmax(axis=1) == targets, p.max(axis=1)
    curve = metrics.reliability_curve(targets, p, bins=bins)
    share, mean = calibration_curve(right, confidence, n_bins=bins)
    np.testing.assert_allclose(curve.accuracy, share, rtol=1e-12)
    np.testing.assert_allclose(curve.confidence, mean, rtol=1e-12)
    assert curve.count.sum() == 200
    expected = sum(n / 200 * abs(a - c) for a, c, n in zip(share, mean, curve.count, strict=True))
    assert metrics.expected_calibration_error(targets, p, bins=bins) == pytest.approx(expected)


def test_calibration_error_by_hand():
    p = np.array([[0.85, 0.15], [0.85, 0.15], [0.55, 0.45], [0.25, 0.75]], np.float32)
    targets = np.array([0, 1, 0, 1])
    # One right at 0.55, one right at 0.75, half of two right at 0.85.
    expected = (0.45 + 0.25 + 2 * 0.35) / 4
    assert metrics.expected_calibration_error(targets, p, bins=10) == pytest.approx(expected)


def test_a_calibrated_model_has_a_small_error():
    rng = np.random.default_rng(0)
    _, p = probabilities(0, rows=20_000)
    targets = (p.cumsum(axis=1) > rng.random((20_000, 1))).argmax(axis=1)
    assert metrics.expected_calibration_error(targets, p) < 0.015
    assert metrics.expected_calibration_error(targets, p[:, ::-1]) > 0.3


T, P = np.array([0, 1, 1]), np.array([0, 1, 0])
S = np.array([[0.5, 0.5], [0.2, 0.8], [1.0, 0.0]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: metrics.accuracy(T, P[:2]), r"same shape, got \(3,\) and \(2,\)"),
        (lambda: metrics.accuracy(T, S), r"\(N,\), got \(3, 2\); take scores.argmax"),
        (lambda: metrics.accuracy(T, P * 1.0), "predictions must be integers, got float64"),
        (lambda: metrics.accuracy(T[:0], P[:0]), r"N at least 1, got \(0,\)"),
        (lambda: metrics.confusion_matrix(T, P + 2, classes=3), "from 0 to 2, .*got 0 to 3"),
        (lambda: metrics.confusion_matrix(T, P, classes=2.0), "classes must be .*2.0"),
        (lambda: metrics.accuracy([[1, 2], [3]], P), "targets must be an array, its rows differ"),
        (lambda: metrics.precision(T, P, pos_label=(1,)), "pos_label must be an integer"),
        (lambda: metrics.recall(T, P, zero_division="nan"), "zero_division must be a number"),
        (
            lambda: metrics.top_k_accuracy(T, S, k=True),
            "k must be an integer from 1 to 2, got True",
        ),
        (lambda: metrics.precision(T, P, average="mean"), "average must be .*got 'mean'"),
        (lambda: metrics.recall(T, P + 1), "average='binary' needs two classes, got 3"),
        (lambda: metrics.f1_score(T, P, pos_label=2), r"pos_label must be one of \[0, 1\], got 2"),
        (lambda: metrics.recall(T, P, zero_division=2), "zero_division must be .*got 2"),
        (lambda: metrics.top_k_accuracy(T, S, k=3), "k must be an integer from 1 to 2, got 3"),
        (
            lambda: metrics.top_k_accuracy(T, S[:2]),
            r"must have shape \(3, V\), got \(2, 2\)",
        ),
        (lambda: metrics.top_k_accuracy(T + 1, S), "targets must be from 0 to 1, got 1 to 2"),
        (lambda: metrics.top_k_accuracy(T, S * np.nan), "scores must be floats without NaN"),
        (lambda: metrics.reliability_curve(T, 2 * S), "rows that sum to 1, .*sums from 2.0 to 2.0"),
        (lambda: metrics.reliability_curve(T, S, bins=0), "bins must be .*got 0"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

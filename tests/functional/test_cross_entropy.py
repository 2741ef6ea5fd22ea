"""Losses of classes: gradients, PyTorch, ignored targets, large logits, what is refused."""

import math
from itertools import product

import numpy as np
import pytest
from each_case import failing
from loss_checks import (
    CLASSES,
    LOGITS,
    check_both,
    check_reduction_and_dout,
    check_refused,
    pair,
    reductions,
)

from dlcourse import functional

SHAPES = [(4, 5), (5,), (4, 5, 2), (2, 5, 3, 4)]
each_op = pytest.mark.parametrize("op", ["cross_entropy", "nll_loss"])


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def classes(rng, shape):
    """One target per example: the axis of classes is taken out."""
    return np.asarray(rng.integers(5, size=shape[:1] + shape[2:] if len(shape) > 1 else ()))


@reductions
def test_nll_loss(reduction):
    def check(case):
        shape, weighted, ignore_index = case
        rng = np.random.default_rng(0)
        x, targets = rng.standard_normal(shape), classes(rng, shape)
        weight = rng.uniform(0.5, 2, 5) if weighted else None
        settings = {"weight": weight, "reduction": reduction, "ignore_index": ignore_index}
        check_both("nll_loss", x, targets=targets, **settings)

    assert failing(check, product(SHAPES, [False, True], [-100, 2])) == {}


@reductions
@pytest.mark.parametrize("label_smoothing", [0.0, 0.1, 1.0])
def test_cross_entropy(label_smoothing, reduction):
    def check(case):
        shape, weighted, given = case
        rng = np.random.default_rng(0)
        logits, targets = rng.standard_normal(shape), classes(rng, shape)
        weight = rng.uniform(0.5, 2, 5) if weighted else None
        settings = {"weight": weight, "reduction": reduction, "label_smoothing": label_smoothing}
        if given == "distribution":
            # It does not sum to one: what comes back must not rely on that.
            check_both("cross_entropy", logits, targets=rng.uniform(size=shape), **settings)
        else:
            check_both("cross_entropy", logits, targets=targets, ignore_index=given, **settings)

    assert failing(check, product(SHAPES, [False, True], ["distribution", -100, 2])) == {}


@reductions
@pytest.mark.parametrize("dtype", [np.int32, np.uint8])
def test_class_numbers_of_any_integer_type(dtype, reduction, rng):
    logits, targets = rng.standard_normal((4, 5)), np.array([0, 4, 2, 2])
    for op in ("cross_entropy", "nll_loss"):
        forward, _ = pair(op)
        expected, _ = forward(logits, targets=targets, reduction=reduction)
        out, _ = forward(logits, targets=targets.astype(dtype), reduction=reduction)
        assert np.array_equal(out, expected)


@pytest.mark.parametrize(
    ("op", "label_smoothing", "weighted"),
    [("nll_loss", None, False), ("nll_loss", None, True)]
    + [("cross_entropy", *rest) for rest in product([0.0, 0.1], [False, True])],
)
def test_if_every_target_is_ignored_the_mean_is_nan_and_the_gradient_zero(
    op, label_smoothing, weighted, rng
):
    settings = {} if label_smoothing is None else {"label_smoothing": label_smoothing}
    if weighted:
        settings["weight"] = rng.uniform(0.5, 2, 5)
    forward, backward = pair(op)
    x, targets = rng.standard_normal((4, 5)), np.full(4, -100)
    with np.errstate(all="raise"):
        out, cache = forward(x, targets=targets, **settings)
        dx = backward(1.0, cache)
    assert math.isnan(out)
    assert np.array_equal(dx, np.zeros((4, 5)))
    for reduction in ("none", "sum"):
        assert not forward(x, targets=targets, reduction=reduction, **settings)[0].any()


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize(("op", "smoothing"), [("nll_loss", 0), ("cross_entropy", 1.0)])
def test_if_every_weight_is_zero_the_mean_and_its_gradient_are_as_pytorchs(op, smoothing):
    settings = {"targets": CLASSES, "weight": np.zeros(5)}
    settings |= {"label_smoothing": smoothing} if smoothing else {}
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    compare(*pair(op), [LOGITS], **settings)


@reductions
def test_empty_batches_agree_with_pytorch(reduction):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    x, y = np.zeros((0, 5)), np.zeros(0, int)
    for op, targets in (("nll_loss", y), ("cross_entropy", y), ("cross_entropy", x)):
        compare(*pair(op), [x], targets=targets, reduction=reduction)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_large_logits_overflow_nowhere(dtype):
    logits = np.array([-1000, 1000, -1000, 1000, 0], dtype)
    forward, backward = pair("cross_entropy")
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        loss, cache = forward(logits, targets=np.array(0))
        dlogits = backward(dtype(1), cache)
    assert loss == pytest.approx(2000 + math.log(2))
    assert dlogits == pytest.approx([-1, 0.5, 0, 0.5, 0])
    assert loss.dtype == dlogits.dtype == dtype


def test_a_class_ruled_out_by_minus_infinity(rng):
    logits = rng.standard_normal((4, 5))
    logits[:, 3] = -np.inf
    loss, cache = functional.cross_entropy_forward(logits, targets=np.array([0, 4, 2, 2]))
    dlogits = functional.cross_entropy_backward(1.0, cache)
    assert np.isfinite(loss)
    assert np.array_equal(dlogits[:, 3], np.zeros(4))


def test_values_by_hand():
    third = math.log(3)
    logits, targets = np.zeros((2, 3)), np.array([0, 2])
    weight = np.array([1.0, 5.0, 3.0])

    def loss(**settings):
        return functional.cross_entropy_forward(logits, targets=targets, **settings)[0]

    assert loss() == pytest.approx(third)
    assert loss(reduction="sum") == pytest.approx(2 * third)
    assert loss(reduction="none", weight=weight) == pytest.approx([third, 3 * third])
    assert loss(weight=weight) == pytest.approx(third)
    assert loss(ignore_index=2, reduction="none") == pytest.approx([third, 0])


def test_gradient_is_probability_minus_target(rng):
    logits, targets = rng.standard_normal((4, 5)), np.array([0, 4, 2, 2])
    _, cache = functional.cross_entropy_forward(logits, targets=targets)
    probs, _ = functional.softmax_forward(logits, dim=1)
    expected = (probs - np.eye(5)[targets]) / 4
    assert functional.cross_entropy_backward(1.0, cache) == pytest.approx(expected)


def test_class_numbers_are_one_hot_probabilities(rng):
    logits, targets = rng.standard_normal((4, 5)), np.array([0, 4, 2, 2])
    for label_smoothing in (0.0, 0.3):
        by_number, by_probability = (
            functional.cross_entropy_forward(logits, targets=t, label_smoothing=label_smoothing)[0]
            for t in (targets, np.eye(5)[targets])
        )
        assert by_number == pytest.approx(by_probability)


@pytest.mark.parametrize(
    ("op", "settings", "message"),
    [
        ("cross_entropy", {"targets": CLASSES[:3]}, "targets must have shape (4,), got (3,)"),
        ("cross_entropy", {"targets": CLASSES * 1.0}, "targets must be integers, got float64"),
        (
            "cross_entropy",
            {"targets": CLASSES + 1},
            "targets must be from 0 to 4, or ignore_index=-100, got 1 to 5",
        ),
        (
            "cross_entropy",
            {"targets": CLASSES - 1},
            "targets must be from 0 to 4, or ignore_index=-100, got -1 to 3",
        ),
        (
            "cross_entropy",
            {"targets": LOGITS, "ignore_index": 2},
            "ignore_index=2 needs targets that are class numbers",
        ),
        (
            "cross_entropy",
            {"targets": CLASSES, "label_smoothing": 1.5},
            "label_smoothing must be a number from 0 to 1, got 1.5",
        ),
        (
            "cross_entropy",
            {"targets": CLASSES, "weight": np.ones(4)},
            "weight must have shape (5,), got (4,)",
        ),
        ("nll_loss", {"targets": LOGITS}, "targets must be integers, got float64"),
        (
            "nll_loss",
            {"targets": CLASSES, "reduce": False},
            "nll_loss does not support reduce=False; it supports weight, ignore_index, reduction",
        ),
    ],
)
def test_refuses(op, settings, message):
    check_refused(op, settings, message)


@each_op
def test_refuses_unknown_reductions_and_a_dout_of_another_shape(op):
    check_reduction_and_dout(op, CLASSES)


@each_op
@pytest.mark.parametrize("shape", [(), (0,), (4, 0)])
def test_refuses_inputs_without_classes(op, shape):
    with pytest.raises(ValueError, match="must have at least one class"):
        pair(op)[0](np.zeros(shape), targets=np.zeros(4, int))

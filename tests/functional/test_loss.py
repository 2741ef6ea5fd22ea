"""Losses of numbers and of probabilities: gradients, PyTorch, large logits, what is refused."""

import math
from itertools import product

import numpy as np
import pytest
from each_case import failing
from loss_checks import (
    LOGITS,
    check_both,
    check_reduction_and_dout,
    check_refused,
    pair,
    reductions,
)

each_op = pytest.mark.parametrize("op", ["mse_loss", "binary_cross_entropy_with_logits"])


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@reductions
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("shape", [(), (5,), (2, 3)], ids=str)
def test_mse_loss(shape, weighted, reduction, rng):
    x, targets = (np.asarray(rng.standard_normal(shape)) for _ in range(2))
    weight = np.asarray(rng.uniform(0.5, 2, shape)) if weighted else None
    check_both("mse_loss", x, targets=targets, weight=weight, reduction=reduction)


@reductions
def test_binary_cross_entropy_with_logits(reduction):
    def check(shapes):
        rng = np.random.default_rng(0)
        logits, targets = rng.standard_normal((2, 3)), rng.uniform(size=(2, 3))
        weights = [None if s is None else np.asarray(rng.uniform(0.5, 2, s)) for s in shapes]
        settings = dict(zip(("weight", "pos_weight"), weights, strict=True), reduction=reduction)
        check_both("binary_cross_entropy_with_logits", logits, targets=targets, **settings)

    weights, pos_weights = [None, (), (1,), (3,), (2, 1), (2, 3)], [None, (), (3,), (2, 3)]
    assert failing(check, product(weights, pos_weights)) == {}


@reductions
def test_empty_batches_agree_with_pytorch(reduction):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    x = np.zeros((0, 5))
    for op in ("mse_loss", "binary_cross_entropy_with_logits"):
        compare(*pair(op), [x], targets=x, reduction=reduction)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_large_logits_overflow_nowhere(dtype):
    logits = np.array([-1000, 1000, -1000, 1000, 0], dtype)
    targets = np.array([1, 1, 0, 0, 0.5], dtype)
    forward, backward = pair("binary_cross_entropy_with_logits")
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        losses, cache = forward(logits, targets=targets, reduction="none")
        dlogits = backward(np.ones_like(losses), cache)
    assert losses == pytest.approx([1000, 0, 0, 1000, math.log(2)])
    assert np.array_equal(dlogits, np.array([-1, 0, 0, 1, 0], dtype))


def test_a_small_loss_is_not_rounded_to_zero():
    """softplus is linear above its threshold of 20; the loss must not be."""
    forward, _ = pair("binary_cross_entropy_with_logits")
    loss, _ = forward(np.array(-22.0), targets=np.array(0.0))
    assert loss == pytest.approx(math.exp(-22), rel=1e-4)


@pytest.mark.parametrize(
    ("op", "settings", "message"),
    [
        ("mse_loss", {"targets": np.zeros(5)}, "targets must have shape (4, 5), got (5,)"),
        (
            "mse_loss",
            {"targets": LOGITS, "weight": np.ones(5)},
            "weight must have shape (4, 5), got (5,)",
        ),
        (
            "mse_loss",
            {"targets": LOGITS, "size_average": True},
            "mse_loss does not support size_average=True; it supports reduction, weight",
        ),
        (
            "binary_cross_entropy_with_logits",
            {"targets": np.zeros(5)},
            "targets must have shape (4, 5), got (5,)",
        ),
        (
            "binary_cross_entropy_with_logits",
            {"targets": LOGITS, "pos_weight": np.ones(4)},
            "pos_weight must broadcast to logits: pos_weight (4,), logits (4, 5)",
        ),
        (
            "binary_cross_entropy_with_logits",
            {"targets": LOGITS, "weight": np.ones((2, 4, 5))},
            "weight must broadcast to logits: weight (2, 4, 5), logits (4, 5)",
        ),
    ],
)
def test_refuses(op, settings, message):
    check_refused(op, settings, message)


@each_op
def test_refuses_unknown_reductions_and_a_dout_of_another_shape(op):
    check_reduction_and_dout(op, LOGITS)

"""l1, Huber and Kullback-Leibler: gradients, PyTorch, values by hand, what is refused."""

import numpy as np
import pytest
from loss_checks import (
    LOGITS,
    check_both,
    check_reduction_and_dout,
    check_refused,
    pair,
    reductions,
)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@reductions
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("shape", [(), (5,), (2, 3)], ids=str)
@pytest.mark.parametrize("op", ["l1_loss", "huber_loss"])
def test_robust_losses(op, shape, weighted, reduction, rng):
    x, targets = (np.asarray(2 * rng.standard_normal(shape)) for _ in range(2))
    weight = np.asarray(rng.uniform(0.5, 2, shape)) if weighted else None
    check_both(op, x, targets=targets, weight=weight, reduction=reduction)


@reductions
@pytest.mark.parametrize("delta", [0.1, 0.7, 10.0])
def test_huber_loss_at_every_delta(delta, reduction, rng):
    x, targets = rng.standard_normal((2, 4, 5))
    check_both("huber_loss", x, targets=targets, delta=delta, reduction=reduction)


@pytest.mark.parametrize("reduction", ["none", "mean", "sum", "batchmean"])
@pytest.mark.parametrize("log_target", [False, True])
@pytest.mark.parametrize("shape", [(3,), (4, 5), (2, 3, 4)], ids=str)
def test_kl_div(shape, log_target, reduction, rng):
    log_probs, targets = np.log(rng.dirichlet(np.ones(shape[-1]), (2, *shape[:-1])))
    targets = targets if log_target else np.exp(targets)
    settings = {"reduction": reduction, "log_target": log_target}
    check_both("kl_div", log_probs, targets=targets, **settings)


def test_divergence_is_not_negative_and_zero_of_itself(rng):
    forward, _ = pair("kl_div")
    p, q = rng.dirichlet(np.ones(6), (2, 100))
    losses = forward(np.log(q), targets=p, reduction="none")[0]
    assert losses.min() < 0 < losses.sum(axis=1).min()
    assert abs(forward(np.log(p), targets=p, reduction="sum")[0]) < 1e-12


def test_what_cannot_happen_costs_nothing():
    forward, _ = pair("kl_div")
    log_probs, targets = np.log([[0.25, 0.75]]), np.array([[0.0, 1.0]])
    losses, _ = forward(log_probs, targets=targets, reduction="none")
    assert losses == pytest.approx(np.array([[0, -np.log(0.75)]]))


def test_values_by_hand():
    x, targets = np.array([0.0, 0.0, 0.0]), np.array([0.5, -2.0, 0.0])
    l1, l1_back = pair("l1_loss")
    huber, huber_back = pair("huber_loss")
    loss, cache = l1(x, targets=targets)
    assert float(loss) == pytest.approx(2.5 / 3)
    assert l1_back(3.0, cache).tolist() == [-1, 1, 0]
    losses, cache = huber(x, targets=targets, reduction="none")
    assert losses.tolist() == [0.125, 1.5, 0]
    assert huber_back(np.ones(3), cache).tolist() == [-0.5, 1, 0]


@reductions
@pytest.mark.parametrize("op", ["l1_loss", "huber_loss", "kl_div"])
def test_pytorch_on_empty_batches_and_at_corners(op, reduction):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    x = np.zeros((0, 5))
    compare(*pair(op), [x], targets=x, reduction=reduction)
    corners = np.array([-1.0, 0.0, 1.0, 0.25])
    compare(*pair(op), [corners], targets=np.array([0.0, 0.0, 0.0, 0.25]), reduction=reduction)


@pytest.mark.parametrize("op", ["l1_loss", "huber_loss", "kl_div"])
def test_arguments_stay_and_float32_stays(op, rng):
    forward, backward = pair(op)
    x, targets = rng.uniform(0.1, 1, (2, 4, 5)).astype(np.float32)
    kept = x.copy(), targets.copy()
    out, cache = forward(x, targets=targets)
    dx = backward(np.float32(1), cache)
    assert out.dtype == dx.dtype == np.float32
    assert np.array_equal(x, kept[0])
    assert np.array_equal(targets, kept[1])


@pytest.mark.parametrize(
    ("op", "settings", "message"),
    [
        ("l1_loss", {"targets": np.zeros(5)}, "targets must have shape (4, 5), got (5,)"),
        (
            "huber_loss",
            {"targets": LOGITS, "weight": np.ones(5)},
            "weight must have shape (4, 5), got (5,)",
        ),
        ("huber_loss", {"targets": LOGITS, "delta": 0}, "delta must be greater than 0, got 0"),
        ("kl_div", {"targets": np.zeros(5)}, "targets must have shape (4, 5), got (5,)"),
        (
            "kl_div",
            {"targets": LOGITS, "reduction": "max"},
            "reduction must be 'none', 'mean', 'sum' or 'batchmean', got 'max'",
        ),
        (
            "kl_div",
            {"targets": LOGITS, "reduce": True},
            "kl_div does not support reduce=True; it supports reduction, log_target",
        ),
    ],
)
def test_refuses(op, settings, message):
    check_refused(op, settings, message)


@pytest.mark.parametrize("op", ["l1_loss", "huber_loss"])
def test_unknown_reductions_and_wrong_dout(op):
    check_reduction_and_dout(op, LOGITS)

"""The Dice loss: gradients, the same formula in PyTorch, values by hand, what is refused."""

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

from dlcourse.metrics import dice_score


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@reductions
@pytest.mark.parametrize("squared", [False, True])
@pytest.mark.parametrize("shape", [(4, 1), (2, 3), (3, 1, 4, 5)], ids=str)
def test_dice_loss(shape, squared, reduction, rng):
    probs, targets = rng.uniform(0.05, 0.95, shape), (rng.random(shape) < 0.4).astype(float)
    settings = {"smooth": 0.7, "squared": squared, "reduction": reduction}
    check_both("dice_loss", probs, targets=targets, **settings)


def test_of_masks_it_is_one_minus_the_score(rng):
    targets, answers = rng.random((2, 6, 4, 5)) < 0.4
    scores = [dice_score(t, a) for t, a in zip(targets, answers, strict=True)]
    for squared in (False, True):
        settings = {"smooth": 0.0, "squared": squared, "reduction": "none"}
        losses, _ = pair("dice_loss")[0](answers * 1.0, targets=targets * 1.0, **settings)
        assert losses == pytest.approx(1 - np.array(scores), abs=1e-12)


def test_values_by_hand():
    """Two of three pixels called inside, one of them rightly: 1 - 2/3, with smooth 1 1 - 3/4."""
    forward, backward = pair("dice_loss")
    probs, targets = np.array([[1.0, 1.0, 0.0]]), np.array([[1.0, 0.0, 0.0]])
    assert forward(probs, targets=targets, smooth=0.0)[0] == pytest.approx(1 / 3)
    out, cache = forward(probs, targets=targets)
    assert out == pytest.approx(1 / 4)
    assert backward(1.0, cache) == pytest.approx(np.array([[3 - 8, 3, 3]]) / 16)
    half = forward(probs / 2, targets=targets, smooth=0.0, squared=True)[0]
    assert half == pytest.approx(1 - 1 / 1.5)


def test_empty_masks_cost_nothing_and_an_image_does_not_see_another():
    forward, backward = pair("dice_loss")
    empty = np.zeros((1, 4))
    assert forward(empty, targets=empty)[0] == 0
    assert np.isnan(forward(empty, targets=empty, smooth=0.0)[0])
    one, other = np.array([[0.3, 0.8]]), np.array([[0.9, 0.1]])
    both, targets = np.concatenate([one, other]), np.array([[0.0, 1.0], [0.0, 1.0]])
    apart = [forward(x, targets=targets[:1])[0] for x in (one, other)]
    out, cache = forward(both, targets=targets, reduction="none")
    assert out == pytest.approx(np.array(apart))
    assert not backward(np.array([1.0, 0.0]), cache)[1].any()


def test_arguments_are_unchanged_and_the_dtype_stays(rng):
    probs, targets = rng.random((2, 3, 5)).astype(np.float32)
    before = probs.copy(), targets.copy()
    out, cache = pair("dice_loss")[0](probs, targets=targets, squared=True)
    dprobs = pair("dice_loss")[1](np.ones_like(out), cache)
    assert out.dtype == dprobs.dtype == np.float32
    assert np.array_equal(probs, before[0])
    assert np.array_equal(targets, before[1])


def test_dout_and_reduction_are_checked():
    check_reduction_and_dout("dice_loss", np.zeros_like(LOGITS))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"targets": np.zeros((4, 6))}, "targets must have shape (4, 5), got (4, 6)"),
        ({"targets": LOGITS > 0}, "targets must be float32 or float64, got bool"),
        ({"targets": LOGITS, "smooth": -1.0}, "smooth must be a number of at least 0, got -1.0"),
        ({"targets": LOGITS, "squared": 2}, "squared must be True or False, got 2"),
    ],
)
def test_refused(settings, message):
    check_refused("dice_loss", settings, message)


def test_an_image_has_pixels():
    message = r"probs must have an axis of images and more, \(N, ...\): \(3,\)"
    with pytest.raises(ValueError, match=message):
        pair("dice_loss")[0](np.zeros(3), targets=np.zeros(3))

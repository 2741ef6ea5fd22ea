"""The loss-gradient lab: what it shows is what the package computes."""

import numpy as np
import pytest
from lab_tools import shown

from dlcourse import functional as F
from dlcourse.checks import numerical_gradient
from dlcourse.labs import loss_gradient
from dlcourse.labs.loss_gradient.losses import LOSSES, MOST, count, descend, evaluate

every_loss = pytest.mark.parametrize("loss", LOSSES)


@every_loss
def test_the_menu_changes_picture_and_words(loss):
    lab = loss_gradient("Wasserstein" if loss != "Wasserstein" else "saturating")
    before, words = shown(lab)[1], lab.words.value
    lab.loss = loss
    assert not np.array_equal(shown(lab)[1], before)
    assert lab.words.value != words
    assert loss in lab.alt
    assert LOSSES[loss].formula in lab.words.value


@every_loss
def test_slope_is_that_of_the_loss(loss):
    lab = loss_gradient(loss)
    for lab.logit in (-9.0, -1.0, 0.0, 0.5, 8.0):
        s = np.array([lab.logit])
        assert lab.value == pytest.approx(float(evaluate(loss, s)[0][0]))
        estimate = numerical_gradient(lambda v: evaluate(loss, v)[0], s)
        assert lab.slope == pytest.approx(float(estimate[0]), rel=1e-4, abs=1e-8)
        assert lab.belief == pytest.approx(1 / (1 + np.exp(-lab.logit)))


@every_loss
def test_fast_slope_is_that_of_the_package(loss):
    s = np.linspace(-12, 12, 97)
    fast = [LOSSES[loss].slope_at(float(v)) for v in s]
    np.testing.assert_allclose(fast, evaluate(loss, s)[1], rtol=1e-12, atol=0)


@pytest.mark.parametrize("s", [-800.0, 800.0])
def test_fast_slope_survives_large_logits(s):
    for loss in ("non-saturating", "saturating"):
        assert LOSSES[loss].slope_at(s) == pytest.approx(float(evaluate(loss, np.array([s]))[1][0]))


@every_loss
def test_path_is_descent_by_the_package(loss):
    path = descend(loss, -3.0, 0.7, 50)
    slopes = evaluate(loss, path[:-1])[1]
    np.testing.assert_allclose(path[1:], path[:-1] - 0.7 * slopes, rtol=1e-12)


@every_loss
def test_steps_are_counted_along_the_path(loss):
    path = descend(loss, -3.0, 0.7, 50)
    middle = 0.5 if loss == "least squares" else 0.0
    steps = count(loss, -3.0, 0.7)
    assert path[steps] >= middle
    assert np.all(path[:steps] < middle)
    assert count(loss, 3.0, 0.7) == 0


def test_least_squares_has_its_middle_between_its_labels():
    assert count("least squares", 0.25, 0.1) > 0
    assert count("non-saturating", 0.25, 0.1) == 0


def test_saturation_is_where_the_belief_is_near_0():
    lab = loss_gradient("saturating")
    lab.logit = -10.0
    assert lab.verdict == "stands still"
    assert lab.steps_needed is None
    assert f"{MOST:,} steps" in lab.words.value
    assert "everything to do" in lab.words.value
    lab.logit = 10.0
    assert lab.verdict == "moves"
    assert lab.steps_needed == 0
    lab.loss = "non-saturating"
    assert lab.verdict == "stands still"
    assert "rightly" in lab.words.value
    lab.logit = -10.0
    assert lab.verdict == "moves"
    assert lab.steps_needed < 20


def test_the_ratio_of_both_slopes_is_the_power_of_the_logit():
    lab = loss_gradient("saturating")
    lab.logit = -6.0
    small = lab.slope
    lab.loss = "non-saturating"
    assert lab.slope / small == pytest.approx(np.exp(6.0))


def test_least_squares_overshoots_with_a_large_rate_only():
    lab = loss_gradient("least squares")
    assert lab.verdict == "moves"
    lab.learning_rate = 1.5
    assert lab.verdict == "overshoots"
    lab.learning_rate = 3.0
    assert abs(lab.paths["least squares"][10] - 1) > abs(lab.logit - 1)
    assert np.all(np.isfinite(lab.paths["least squares"]))


def test_the_saturating_loss_is_that_of_the_discriminator_with_its_sign_turned():
    lab = loss_gradient("saturating")
    s = np.array([lab.logit])
    (_, fake), _ = F.gan_discriminator_loss_forward(s, s, reduction="none")
    assert lab.value == pytest.approx(-float(fake[0]))

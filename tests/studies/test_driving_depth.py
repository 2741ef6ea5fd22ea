"""Depth from two pictures: block matching, what is hidden, and the learned cost."""

import numpy as np
import pytest
import torch

from dlcourse.checks import gradcheck
from dlcourse.data import StereoPair
from dlcourse.functional import conv2d_forward
from dlcourse.studies import driving
from dlcourse.studies.driving import matching


def made_pair(shift=5, height=12, width=60):
    """A picture of noise, seen `shift` pixels further left by the right camera."""
    rng = np.random.default_rng(0)
    wide = rng.random((height, width + shift)).astype(np.float32)
    disparity = np.full((height, width), float(shift), np.float32)
    left, right = wide[:, :width].copy(), wide[:, shift:].copy()
    return StereoPair(left, right, disparity, 100.0, 0.2, 3.0)


def test_depth_is_that_of_similar_triangles():
    pair = made_pair()
    x, z, center = 1.5, 4.0, 30.0
    left = pair.focal * x / z + center
    right = pair.focal * (x - pair.baseline) / z + center + pair.offset
    assert np.isclose(driving.depth_of(left - right, pair), z)


def test_costs_are_those_of_the_definition():
    pair = made_pair()
    cost = driving.absolute_differences(pair.left, pair.right, 7)
    assert cost.shape == (7, 12, 60)
    assert cost.dtype == np.float32
    for d, i, j in ((0, 3, 0), (4, 11, 59), (6, 0, 6)):
        assert cost[d, i, j] == abs(pair.left[i, j] - pair.right[i, j - d])
    assert (cost[6, :, :6] == 1).all()
    assert (driving.best_shift(cost)[:, 5:] == 5).all()
    with pytest.raises(ValueError, match="count must be an integer from 1 to 60, got 61"):
        driving.absolute_differences(pair.left, pair.right, 61)


@pytest.mark.parametrize("size", [1, 3, 7, 15])
def test_the_box_sum_is_a_convolution_with_ones(size):
    x = np.random.default_rng(0).standard_normal((3, 11, 8))
    kept = x.copy()
    ones = np.ones((1, 1, size, size))
    expected = conv2d_forward(x[:, None], ones, padding=size // 2)[0][:, 0]
    assert np.allclose(driving.box_sum(x, size), expected, rtol=0, atol=1e-12)
    assert np.array_equal(x, kept)
    with pytest.raises(ValueError, match="size must be odd"):
        driving.box_sum(x, size + 1)


def test_what_is_hidden_by_the_definition():
    rng = np.random.default_rng(1)
    disparity = np.repeat(rng.integers(0, 6, (20, 10)), 4, axis=1).astype(float)
    disparity[rng.random(disparity.shape) < 0.1] = np.nan
    expected = np.zeros(disparity.shape, bool)
    for i, j in np.argwhere(np.isfinite(disparity)):
        landing = np.arange(40) - disparity[i]
        same = landing == landing[j]
        expected[i, j] = landing[j] < 0 or (disparity[i][same] > disparity[i, j]).any()
    assert 0.05 < expected.mean() < 0.6
    assert np.array_equal(driving.hidden(disparity), expected)


def test_a_slope_hides_nothing():
    disparity = np.tile(10 + 0.3 * np.arange(50), (2, 1))
    assert not driving.hidden(disparity)[:, 20:].any()


def test_share_wrong_counts_known_pixels_of_a_part():
    truth = np.array([[1.0, 2.0, np.nan, 4.0]])
    guess = np.array([[2.0, 3.5, 9.0, 0.0]])
    assert driving.share_wrong(guess, truth) == pytest.approx(2 / 3)
    assert driving.share_wrong(guess, truth, np.array([[True, True, True, False]])) == 0.5
    assert driving.share_wrong(guess, truth, tolerance=2) == pytest.approx(1 / 3)


@pytest.mark.parametrize("count", [1, 3, 6])
def test_gradients_of_matching(count):
    features = np.random.default_rng(0).standard_normal((4, 3, 2, 6))
    gradcheck(driving.match_forward, driving.match_backward, [features], count=count)


def test_matching_agrees_with_pytorch():
    rng = np.random.default_rng(0)
    features, count = rng.standard_normal((6, 4, 3, 9)), 4
    out, cache = driving.match_forward(features, count=count)
    dout = rng.standard_normal(out.shape)
    theirs = torch.tensor(features, requires_grad=True)
    left, right = theirs[:3, ..., count - 1 :], theirs[3:].unfold(3, count, 1).flip(-1)
    expected = torch.einsum("nchw,nchwd->ndhw", left, right)
    expected.backward(torch.tensor(dout))
    assert np.allclose(out, expected.detach().numpy(), rtol=0, atol=1e-12)
    ours = driving.match_backward(dout, cache)
    assert np.allclose(ours, theirs.grad.numpy(), rtol=0, atol=1e-12)


def test_matching_refuses_and_keeps_its_argument():
    features = np.ones((2, 1, 1, 5))
    driving.match_backward(*driving.match_forward(features, count=2))
    assert (features == 1).all()
    for wrong, count in ((features[:1], 2), (features[0], 2), (features, 6), (features, 0)):
        with pytest.raises(ValueError, match="features must be"):
            driving.match_forward(wrong, count=count)


def test_training_finds_the_shift_and_reads_only_its_part(monkeypatch):
    pair = made_pair(shift=7, height=20, width=140)
    pair.left[:, :60] = np.nan  # nothing left of the first column may be read
    pair.right[:, :60] = np.nan
    known = np.ones(pair.left.shape, bool)
    rng = np.random.default_rng(0)
    model, losses = driving.train_matcher(pair, known, first=60, steps=40, rows=4, rng=rng)
    assert np.mean(losses[-5:]) < 0.4 < losses[0]
    fresh = made_pair(shift=7, height=20, width=140)
    guess = driving.best_shift(driving.learned_cost(model, fresh))
    assert (guess[5:-5, 12:-5] == 7).mean() > 0.95


def test_the_learned_cost_is_a_cosine():
    pair = made_pair()
    model = driving.matcher(np.random.default_rng(0))
    cost = driving.learned_cost(model, pair)
    x = matching.strips(pair, np.array([6]), slice(20, 40))
    left, right = model(x)[:, :, 0]
    cosine = left[:, 8] @ right[:, 5] / np.linalg.norm(left[:, 8]) / np.linalg.norm(right[:, 5])
    assert np.isclose(cost[3, 6, 32], -cosine, atol=1e-5)
    assert cost.shape == (32, 12, 60)
    assert (cost[9, :, :9] == 1).all()

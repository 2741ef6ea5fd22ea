"""The planar arm: its hand by hand, its gradient, and both poses that reach a point."""

import numpy as np
import pytest

from dlcourse.checks import gradcheck
from dlcourse.studies.fields import (
    ARM_LENGTHS,
    arm_backward,
    arm_forward,
    arm_inverse,
    arm_joints,
    reach_loss_backward,
    reach_loss_forward,
    reachable_points,
)

RIGHT = np.pi / 2
LENGTHS = 1.3, 0.7
EVERY_ELBOW = pytest.mark.parametrize("elbow", ["up", "down"])


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize(
    ("angles", "joints"),
    [
        ((0, 0), ((2, 0), (3, 0))),
        ((RIGHT, 0), ((0, 2), (0, 3))),
        ((RIGHT, -RIGHT), ((0, 2), (1, 2))),
        ((0, RIGHT), ((2, 0), (2, 1))),
        ((np.pi, np.pi), ((-2, 0), (-1, 0))),
    ],
)
def test_joints_by_hand(angles, joints):
    angles = np.array([angles], float)
    shoulder, *rest = arm_joints(angles, lengths=(2, 1))[0]
    assert shoulder.tolist() == [0, 0]
    np.testing.assert_allclose(rest, joints, atol=1e-15)
    np.testing.assert_allclose(arm_forward(angles, lengths=(2, 1))[0][0], joints[1], atol=1e-15)


def test_links_keep_their_lengths(rng):
    shoulder, elbow, hand = np.moveaxis(arm_joints(rng.uniform(-9, 9, (20, 2))), 1, 0)
    for line, length in zip((elbow - shoulder, hand - elbow), ARM_LENGTHS, strict=True):
        np.testing.assert_allclose(np.hypot(*line.T), length)


def test_gradients(rng):
    angles, targets = rng.uniform(-4, 4, (5, 2)), rng.standard_normal((5, 2))
    before = angles.copy(), targets.copy()
    gradcheck(arm_forward, arm_backward, [angles], lengths=LENGTHS)
    gradcheck(reach_loss_forward, reach_loss_backward, [angles], targets=targets, lengths=LENGTHS)
    assert all(map(np.array_equal, (angles, targets), before))


def test_gradient_by_hand():
    """The hand of (0, 90°) is at (2, 1): the shoulder moves it along (-1, 2), the elbow (-1, 0)."""
    _, cache = arm_forward(np.array([[0.0, RIGHT]]), lengths=(2, 1))
    for dout, expected in (([[1.0, 0.0]], [[-1, -1]]), ([[0.0, 1.0]], [[2, 0]])):
        np.testing.assert_allclose(arm_backward(np.array(dout), cache), expected, atol=1e-15)


def test_agrees_with_pytorch(rng):
    torch = pytest.importorskip("torch")
    compare = pytest.importorskip("dlcourse.checks.torch").compare

    def arm(angles, lengths):
        bearings = angles.cumsum(1)
        lengths = torch.tensor(lengths, dtype=angles.dtype, device=angles.device)
        return torch.stack([torch.cos(bearings) @ lengths, torch.sin(bearings) @ lengths], 1)

    def loss(angles, targets, lengths):
        return torch.nn.functional.mse_loss(arm(angles, lengths), targets)

    angles, targets = rng.uniform(-3, 3, (6, 2)), rng.standard_normal((6, 2))
    compare(arm_forward, arm_backward, [angles], reference=arm, lengths=LENGTHS)
    compare(
        reach_loss_forward,
        reach_loss_backward,
        [angles],
        reference=loss,
        targets=targets,
        lengths=LENGTHS,
    )


@EVERY_ELBOW
@pytest.mark.parametrize("lengths", [LENGTHS, LENGTHS[::-1], (1, 1)])
def test_the_way_back_ends_where_it_began(elbow, lengths, rng):
    points = reachable_points(200, rng=rng, lengths=lengths, margin=1e-3, width=2 * np.pi)
    before = points.copy()
    angles = arm_inverse(points, elbow=elbow, lengths=lengths)
    assert np.array_equal(points, before)
    np.testing.assert_allclose(arm_forward(angles, lengths=lengths)[0], points, atol=1e-12)
    assert (np.abs(angles) <= np.pi).all()
    assert (angles[:, 1] < 0 if elbow == "up" else angles[:, 1] > 0).all()


def test_the_elbow_is_on_the_side_that_its_name_says(rng):
    points = reachable_points(50, rng=rng, width=2 * np.pi)
    up, down = (arm_joints(arm_inverse(points, elbow=e))[:, 1] for e in ("up", "down"))
    left = [points[:, 0] * elbow[:, 1] - points[:, 1] * elbow[:, 0] for elbow in (up, down)]
    np.testing.assert_allclose(left[0], -left[1])  # mirror images in the line to the hand
    assert (left[0] > 0).all()


def test_both_elbows_by_hand():
    point = np.array([[1.0, 1.0]])
    for elbow, expected in (("up", (RIGHT, -RIGHT)), ("down", (0, RIGHT))):
        np.testing.assert_allclose(arm_inverse(point, elbow=elbow, lengths=(1, 1))[0], expected)


@EVERY_ELBOW
def test_straight_and_folded_arms_have_one_pose(elbow):
    ends = np.array([[0.0, 1.8], [0.0, 1.0 - 0.8]])
    angles = arm_inverse(ends, elbow=elbow)
    sign = -1 if elbow == "up" else 1
    np.testing.assert_allclose(angles, [[RIGHT, 0], [RIGHT, sign * np.pi]], atol=1e-7)
    shoulder = np.linspace(-3, 3, 200)  # rounding puts some of these points out of reach
    straight = arm_forward(np.stack([shoulder, 0 * shoulder], axis=1))[0]
    assert np.isfinite(arm_inverse(straight, elbow=elbow)).all()
    single = arm_inverse(ends.astype(np.float32), elbow=elbow)
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, angles, atol=2e-3)


@pytest.mark.parametrize(
    ("point", "lengths", "message"),
    [
        ((1.9, 0), (1, 0.8), "0.2 to 1.8 from the shoulder, and not on it: points[1] is 1.9 away"),
        ((0, 0.1), (1, 0.8), "0.2 to 1.8 from the shoulder, and not on it: points[1] is 0.1 away"),
        ((0, 0), (1, 1), "0 to 2 from the shoulder, and not on it: points[1] is 0 away"),
        ((np.nan, 0), (1, 1), "0 to 2 from the shoulder, and not on it: points[1] is nan away"),
    ],
)
def test_out_of_reach_is_refused(point, lengths, message):
    with pytest.raises(ValueError) as caught:
        arm_inverse(np.array([(1.0, 0.5), point]), lengths=lengths)
    assert str(caught.value) == f"points must be {message}"


def test_points_are_uniform_over_the_sector(rng):
    points = reachable_points(4000, rng=rng, lengths=LENGTHS, margin=0.2, width=1.0)
    radii, headings = np.hypot(*points.T), np.arctan2(*points.T[::-1])
    assert 0.8 <= radii.min()
    assert radii.max() <= 1.8
    assert np.abs(headings).max() <= 0.5
    inside = (radii**2 < (0.8**2 + 1.8**2) / 2).mean()  # the circle that halves the area
    assert abs(inside - 0.5) < 0.03
    assert abs((headings < 0).mean() - 0.5) < 0.03


@EVERY_ELBOW
def test_the_shoulder_angle_does_not_jump_in_front(elbow, rng):
    points = reachable_points(2000, rng=rng, margin=0)
    assert np.abs(arm_inverse(points, elbow=elbow)[:, 0]).max() < 0.9 * np.pi


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: arm_forward([[0.0, 1.0]]), "angles must be a NumPy array, got list"),
        (lambda: arm_forward(np.zeros((2, 2), int)), "angles must be float32 or float64, got int"),
        (lambda: arm_forward(np.zeros(2)), "angles must have shape (N, 2), got (2,)"),
        (lambda: arm_joints(np.zeros((2, 3))), "angles must have shape (N, 2), got (2, 3)"),
        (lambda: arm_inverse(np.ones((3, 1))), "points must have shape (N, 2), got (3, 1)"),
        (lambda: arm_inverse(np.ones((1, 2)), elbow="left"), "elbow must be 'up' or 'down', got"),
        (
            lambda: arm_forward(np.zeros((1, 2)), lengths=1.0),
            "lengths must be a pair (l1, l2), got",
        ),
        (lambda: arm_forward(np.zeros((1, 2)), lengths=(1, 0)), "lengths must be above 0, got (1,"),
        (lambda: arm_forward(np.zeros((1, 2)), lengths=(-1, 1)), "lengths[0] must be a number of"),
        (
            lambda: arm_backward(np.zeros((1, 3)), arm_forward(np.zeros((1, 2)))[1]),
            "dout must have the shape of out, (1, 2), got (1, 3)",
        ),
        (
            lambda: reachable_points(3, rng=np.random.default_rng(0), margin=0.9),
            "margin must be a number from 0 to 0.8, got 0.9",
        ),
        (
            lambda: reachable_points(3, rng=np.random.default_rng(0), width=7),
            "width must be a number from 0 to 6.28",
        ),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value).startswith(message)

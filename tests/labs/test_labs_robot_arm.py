"""The robot arm: its poses and misses are the arm's own, and its words are true."""

import numpy as np
import pytest
from lab_tools import shown

from dlcourse.labs import robot_arm
from dlcourse.labs.robot_arm.controllers import (
    MSE,
    NETWORKS,
    PASSES,
    POINTS,
    REACH,
    answer,
    controllers,
    train,
)
from dlcourse.studies.fields import arm_forward, arm_inverse, arm_joints, reachable_points

EVERY = pytest.mark.parametrize("network", NETWORKS)
ONE, MIXED, THROUGH = NETWORKS


def placed(x, y, network=MIXED, passes=PASSES):
    lab = robot_arm(network)
    lab.x, lab.y, lab.passes = x, y, passes
    return lab


@pytest.fixture(scope="module")
def unseen():
    return reachable_points(500, rng=np.random.default_rng(9))


def misses(network, points, passes=PASSES):
    hands, _ = arm_forward(answer(controllers()[network][passes], points))
    return np.hypot(*(hands - points).T)


@EVERY
def test_misses_are_those_of_the_drawn_pose(network):
    lab = placed(0.9, -0.7, network)
    hand, target = arm_joints(lab.answers[network][None])[0, -1], (0.9, -0.7)
    assert lab.misses[network] == pytest.approx(np.hypot(*(hand - target)), rel=1e-12)
    drawn = {line.get_label(): line.get_xydata() for line in lab.figure.axes[0].lines}
    np.testing.assert_allclose(drawn["network"][-1], hand)
    for elbow, pose in lab.elbows.items():
        joints = arm_joints(pose[None])[0]
        np.testing.assert_allclose(drawn[f"elbow {elbow}"], joints)
        np.testing.assert_allclose(joints[-1], target, atol=1e-12)


def test_the_plane_is_pale_at_both_poses():
    lab = placed(1.0, 0.5)
    image = lab.figure.axes[1].images[0].get_array()
    at = np.linspace(-np.pi, np.pi, len(image))
    for a1, a2 in lab.elbows.values():
        row, column = np.abs(at - a2).argmin(), np.abs(at - a1).argmin()
        assert image[row, column] < 0.06
        around = image[max(row - 9, 0) : row + 10, max(column - 9, 0) : column + 10]
        assert image[row, column] < around.mean() / 3


def test_two_networks_reach_and_the_mean_does_not(unseen):
    middle = [np.median(misses(network, unseen)) for network in NETWORKS]
    assert max(middle[0], middle[2]) < 0.1
    assert middle[1] > 5 * max(middle[0], middle[2])


def test_each_is_trained_on_what_its_name_says():
    points = reachable_points(POINTS, rng=np.random.default_rng(0)).astype(np.float32)
    taught = {ONE: (arm_inverse(points, elbow="up"), MSE), THROUGH: (points, REACH)}
    for network, (targets, loss) in taught.items():
        expected = train(points, targets, loss)[1]
        for weights, right in zip(controllers()[network][1], expected, strict=True):
            np.testing.assert_array_equal(weights, right)


def test_both_elbows_mixed_answers_their_mean(unseen):
    up, down = (arm_inverse(unseen, elbow=elbow) for elbow in ("up", "down"))
    answers = answer(controllers()[MIXED][PASSES], unseen)
    from_mean, from_up, from_down = (
        np.median(np.hypot(*(answers - pose).T)) for pose in ((up + down) / 2, up, down)
    )
    assert from_mean < 0.3
    assert min(from_up, from_down) > 1


@EVERY
def test_training_is_shown(network, unseen):
    first = [weights.shape for weights in controllers()[network][0]]
    assert first == [weights.shape for weights in controllers()[network][PASSES]]
    assert len(controllers()[network]) == PASSES + 1
    assert np.median(misses(network, unseen)) < 0.7 * np.median(misses(network, unseen, passes=0))


def test_each_pass_has_its_own_weights():
    lab = robot_arm()
    answers = []
    for lab.passes in (0, 1, 2, PASSES):
        answers.append(lab.answers[MIXED])
        target = np.array([[lab.x, lab.y]])
        np.testing.assert_array_equal(
            answers[-1], answer(controllers()[MIXED][lab.passes], target)[0]
        )
    assert len({tuple(pair) for pair in answers}) == 4


def test_all_begin_alike():
    starts = [controllers()[network][0] for network in NETWORKS]
    for others in starts[1:]:
        for first, other in zip(starts[0], others, strict=True):
            np.testing.assert_array_equal(first, other)


@EVERY
def test_words_say_what_is_drawn(network):
    lab = placed(1.2, 0.4, network)
    assert f"{PASSES} of {PASSES} passes the network {network} answers" in lab.alt
    assert f"misses the target by {lab.misses[network]:.2f}." in lab.alt
    for name, miss in lab.misses.items():
        assert f"misses by <b>{miss:.2f}</b>" in lab.words.value
        assert (f"<b>{name}</b> (drawn)" in lab.words.value) == (name == network)
    mean = sum(lab.elbows.values()) / 2
    away = np.hypot(*(lab.answers[network] - mean))
    assert f"That is {away:.2f} from the middle of both poses" in lab.alt


@pytest.mark.parametrize(("x", "y"), [(1.7, 1.7), (0.0, 0.1)])
def test_out_of_reach_no_pose_is_drawn(x, y):
    lab = placed(x, y)
    assert lab.elbows == {}
    assert "is out of reach: no pose is right" in lab.alt
    assert "middle of both" not in lab.alt + lab.words.value
    for line in lab.figure.axes[0].lines:
        if line.get_label().startswith("elbow"):
            assert not len(line.get_xdata())
    before = shown(lab)[1]
    lab.x = 1.0 if x else 0.5
    assert not np.array_equal(shown(lab)[1], before)


def test_the_straight_arm_has_one_pose():
    lab = placed(1.8, 0.0)
    np.testing.assert_allclose(lab.elbows["up"], lab.elbows["down"], atol=1e-7)


def test_turns_beyond_half_a_circle_are_shown_within_it():
    lab = robot_arm()
    lab.answers[MIXED] = np.array([np.pi + 0.5, -np.pi - 0.25])
    lab.drawing.show(lab)
    spot = next(line for line in lab.figure.axes[1].lines if line.get_label() == "network")
    np.testing.assert_allclose(spot.get_xydata()[0], [0.5 - np.pi, np.pi - 0.25])

import numpy as np
import pytest

from dlcourse.metrics import r2_score
from dlcourse.studies import fields


def rng(seed=0):
    return np.random.default_rng(seed)


def test_a_question_is_the_days_before_its_answer():
    history, price = fields.random_walk(20, rng=rng(), memory=3)
    whole = 100 + np.cumsum(rng().standard_normal(20))
    for t in range(17):
        assert np.array_equal(history[t], whole[t : t + 3])
        assert price[t] == whole[t + 3]
    steps = np.diff(fields.random_walk(20_000, rng=rng())[1])
    assert abs(steps.std() - 1) < 0.02
    with pytest.raises(ValueError, match="days must be an integer"):
        fields.random_walk(3, rng=rng(), memory=3)


def test_the_forecast_learns_what_can_be_known():
    t = np.arange(600)
    price = 50 + 10 * np.sin(t / 5)
    days = np.lib.stride_tricks.sliding_window_view(price, 6)
    history, price = days[:, :5], days[:, 5]
    said = fields.forecast(history, price, split=400, rng=rng())
    assert said.shape == (195,)
    assert r2_score(price[400:], said) > 0.97


def test_the_forecast_does_not_see_its_days():
    history, price = fields.random_walk(300, rng=rng())
    said = fields.forecast(history, price, split=200, rng=rng())
    later = np.where(np.arange(295) < 200, price, 0.0)
    assert np.array_equal(fields.forecast(history, later, split=200, rng=rng()), said)


def test_reaching_with_three_teachers():
    targets, said = fields.reach_contest(rng(), epochs=4)
    assert list(said) == ["nearest", "one elbow", "mixed", "through the arm"]
    assert targets.shape == (1000, 2)
    missed = {kind: np.median(fields.arm_miss(angles, targets)) for kind, angles in said.items()}
    assert missed["nearest"] < 0.05
    assert max(missed["one elbow"], missed["through the arm"]) < 0.35 < missed["mixed"]
    assert (said["nearest"][:, 1] <= 0).all()
    assert (said["one elbow"][:, 1] < 0).mean() > 0.95  # up


def test_the_nearest_answer_is_that_of_the_nearest_target():
    targets, said = fields.reach_contest(rng(3), epochs=1)
    points = fields.reachable_points(2000, rng=rng(3)).astype(np.float32)
    answers = fields.arm_inverse(points, elbow="up")
    for target, angles in zip(targets[:20], said["nearest"], strict=False):
        assert np.array_equal(answers[np.hypot(*(points - target).T).argmin()], angles)


def test_a_miss_by_hand():
    angles, target = np.array([[0.0, np.pi / 2]]), np.array([[1.3, 1.2]])
    np.testing.assert_allclose(fields.arm_miss(angles, target), [0.5])
    np.testing.assert_allclose(fields.arm_miss(angles, target, lengths=(1.3, 1.2)), 0, atol=1e-12)

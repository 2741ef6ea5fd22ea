"""Averages of clients, who owns what, and what a gradient gives away."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlcourse.layers import Linear
from dlcourse.studies import privacy

RNG = np.random.default_rng


def test_average_is_weighted_keeps_dtype_and_modifies_nothing():
    states = [{"w": np.full((2, 3), v, np.float32)} for v in (1.0, 5.0)]
    found = privacy.average(states, [1, 3])
    assert found["w"].dtype == np.float32
    np.testing.assert_array_equal(found["w"], np.full((2, 3), 4.0))
    assert states[0]["w"][0, 0] == 1


def test_one_local_step_is_the_central_step():
    x, y = RNG(0).standard_normal((30, 6)), RNG(1).integers(0, 3, 30)
    clients = [(x[part], y[part]) for part in np.split(np.arange(30), [3, 10])]
    both = [Linear(6, 3, rng=RNG(0), dtype=np.float64) for _ in range(3)]
    seen = []

    def watch(model):
        return seen.append(model.params["weight"].copy())

    privacy.federated_averaging(both[0], clients, rounds=4, steps=1, lr=0.3, watch=watch)
    privacy.local_training(both[1], x, y, steps=4, lr=0.3)
    privacy.federated_averaging(both[2], clients, rounds=2, steps=2, lr=0.3)
    for name, p in both[0].params.items():
        np.testing.assert_allclose(p, both[1].params[name], atol=1e-14)
    assert len(seen) == 4
    assert np.abs(both[2].params["weight"] - both[0].params["weight"]).max() > 1e-4


def test_everything_is_dealt_once():
    y = RNG(0).integers(0, 10, 143)
    for classes_each in (None, 1, 2):
        parts = privacy.shares(y, clients=5, classes_each=classes_each, rng=RNG(1))
        assert sorted(np.concatenate(parts).tolist()) == list(range(143))
        assert len(parts) == 5
    even = np.repeat(np.arange(10), 6)
    parts = privacy.shares(even, clients=5, classes_each=2, rng=RNG(1))
    assert [len(np.unique(even[part])) for part in parts] == [2] * 5


def test_an_image_comes_back_when_a_unit_is_its_own():
    x, y = privacy.flat_digits("train")
    for seed in range(3):
        model, pick = privacy.victim(seed), RNG(seed).permutation(len(x))[:16]
        back = privacy.recovered(model, x[pick], y[pick])
        np.testing.assert_array_equal(back, privacy.alone(model, x[pick]))
        assert 0 < back.sum() < 16


def test_no_unit_no_image():
    x, y = privacy.flat_digits("train")
    model = privacy.victim(0, lowered=100.0)
    assert not privacy.recovered(model, x[:3], y[:3]).any()
    assert not privacy.alone(model, x[:3]).any()


def test_rows_by_hand():
    dw, db = np.array([[2.0, 4.0], [1.0, 1.0], [0.0, 0.0]]), np.array([2.0, -1.0, 0.0])
    np.testing.assert_array_equal(privacy.rows_as_images(dw, db), [[1.0, 2.0], [-1.0, -1.0]])


def test_gradient_is_that_of_the_mean():
    x, y = RNG(0).standard_normal((4, 6)), np.array([0, 1, 2, 1])
    model = Linear(6, 3, rng=RNG(0), dtype=np.float64)
    found = privacy.gradient(model, x, y)
    ones = [privacy.gradient(model, x[n : n + 1], y[n : n + 1]) for n in range(4)]
    mean = np.mean([g["weight"] for g in ones], axis=0)
    np.testing.assert_allclose(found["weight"], mean, atol=1e-15)


def test_figures_show_what_they_are_given():
    taken = RNG(0).random((3, 50)) < 0.5
    scores = np.where(taken, 1.0, 0.0) + RNG(1).random((3, 50))
    bound = {"bound": lambda rates: np.minimum(1, 2 * rates)}
    ax = privacy.draw_attacks(taken, {"attack": scores}, title="t", bounds=bound)
    curve, limit, chance = ax.get_lines()
    assert curve.get_ydata().min() > 0.9
    np.testing.assert_allclose(limit.get_ydata(), np.minimum(1, 2 * chance.get_ydata()))
    groups = {"a": np.array([0.5, 1.5, 99.0, -99.0])}
    ax = privacy.draw_odds(groups, bins=np.array([0.0, 1.0, 2.0]), title="t", xlabel="x")
    assert ax.patches[0].get_data().values.tolist() == pytest.approx([0.5, 0.5])
    plt.close("all")

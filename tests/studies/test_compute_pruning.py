"""Masks by size and by chance, the hook that holds them, units left out, other weights."""

import numpy as np
import pytest

from dlcourse.layers import Linear, ReLU, Sequential
from dlcourse.studies import compute


@pytest.fixture
def params():
    rng = np.random.default_rng(0)
    return {
        "a": rng.standard_normal((3, 4)),
        "b": rng.standard_normal(5),
        "c": np.full((2, 4), 0.5),
    }


def test_the_largest_of_all_arrays_together_are_kept(params):
    masks = compute.magnitude_masks(params, keep=0.3)
    assert list(masks) == ["a", "c"]
    assert sum(m.sum() for m in masks.values()) == 6
    kept = np.concatenate([np.abs(params[n])[m] for n, m in masks.items()])
    left = np.concatenate([np.abs(params[n])[~m] for n, m in masks.items()])
    assert kept.min() >= left.max()


def test_of_equal_weights_the_earlier_are_kept():
    masks = compute.magnitude_masks({"w": np.array([[1.0, -1.0], [1.0, 1.0]])}, keep=0.5)
    assert masks["w"].tolist() == [[True, True], [False, False]]


def test_all_or_nothing_and_what_is_refused(params):
    assert all(m.all() for m in compute.magnitude_masks(params, keep=1).values())
    assert not any(m.any() for m in compute.magnitude_masks(params, keep=0.0).values())
    with pytest.raises(ValueError, match="keep must be a number from 0 to 1, got 1.5"):
        compute.magnitude_masks(params, keep=1.5)


def test_shuffled_masks_keep_as_many_in_each_array_elsewhere(params):
    masks = compute.magnitude_masks(params, keep=0.5)
    shuffled = compute.shuffled_masks(masks, rng=np.random.default_rng(1))
    assert {n: int(m.sum()) for n, m in shuffled.items()} == {
        n: int(m.sum()) for n, m in masks.items()
    }
    assert shuffled["a"].shape == (3, 4)
    assert not np.array_equal(shuffled["a"], masks["a"])


def test_the_hook_holds_at_each_step_or_each_second_one():
    layer = Linear(2, 1)
    for every, expected in ((1, [0, 0, 0, 0]), (2, [1, 0, 1, 0])):
        hook, seen = compute.hold({"weight": np.array([[False, True]])}, every=every), []
        for _ in range(4):
            layer.params["weight"][:] = 1
            hook(layer)
            seen.append(int(layer.params["weight"][0, 0]))
        assert seen == expected
        assert layer.params["weight"][0, 1] == 1


def test_masked_weights_stay_zero_while_a_network_trains():
    model = compute.perceptron(4, rng=np.random.default_rng(0))
    masks = compute.magnitude_masks(model.params, keep=0.1)
    compute.hold(masks)(model)
    x = np.random.default_rng(1).standard_normal((64, 784)).astype(np.float32)
    before = model.state_dict()
    y = np.arange(64) % 10
    compute.train(model, x, y, seed=0, epochs=2, after_step=compute.hold(masks))
    for name, mask in masks.items():
        assert not model.params[name][~mask].any()
        assert not np.array_equal(model.params[name][mask], before[name][mask])


def test_dead_units_are_dropped_and_the_function_stays():
    model = Sequential(Linear(3, 6, rng=np.random.default_rng(0)), ReLU(), Linear(6, 2))
    longest = np.argsort(-np.linalg.norm(model.params["0.weight"], axis=1))[:3]
    model.params["2.weight"][:, longest] = 0  # nobody listens to these
    before = model.state_dict()
    small = compute.drop_units(model, keep=0.5)
    x = np.random.default_rng(1).standard_normal((5, 3)).astype(np.float32)
    assert [a.shape for a in small.params.values()] == [(3, 3), (3,), (2, 3), (2,)]
    assert np.allclose(small(x), model(x), atol=1e-6)
    assert all(np.array_equal(before[n], a) for n, a in model.params.items())


def test_a_rescaled_network_says_the_same_with_other_weights():
    model = compute.perceptron(8, 5, rng=np.random.default_rng(0))
    before = model.state_dict()
    other = compute.rescaled(model, most=4, rng=np.random.default_rng(1))
    x = np.random.default_rng(2).standard_normal((6, 784)).astype(np.float32)
    assert np.array_equal(other(x), model(x))
    assert all(np.array_equal(before[n], a) for n, a in model.params.items())
    ratio = other.params["0.weight"] / model.params["0.weight"]
    powers = np.log2(ratio[:, 0])
    assert np.array_equal(powers, np.rint(powers))
    assert len(set(powers)) > 2


def test_the_rival_of_the_chapter_is_the_first_of_twelve():
    found = compute.choose_rival(0.05)
    assert len(found) == 12
    assert next(iter(found)) == ((17,), 3e-3, 24)
    scores = list(found.values())
    assert scores == sorted(scores, reverse=True)
    plain = compute.rival((17,), seed=0)
    said = compute.rival((17,), seed=0, lr=3e-3, epochs=24)
    assert np.array_equal(plain.params["0.weight"], said.params["0.weight"])

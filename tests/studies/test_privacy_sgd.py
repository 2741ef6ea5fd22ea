"""Private steps: against Opacus, and what each part of one must do."""

import numpy as np
import pytest

from dlcourse.layers import Linear, ReLU, Sequential
from dlcourse.optim import SGD
from dlcourse.studies.privacy import (
    clip,
    norms,
    poisson_sample,
    private_gradient,
    private_step,
    train_privately,
)
from dlcourse.train import per_example_gradients

RNG = np.random.default_rng


def some_grads(count=5):
    rng = RNG(3)
    return {"w": rng.standard_normal((count, 2, 3)), "b": rng.standard_normal((count, 2))}


def network():
    rng = RNG(0)
    return Sequential(
        Linear(6, 5, rng=rng, dtype=np.float64), ReLU(), Linear(5, 3, rng=rng, dtype=np.float64)
    )


def test_clip_bounds_each_example_and_leaves_the_small_ones():
    grads = some_grads()
    before = {k: g.copy() for k, g in grads.items()}
    size = norms(grads)
    bound = float(np.median(size))
    clipped = clip(grads, bound)
    np.testing.assert_allclose(norms(clipped), np.minimum(size, bound))
    small = size < bound
    assert small.sum() == 2
    for name, g in grads.items():
        np.testing.assert_array_equal(clipped[name][small], g[small])
        np.testing.assert_array_equal(g, before[name])
    flat = np.concatenate([g.reshape(len(g), -1) for g in grads.values()], axis=1)
    np.testing.assert_allclose(size, np.linalg.norm(flat, axis=1))


def test_one_example_moves_the_step_by_at_most_the_clipping_norm():
    grads = some_grads()
    grads["w"][0] *= 1e6
    settings = {"max_norm": 0.5, "noise_multiplier": 0.0, "expected_batch": 8}
    with_it = private_gradient(grads, **settings, rng=RNG(0))
    without = private_gradient({k: g[1:] for k, g in grads.items()}, **settings, rng=RNG(0))
    moved = np.sqrt(sum(((with_it[k] - without[k]) ** 2).sum() for k in grads))
    assert moved == pytest.approx(0.5 / 8)


def test_noise_has_the_stated_size_and_an_empty_batch_gives_only_noise():
    none = {"w": np.zeros((0, 300, 200))}
    settings = {"max_norm": 3.0, "noise_multiplier": 0.7, "expected_batch": 10}
    noise = private_gradient(none, **settings, rng=RNG(1))["w"]
    assert noise.std() == pytest.approx(3.0 * 0.7 / 10, rel=0.02)
    assert abs(noise.mean()) < 0.003


def test_float32_stays():
    grads = {k: g.astype(np.float32) for k, g in some_grads().items()}
    settings = {"max_norm": 1.0, "noise_multiplier": 1.0, "expected_batch": 4}
    private = private_gradient(grads, **settings, rng=RNG(0))
    assert {g.dtype for g in private.values()} == {np.dtype(np.float32)}


def test_poisson_sample_has_its_rate_and_a_size_that_varies():
    sizes = np.array([len(poisson_sample(1000, 0.1, rng=RNG(n))) for n in range(200)])
    assert abs(sizes.mean() - 100) < 3
    assert 7 < sizes.std() < 12  # √(1000 · 0.1 · 0.9) = 9.5
    assert len(poisson_sample(7, 0.0, rng=RNG(0))) == 0
    assert len(poisson_sample(7, 1.0, rng=RNG(0))) == 7


def test_without_noise_and_clipping_it_is_the_plain_step():
    x, y = RNG(1).standard_normal((4, 6)), np.array([0, 2, 1, 2])
    model, plain = network(), network()
    settings = {"max_norm": 1e9, "noise_multiplier": 0.0, "expected_batch": 4}
    private_step(model, SGD(model.params, lr=0.3), x, y, **settings, rng=RNG(0))
    _, grads = per_example_gradients(plain, x, y)
    for name, p in plain.params.items():
        np.testing.assert_allclose(model.params[name], p - 0.3 * grads[name].mean(axis=0))


def test_training_goes_through_an_empty_batch():
    x, y = RNG(1).standard_normal((4, 6)), np.array([0, 2, 1, 2])
    settings = {"steps": 3, "max_norm": 1.0, "noise_multiplier": 1.0, "lr": 0.1}
    seen = []
    model = train_privately(
        network(), x, y, rate=1e-9, **settings, rng=RNG(0), watch=lambda _, step: seen.append(step)
    )
    assert seen == [0, 1, 2]
    assert all(np.isfinite(p).all() for p in model.params.values())
    assert not np.array_equal(model.params["0.weight"], network().params["0.weight"])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: clip(some_grads(), 0), "max_norm must be above 0, got 0"),
        (lambda: clip(some_grads(), -1), "max_norm must be a number of at least 0, got -1"),
        (
            lambda: train_privately(
                network(),
                np.ones((2, 6)),
                np.array([0, 1]),
                steps=1,
                rate=0.0,
                max_norm=1.0,
                noise_multiplier=1.0,
                lr=0.1,
                rng=RNG(0),
            ),
            "expected_batch must be above 0, got 0",
        ),
        (lambda: poisson_sample(3, 2, rng=RNG(0)), "rate must be a number from 0 to 1, got 2"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()

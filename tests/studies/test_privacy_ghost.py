"""Clipped sums without gradients, and the same gradients in PyTorch and Opacus."""

import numpy as np
import pytest

from dlcourse.layers import Conv2d, Linear, ReLU, Sequential
from dlcourse.optim import SGD
from dlcourse.studies import privacy
from dlcourse.train import per_example_gradients

RNG = np.random.default_rng
X, Y = RNG(1).standard_normal((5, 6)), np.array([0, 2, 1, 2, 0])


def network(bias=True):
    settings = {"bias": bias, "rng": RNG(0), "dtype": np.float64}
    return Sequential(Linear(6, 4, **settings), ReLU(), Linear(4, 3, **settings))


@pytest.mark.parametrize("bias", [True, False])
def test_ghost_clipping_is_the_definition(bias):
    model = network(bias)
    _, grads = per_example_gradients(model, X, Y)
    bound = float(np.median(privacy.norms(grads)))
    wanted = {name: g.sum(axis=0) for name, g in privacy.clip(grads, bound).items()}
    found = privacy.clipped_sum(model, X, Y, bound)
    assert list(found) == list(model.params)
    for name in wanted:
        np.testing.assert_allclose(found[name], wanted[name], atol=1e-14)


def test_a_single_layer_has_bare_names():
    model = Linear(6, 3, rng=RNG(0), dtype=np.float64)
    _, grads = per_example_gradients(model, X, Y)
    found = privacy.clipped_sum(model, X, Y, 1e6)
    np.testing.assert_allclose(found["weight"], grads["weight"].sum(axis=0), atol=1e-13)


def test_other_layers_are_refused_there_and_take_the_definition_in_a_step():
    model = privacy.small_cnn(np.float64)
    x = RNG(2).standard_normal((3, 1, 8, 8))
    with pytest.raises(ValueError, match=r"layer '0' must be a Linear of inputs \(B, D\)"):
        privacy.clipped_sum(model, x, Y[:3], 1.0)
    _, grads = per_example_gradients(privacy.small_cnn(np.float64), x, Y[:3])
    settings = {"max_norm": 0.5, "noise_multiplier": 1.0, "expected_batch": 3}
    wanted = privacy.private_gradient(grads, **settings, rng=RNG(4))
    optimizer = SGD(model.params, lr=0.1)
    found = privacy.private_step(model, optimizer, x, Y[:3], **settings, rng=RNG(4))
    assert privacy.largest_difference(found, wanted) < 1e-12
    assert isinstance(model[0], Conv2d)


def test_torch_func_agrees():
    pytest.importorskip("torch")
    model, x = privacy.small_cnn(np.float64), RNG(2).standard_normal((4, 1, 8, 8))
    _, grads = per_example_gradients(model, x, Y[:4])
    theirs = privacy.torch_gradients(privacy.torch_cnn(model), x, Y[:4])
    assert privacy.largest_difference(grads, theirs) < 1e-10


@pytest.mark.parametrize(("reduction", "times"), [("mean", 1), ("sum", 7)])
def test_opacus_takes_the_same_step(reduction, times):
    pytest.importorskip("opacus")
    model = privacy.small_cnn(np.float32)
    x, y = RNG(2).standard_normal((4, 1, 8, 8), dtype=np.float32), Y[:4]
    settings = {"max_norm": 1.0, "noise_multiplier": 0.5, "expected_batch": 7}
    _, grads = per_example_gradients(model, x, y)
    ours = privacy.private_gradient(grads, **settings, rng=privacy.TorchNoise(3))
    twin = privacy.torch_cnn(model)
    each, theirs = privacy.opacus_gradients(twin, x, y, **settings, seed=3, reduction=reduction)
    assert privacy.largest_difference(grads, each) < 2e-6
    scaled = {name: times * g for name, g in ours.items()}
    assert privacy.largest_difference(scaled, theirs) < 5e-6


def test_largest_difference_by_hand():
    a, b = {"w": np.array([1.0, 4.0])}, {"w": np.array([1.5, 5.0])}
    assert privacy.largest_difference(a, b) == pytest.approx(0.2)
    with pytest.raises(ValueError, match="names differ"):
        privacy.largest_difference(a, {"v": np.ones(2)})

"""Layers: weights, outputs and gradients are those of torch.nn."""

import numpy as np
import pytest
import torch
from layer_twins import both_passes, build, fill, to_torch

from dlcourse import layers as L
from dlcourse.checks import gradcheck
from dlcourse.layers.dense import (
    flatten_backward,
    flatten_forward,
    unflatten_backward,
    unflatten_forward,
)

IMAGES = (3, 4, 9, 8)
# name, arguments of both libraries, settings of both, shape of x; all sizes differ.
CASES = [
    ("Linear", (5, 4), {}, (3, 5)),
    ("Linear", (5, 4), {"bias": False}, (2, 3, 5)),
    ("Conv1d", (4, 6, 3), {"stride": 2, "padding": 1, "dilation": 2, "groups": 2}, (3, 4, 11)),
    ("Conv2d", (4, 6, 3), {}, IMAGES),
    ("Conv2d", (4, 6, (3, 2)), {"stride": (2, 3), "padding": (2, 1), "groups": 2}, IMAGES),
    ("Conv2d", (4, 6, 3), {"padding": "same", "bias": False}, IMAGES),
    ("ConvTranspose2d", (4, 6, 3), {}, IMAGES),
    ("ConvTranspose2d", (4, 6, (3, 2), 2, 1, 1, 2), {"dilation": 2}, IMAGES),
    ("ConvTranspose2d", (4, 5, 3), {"bias": False}, IMAGES),
    ("ReLU", (), {}, IMAGES),
    ("LeakyReLU", (0.2,), {}, IMAGES),
    ("ELU", (0.7,), {}, IMAGES),
    ("GELU", (), {}, IMAGES),
    ("GELU", (), {"approximate": "tanh"}, IMAGES),
    ("Sigmoid", (), {}, IMAGES),
    ("Tanh", (), {}, IMAGES),
    ("Softplus", (2.0, 1.5), {}, IMAGES),
    ("MaxPool2d", (2,), {}, IMAGES),
    ("MaxPool2d", ((3, 2), 2, 1, 2), {"ceil_mode": True}, IMAGES),
    ("AvgPool2d", (2,), {}, IMAGES),
    ("AvgPool2d", ((3, 2), 2, 1, True, False), {}, IMAGES),
    ("AvgPool2d", (3,), {"divisor_override": 5}, IMAGES),
    ("AdaptiveAvgPool2d", (1,), {}, IMAGES),
    ("AdaptiveAvgPool2d", ((None, 3),), {}, IMAGES),
    ("Upsample", (), {"scale_factor": 2}, IMAGES),
    ("Upsample", (), {"scale_factor": (1, 3), "mode": "nearest"}, IMAGES),
    ("BatchNorm1d", (5,), {}, (7, 5)),
    ("BatchNorm1d", (5,), {"momentum": None}, (7, 5, 3)),
    ("BatchNorm2d", (4,), {"eps": 0.1, "momentum": 0.3}, IMAGES),
    ("BatchNorm2d", (4,), {"affine": False}, IMAGES),
    ("BatchNorm2d", (4,), {"track_running_stats": False}, IMAGES),
    ("LayerNorm", (8,), {}, IMAGES),
    ("LayerNorm", ((9, 8),), {"eps": 0.1, "bias": False}, IMAGES),
    ("LayerNorm", ((9, 8),), {"elementwise_affine": False}, IMAGES),
    ("GroupNorm", (2, 4), {}, IMAGES),
    ("GroupNorm", (4, 4, 0.1), {"affine": False}, IMAGES),
    ("Flatten", (), {}, IMAGES),
    ("Flatten", (2, 3), {}, IMAGES),
    ("Flatten", (0, -2), {}, IMAGES),
    ("Unflatten", (1, (2, 2)), {}, IMAGES),
    ("Unflatten", (-2, (3, -1, 1)), {}, IMAGES),
    ("Unflatten", (0, (-1, 3)), {}, IMAGES),
    ("Dropout", (0.0,), {}, IMAGES),
    ("Dropout", (1.0,), {}, IMAGES),
]
IDS = [f"{name}-{args}-{settings}" for name, args, settings, _ in CASES]


@pytest.mark.parametrize("mode", ["train", "eval"])
@pytest.mark.parametrize(("name", "args", "settings", "shape"), CASES, ids=IDS)
def test_equals_torch(name, args, settings, shape, mode, rng):
    layer, module = build(name, args, settings)
    fill(layer, rng)
    module.load_state_dict(to_torch(layer), strict=True)
    for model in (layer, module):
        getattr(model, mode)()
    for _ in range(3):  # running statistics are compared after each batch
        both_passes(layer, module, rng.standard_normal(shape), rng)
        for key, value in module.state_dict().items():
            np.testing.assert_allclose(layer.state()[key], value.numpy(), rtol=1e-12)


@pytest.mark.parametrize(("name", "args", "settings", "shape"), CASES, ids=IDS)
def test_takes_the_weights_of_torch(name, args, settings, shape, rng):
    layer, module = build(name, args, settings)
    ours, theirs = layer.state_dict(), module.state_dict()
    assert [(k, v.shape, str(v.dtype)) for k, v in ours.items()] == [
        (k, tuple(v.shape), str(v.dtype).removeprefix("torch.")) for k, v in theirs.items()
    ]
    layer.load_state_dict(theirs)
    assert all(np.array_equal(layer.state()[k], v.numpy()) for k, v in theirs.items())


@pytest.mark.parametrize("settings", [{}, {"padding_idx": 2}, {"scale_grad_by_freq": True}])
def test_embedding_equals_torch(settings, rng):
    layer, module = build("Embedding", (7, 3), settings)
    fill(layer, rng)
    module.load_state_dict(to_torch(layer))
    ids = np.array([[0, 2, 2, 6], [5, 0, 2, 1]])
    out, expected = layer(ids), module(torch.tensor(ids))
    np.testing.assert_array_equal(out, expected.detach().numpy())
    dout = rng.standard_normal(out.shape)
    expected.backward(torch.tensor(dout))
    assert layer.backward(dout) is None
    np.testing.assert_allclose(layer.grads["weight"], module.weight.grad.numpy(), rtol=1e-12)


def test_padding_row_starts_at_zero(rng):
    assert not L.Embedding(5, 3, padding_idx=1, rng=rng).params["weight"][1].any()


@pytest.mark.parametrize("dims", [(0, -1), (1, 2), (-2, -1), (1, 1)])
def test_flatten_gradients(dims, rng):
    x = rng.standard_normal((2, 3, 4))
    gradcheck(flatten_forward, flatten_backward, [x], start_dim=dims[0], end_dim=dims[1])


def test_initial_weights_have_the_bounds_of_torch(rng):
    for name, args, fan_in in [
        ("Linear", (50, 400), 50),
        ("Conv1d", (6, 300, 5), 30),
        ("Conv2d", (6, 300, (3, 2)), 36),
        ("ConvTranspose2d", (300, 6, (3, 2)), 36),
    ]:
        layer, module = getattr(L, name)(*args, rng=rng), getattr(torch.nn, name)(*args)
        bound = 1 / np.sqrt(fan_in)
        for key in ("weight", "bias"):
            ours, theirs = layer.params[key], getattr(module, key).detach().numpy()
            assert ours.dtype == np.float32
            for array in (ours, theirs) if ours.size > 100 else ():
                assert 0.97 * bound < np.abs(array).max() <= bound
            assert np.abs(ours).max() <= bound


def test_any_pair_becomes_a_layer(rng):
    def power_forward(x, w, *, offset=0.0):
        return (x + offset) ** 2 * w, (x + offset, w)

    def power_backward(dout, cache):
        x, w = cache
        return dout * 2 * x * w, (dout * x**2).sum()

    layer = L.Layer(power_forward, power_backward, {"gain": np.array(3.0)}, offset=1.0)
    assert layer(np.array([1.0, 2.0])).tolist() == [12, 27]
    assert layer.backward(np.array([1.0, 10.0])).tolist() == [12, 180]
    assert layer.grads["gain"] == 4 + 90
    assert repr(layer) == "power(offset=1.0): gain (), 1 parameters"


def test_unflatten_is_the_way_back(rng):
    x = rng.standard_normal((2, 3, 4, 5))
    there, back = L.Flatten(1), L.Unflatten(1, x.shape[1:])
    assert np.array_equal(back(there(x)), x)
    gradcheck(unflatten_forward, unflatten_backward, [x], dim=2, unflattened_size=(2, -1))


def test_flatten_refuses_another_dout():
    _, cache = flatten_forward(np.zeros((2, 3, 4)))
    with pytest.raises(
        ValueError, match=r"dout must have the shape of out, \(2, 12\), got \(12, 2\)"
    ):
        flatten_backward(np.zeros((12, 2)), cache)


def test_inplace_false_is_accepted():
    assert L.ReLU(inplace=False)(np.array([-1.0, 2.0])).tolist() == [0, 2]

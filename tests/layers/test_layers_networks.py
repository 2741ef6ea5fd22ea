"""Networks of layers: one pass, one mode, one state, and a table of what is in them."""

import copy
import re

import numpy as np
import pytest
import torch
from layer_twins import both_passes, network, to_torch, torch_network

from dlcourse import layers as L
from dlcourse.checks import gradcheck


def test_nested_sequential_equals_torch(rng):
    model, module = network(rng), torch_network()
    assert list(model.state_dict()) == list(module.state_dict())
    module.load_state_dict(to_torch(model), strict=True)
    both_passes(model, module, rng.standard_normal((6, 2, 7, 8)), rng)
    model.eval()
    module.eval()
    both_passes(model, module, rng.standard_normal((6, 2, 7, 8)), rng)


def test_whole_network_against_finite_differences(rng):
    model = network(rng)
    names = list(model.params)

    def forward(x, *params):
        for name, value in zip(names, params, strict=True):
            model.params[name][...] = value
        return model(x), None

    def backward(dout, cache):
        dx = model.backward(dout)
        return dx, *model.grads.values()

    # Evaluation mode: a bias in front of a batch normalization has the gradient zero.
    model.eval()
    x = rng.standard_normal((3, 2, 7, 8))
    gradcheck(forward, backward, [x, *(p.copy() for p in model.params.values())])


def test_a_seed_repeats_the_weights():
    one, two = (network(np.random.default_rng(3)).state_dict() for _ in range(2))
    assert all(np.array_equal(one[k], two[k]) for k in one)


def test_float32_stays_float32(rng):
    model = network(rng, np.float32)
    out = model(rng.standard_normal((6, 2, 7, 8), dtype=np.float32))
    dx = model.backward(np.ones_like(out))
    assert {a.dtype for a in [out, dx, *model.grads.values()]} == {np.dtype(np.float32)}


def test_dropout_follows_the_mode_and_its_generator():
    x = np.ones((50, 40))
    layer = L.Sequential(L.Dropout(0.25, rng=np.random.default_rng(0)))
    first, second = layer(x), layer(x)
    assert set(np.unique(first)) == {0, 1 / 0.75}
    assert (first == 0).mean() == pytest.approx(0.25, abs=0.04)
    assert not np.array_equal(first, second)
    assert np.array_equal(layer.backward(x), second)
    assert np.array_equal(layer.eval()(x), x)
    assert (layer.train()(x) == 0).any()
    again = L.Dropout(0.25, rng=np.random.default_rng(0))
    assert np.array_equal(again(x), first)


def test_modes_reach_every_layer(rng):
    model = network(rng)
    inside = [model, *model, *model[3]]
    assert model.eval() is model
    assert not any(layer.training for layer in inside)
    model.train()
    assert all(layer.training for layer in inside)


def test_generators_are_found_once_each(rng):
    other = np.random.default_rng(1)
    model = L.Sequential(
        L.Dropout(rng=rng), L.Sequential(L.Dropout(rng=other), L.Dropout(rng=rng)), L.ReLU()
    )
    found = model.generators()
    assert [id(g) for g in found] == [id(rng), id(other)]


def test_state_dict_is_a_copy_and_loading_keeps_the_arrays(rng):
    model = network(rng)
    arrays, saved = list(model.state().values()), model.state_dict()
    for array in arrays:
        array += 1
    assert not np.array_equal(saved["4.bias"], model.params["4.bias"])
    model.load_state_dict(saved)
    assert all(a is b for a, b in zip(arrays, model.state().values(), strict=True))
    assert all(np.array_equal(model.state()[k], saved[k]) for k in saved)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: s.pop("4.bias"), r"state_dict lacks \['4.bias'\] and has unknown \[\]"),
        (lambda s: s.update(extra=np.zeros(2)), r"lacks \[\] and has unknown \['extra'\]"),
        (
            lambda s: s.update({"4.bias": np.zeros(3)}),
            r"4.bias has shape \(3,\) in state_dict, \(4,\) here",
        ),
    ],
)
def test_a_wrong_state_dict_is_refused_and_loads_nothing(change, message, rng):
    model = network(rng)
    before = model.state_dict()
    wrong = {k: v + 1 for k, v in before.items()}
    change(wrong)
    with pytest.raises(ValueError, match=message):
        model.load_state_dict(wrong)
    assert all(np.array_equal(model.state()[k], before[k]) for k in before)


def test_a_container_of_ones_own(rng):
    class Residual(L.Container):
        def __init__(self, body):
            super().__init__({"body": body})

        def forward(self, x):
            return x + self.inner["body"](x)

        def backward(self, dout):
            return dout + self.inner["body"].backward(dout)

    class TorchResidual(torch.nn.Module):
        def __init__(self, body):
            super().__init__()
            self.body = body

        def forward(self, x):
            return x + self.body(x)

    body = L.Sequential(L.Linear(4, 4, dtype=np.float64), L.Tanh())
    module = torch.nn.Sequential(
        TorchResidual(torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.Tanh())),
        torch.nn.Linear(4, 2),
    ).double()
    model = L.Sequential(Residual(body), L.Linear(4, 2, dtype=np.float64))
    module.load_state_dict(to_torch(model), strict=True)
    both_passes(model, module, rng.standard_normal((3, 4)), rng)


def test_repr_and_summary(rng):
    model = L.Sequential(
        L.Conv2d(1, 32, 3, rng=rng),
        L.ReLU(),
        L.MaxPool2d(2),
        L.Sequential(L.Flatten(), L.Linear(5408, 10, rng=rng)),
    )
    assert repr(model) == (
        "Sequential(\n"
        "  (0) Conv2d(1, 32, 3): weight (32, 1, 3, 3), bias (32,), 320 parameters\n"
        "  (1) ReLU()\n"
        "  (2) MaxPool2d(kernel_size=2)\n"
        "  (3) Sequential(\n"
        "    (0) Flatten()\n"
        "    (1) Linear(5408, 10): weight (10, 5408), bias (10,), 54,090 parameters\n"
        "  ): 54,090 parameters\n"
        "): 54,410 parameters"
    )
    summary = model.summary((1, 28, 28))
    assert summary.total == 54410
    assert [(shape, count) for _, shape, count in summary.rows] == [
        ((32, 26, 26), 320),
        ((32, 26, 26), 0),
        ((32, 13, 13), 0),
        ((5408,), 0),
        ((10,), 54090),
    ]
    assert (
        repr(summary).splitlines()[2] == "0 Conv2d(1, 32, 3)          (N, 32, 26, 26)         320"
    )
    assert re.search('<td style="text-align:right;[^"]*">54,410</td>', summary._repr_html_())


def test_summary_leaves_the_model_as_it_was(rng):
    model = network(rng)
    dropout_rng = np.random.default_rng(0)
    model = L.Sequential(*model, L.Dropout(rng=dropout_rng))
    x = rng.standard_normal((6, 2, 7, 8))
    model(x)
    before, generator = copy.deepcopy(model.state()), copy.deepcopy(dropout_rng.bit_generator.state)
    model.summary((2, 7, 8))
    assert model.training
    assert all(np.array_equal(model.state()[k], before[k]) for k in before)
    assert dropout_rng.bit_generator.state == generator
    assert model.backward(np.ones((6, 4))).shape == x.shape


def test_summary_of_an_embedding():
    summary = L.Sequential(L.Embedding(50, 6), L.Linear(6, 2)).summary((7,))
    assert [shape for _, shape, _ in summary.rows] == [(7, 6), (7, 2)]

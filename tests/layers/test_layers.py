"""Layers: the pair's mechanism, and weights, outputs and gradients that torch.nn shares."""

import copy
import re

import numpy as np
import pytest
import torch

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
    ("BatchNorm1d", (5,), {}, (7, 5)),
    ("BatchNorm1d", (5,), {"momentum": None}, (7, 5, 3)),
    ("BatchNorm2d", (4,), {"eps": 0.1, "momentum": 0.3}, IMAGES),
    ("BatchNorm2d", (4,), {"affine": False}, IMAGES),
    ("BatchNorm2d", (4,), {"track_running_stats": False}, IMAGES),
    ("LayerNorm", (8,), {}, IMAGES),
    ("LayerNorm", ((9, 8),), {"eps": 0.1, "bias": False}, IMAGES),
    ("LayerNorm", ((9, 8),), {"elementwise_affine": False}, IMAGES),
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
TAKES_DTYPE = (
    "Linear Conv1d Conv2d ConvTranspose2d BatchNorm1d BatchNorm2d LayerNorm Embedding".split()
)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def build(name, args, settings, dtype=np.float64):
    ours = {"dtype": dtype} if name in TAKES_DTYPE else {}
    theirs = {"dtype": torch.float64} if name in TAKES_DTYPE else {}
    return getattr(L, name)(*args, **settings, **ours), getattr(torch.nn, name)(
        *args, **settings, **theirs
    )


def fill(layer, rng):
    """Random values everywhere, so that no gain of one or bias of zero hides a mistake."""
    for array in layer.state().values():
        if array.dtype.kind == "f":
            array[...] = rng.random(array.shape) + 0.5


def to_torch(layer):
    return {k: torch.from_numpy(v) for k, v in layer.state_dict().items()}


def both_passes(layer, module, x, rng):
    """Forward and backward of both; asserts that outputs and all gradients agree."""
    tensor = torch.tensor(x, requires_grad=True)
    out, expected = layer(x), module(tensor)
    assert out.dtype == x.dtype
    np.testing.assert_allclose(out, expected.detach().numpy(), rtol=1e-10, atol=1e-12)
    dout = rng.standard_normal(out.shape)
    module.zero_grad()
    expected.backward(torch.tensor(dout))
    dx = layer.backward(dout)
    np.testing.assert_allclose(dx, tensor.grad.numpy(), rtol=1e-10, atol=1e-11)
    torch_grads = {k: p.grad.numpy() for k, p in module.named_parameters()}
    assert list(layer.grads) == list(torch_grads)
    for name, expected in torch_grads.items():
        np.testing.assert_allclose(layer.grads[name], expected, rtol=1e-10, atol=1e-11)


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


def network(rng, dtype=np.float64):
    return L.Sequential(
        L.Conv2d(2, 3, 3, rng=rng, dtype=dtype),
        L.BatchNorm2d(3, dtype=dtype),
        L.ReLU(),
        L.Sequential(L.MaxPool2d(2), L.Flatten(), L.Linear(18, 5, rng=rng, dtype=dtype), L.Tanh()),
        L.Linear(5, 4, rng=rng, dtype=dtype),
    )


def torch_network():
    return torch.nn.Sequential(
        torch.nn.Conv2d(2, 3, 3),
        torch.nn.BatchNorm2d(3),
        torch.nn.ReLU(),
        torch.nn.Sequential(
            torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Linear(18, 5), torch.nn.Tanh()
        ),
        torch.nn.Linear(5, 4),
    ).double()


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


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: L.Linear(0, 3), "in_features must be an integer of at least 1, got 0"),
        (lambda: L.Linear(2, 3.0), "out_features must be .*got 3.0"),
        (lambda: L.Linear(2, 3, dtype=int), "dtype must be float32 or float64, got int64"),
        (lambda: L.Linear(2, 3, rng=0), "rng must be a numpy.random.Generator, got int"),
        (lambda: L.Conv2d(4, 6, 3, groups=3), "multiples of groups, got 4, 6 and groups=3"),
        (lambda: L.Conv2d(4, 6, (3, 2, 1)), r"kernel_size must be .*got \(3, 2, 1\)"),
        (lambda: L.Conv2d(4, 6, 0), "kernel_size must be .*got 0"),
        (lambda: L.Conv2d(4, 6, 3, padding_mode="reflect"), "padding_mode must be 'zeros'"),
        (lambda: L.ReLU(inplace=True), "ReLU does not support inplace=True"),
        (lambda: L.Dropout(1.5), "p must be a number from 0 to 1, got 1.5"),
        (lambda: L.BatchNorm1d(0), "num_features must be .*got 0"),
        (lambda: L.LayerNorm((3, 0)), "normalized_shape must be .*got 0"),
        (lambda: L.Embedding(5, 2, padding_idx=5), "padding_idx must be .*-5 to 4, got 5"),
        (lambda: L.Embedding(5, 2, max_norm=1.0), "Embedding does not support max_norm=1.0"),
        (lambda: L.BatchNorm2d(3)(np.zeros((2, 3))), "x must have 4 axes, got 2"),
        (lambda: L.Flatten(3)(np.zeros((2, 3))), "start_dim must be .* -2 to 1, got 3"),
        (lambda: L.Flatten(1, 0)(np.zeros((2, 3))), "start_dim must not come after end_dim"),
        (lambda: L.Sequential(L.ReLU(), abs), "layer 1 must be a Layer, got builtin"),
        (lambda: L.Linear(2, 3, bias="no"), "bias must be True or False, got 'no'"),
        (lambda: L.Conv1d(2, 3, None), "kernel_size must be .*got None"),
        (lambda: L.BatchNorm1d(3, dtype="abc"), "dtype must be float32 or float64, got 'abc'"),
        (lambda: L.LayerNorm(1.5), "normalized_shape must be an integer of at least 1, got 1.5"),
        (lambda: L.Dropout("half"), "p must be a number from 0 to 1, got 'half'"),
        (lambda: L.Dropout(rng=0), "rng must be a numpy.random.Generator, got int"),
        (lambda: L.Embedding(5, 2, padding_idx=1.5), "padding_idx must be an integer from"),
        (lambda: L.BatchNorm2d(3)([1.0]), "x must be a NumPy array, got list"),
        (lambda: L.Flatten()([1.0]), "x must be a NumPy array, got list"),
        (lambda: L.Unflatten(2, (3, 1))(np.zeros((2, 3))), "dim must be .* -2 to 1, got 2"),
        (lambda: L.Unflatten(1, 4), "unflattened_size must be a tuple of integers, got 4"),
        (lambda: L.Unflatten(1, ()), r"unflattened_size must be a tuple of integers, got \(\)"),
        (lambda: L.Unflatten(1, (2, -2)), "each entry of unflattened_size must be"),
        (lambda: L.Unflatten(1, (-1, -1)), r"unflattened_size may hold one -1, got \(-1, -1\)"),
        (
            lambda: L.Unflatten(1, (2, -1))(np.zeros((2, 3))),
            r"multiply to the 3 entries of axis 1, got \(2, 1\): x \(2, 3\)",
        ),
        (
            lambda: L.Unflatten(1, (0, -1))(np.zeros((2, 0))),
            r"multiply to the 0 entries of axis 1, got \(0, -1\): x \(2, 0\)",
        ),
        (lambda: L.Linear(2, 3).backward(np.zeros((1, 3))), "Linear has no gradient before its"),
        (lambda: L.Linear(2, 3).load_state_dict(None), "state_dict must be a dict .*got NoneType"),
        (
            lambda: L.Linear(1, 1).load_state_dict({"weight": [["a"]], "bias": [0]}),
            "weight must hold numbers in state_dict, got <U1",
        ),
        (lambda: L.Linear(2, 3).summary(2), "input_shape must be a tuple of integers, got 2"),
        (lambda: L.Container([L.ReLU()]), "inner must be a dict of layers by name"),
        (lambda: L.Container({"a.b": L.ReLU()}), "must not hold a dot, got 'a.b'"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


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

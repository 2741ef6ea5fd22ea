"""Per-example gradients: the definition, torch.func, Opacus, by hand, refusals."""

import numpy as np
import pytest
import torch

from dlcourse import layers as L
from dlcourse import train
from dlcourse.studies.sequences import SequenceReader

RNG = np.random.default_rng(0)
F64 = dict(dtype=np.float64)


def conv(*sizes, **settings):
    return L.Conv2d(*sizes, **settings, rng=RNG, **F64)


def linear(*sizes, **settings):
    return L.Linear(*sizes, **settings, rng=RNG, **F64)


def first(out):
    return RNG.integers(0, out.shape[1], (out.shape[0], *out.shape[2:]))


MODELS = {
    "linear": (lambda: linear(5, 3), (4, 5)),
    "linear without bias": (lambda: L.Sequential(linear(5, 3, bias=False)), (4, 5)),
    "linear over time": (
        lambda: L.Sequential(linear(5, 3), L.Tanh(), L.Flatten(), linear(21, 4)),
        (6, 7, 5),
    ),
    "convolutions": (
        lambda: L.Sequential(
            conv(2, 4, (3, 2), stride=(1, 2), padding=(2, 1), dilation=(2, 1)),
            L.ReLU(),
            L.Sequential(conv(4, 6, 3, groups=2, bias=False), L.GroupNorm(3, 6, **F64)),
            L.Flatten(),
            linear(6 * 6 * 4, 3),
        ),
        (5, 2, 8, 11),
    ),
    "one channel": (
        lambda: L.Sequential(conv(1, 3, 3), L.MaxPool2d(2), L.Flatten(), linear(3 * 9, 2)),
        (3, 1, 8, 8),
    ),
    "along a sequence": (
        lambda: L.Sequential(
            L.Conv1d(3, 4, 3, stride=2, padding=1, rng=RNG, **F64), L.Flatten(), linear(16, 3)
        ),
        (4, 3, 7),
    ),
    "norms": (
        lambda: L.Sequential(
            linear(6, 6), L.LayerNorm(6, **F64), L.LayerNorm(6, bias=False, **F64), linear(6, 2)
        ),
        (5, 6),
    ),
    "a container": (lambda: SequenceReader(3, 4, 2, rng=RNG, **F64), (4, 5, 3)),
}


def built(name):
    make, shape = MODELS[name]
    model = make()
    for array in model.params.values():  # gains and biases that are neither 1 nor 0
        array[...] = RNG.normal(0.3, 0.5, array.shape)
    x = RNG.standard_normal(shape)
    return model, x, first(model(x))


def the_definition(model, x, y, loss="cross_entropy"):
    forward, backward = (getattr(train._targets.functional, f"{loss}_{w}") for w in WAYS)
    losses, grads = [], []
    for n in range(len(x)):
        value, cache = forward(model(x[n : n + 1]), targets=y[n : n + 1])
        model.backward(backward(1.0, cache))
        losses.append(value)
        grads.append({k: g.copy() for k, g in model.grads.items()})
    return np.array(losses), {k: np.array([g[k] for g in grads]) for k in model.params}


WAYS = "forward", "backward"


def assert_same(found, expected, rtol=1e-10):
    assert list(found) == list(expected)
    for name in expected:
        assert found[name].shape == expected[name].shape
        np.testing.assert_allclose(found[name], expected[name], rtol, rtol, err_msg=name)


@pytest.mark.parametrize("name", MODELS)
def test_it_is_the_batch_of_one_and_its_mean_the_batch(name):
    model, x, y = built(name)
    before = x.copy(), y.copy(), model.state_dict()
    losses, grads = train.per_example_gradients(model, x, y)
    assert np.array_equal(x, before[0])
    assert np.array_equal(y, before[1])
    assert all(np.array_equal(model.params[k], before[2][k]) for k in model.params)
    expected_losses, expected = the_definition(model, x, y)
    np.testing.assert_allclose(losses, expected_losses, 1e-12)
    assert_same(grads, expected)
    forward, backward = train._targets.loss_pair("cross_entropy")
    value, cache = forward(model(x), targets=y)
    model.backward(backward(1.0, cache))
    assert losses.mean() == pytest.approx(float(value), rel=1e-12)
    assert_same({k: g.mean(axis=0) for k, g in grads.items()}, dict(model.grads))


def test_losses_given_by_name_and_as_a_pair():
    model, x, _ = built("norms")
    y = RNG.standard_normal((len(x), 2))
    by_name = train.per_example_gradients(model, x, y, loss="mse_loss")
    as_pair = train.per_example_gradients(model, x, y, loss=train._targets.loss_pair("mse_loss"))
    expected = the_definition(model, x, y, "mse_loss")
    for losses, grads in (by_name, as_pair):
        np.testing.assert_allclose(losses, expected[0], 1e-12)
        assert_same(grads, expected[1])


def test_targets_that_are_ignored_have_no_part():
    model = L.Sequential(L.Embedding(7, 3, padding_idx=0, rng=RNG, **F64), linear(3, 4))
    x, y = RNG.integers(0, 7, (5, 6)), RNG.integers(0, 4, (5, 6))
    x[:, 0] = x[:, 1]  # a row that an example reads twice
    y[1, 3:] = y[4] = -100
    classes_second = lambda a: a.swapaxes(1, 2)  # noqa: E731
    swap = L.Layer(lambda a: (classes_second(a), a.shape), lambda d, _: classes_second(d))
    model = L.Sequential(model, swap)
    losses, grads = train.per_example_gradients(model, x, y)
    _, expected = the_definition(model, x[:4], y[:4])
    assert_same({k: g[:4] for k, g in grads.items()}, expected)
    assert losses[4] == 0
    assert all(not g[4].any() for g in grads.values())
    assert not grads["0.0.weight"][:, 0].any()


TORCH = {
    "linear": lambda: torch.nn.Linear(5, 3),
    "convolutions": lambda: torch.nn.Sequential(
        torch.nn.Conv2d(2, 4, (3, 2), (1, 2), (2, 1), (2, 1)),
        torch.nn.ReLU(),
        torch.nn.Sequential(
            torch.nn.Conv2d(4, 6, 3, groups=2, bias=False), torch.nn.GroupNorm(3, 6)
        ),
        torch.nn.Flatten(),
        torch.nn.Linear(6 * 6 * 4, 3),
    ),
}


def in_torch(name, dtype=torch.float64):
    model, x, y = built(name)
    twin = TORCH[name]().to(dtype)
    twin.load_state_dict({k: torch.from_numpy(a) for k, a in model.state_dict().items()})
    return model, twin, x, y


@pytest.mark.parametrize("name", TORCH)
def test_they_are_those_of_torch_func(name):
    model, twin, x, y = in_torch(name)

    def loss(params, x, y):
        out = torch.func.functional_call(twin, params, (x[None],))
        return torch.nn.functional.cross_entropy(out, y[None])

    each = torch.func.vmap(torch.func.grad(loss), in_dims=(None, 0, 0))
    params = {k: p.detach() for k, p in twin.named_parameters()}
    expected = each(params, torch.from_numpy(x), torch.from_numpy(y))
    _, grads = train.per_example_gradients(model, x, y)
    assert_same(grads, {k: g.numpy() for k, g in expected.items()})


@pytest.mark.parametrize(
    ("dtype", "rtol"), [(torch.float64, 1e-10), (torch.float32, 1e-5)], ids=str
)
@pytest.mark.filterwarnings("ignore:Full backward hook")
@pytest.mark.parametrize("name", TORCH)
def test_they_are_those_of_opacus(name, dtype, rtol):
    opacus = pytest.importorskip("opacus")
    model, twin, x, y = in_torch(name, dtype)
    twin = opacus.GradSampleModule(twin, loss_reduction="sum")
    out = twin(torch.from_numpy(x).to(dtype))
    torch.nn.functional.cross_entropy(out, torch.from_numpy(y), reduction="sum").backward()
    expected = {k.removeprefix("_module."): p.grad_sample for k, p in twin.named_parameters()}
    _, grads = train.per_example_gradients(model, x, y)
    assert_same(grads, {k: g.numpy() for k, g in expected.items()}, rtol)


def test_float32_stays_float32():
    model = L.Sequential(L.Conv2d(1, 2, 2, rng=RNG), L.Flatten(), L.Linear(8, 3, rng=RNG))
    x, y = RNG.standard_normal((4, 1, 3, 3)).astype(np.float32), np.array([0, 1, 2, 0])
    losses, grads = train.per_example_gradients(model, x, y)
    assert losses.dtype == np.float32
    assert {g.dtype for g in grads.values()} == {np.dtype(np.float32)}


def test_what_has_no_gradient_of_its_own_is_refused():
    x, y = np.zeros((3, 2), np.float32), np.array([0, 1, 0])
    model = L.Sequential(L.Linear(2, 2), L.Sequential(L.BatchNorm1d(2)))
    with pytest.raises(ValueError, match="model holds BatchNorm1d in training mode"):
        train.per_example_gradients(model, x, y)
    assert train.per_example_gradients(model.eval(), x, y)[0].shape == (3,)
    often = L.Sequential(L.Embedding(3, 2, scale_grad_by_freq=True))
    with pytest.raises(ValueError, match="scale_grad_by_freq must be False"):
        train.per_example_gradients(often, y, y)
    with pytest.raises(ValueError, match="the same number of examples"):
        train.per_example_gradients(L.Linear(2, 2), x, y[:2])
    with pytest.raises(ValueError, match="model must be a Layer, got str"):
        train.per_example_gradients("model", x, y)

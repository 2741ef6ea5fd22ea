"""Deep networks of equal width: their starts, their trace, and PyTorch's twin of them."""

import numpy as np
import pytest
import torch

from dlcourse.checks import gradcheck_model
from dlcourse.functional import cross_entropy_backward, cross_entropy_forward
from dlcourse.layers import Linear, ReLU, Sequential, Sigmoid, Tanh
from dlcourse.studies.depth import STARTS, Residual, deep_network, start_again, trace

SIZES = 7, 6, 3, 4
KINDS = [
    dict(),
    dict(activation="sigmoid", start="xavier"),
    dict(activation="tanh", residual=True),
    dict(start="he", residual=True, scale=0.5),
]


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def batch(rng):
    return rng.standard_normal((5, 7)), np.array([0, 3, 2, 2, 1])


def build(rng, **kind):
    return deep_network(*SIZES, rng=rng, dtype=np.float64, **kind)


def rms(tensors):
    return [float((tensor.detach() ** 2).mean().sqrt()) for tensor in tensors]


class TorchBlock(torch.nn.Module):
    def __init__(self, branch, scale):
        super().__init__()
        self.branch, self.scale = branch, scale

    def forward(self, x):
        return x + self.scale * self.branch(x)


def twin(network, activation="relu", residual=False, scale=1.0, **_):
    """PyTorch's network of the same names, with the same weights."""
    act = {"relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh}[activation]
    inputs, width, depth, outputs = SIZES
    stages = [torch.nn.Linear(inputs, width)]
    for _ in range(depth - 1):
        branch = torch.nn.Sequential(act(), torch.nn.Linear(width, width))
        stages.append(TorchBlock(branch, scale) if residual else branch)
    stages.append(torch.nn.Sequential(act(), torch.nn.Linear(width, outputs)))
    theirs = torch.nn.Sequential(*stages).double()
    theirs.load_state_dict({k: torch.tensor(v) for k, v in network.state_dict().items()})
    return theirs


@pytest.mark.parametrize("kind", KINDS)
def test_gradients(rng, batch, kind):
    gradcheck_model(build(rng, **kind), batch[0])


@pytest.mark.parametrize("kind", KINDS)
def test_trace_is_that_of_torch(rng, batch, kind):
    network = build(rng, **kind)
    x, y = batch
    found, theirs = trace(network, x, y), twin(network, **kind)
    values = [torch.tensor(x, requires_grad=True)]
    for stage in theirs:
        values.append(stage(values[-1]))
    loss = torch.nn.functional.cross_entropy(values[-1], torch.tensor(y), reduction="sum")
    gradients = torch.autograd.grad(loss, [*values, *theirs.parameters()])
    assert found.signal == pytest.approx(rms(values), rel=1e-12)
    assert found.spread == pytest.approx(rms(v - v.mean(0) for v in values), rel=1e-12)
    assert found.gradient == pytest.approx(rms(gradients[: len(values)]), rel=1e-12)
    for ours, other in zip(network.grads.values(), gradients[len(values) :], strict=True):
        assert np.allclose(ours, other, rtol=1e-10, atol=1e-14)


def test_trace_by_hand():
    """Two examples, one unit, weights 2 and -3: every number can be worked out in the head."""
    first, last = (Linear(1, n, bias=False, dtype=np.float64) for n in (1, 2))
    first.params["weight"][...], last.params["weight"][...] = 2, [[-3], [-3]]
    found = trace(Sequential(first, last), np.array([[1.0], [3.0]]), np.array([0, 1]))
    assert found.signal == pytest.approx([5**0.5, 2 * 5**0.5, 6 * 5**0.5])
    assert found.spread == pytest.approx([1, 2, 6])
    # Equal logits: each class has the probability 1/2, and the two gradients cancel on the way.
    assert found.gradient == pytest.approx([0, 0, 0.5])


def test_trace_changes_neither_weights_nor_batch(rng, batch):
    network = build(rng)
    before = network.state_dict(), *(array.copy() for array in batch)
    trace(network, *batch)
    after = network.state_dict(), *batch
    assert all(np.array_equal(before[0][name], after[0][name]) for name in before[0])
    assert all(np.array_equal(a, b) for a, b in zip(before[1:], after[1:], strict=True))


def test_gradient_of_the_trace_is_that_of_each_example(rng, batch):
    """Not of the mean: one example more leaves that of the others alone."""
    x, y = batch
    network = build(rng)
    one_by_one = [trace(network, x[i : i + 1], y[i : i + 1]).gradient for i in range(len(x))]
    assert trace(network, x, y).gradient == pytest.approx(
        np.sqrt(np.mean(np.square(one_by_one), 0))
    )


@pytest.mark.parametrize(
    ("start", "variance", "widest"),
    [("default", 1 / 1200, 1 / 20), ("xavier", 1 / 350, 1), ("he", 2 / 400, 1)],
)
def test_starts_have_their_variance(rng, start, variance, widest):
    w = STARTS[start]((300, 400), rng=rng, dtype=np.float64)
    assert abs(w.mean()) < 4 * np.sqrt(variance / w.size)
    assert w.var() == pytest.approx(variance, rel=0.02)
    assert abs(w).max() <= widest


@pytest.mark.parametrize(("start", "value"), [("zeros", 0), ("constant", 1)])
def test_starts_without_chance(rng, start, value):
    network = build(rng, start=start)
    assert (network.params["0.weight"] == value / 7).all()  # 7 inputs, 6 outputs
    assert (network.params["1.1.weight"] == value / 6).all()
    assert (network.params["1.1.bias"] == 0).all()


def test_only_the_default_draws_biases(rng):
    for start in STARTS:
        biases = [p for name, p in build(rng, start=start).params.items() if "bias" in name]
        assert all(p.any() == (start == "default") for p in biases)
        assert all(abs(p).max() <= 6**-0.5 for p in biases)


def test_start_again_takes_the_networks_own_arrays(rng):
    layer = Linear(3, 2, dtype=np.float64)
    weight = layer.params["weight"]
    assert start_again(layer, "he", rng=rng) is layer
    assert layer.params["weight"] is weight
    assert layer.params["bias"].tolist() == [0, 0]


def test_stages(rng):
    network = build(rng, activation="tanh")
    kinds = [type(layer) for _, layer in network.leaves()]
    assert kinds == [Linear, Tanh, Linear, Tanh, Linear, Tanh, Linear]
    assert [p.shape for p in network.params.values() if p.ndim == 2] == [
        (6, 7), (6, 6), (6, 6), (4, 6),
    ]  # fmt: skip
    assert [type(stage) for stage in build(rng, residual=True)] == [
        Linear, Residual, Residual, Sequential,
    ]  # fmt: skip
    linear = deep_network(7, 6, 0, 4, rng=rng)
    assert [p.shape for p in linear.params.values()] == [(4, 7), (4,)]
    assert linear.params["0.weight"].dtype == np.float32


def test_a_zero_branch_is_the_identity(rng, batch):
    network = build(rng, start="he", residual=True, zero_branch=True)
    first = network[0](batch[0])
    assert np.array_equal(network[2](network[1](first)), first)
    _, cache = cross_entropy_forward(network(batch[0]), targets=batch[1])
    network.backward(cross_entropy_backward(1.0, cache))
    assert network.grads["1.branch.1.weight"].any()  # and yet it learns


def test_a_residual_block_adds():
    block = Residual(Sigmoid(), scale=2.0)
    assert block(np.zeros(3)).tolist() == [1, 1, 1]
    assert block.backward(np.ones(3)).tolist() == [1.5, 1.5, 1.5]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"depth": -1}, "depth must be an integer of at least 0, got -1"),
        ({"width": 0}, "features must be an integer of at least 1, got 0"),
        ({"activation": "step"}, "activation must be 'relu', 'sigmoid' or 'tanh', got 'step'"),
        ({"start": "ones"}, "start must be 'zeros', .*got 'ones'"),
        ({"residual": 1}, "residual must be True or False, got 1"),
        ({"scale": 0.5}, "scale and zero_branch need residual=True, got scale=0.5"),
        ({"zero_branch": True}, "scale and zero_branch need residual=True"),
        ({"scale": "half", "residual": True}, "scale must be a number, got 'half'"),
    ],
)
def test_refusals(rng, change, message):
    sizes = dict(inputs=7, width=6, depth=3, outputs=4)
    with pytest.raises(ValueError, match=message):
        deep_network(**(sizes | change), rng=rng)


def test_unknown_start(rng):
    with pytest.raises(ValueError, match="start must be 'zeros', .*got 'big'"):
        start_again(ReLU(), "big", rng=rng)

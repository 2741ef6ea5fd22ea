"""The gradient of the gradient penalty, against PyTorch's graph of the gradient and differences."""

import copy

import numpy as np
import pytest
from torch_twin import to_torch

from dlcourse import layers as L
from dlcourse.functional import gradient_penalty_backward, gradient_penalty_forward
from dlcourse.studies.adversarial import critic_penalty
from dlcourse.studies.adversarial.penalty import RULES

FLOAT64 = {"dtype": np.float64}
ACTIVATIONS = {
    "ReLU": L.ReLU(),
    "LeakyReLU": L.LeakyReLU(0.2),
    "Tanh": L.Tanh(),
    "Sigmoid": L.Sigmoid(),
    "Softplus": L.Softplus(2.0, 1.5),
    "ELU": L.ELU(0.7),
}
SMOOTH = ["Tanh", "Sigmoid", "ELU"]  # Softplus has a kink too, at its threshold
every_activation = pytest.mark.parametrize("name", ACTIVATIONS)


def mlp(act, rng):
    options = {"rng": rng, **FLOAT64}
    layers = L.Linear(3, 7, **options), L.Linear(7, 5, **options), L.Linear(5, 1, **options)
    first, second = copy.deepcopy(act), copy.deepcopy(act)
    return L.Sequential(layers[0], first, layers[1], second, layers[2])


def conv(act, rng):
    options = {"rng": rng, **FLOAT64}
    return L.Sequential(
        L.Conv2d(2, 3, 3, stride=2, padding=1, **options),
        copy.deepcopy(act),
        L.Conv2d(3, 4, (3, 2), bias=False, **options),
        copy.deepcopy(act),
        L.AvgPool2d(2),
        L.Sequential(L.Flatten(), L.Linear(4, 1, **options)),
    )


def unusual(act, rng):
    """Layers that critics seldom have, and several answers to each example."""
    options = {"rng": rng, **FLOAT64}
    return L.Sequential(
        L.Unflatten(1, (2, 6)),
        L.Conv1d(2, 4, 3, padding=1, **options),
        copy.deepcopy(act),
        L.Unflatten(1, (2, -1)),
        L.ConvTranspose2d(2, 3, 3, stride=2, **options),
        copy.deepcopy(act),
        L.Flatten(),
    )


CRITICS = {"mlp": (mlp, (6, 3)), "conv": (conv, (6, 2, 7, 6)), "unusual": (unusual, (3, 12))}
every_critic = pytest.mark.parametrize("kind", CRITICS)


def build(kind, name):
    rng = np.random.default_rng(0)
    maker, shape = CRITICS[kind]
    return maker(ACTIVATIONS[name], rng), 2 * rng.standard_normal(shape)


def torch_penalty(critic, x, target):
    """P and its gradients by PyTorch: the gradient's graph is kept and differentiated again."""
    import torch

    x = torch.tensor(x, requires_grad=True)
    out = critic(x)
    (dx,) = torch.autograd.grad(out, x, torch.ones_like(out), create_graph=True)
    penalty = ((dx.flatten(1).norm(dim=1) - target) ** 2).mean()
    parameters = dict(critic.named_parameters())
    found = torch.autograd.grad(
        penalty, parameters.values(), allow_unused=True, materialize_grads=True
    )
    return penalty.item(), {n: g.numpy() for n, g in zip(parameters, found, strict=True)}


@pytest.mark.parametrize("target", [1.0, 0.3])
@every_activation
@every_critic
def test_equals_torch(kind, name, target):
    pytest.importorskip("torch")
    from dlcourse.checks.torch import copy_weights

    critic, x = build(kind, name)
    twin = to_torch(critic)
    copy_weights(critic, twin)
    penalty, grads = critic_penalty(critic, x, target=target)
    expected, torch_grads = torch_penalty(twin, x, target)
    assert penalty == pytest.approx(expected, rel=1e-12)
    assert list(grads) == list(torch_grads)
    for key, received in grads.items():
        assert received.shape == torch_grads[key].shape
        gap, scale = np.abs(received - torch_grads[key]).max(), np.abs(torch_grads[key]).max()
        assert gap <= 1e-10 * scale, key


@pytest.mark.parametrize("name", [*SMOOTH, "LeakyReLU"])
@every_critic
def test_finite_differences_of_every_weight(kind, name):
    """LeakyReLU has kinks, but a step of 1e-5 meets none of them here."""
    critic, x = build(kind, name)
    _, grads = critic_penalty(critic, x)

    def difference(array, index, step=1e-5):
        start = array[index]
        values = []
        for moved in (start + step, start - step):
            array[index] = moved
            values.append(critic_penalty(critic, x)[0])
        array[index] = start
        return (values[0] - values[1]) / (2 * step)

    for key, array in critic.params.items():
        expected = np.zeros_like(array)
        for index in np.ndindex(array.shape):
            expected[index] = difference(array, index)
        scale = max(np.abs(expected).max(), 1e-3)
        assert np.abs(grads[key] - expected).max() <= 1e-7 * scale, key


@pytest.mark.parametrize("kind", ["mlp", "conv"])
def test_biases_of_piecewise_linear_critics_do_not_matter(kind):
    """They move the kinks, but no slope on either side of them."""
    critic, x = build(kind, "LeakyReLU")
    _, grads = critic_penalty(critic, x)
    for key, grad in grads.items():
        assert grad.any() == ("bias" not in key), key


def test_the_second_derivative_matters():
    """Without φ'' the gradient of a smooth critic would be another."""
    critic, x = build("mlp", "Tanh")
    _, grads = critic_penalty(critic, x)
    rule = RULES[L.Tanh]
    try:
        RULES[L.Tanh] = RULES[L.ReLU]
        _, without = critic_penalty(critic, x)
    finally:
        RULES[L.Tanh] = rule
    assert np.abs(grads["0.weight"] - without["0.weight"]).max() > 0.01
    assert grads["0.bias"].any()
    assert not without["0.bias"].any()


def test_a_linear_critic_by_hand():
    """D(x) = w · x + b has the slope w everywhere: P = (‖w‖ - 1)²."""
    critic = L.Linear(2, 1, **FLOAT64)
    critic.params["weight"][...] = [[3.0, -4.0]]
    penalty, grads = critic_penalty(critic, np.random.default_rng(0).standard_normal((5, 2)))
    assert penalty == pytest.approx(16)
    assert grads["weight"] == pytest.approx(np.array([[2 * 4 * 0.6, -2 * 4 * 0.8]]))
    assert np.array_equal(grads["bias"], [0])


def test_the_penalty_is_that_of_the_slope():
    critic, x = build("conv", "Tanh")
    dx = critic.backward(np.ones_like(critic(x)))
    assert critic_penalty(critic, x)[0] == gradient_penalty_forward(dx)[0]


def test_the_tangent_is_the_directional_derivative():
    """Σ v · ∂D/∂x, the slope along v, is what the tangents add up to."""
    critic, x = build("mlp", "Softplus")
    dx = critic.backward(np.ones_like(critic(x)))
    v = gradient_penalty_backward(1.0, gradient_penalty_forward(dx)[1])
    t = v
    critic(x)
    for _, layer in critic.leaves():
        t, _ = RULES[type(layer)].push(layer, t)
    assert t.sum() == pytest.approx((v * dx).sum())


def test_a_slope_of_zero():
    """The kink of the norm: no direction, no gradient, and no warning."""
    critic, x = build("mlp", "Tanh")
    critic.params["4.weight"][...] = 0
    with np.errstate(all="raise"):
        penalty, grads = critic_penalty(critic, x)
    assert penalty == 1
    assert not any(grad.any() for grad in grads.values())


def test_float32_stays_float32():
    rng = np.random.default_rng(0)
    critic = L.Sequential(
        *(L.Linear(3, 4, rng=rng), L.Softplus(), L.Linear(4, 4, rng=rng), L.ELU()),
        *(L.Linear(4, 4, rng=rng), L.Tanh(), L.Linear(4, 1, rng=rng)),
    )
    _, grads = critic_penalty(critic, rng.standard_normal((5, 3), np.float32))
    assert {grad.dtype for grad in grads.values()} == {np.dtype(np.float32)}


def test_x_and_the_weights_are_not_modified():
    critic, x = build("conv", "Tanh")
    before, weights = x.copy(), critic.state_dict()
    critic_penalty(critic, x)
    assert np.array_equal(x, before)
    assert all(np.array_equal(a, weights[n]) for n, a in critic.state().items())


class Twice(L.Container):
    """A layer that the table does not know."""

    def __init__(self):
        super().__init__({"inner": L.Linear(3, 3)})


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (
            L.BatchNorm1d(3),
            r"slope for each example, but BatchNorm1d \(layer 1\) mixes the examples",
        ),
        (L.BatchNorm2d(3), r"but BatchNorm2d \(layer 1\) mixes"),
        (L.Dropout(0.5), r"no rule for Dropout \(layer 1\); it has rules for Linear, Conv1d, "),
        (L.LayerNorm(3), "no rule for LayerNorm"),
        (L.MaxPool2d(2), "no rule for MaxPool2d"),
        (L.GELU(), "no rule for GELU"),
        (Twice(), "no rule for Twice"),
    ],
)
def test_layers_without_a_rule_are_refused(layer, message):
    critic = L.Sequential(L.Linear(3, 3), layer, L.Linear(3, 1))
    with pytest.raises(ValueError, match=message):
        critic_penalty(critic, np.zeros((4, 3), np.float32))

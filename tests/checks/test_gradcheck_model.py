"""Whole networks: gradients along random directions."""

import numpy as np
import pytest
from small_network import network

from dlcourse.checks import gradcheck_model
from dlcourse.functional import cross_entropy_backward, cross_entropy_forward
from dlcourse.layers import Container, Dropout, Embedding, Linear, ReLU, Sequential, Tanh

CROSS_ENTROPY = cross_entropy_forward, cross_entropy_backward


@pytest.fixture
def batch():
    rng = np.random.default_rng(1)
    return rng.standard_normal((7, 2, 9, 8)), rng.integers(5, size=7)


@pytest.mark.parametrize("training", [True, False])
def test_right_network_is_accepted_and_left_as_it_was(batch, training):
    model, (x, y) = network().train(training), batch
    before, x_before = model.state_dict(), x.tobytes()
    report = gradcheck_model(model, x, loss=CROSS_ENTROPY, targets=y)
    assert list(report.errors) == [*model.params, "x"]
    assert repr(report).startswith("Sequential: 0.weight 1.weight 1.bias")
    assert report.shapes["5.weight"] == (6, 36)
    for name, array in model.state_dict().items():
        np.testing.assert_array_equal(array, before[name], err_msg=name)
    assert x.tobytes() == x_before
    gradcheck_model(model, x)


@pytest.mark.parametrize("name", ["0.weight", "1.bias", "1.weight", "5.weight", "7.bias"])
def test_each_wrong_gradient_is_named(batch, name):
    model, (x, y) = network().eval(), batch
    layer, key = name.split(".")
    layer = model.inner[layer]
    right = layer.backward

    def wrong(dout):
        dx = right(dout)
        layer.grads[key] = layer.grads[key] * (1 + 1e-6)
        return dx

    layer.backward = wrong
    with pytest.raises(AssertionError, match=f"gradient of {name} is wrong"):
        gradcheck_model(model, x, loss=CROSS_ENTROPY, targets=y)


def test_wrong_input_gradient_is_named(batch):
    model = network().eval()
    right = model.backward
    model.backward = lambda dout: right(dout) * 1.00001
    with pytest.raises(AssertionError, match="gradient of x is wrong"):
        gradcheck_model(model, batch[0])


def test_integer_input_has_no_gradient():
    rng = np.random.default_rng(0)
    model = Sequential(
        Embedding(7, 3, rng=rng, dtype=np.float64), Linear(3, 2, rng=rng, dtype=np.float64)
    )
    report = gradcheck_model(model, np.array([[1, 4, 6, 1], [0, 2, 2, 3]]))
    assert "x" not in report.errors


class Bilinear(Container):
    """A network of two inputs, whose gradients it may forget."""

    def __init__(self, forgets=()):
        super().__init__({"fc": Linear(3, 2, rng=np.random.default_rng(0), dtype=np.float64)})
        self.forgets = forgets

    def forward(self, x, y):
        self.xy = x, y
        return self.inner["fc"](x * y)

    def backward(self, dout):
        x, y = self.xy
        d = self.inner["fc"].backward(dout)
        return tuple(None if i in self.forgets else g for i, g in enumerate((d * y, d * x)))


def test_a_model_of_two_inputs():
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((2, 5, 3))
    report = gradcheck_model(Bilinear(), (x, y))
    assert list(report.errors) == ["fc.weight", "fc.bias", "x[0]", "x[1]"]
    with pytest.raises(AssertionError, match=r"backward gave no gradient for x\[1\] \(5, 3\)"):
        gradcheck_model(Bilinear(forgets=(1,)), (x, y))
    counts = rng.integers(1, 9, (5, 3))  # integers need no gradient
    report = gradcheck_model(Bilinear(forgets=(1,)), (x, counts))
    assert list(report.errors) == ["fc.weight", "fc.bias", "x[0]"]


def test_one_gradient_for_two_inputs_is_not_enough():
    model = Bilinear()
    right = model.backward
    model.backward = lambda dout: right(dout)[0]
    x, y = np.random.default_rng(1).standard_normal((2, 5, 3))
    with pytest.raises(AssertionError, match=r"backward gave no gradient for x\[1\] \(5, 3\)"):
        gradcheck_model(model, (x, y))


def test_many_kinks_are_stepped_around():
    rng = np.random.default_rng(0)
    made = {"rng": rng, "dtype": np.float64}
    model = Sequential(Linear(20, 700, **made), ReLU(), Linear(700, 3, **made))
    gradcheck_model(model, rng.standard_normal((60, 20)), directions=2)


def test_a_kink_everywhere_is_said():
    model = Sequential(ReLU())
    with pytest.raises(AssertionError, match="do not settle"):
        gradcheck_model(_Sawtooth(model), np.linspace(0.1, 1, 5))


class _Sawtooth:
    """A model whose output jumps at every step."""

    def __init__(self, model):
        self.params, self.grads, self.model = {}, {}, model

    def forward(self, x):
        return x * 1e9 % 1.0

    def backward(self, dout):
        return dout * 1e9

    def state_dict(self):
        return {}

    def load_state_dict(self, state):
        pass


def test_refusals(batch):
    with pytest.raises(ValueError, match=r"0.weight must be float64 .* got float32"):
        gradcheck_model(network(np.float32), batch[0])
    noisy = Sequential(
        Linear(3, 2, rng=np.random.default_rng(0), dtype=np.float64),
        Dropout(0.5, rng=np.random.default_rng(0)),
    )
    with pytest.raises(ValueError, match="two forward passes differ"):
        gradcheck_model(noisy, batch[0][..., :3].reshape(-1, 3))
    gradcheck_model(noisy.eval(), batch[0][..., :3].reshape(-1, 3))


def test_settings_without_a_loss_are_refused():
    model = Linear(3, 2, rng=np.random.default_rng(0), dtype=np.float64)
    with pytest.raises(ValueError, match="targets are settings of a loss, but loss is None"):
        gradcheck_model(model, np.ones((5, 3)), targets=np.zeros(5, int))


LOSS = "loss must be a pair of functions, forward and backward, got "
MODEL = "model must be a layer or a network, got "


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"model": None}, MODEL + "NoneType"),
        ({"model": ReLU}, MODEL + "ReLU"),
        ({"model": [ReLU()]}, MODEL + "list"),
        ({"model": cross_entropy_forward}, MODEL + "cross_entropy_forward"),
        ({"loss": cross_entropy_forward}, LOSS + "cross_entropy_forward"),
        ({"loss": (cross_entropy_forward,)}, LOSS + "cross_entropy_forward"),
        ({"loss": (cross_entropy_forward, None)}, LOSS + "cross_entropy_forward, NoneType"),
        ({"loss": "cross_entropy"}, LOSS + "str"),
        ({"loss": ()}, LOSS + "tuple"),
        ({"directions": 0}, "directions must be an integer of at least 1, got 0"),
        ({"directions": 2.0}, "directions must be an integer of at least 1, got 2.0"),
        ({"directions": None}, "directions must be an integer of at least 1, got None"),
        ({"tolerance": "tight"}, "tolerance must be a number of at least 0, got 'tight'"),
        ({"seed": -1}, "seed must be an integer of at least 0, got -1"),
    ],
)
def test_wrong_arguments_are_named(wrong, message):
    arguments = {"model": Sequential(Tanh()), "x": np.array([[0.5, -1.0]]), **wrong}
    with pytest.raises(ValueError) as refusal:
        gradcheck_model(**arguments)
    assert str(refusal.value) == message

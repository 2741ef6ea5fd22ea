"""Whole networks: gradients along random directions, and training beside PyTorch's."""

import numpy as np
import pytest

from dlcourse.checks import gradcheck_model
from dlcourse.functional import (
    cross_entropy_backward,
    cross_entropy_forward,
    mse_loss_backward,
    mse_loss_forward,
)
from dlcourse.layers import (
    BatchNorm2d,
    Container,
    Conv2d,
    Dropout,
    Embedding,
    Flatten,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
    Tanh,
)
from dlcourse.optim import SGD, Adam

CROSS_ENTROPY = cross_entropy_forward, cross_entropy_backward


def network(dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    made = {"rng": rng, "dtype": dtype}
    return Sequential(
        Conv2d(2, 4, (3, 2), bias=False, **made),
        BatchNorm2d(4, dtype=dtype),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Linear(4 * 3 * 3, 6, **made),
        Tanh(),
        Linear(6, 5, **made),
    )


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


torch = pytest.importorskip("torch")

from dlcourse.checks.torch import compare_training, copy_weights  # noqa: E402


def torch_network(dtype=torch.float64):
    nn = torch.nn
    return nn.Sequential(
        nn.Conv2d(2, 4, (3, 2), bias=False),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(36, 6),
        nn.Tanh(),
        nn.Linear(6, 5),
    ).to(dtype)


def batches(steps):
    rng = np.random.default_rng(2)
    for _ in range(steps):
        yield rng.standard_normal((7, 2, 9, 8)), rng.integers(5, size=7)


def test_weights_go_both_ways():
    ours, theirs = network(), torch_network()
    copy_weights(ours, theirs)
    for name, value in theirs.state_dict().items():
        np.testing.assert_array_equal(value.numpy(), ours.state_dict()[name])
    other = network(seed=9)
    copy_weights(theirs, other)
    for name, value in ours.state_dict().items():
        np.testing.assert_array_equal(value, other.state_dict()[name])


def test_copies_do_not_share_memory():
    ours, theirs = network(), torch_network()
    copy_weights(ours, theirs)
    ours.params["1.bias"] += 1
    assert not np.array_equal(ours.params["1.bias"], theirs[1].bias.detach().numpy())


def test_models_that_differ_are_refused():
    with pytest.raises(ValueError, match=r"the models differ in 7.bias: \(5,\) here, None in"):
        copy_weights(
            network(), torch_network()[:7].append(torch.nn.Linear(6, 5, bias=False)).double()
        )


OPTIMIZERS = [
    (lambda p: SGD(p, lr=0.1), lambda p: torch.optim.SGD(p, lr=0.1)),
    (
        lambda p: SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=1e-2),
        lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=1e-2),
    ),
    (lambda p: Adam(p, lr=0.01), lambda p: torch.optim.Adam(p, lr=0.01)),
]


@pytest.mark.parametrize(("ours", "theirs"), OPTIMIZERS, ids=["SGD", "Nesterov", "Adam"])
def test_training_agrees_after_every_step(ours, theirs):
    model, torch_model = network(), torch_network()
    report = compare_training(
        model,
        torch_model,
        batches(6),
        optimizer=ours(model.params),
        torch_optimizer=theirs(torch_model.parameters()),
        label_smoothing=0.1,
    )
    assert report.steps == len(report.losses) == len(report.errors["7.weight"]) == 6
    assert set(report.parameters) == set(model.state_dict())
    assert repr(report) == (
        "6 training steps: the loss and 10 arrays agree with PyTorch after every step to 1e-10"
    )


def test_settings_without_a_loss_are_refused():
    model = Linear(3, 2, rng=np.random.default_rng(0), dtype=np.float64)
    with pytest.raises(ValueError, match="targets are settings of a loss, but loss is None"):
        gradcheck_model(model, np.ones((5, 3)), targets=np.zeros(5, int))


def test_float32_and_another_loss():
    rng = np.random.default_rng(0)
    model = Sequential(Linear(3, 4, rng=rng), Tanh(), Linear(4, 2, rng=rng))
    theirs = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2))
    pairs = [(rng.standard_normal((5, 3)), rng.standard_normal((5, 2))) for _ in range(3)]
    report = compare_training(
        model,
        theirs,
        pairs,
        optimizer=SGD(model.params, lr=0.1),
        torch_optimizer=torch.optim.SGD(theirs.parameters(), lr=0.1),
        loss=(mse_loss_forward, mse_loss_backward),
    )
    assert report.tolerance == 1e-4


def test_another_learning_rate_is_found_at_the_first_step():
    model, torch_model = network(), torch_network()
    with pytest.raises(AssertionError, match=r"step 1: 0.weight differs from PyTorch's"):
        compare_training(
            model,
            torch_model,
            batches(3),
            optimizer=SGD(model.params, lr=0.1),
            torch_optimizer=torch.optim.SGD(torch_model.parameters(), lr=0.1001),
        )


def test_another_momentum_is_found_at_the_second_step():
    model, torch_model = network(), torch_network()
    with pytest.raises(AssertionError, match="step 2: "):
        compare_training(
            model,
            torch_model,
            batches(3),
            optimizer=SGD(model.params, lr=0.1, momentum=0.9),
            torch_optimizer=torch.optim.SGD(torch_model.parameters(), lr=0.1, momentum=0.8),
        )


def test_wrong_running_statistics_are_found():
    model, torch_model = network(), torch_network()
    torch_model[1].momentum = 0.2
    with pytest.raises(AssertionError, match=r"step 1: 1.running_mean"):
        compare_training(
            model,
            torch_model,
            batches(3),
            optimizer=SGD(model.params, lr=0.1),
            torch_optimizer=torch.optim.SGD(torch_model.parameters(), lr=0.1),
        )


def test_a_negative_clip_norm_is_refused():
    model, torch_model = network(), torch_network()
    with pytest.raises(ValueError, match="clip_norm must be a number of at least 0, got -1"):
        compare_training(
            model,
            torch_model,
            batches(1),
            optimizer=SGD(model.params, lr=0.1),
            torch_optimizer=torch.optim.SGD(torch_model.parameters(), lr=0.1),
            clip_norm=-1,
        )


def test_mode_is_ours():
    model, torch_model = network().eval(), torch_network().train()
    compare_training(
        model,
        torch_model,
        batches(2),
        optimizer=SGD(model.params, lr=0.1),
        torch_optimizer=torch.optim.SGD(torch_model.parameters(), lr=0.1),
    )
    assert not torch_model.training

"""Training beside PyTorch's, step by step."""

import numpy as np
import pytest
from small_network import network

from dlcourse.functional import mse_loss_backward, mse_loss_forward
from dlcourse.layers import Linear, Sequential, Tanh
from dlcourse.optim import SGD, Adam

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

"""Schedules: PyTorch's learning rates, step by step."""

import numpy as np
import pytest
import torch

from dlcourse import optim

SCHEDULES = [
    ("StepLR", {"step_size": 3, "gamma": 0.3}),
    ("MultiStepLR", {"milestones": [7, 2, 7], "gamma": 0.5}),
    ("ExponentialLR", {"gamma": 0.9}),
    ("CosineAnnealingLR", {"T_max": 8}),
    ("CosineAnnealingLR", {"T_max": 5, "eta_min": 0.02}),
    ("LinearLR", {}),
    ("LinearLR", {"start_factor": 0.1, "end_factor": 0.7, "total_iters": 6}),
]


def lrs_of_torch(make, steps=20):
    tensor = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([tensor], lr=0.4)
    schedule = make(optimizer)
    lrs = []
    for _ in range(steps):
        lrs.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return lrs


def lrs_of_ours(make, steps=20):
    optimizer = optim.SGD([np.zeros(1)], lr=0.4)
    schedule = make(optimizer)
    lrs = []
    for _ in range(steps):
        lrs.append(optimizer.lr)
        schedule.step()
    return lrs


@pytest.mark.parametrize(("name", "settings"), SCHEDULES)
def test_schedules_equal_torch(name, settings):
    ours = lrs_of_ours(lambda o: getattr(optim, name)(o, **settings))
    theirs = lrs_of_torch(lambda o: getattr(torch.optim.lr_scheduler, name)(o, **settings))
    assert ours == pytest.approx(theirs, rel=1e-12, abs=1e-15)


def test_warmup_then_cosine_equals_torch():
    def make(library, optimizer):
        parts = [
            library.LinearLR(optimizer, start_factor=0.25, total_iters=4),
            library.CosineAnnealingLR(optimizer, T_max=10),
        ]
        return library.SequentialLR(optimizer, parts, milestones=[4])

    ours = lrs_of_ours(lambda o: make(optim, o), steps=14)
    theirs = lrs_of_torch(lambda o: make(torch.optim.lr_scheduler, o), steps=14)
    assert ours == pytest.approx(theirs, rel=1e-12, abs=1e-15)


def test_warmup_by_hand():
    assert lrs_of_ours(lambda o: optim.LinearWarmup(o, steps=4), steps=6) == pytest.approx(
        [0.1, 0.2, 0.3, 0.4, 0.4, 0.4]
    )


def test_a_resumed_schedule_goes_on():
    first = optim.StepLR(optim.SGD([np.zeros(1)], lr=1.0), step_size=2, gamma=0.5)
    for _ in range(5):
        first.step()
    second = optim.StepLR(optim.SGD([np.zeros(1)], lr=1.0), step_size=2, gamma=0.5)
    second.load_state_dict(first.state_dict())
    assert second.optimizer.lr == first.optimizer.lr == 0.25
    second.step()
    assert second.optimizer.lr == 0.125


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda o: optim.StepLR(o, 0), "step_size must be an integer of at least 1, got 0"),
        (lambda o: optim.CosineAnnealingLR(o, 2.5), "T_max must be .*got 2.5"),
        (lambda o: optim.LinearLR(o, start_factor=0), "start_factor must be above 0"),
        (lambda o: optim.LinearWarmup(o, 0), "steps must be an integer"),
        (lambda o: optim.StepLR("sgd", 2), "optimizer must be an Optimizer, got str"),
        (lambda o: optim.ExponentialLR(o, gamma=None), "gamma must be a number, got None"),
        (lambda o: optim.CosineAnnealingLR(o, 2, eta_min="0"), "eta_min must be a number"),
        (lambda o: optim.MultiStepLR(o, 3), "milestones must be a list of integers, got 3"),
        (lambda o: optim.MultiStepLR(o, [1.5]), "each of milestones must be an integer"),
        (lambda o: optim.SequentialLR(o, [o, o], [1]), "schedules must hold Schedules, got SGD"),
        (
            lambda o: optim.SequentialLR(o, [optim.StepLR(o, 2)] * 3, [4, 2]),
            r"milestones must rise, got \[4, 2\]",
        ),
        (
            lambda o: optim.SequentialLR(optim.SGD([np.zeros(2)]), [optim.StepLR(o, 2)], []),
            "schedules must all be of the optimizer that was given",
        ),
        (lambda o: optim.SequentialLR(o, [], [1]), "0 schedules need -1 milestones, got 1"),
    ],
)
def test_bad_schedules_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make(optim.SGD([np.zeros(1)], lr=1.0))

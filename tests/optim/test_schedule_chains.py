"""A learning rate set by hand, and several schedules of one optimizer: PyTorch's, step by step."""

import itertools

import numpy as np
import pytest
import torch

from dlcourse import optim

SCHEDULES = [
    ("StepLR", {"step_size": 3, "gamma": 0.3}),
    ("MultiStepLR", {"milestones": [7, 2, 7], "gamma": 0.5}),
    ("ExponentialLR", {"gamma": 0.9}),
    ("CosineAnnealingLR", {"T_max": 4}),
    ("CosineAnnealingLR", {"T_max": 5, "eta_min": 0.02}),
    ("LinearLR", {"start_factor": 0.1, "end_factor": 0.7, "total_iters": 6}),
    ("LinearLR", {"start_factor": 0.5, "end_factor": 0.0, "total_iters": 4}),
]


def learning_rates(library, optimizer, make, by_hand, steps=18):
    """The rate before each step; `by_hand` is what is set before which step."""
    group = optimizer.param_groups[0] if library is torch.optim else vars(optimizer)
    if -1 in by_hand:
        group["lr"] = by_hand[-1]
    schedules = make(getattr(library, "lr_scheduler", library), optimizer)
    lrs = []
    for step in range(steps):
        group["lr"] = by_hand.get(step, group["lr"])
        lrs.append(float(group["lr"]))
        if library is torch.optim:
            optimizer.step()
        for schedule in schedules:
            schedule.step()
    return lrs


def both(make, by_hand=()):
    tensor = torch.zeros(1, requires_grad=True)
    theirs = learning_rates(torch.optim, torch.optim.SGD([tensor], lr=0.4), make, dict(by_hand))
    ours = learning_rates(optim, optim.SGD([np.zeros(1)], lr=0.4), make, dict(by_hand))
    assert ours == pytest.approx(theirs, rel=1e-12, abs=1e-15)
    return ours


@pytest.mark.parametrize(("name", "settings"), SCHEDULES)
@pytest.mark.parametrize("step", [-1, 0, 2, 5, 9])
def test_a_rate_set_by_hand_counts(name, settings, step):
    make = lambda library, o: [getattr(library, name)(o, **settings)]  # noqa: E731
    untouched, changed = both(make), both(make, {step: 1.7})
    assert changed != untouched


@pytest.mark.parametrize(("one", "two"), list(itertools.permutations(SCHEDULES, 2)))
def test_two_schedules_multiply(one, two):
    def make(library, optimizer):
        return [getattr(library, name)(optimizer, **settings) for name, settings in (one, two)]

    both(make)
    both(make, {6: 0.11})


@pytest.mark.parametrize("by_hand", [{}, {2: 0.05}, {4: 0.05}, {9: 0.05}])
def test_one_after_another_with_a_rate_set_by_hand(by_hand):
    def make(library, optimizer):
        parts = [
            library.LinearLR(optimizer, start_factor=0.25, total_iters=4),
            library.CosineAnnealingLR(optimizer, T_max=6),
            library.ExponentialLR(optimizer, gamma=0.8),
        ]
        return [library.SequentialLR(optimizer, parts, milestones=[4, 10])]

    both(make, by_hand)


def test_two_schedules_by_hand():
    make = lambda library, o: [library.ExponentialLR(o, 0.5), library.StepLR(o, 2, 0.1)]  # noqa: E731
    assert both(make)[:5] == pytest.approx([0.4, 0.2, 0.01, 0.005, 0.00025])


def test_a_resumed_run_keeps_the_rate_that_was_set_by_hand():
    def build():
        optimizer = optim.SGD([np.zeros(1)], lr=0.4)
        return optimizer, [optim.ExponentialLR(optimizer, 0.5), optim.StepLR(optimizer, 2)]

    optimizer, schedules = build()
    other, others = build()
    for step in range(3):
        optimizer.lr = 3.0 if step == 1 else optimizer.lr
        for schedule in schedules:
            schedule.step()
    other.load_state_dict(optimizer.state_dict())
    for schedule, to in zip(schedules, others, strict=True):
        to.load_state_dict(schedule.state_dict())
    for schedule in schedules + others:
        schedule.step()
    assert other.lr == optimizer.lr == pytest.approx(3.0 * 0.5**3 * 0.1**2)


@pytest.mark.parametrize("state", [None, {}, {"last_epoch": 3}, {"last_epoch": -1, "lr": 1.0}])
def test_what_is_no_state_is_named(state):
    schedule = optim.StepLR(optim.SGD([np.zeros(1)]), 2)
    with pytest.raises(
        ValueError, match="state_dict must be a dict with last_epoch and lr|last_ep"
    ):
        schedule.load_state_dict(state)

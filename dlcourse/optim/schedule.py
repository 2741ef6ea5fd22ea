"""Schedules: the learning rate as a function of time.

A schedule changes ``optimizer.lr`` when it is made and at each of its steps. What a step is, an
epoch or a batch, is up to the caller. ``lr_at(t)`` tells the learning rate after t steps, if
nothing else changes it. A step goes on from the rate it finds (``next_lr``): so a rate that was set
by hand counts, and the factors of several schedules of one optimizer multiply, as in PyTorch.
"""

import bisect
import math

from ..settings import KnowsItsSettings, check_integer, check_number
from .base import Optimizer


class Schedule(KnowsItsSettings):
    """Base of the schedules; a subclass writes `factor`, or `lr_at` and `next_lr`.

    Parameters
    ----------
    optimizer : Optimizer
        Its learning rate when its first schedule is made is the one that all of them scale.
    """

    def __init__(self, optimizer):
        if not isinstance(optimizer, Optimizer):
            raise ValueError(f"optimizer must be an Optimizer, got {type(optimizer).__name__}")
        self.optimizer = optimizer
        if optimizer.initial_lr is None:
            optimizer.initial_lr = optimizer.lr
        self.last_epoch = 0
        untouched = optimizer.lr == self.base_lr
        optimizer.lr = self.lr_at(0) if untouched else self.first_lr(optimizer.lr)

    @property
    def base_lr(self):
        """The learning rate before all schedules."""
        return self.optimizer.initial_lr

    def lr_at(self, t):
        """Learning rate after t steps."""
        return self.base_lr * self.factor(t)

    def first_lr(self, lr):
        """What becomes of a learning rate `lr` at the start."""
        return lr * self.factor(0)

    def next_lr(self, lr, t):
        """Learning rate after t steps, if it was `lr` after t - 1 of them."""
        before, now = self.factor(t - 1), self.factor(t)
        return lr if now == before or not before else lr * (now / before)

    def factor(self, t):
        """Learning rate after t steps, as a multiple of the first."""
        raise NotImplementedError

    def step(self):
        """Count one step and set the optimizer's learning rate."""
        self.last_epoch += 1
        t, lr = self.last_epoch, self.optimizer.lr
        # Untouched since the last step, the closed form says the same without rounding errors.
        self.optimizer.lr = self.lr_at(t) if lr == self.lr_at(t - 1) else self.next_lr(lr, t)

    def __repr__(self):
        hidden = ("optimizer", "last_epoch")
        shown = [f"{key}={value!r}" for key, value in vars(self).items() if key not in hidden]
        return f"{type(self).__name__}({', '.join(shown)})"

    def state_dict(self):
        """What is needed to go on: the number of steps, and the learning rate."""
        return {"last_epoch": self.last_epoch, "lr": self.optimizer.lr}

    def load_state_dict(self, state_dict):
        """Go on where the schedule that gave `state_dict` was.

        Raises
        ------
        ValueError
            If it is no such dict.
        """
        if not isinstance(state_dict, dict) or not {"last_epoch", "lr"} <= state_dict.keys():
            raise ValueError(
                f"state_dict must be a dict with last_epoch and lr, got {state_dict!r}"
            )
        check_integer("last_epoch", state_dict["last_epoch"], low=0)
        self.last_epoch = state_dict["last_epoch"]
        self.optimizer.lr = check_number("lr", state_dict["lr"])


class StepLR(Schedule):
    """Multiply by `gamma` every `step_size` steps: ``lr * gamma ** (t // step_size)``.

    Examples
    --------
    >>> import numpy as np
    >>> from dlcourse.optim import SGD
    >>> schedule = StepLR(SGD([np.zeros(1)], lr=8.0), step_size=2, gamma=0.5)
    >>> [schedule.lr_at(t) for t in range(5)]
    [8.0, 8.0, 4.0, 4.0, 2.0]
    """

    def __init__(self, optimizer, step_size, gamma=0.1):
        _check_count(step_size=step_size)
        check_number("gamma", gamma)
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer)

    def factor(self, t):
        """`gamma` once per `step_size` steps."""
        return self.gamma ** (t // self.step_size)


class MultiStepLR(Schedule):
    """Multiply by `gamma` at each of the `milestones`: ``lr * gamma ** (milestones <= t)``."""

    def __init__(self, optimizer, milestones, gamma=0.1):
        check_milestones(milestones)
        check_number("gamma", gamma)
        self.milestones, self.gamma = sorted(milestones), gamma
        super().__init__(optimizer)

    def factor(self, t):
        """`gamma` once per milestone that is reached."""
        return self.gamma ** bisect.bisect_right(self.milestones, t)


class ExponentialLR(Schedule):
    """Multiply by `gamma` at every step: ``lr * gamma ** t``."""

    def __init__(self, optimizer, gamma):
        check_number("gamma", gamma)
        self.gamma = gamma
        super().__init__(optimizer)

    def factor(self, t):
        """`gamma` once per step."""
        return self.gamma**t


class CosineAnnealingLR(Schedule):
    """Half a cosine down to `eta_min`: ``eta_min + (lr - eta_min) (1 + cos(pi t / T_max)) / 2``.

    After T_max steps it rises again, with period 2 T_max.

    References
    ----------
    Ilya Loshchilov, Frank Hutter (2017), SGDR: stochastic gradient descent with warm restarts,
    equation 5, without the restarts.
    """

    def __init__(self, optimizer, T_max, eta_min=0.0):
        _check_count(T_max=T_max)
        check_number("eta_min", eta_min)
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer)

    def lr_at(self, t):
        """A cosine between the first learning rate and `eta_min`."""
        return self.eta_min + (self.base_lr - self.eta_min) * self._wave(t)

    def first_lr(self, lr):
        """The cosine starts where it is."""
        return lr

    def next_lr(self, lr, t):
        """The distance to `eta_min` follows the cosine; from the bottom it rises as it would."""
        if not self._wave(t - 1):
            return lr + (self.base_lr - self.eta_min) * self._wave(t)
        return self.eta_min + (lr - self.eta_min) * (self._wave(t) / self._wave(t - 1))

    def _wave(self, t):
        return (1 + math.cos(math.pi * t / self.T_max)) / 2


class LinearLR(Schedule):
    """A straight line from `start_factor` to `end_factor` times lr in `total_iters` steps."""

    def __init__(self, optimizer, start_factor=1 / 3, end_factor=1.0, total_iters=5):
        _check_count(total_iters=total_iters)
        for name, factor in (("start_factor", start_factor), ("end_factor", end_factor)):
            check_number(name, factor)
        if not (0 < start_factor <= 1 and 0 <= end_factor <= 1):
            raise ValueError(
                "start_factor must be above 0, end_factor at least 0 and both at most 1, "
                f"got start_factor={start_factor} and end_factor={end_factor}"
            )
        self.start_factor, self.end_factor = start_factor, end_factor
        self.total_iters = total_iters
        super().__init__(optimizer)

    def factor(self, t):
        """The straight line, and its end value afterwards."""
        done = min(t, self.total_iters) / self.total_iters
        return self.start_factor + (self.end_factor - self.start_factor) * done


class LinearWarmup(LinearLR):
    """Warm-up: rise from ``lr / steps`` to lr in ``steps - 1`` steps, then stay.

    The first batches of an adaptive optimizer rest on few gradients; small steps forgive that.
    """

    def __init__(self, optimizer, steps):
        _check_count(steps=steps)
        super().__init__(optimizer, start_factor=1 / steps, total_iters=max(steps - 1, 1))


def _check_count(**settings):
    for name, value in settings.items():
        check_integer(name, value, 1)


def check_milestones(milestones):
    """Refuse what is not a list of steps."""
    if not isinstance(milestones, (tuple, list)):
        raise ValueError(f"milestones must be a list of integers, got {milestones!r}")
    for milestone in milestones:
        check_integer("each of milestones", milestone, low=0)

"""Schedules one after another."""

import bisect

from .schedule import Schedule, check_milestones


class SequentialLR(Schedule):
    """One schedule after another; each starts its own count at its milestone.

    Parameters
    ----------
    optimizer : Optimizer
    schedules : sequence of Schedule
        Of the same optimizer.
    milestones : sequence of int
        The steps at which the second, third, ... schedule takes over, rising.
    """

    def __init__(self, optimizer, schedules, milestones):
        _check_schedules(optimizer, schedules)
        check_milestones(milestones)
        if list(milestones) != sorted(milestones):
            raise ValueError(f"milestones must rise, got {list(milestones)}")
        if len(milestones) != len(schedules) - 1:
            raise ValueError(
                f"{len(schedules)} schedules need {len(schedules) - 1} milestones, "
                f"got {len(milestones)}"
            )
        self.schedules, self.milestones = list(schedules), list(milestones)
        optimizer.lr = optimizer.initial_lr  # its parts have moved it when they were made
        super().__init__(optimizer)

    def lr_at(self, t):
        """What the schedule on duty says, by its own count."""
        schedule, t = self._on_duty(t)
        return schedule.lr_at(t)

    def first_lr(self, lr):
        """That of the first schedule."""
        return self.schedules[0].first_lr(lr)

    def next_lr(self, lr, t):
        """What the schedule on duty does; each begins anew, with its own first rate."""
        schedule, t = self._on_duty(t)
        return schedule.next_lr(lr, t) if t else schedule.lr_at(0)

    def _on_duty(self, t):
        """The schedule after t steps, and its own count."""
        i = bisect.bisect_right(self.milestones, t)
        return self.schedules[i], t - (self.milestones[i - 1] if i else 0)


def _check_schedules(optimizer, schedules):
    if not isinstance(schedules, (tuple, list)):
        raise ValueError(f"schedules must be a list, got {type(schedules).__name__}")
    for schedule in schedules:
        if not isinstance(schedule, Schedule):
            raise ValueError(f"schedules must hold Schedules, got {type(schedule).__name__}")
        if schedule.optimizer is not optimizer:
            raise ValueError("schedules must all be of the optimizer that was given")

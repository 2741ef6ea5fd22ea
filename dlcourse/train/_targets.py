"""Which targets count: those that the loss does not ignore."""

from inspect import signature

import numpy as np

from .. import functional

IGNORED = -100  # the default ignore_index of the losses
_LOSSES = (
    *("cross_entropy", "nll_loss", "binary_cross_entropy_with_logits"),
    *("mse_loss", "l1_loss", "huber_loss"),
)


def loss_pair(loss):
    """Forward and backward of a loss that is given by name or as that pair."""
    if isinstance(loss, str):
        if loss not in _LOSSES:
            raise ValueError(f"loss must be one of {', '.join(_LOSSES)}, got {loss!r}")
        return tuple(getattr(functional, f"{loss}_{way}") for way in ("forward", "backward"))
    if not (isinstance(loss, (tuple, list)) and len(loss) == 2 and all(map(callable, loss))):
        raise ValueError(f"loss must be a name or a pair (forward, backward), got {loss!r}")
    return tuple(loss)


class Targets:
    """Counts targets as the loss does: `ignored` and `weight` are what its signature says.

    A `functools.partial` shows there what it sets; a loss without an ``ignore_index`` is taken to
    ignore -100. The mean of several batches weighs each by its `share`: the number of its targets,
    or the sum of their classes' weights.
    """

    def __init__(self, loss_forward):
        try:
            settings = signature(loss_forward).parameters
        except ValueError:  # built in
            settings = {}
        found = {name: settings[name].default for name in settings}
        self.ignored = found.get("ignore_index", IGNORED)
        self.weight = found.get("weight") if "ignore_index" in found else None

    def count(self, targets):
        """How many targets count."""
        return int((targets != self.ignored).sum()) if holds_classes(targets) else len(targets)

    def share(self, targets):
        """What the loss of a batch divided by."""
        if self.weight is None or not holds_classes(targets):
            return self.count(targets)
        return float(self.weight[targets[targets != self.ignored]].sum(dtype=np.float64))

    def check(self, targets):
        """Refuse targets that are all ignored: their mean loss is 0 / 0; returns how many count."""
        count = self.count(targets)
        if not count:
            raise ValueError(
                f"all targets of a batch or data set are {self.ignored}: none is left to learn"
            )
        return count

    def right(self, out, targets):
        """Number of answers, the largest of the class axis, that are right; 0 without classes."""
        if not holds_classes(targets):
            return 0
        return int(((out.argmax(axis=1) == targets) & (targets != self.ignored)).sum())


def holds_classes(y):
    """Whether the targets are classes, so that answers are right or wrong."""
    return np.asarray(y).dtype.kind in "iu"

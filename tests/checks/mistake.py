"""A plausible wrong backward pass, and the means to write one down."""

from dataclasses import dataclass, field

import numpy as np

from dlcourse import functional as F
from dlcourse.checks import gradcheck


@dataclass
class Mistake:
    """A wrong backward pass of an operation.

    It is a function of `dout` and the arguments of the forward pass. `slips` marks one that a
    check with `dout = 1` accepts.
    """

    name: str
    op: str
    wrong: object
    shapes: tuple
    settings: dict = field(default_factory=dict)
    slips: bool = False

    def __str__(self):
        return f"{self.op}: {self.name}"

    def forward(self, *arrays, **settings):
        """The right forward pass; its cache is what it was given."""
        out, cache = getattr(F, f"{self.op}_forward")(*arrays, **settings)
        return out, (arrays, settings, out)

    def backward(self, dout, cache):
        """The wrong backward pass."""
        arrays, settings, out = cache
        return self.wrong(dout, *arrays, out=out, **settings)

    def check(self):
        """Put it to the gradient check."""
        rng = np.random.default_rng(0)
        arrays = [rng.standard_normal(shape) for shape in self.shapes]
        gradcheck(self.forward, self.backward, arrays, **self.settings)


def right(op, dout, *arrays, **settings):
    """The gradients as they should be, to be spoiled."""
    _, cache = getattr(F, f"{op}_forward")(*arrays, **settings)
    return getattr(F, f"{op}_backward")(dout, cache)


def spoiled(op, number, spoil):
    """The right gradients but for one."""

    def wrong(dout, *arrays, out, **settings):
        grads = list(right(op, dout, *arrays, **settings))
        grads[number] = spoil(grads[number])
        return tuple(grads)

    return wrong

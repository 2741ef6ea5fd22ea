"""One case: an operation, the shapes of its arrays, and its settings."""

from dataclasses import dataclass, field
from itertools import product

import numpy as np

from .. import functional


@dataclass(frozen=True)
class Case:
    """An operation, the shapes of its array arguments, and its settings.

    Attributes
    ----------
    op : str
        Name of the operation, as in ``conv2d_forward``.
    shapes : tuple
        Shape of each array argument; None for an optional argument that is not given.
    settings : dict
        Keyword arguments of the forward pass. A callable is called before each use.
    differentiable : bool
        False where the gradient is a convention and not the derivative (``padding_idx``,
        ``scale_grad_by_freq``) or is not a number: compared with PyTorch, not with differences.
    """

    op: str
    shapes: tuple
    settings: dict = field(default_factory=dict)
    differentiable: bool = True

    @property
    def forward(self):
        """The forward function."""
        return getattr(functional, f"{self.op}_forward")

    @property
    def backward(self):
        """The backward function."""
        return getattr(functional, f"{self.op}_backward")

    def arrays(self, rng):
        """Random float64 arrays of the case's shapes."""
        return [None if shape is None else rng.standard_normal(shape) for shape in self.shapes]

    def __str__(self):
        shapes = " ".join(
            "none" if s is None else "x".join(map(str, s)) or "()" for s in self.shapes
        )
        settings = "".join(f" {name}={_short(value)}" for name, value in self.settings.items())
        return f"{self.op} {shapes}{settings}"


def _short(value):
    if isinstance(value, np.ndarray):
        return f"{value.dtype}[{'x'.join(map(str, value.shape))}]"
    return "..." if callable(value) else str(value).replace(" ", "")


def grid(**choices):
    """Every combination of the choices, as settings."""
    return [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]

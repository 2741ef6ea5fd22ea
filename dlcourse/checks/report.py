"""What a reader sees of a check: facts that are the same on every machine.

The measured errors differ from machine to machine, so they are attributes of a report and not
part of its text. That lets nbval compare the text of a chapter with the text of another run.
"""

from dataclasses import dataclass, field

from ..pages import render


def _shape(shape):
    return "×".join(str(size) for size in shape) or "scalar"


def _table(title, header, rows):
    """The table of what agrees."""
    return render("table", caption=title, header=header, rows=rows, right=0)


@dataclass(frozen=True, repr=False)
class GradientReport:
    """The gradients that agree with finite differences.

    Attributes
    ----------
    op : str
        Name of the operation.
    shapes : dict of str to tuple
        Shape of each gradient, by name (``"dx"``).
    errors : dict of str to float
        Measured relative error of each gradient. Differs between machines, so it is not shown.
    tolerance : float
        The relative error that no gradient exceeds.
    """

    op: str
    shapes: dict
    errors: dict = field(compare=False)
    tolerance: float

    def __repr__(self):
        verb = "agrees" if len(self.shapes) == 1 else "agree"
        names = " ".join(self.shapes)
        return f"{self.op}: {names} {verb} with finite differences to {self.tolerance:.0e}"

    def _repr_html_(self):
        rows = [
            (name, _shape(shape), f"{self.tolerance:.0e}") for name, shape in self.shapes.items()
        ]
        title = f"{self.op} agrees with finite differences"
        return _table(title, ("gradient", "shape", "relative error at most"), rows)


@dataclass(frozen=True, repr=False)
class TorchReport:
    """The outputs and gradients that agree with PyTorch on every device.

    Attributes
    ----------
    op : str
        Name of the operation.
    shapes : dict of str to tuple
        Shape of each compared array, by name (``"out"``, ``"dx"``).
    errors : dict of (str, str) to dict of str to float
        Measured error of each array, by device and dtype: ``errors["cpu", "float64"]["dx"]``.
    tolerances : dict of str to float
        The error that no array of that dtype exceeds.
    """

    op: str
    shapes: dict
    errors: dict = field(compare=False)
    tolerances: dict

    @property
    def devices(self):
        """Names of the devices that were compared."""
        return list(dict.fromkeys(device for device, _ in self.errors))

    def _limits(self):
        return [f"{limit:.0e} in {dtype}" for dtype, limit in self.tolerances.items()]

    def __repr__(self):
        verb = "agrees" if len(self.shapes) == 1 else "agree"
        limits = " and ".join(self._limits())
        return f"{self.op}: {' '.join(self.shapes)} {verb} with PyTorch to {limits}"

    def _repr_html_(self):
        limits = [f"{limit:.0e}" for limit in self.tolerances.values()]
        rows = [(name, _shape(shape), *limits) for name, shape in self.shapes.items()]
        header = ("array", "shape", *(f"{dtype} error at most" for dtype in self.tolerances))
        return _table(f"{self.op} agrees with PyTorch", header, rows)


@dataclass(frozen=True, repr=False)
class TrainingReport:
    """A training run that agrees with PyTorch after every step.

    Attributes
    ----------
    steps : int
        Number of steps taken by both.
    parameters : tuple of str
        Names of the arrays compared after every step.
    losses : list of float
        Our loss at each step.
    errors : dict of str to list of float
        Measured error of the loss (``"loss"``) and of each array, one value per step.
    tolerance : float
        The error that nothing exceeds.
    """

    steps: int
    parameters: tuple
    losses: list = field(compare=False)
    errors: dict = field(compare=False)
    tolerance: float

    def __repr__(self):
        return (
            f"{self.steps} training steps: the loss and {len(self.parameters)} arrays "
            f"agree with PyTorch after every step to {self.tolerance:.0e}"
        )

    def _repr_html_(self):
        limit = f"{self.tolerance:.0e}"
        rows = [(name, limit) for name in ("loss", *self.parameters)]
        title = f"{self.steps} training steps agree with PyTorch"
        return _table(title, ("after every step", "error at most"), rows)


@dataclass(frozen=True, repr=False)
class GameReport(TrainingReport):
    """Two players whose game agrees with PyTorch's after every round.

    Attributes as `TrainingReport`, with rounds in place of steps. ``losses`` has a pair for each
    round: the discriminator's and the generator's. Errors are relative to the largest entry of
    each array.
    """

    def __repr__(self):
        return (
            f"{self.steps} {self._rounds}: both losses and {len(self.parameters)} arrays "
            f"agree with PyTorch after every round to {self.tolerance:.0e}"
        )

    def _repr_html_(self):
        rows = [(name, f"{self.tolerance:.0e}") for name in self.errors]
        title = f"{self.steps} {self._rounds} of both players agree with PyTorch"
        return _table(title, ("after every round", "relative error at most"), rows)

    @property
    def _rounds(self):
        return "round" if self.steps == 1 else "rounds"

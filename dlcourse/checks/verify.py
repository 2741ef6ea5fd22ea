"""Every agreement of the course with PyTorch, on every device, as rows of a table."""

from dataclasses import asdict, dataclass, field

import numpy as np

from .cases import CASES, OPERATIONS
from .torch import TOLERANCE, available_devices, compare


@dataclass
class Agreement:
    """How well the cases of one operation agree with PyTorch on one device in one dtype.

    Attributes
    ----------
    op, device, dtype : str
        What was compared, where, and in which precision.
    settings : int
        Number of cases.
    forward_error, gradient_error : float
        The largest error of an output, and of a gradient, over the cases that agree.
    tolerance : float
        The error that neither may exceed.
    failures : list of str
        One message for each case that disagrees.
    """

    op: str
    device: str
    dtype: str
    settings: int = 0
    forward_error: float = 0.0
    gradient_error: float = 0.0
    tolerance: float = 0.0
    failures: list = field(default_factory=list)

    @property
    def ok(self):
        """Whether every case agrees."""
        return self.settings > 0 and not self.failures

    def as_dict(self):
        """The agreement as plain data for JSON."""
        return {**asdict(self), "ok": self.ok}


def verify(op, devices=None):
    """Compare every case of an operation with PyTorch.

    Parameters
    ----------
    op : str
        Name of the operation.
    devices : sequence of str, optional
        Default: all that PyTorch finds.

    Returns
    -------
    list of Agreement
        One for each device and dtype. A case that disagrees is listed in ``failures``.

    Raises
    ------
    ValueError
        If no operation has that name.

    Examples
    --------
    >>> [row.ok for row in verify("relu", devices=["cpu"])]
    [True, True]
    """
    if op not in OPERATIONS:
        raise ValueError(f"no operation is called {op!r}; there are {', '.join(OPERATIONS)}")
    rows = []
    for device in devices or available_devices():
        found = {
            dtype: Agreement(op, device, dtype, tolerance=tolerance)
            for dtype, tolerance in TOLERANCE[device].items()
        }
        for number, case in enumerate(case for case in CASES if case.op == op):
            _add(found, case, device, number)
        rows += found.values()
    return rows


def _add(found, case, device, seed):
    arrays = case.arrays(np.random.default_rng(seed))
    for row in found.values():
        row.settings += 1
    try:
        report = compare(case.forward, case.backward, arrays, devices=[device], **case.settings)
    except Exception as error:  # a broken operation is a finding, not the end of the table
        message = f"{case}: {type(error).__name__}: {error}"
        named = [row for dtype, row in found.items() if f"in {dtype}:" in message]
        for row in named or found.values():
            row.failures.append(message)
        return
    for dtype, row in found.items():
        for name, value in report.errors[device, dtype].items():
            kind = "gradient_error" if name.startswith("d") else "forward_error"
            setattr(row, kind, max(getattr(row, kind), value))

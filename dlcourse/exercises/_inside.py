"""What a function makes on the way, beside what the reference makes."""

from collections.abc import Callable

import numpy as np

from .compare import compare
from .judge import Result
from .run import values_inside


def inside(result: Result, function: Callable) -> dict[str, bool]:
    """Call ``function`` again on the case that is shown, and compare what it makes on the way.

    Returns
    -------
    dict of str to bool
        The intermediates that the question names and the function has as arrays or numbers, and
        whether they are those of the reference.
    """
    task, names = result.task, getattr(result.task, "intermediates", ())
    if not names or not result.shown:
        return {}
    right, made = (values_inside(f, result.shown.case, names) for f in (task.reference, function))
    numbers = bool | int | float | np.ndarray
    return {
        name: compare(right[name], made[name], task.tolerance) is None
        for name in names
        if name in right and isinstance(made.get(name), numbers)
    }

"""One call of a student's function, made of arrays and plain values only."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

MOST_BY_HAND = 24
"""Numbers that can be redone with a pencil."""

PLAIN = (bool, int, float, str, type(None), np.ndarray, np.generic)


def is_plain(value: Any) -> bool:
    """Tell whether ``value`` is an array, a plain value, or a tuple, list or dict of them."""
    if isinstance(value, tuple | list):
        return all(map(is_plain, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_plain(item) for key, item in value.items())
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "biuf"
    return isinstance(value, PLAIN)


def count_numbers(value: Any) -> int:
    """Count the numbers in an array, a plain value, or a tuple, list or dict of them.

    Examples
    --------
    >>> count_numbers((np.zeros((2, 3)), 1.0))
    7
    """
    if isinstance(value, dict):
        value = list(value.values())
    return sum(map(count_numbers, value)) if isinstance(value, tuple | list) else np.size(value)


@dataclass(frozen=True, eq=False)
class Case:
    """One call of the student's function; a case is equal to itself only.

    Parameters
    ----------
    label : str
        What the case is about, in two or three words ("stride 2"). Cases that share a label
        stand together on the card.
    args, kwargs : tuple, dict
        Arrays and plain values only, so that a call can be sent to another process.
    hidden : object
        What only a metric may see, such as the labels of held-out data. Never sent anywhere.

    Raises
    ------
    ValueError
        When an argument is neither an array nor a plain value.
    """

    label: str
    args: tuple = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    hidden: Any = None

    def __post_init__(self) -> None:
        for name, value in [*enumerate(self.args), *self.kwargs.items()]:
            if not is_plain(value):
                raise ValueError(
                    f"argument {name} of case {self.label!r} must be an array or a plain value, "
                    f"got {type(value).__name__}"
                )

    @property
    def by_hand(self) -> bool:
        """Tell whether it is small enough to be redone by hand."""
        return count_numbers([self.args, self.kwargs]) <= MOST_BY_HAND

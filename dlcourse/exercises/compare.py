"""Say whether an output equals the expected one, and where it does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .run import OVERFLOW, Foreign, Outcome

MOST_PARTS, MOST_LEVELS, LONGEST_TEXT = 6, 3, 60
KINDS = {"b": "bool", "i": "integer", "u": "integer", "f": "float"}


@dataclass(frozen=True)
class Difference:
    """The first reason why an output is not the expected one.

    Parameters
    ----------
    reason : str
        One sentence for the student.
    expected, received : str
        Both sides in the aspect that differs: shapes, dtypes or the worst entries.
    index : tuple of int or None
        Position of the worst entry.
    part : int or None
        Which output, when there are several.
    parts : tuple of bool
        Which of the several outputs agree.
    """

    reason: str
    expected: str = ""
    received: str = ""
    index: tuple[int, ...] | None = None
    part: int | None = None
    parts: tuple[bool, ...] = ()

    def names(self, outputs: Sequence[str] = ()) -> Sequence[str]:
        """Name the several outputs, by number where the question has no names for them."""
        return outputs or [f"output {number + 1}" for number in range(len(self.parts))]

    def sentence(self, outputs: Sequence[str] = ()) -> str:
        """Say in one line which output differs, and in what.

        Examples
        --------
        >>> compare((1, np.ones(3)), (1, np.ones((3, 1))), 1e-7).sentence(["loss", "dx"])
        'dx: The shape differs. Expected (3,), received (3, 1).'
        """
        part = "" if self.part is None else f"{self.names(outputs)[self.part]}: "
        where = "" if self.index is None else f" at {list(self.index)}"
        both = f" Expected{where} {self.expected}, received {self.received}."
        return part + self.reason + (both if self.expected else "")


def compare(expected: Any, received: Any, tolerance: float) -> Difference | None:
    """Compare strictly: structure, shape, kind of dtype, NaN, infinities, then every entry.

    ``expected`` comes from a reference, ``received`` may come from anywhere: it is only read
    through NumPy's own arrays.

    Returns
    -------
    Difference or None
        None when they agree.

    Examples
    --------
    >>> compare(np.ones(3), np.ones((3, 1)), 1e-7).reason
    'The shape differs.'
    """
    if isinstance(expected, tuple | list):
        return _compare_parts(expected, received, tolerance)
    if received is None and expected is not None:
        return Difference("Your function returned None. Is a return missing?")
    if expected is None or isinstance(expected, str | Foreign):
        if type(expected) is type(received) and expected == received:
            return None
        return Difference("The value differs.", describe(expected), describe(received))
    if np.ndim(expected) > 0 and isinstance(received, tuple | list):
        reason = "An array is expected, a list or tuple was received."
        return Difference(reason, describe(expected), describe(received))
    if not isinstance(received, bool | int | float | np.ndarray | np.generic):
        return Difference("The type differs.", describe(expected), describe(received))
    if isinstance(received, int) and received.bit_length() > 63:
        return Difference("The integer is too large.", describe(expected), describe(received))
    if np.ndim(expected) > 0 and not isinstance(received, np.ndarray):
        return Difference("An array is expected.", describe(expected), describe(received))
    return _compare_arrays(np.asarray(expected), np.asarray(received), tolerance)


def overflow(task: Any, outcome: Outcome) -> Difference | None:
    """Where a question asks for it, an output that is right in the end is not enough."""
    if getattr(task, "quiet", False) and OVERFLOW in outcome.printed:
        return Difference("The output is right, and NumPy warned of an overflow on the way.")
    return None


def _compare_parts(expected: Any, received: Any, tolerance: float) -> Difference | None:
    if not isinstance(received, tuple | list) or len(received) != len(expected):
        count = len(expected)
        reason = "A list of one value is" if count == 1 else f"{count} values are"
        return Difference(f"{reason} expected.", describe(expected), describe(received))
    pairs = zip(expected, received, strict=True)
    found = [compare(wanted, got, tolerance) for wanted, got in pairs]
    parts = tuple(each is None for each in found)
    if all(parts):
        return None
    first = parts.index(False)
    worst = found[first]
    return Difference(worst.reason, worst.expected, worst.received, worst.index, first, parts)


def _compare_arrays(
    expected: np.ndarray, received: np.ndarray, tolerance: float
) -> Difference | None:
    if expected.shape != received.shape:
        return Difference("The shape differs.", str(expected.shape), str(received.shape))
    if KINDS[expected.dtype.kind] != KINDS.get(received.dtype.kind):
        kinds = [KINDS.get(each.dtype.kind, str(each.dtype)) for each in (expected, received)]
        reason = f"The dtype differs: {kinds[0]} is expected, {kinds[1]} was received."
        return Difference(reason, str(expected.dtype), str(received.dtype))
    if expected.dtype.kind in "biu":
        error = (expected != received).astype(float)
    else:
        error = _excess(expected.astype(np.float64), received.astype(np.float64), tolerance)
    if not error.size or error.max() <= 0:
        return None
    index = tuple(map(int, np.unravel_index(error.argmax(), error.shape)))
    wrong = int(np.count_nonzero(error > 0))
    reason = f"{wrong} of {error.size} entries differ." if error.ndim else "The value differs."
    return Difference(reason, *_apart(expected[index], received[index]), index or None)


def _excess(expected: np.ndarray, received: np.ndarray, tolerance: float) -> np.ndarray:
    """Return 0 where entries agree and a positive error where they do not."""
    agree = (expected == received) | (np.isnan(expected) & np.isnan(received))
    with np.errstate(all="ignore"):
        error = np.abs(expected - received)
        agree |= error <= tolerance * (1 + np.abs(np.where(np.isinf(expected), 0, expected)))
    return np.where(agree, 0.0, np.where(np.isnan(error), np.inf, error))


def _apart(expected: Any, received: Any) -> list[str]:
    """Write two numbers with as many digits as it takes to see that they differ."""
    both = []
    for digits in (6, 9, 12, 17):
        both = [_number(value, digits) for value in (expected, received)]
        if both[0] != both[1]:
            break
    return both


def _number(value: Any, digits: int = 6) -> str:
    if value.dtype.kind != "f":
        return str(value)
    text = f"{value:.{digits}g}"
    return f"{text}.0" if text.lstrip("-").isdigit() else text


def describe(value: Any, level: int = 0) -> str:
    """Describe a value by kind and shape, in one line: ``"float64 array (2, 3)"``.

    Examples
    --------
    >>> describe((np.zeros((2, 3)), 4))
    '(float64 array (2, 3), integer 4)'
    """
    if isinstance(value, Foreign):
        return value.type_name
    if isinstance(value, tuple | list):
        shown = [describe(part, level + 1) for part in value[:MOST_PARTS] if level < MOST_LEVELS]
        rest = [f"… {len(value)} in all"] * (len(shown) < len(value))
        return "(" + ", ".join(shown + rest) + ")"
    if isinstance(value, np.ndarray) and value.ndim:
        return f"{value.dtype} array {value.shape}"
    if isinstance(value, int) and value.bit_length() > 63:
        return "integer of more than 64 bits"
    if isinstance(value, bool | int | float | np.ndarray | np.generic):
        value = np.asarray(value)
        return f"{KINDS.get(value.dtype.kind, value.dtype)} {_number(value[()])}"
    text = repr(value)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"

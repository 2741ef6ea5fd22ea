"""What the bank's own functions give on a case: worked out once, for as long as the case is kept.

A class is judged on the same cases, so the reference and the mistakes need not run for everyone.
"""

from collections.abc import Callable
from weakref import WeakKeyDictionary

from .case import Case
from .run import Outcome, run_case

_KNOWN: WeakKeyDictionary[Case, dict[Callable, Outcome]] = WeakKeyDictionary()


def known_outcome(function: Callable, case: Case) -> Outcome:
    """Return what a function of the bank gives, which is the same at every call.

    An outcome for want of memory is that of the moment: it is not kept.
    """
    kept = _KNOWN.setdefault(case, {})
    outcome = kept.get(function) or run_case(function, case)
    if not outcome.error.startswith("MemoryError"):
        kept[function] = outcome
    return outcome

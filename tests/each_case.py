"""A check is put to many cases, and every case that it fails is told, not the first alone."""

import pytest


def failing(check, cases):
    """What `check` raises for each case that does not pass it, by the case's name."""
    failed = {}
    for case in cases:
        try:
            check(case)
        except (Exception, pytest.fail.Exception) as error:
            failed[str(case)] = f"{type(error).__name__}: {error}"
    return failed

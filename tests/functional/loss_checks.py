"""What the tests of losses share: inputs, reductions, and the check of a pair of passes."""

import numpy as np
import pytest

from dlcourse import functional
from dlcourse.checks import gradcheck

LOGITS, CLASSES = np.zeros((4, 5)), np.array([0, 4, 2, 2])
reductions = pytest.mark.parametrize("reduction", ["none", "mean", "sum"])


def pair(op):
    return getattr(functional, f"{op}_forward"), getattr(functional, f"{op}_backward")


def check_both(op, x, **settings):
    """Finite differences, and PyTorch: also float32, where targets and weights follow."""
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    gradcheck(*pair(op), [x], **settings)
    compare(*pair(op), [x], **settings)

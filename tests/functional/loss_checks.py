"""What the tests of losses share: inputs, reductions, and the check of a pair of passes."""

import numpy as np
import pytest

from dlcourse import functional
from dlcourse.checks import gradcheck

LOGITS, CLASSES = np.zeros((4, 5)), np.array([0, 4, 2, 2])
reductions = pytest.mark.parametrize("reduction", ["none", "mean", "sum"])


def pair(op):
    return getattr(functional, f"{op}_forward"), getattr(functional, f"{op}_backward")


def check_refused(op, settings, message):
    """These settings raise a ValueError in these words."""
    with pytest.raises(ValueError) as caught:
        pair(op)[0](LOGITS, **settings)
    assert str(caught.value) == message


def check_reduction_and_dout(op, targets):
    """Unknown reductions are refused, and a dout of another shape than out."""
    forward, backward = pair(op)
    with pytest.raises(ValueError, match="reduction must be 'none', 'mean' or 'sum', got 'max'"):
        forward(LOGITS, targets=targets, reduction="max")
    _, cache = forward(LOGITS, targets=targets)
    with pytest.raises(ValueError, match=r"dout must have the shape of out, \(\), got \(4,\)"):
        backward(np.ones(4), cache)


def check_both(op, x, **settings):
    """Finite differences, and PyTorch: also float32, where targets and weights follow."""
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    gradcheck(*pair(op), [x], **settings)
    compare(*pair(op), [x], **settings)

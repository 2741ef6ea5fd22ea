"""Plausible wrong backward passes: the gradient check rejects each, and `dout = 1` would not."""

import numpy as np
import pytest
from each_case import failing
from mistake import Mistake, right
from wrong_attention_backwards import ATTENTIONS
from wrong_conv_backwards import CONVOLUTIONS
from wrong_layer_backwards import DROP, LAYERS
from wrong_loss_backwards import LOSSES
from wrong_recurrent_backwards import RECURRENT, RIGHT

from dlcourse import functional as F
from dlcourse.checks import gradcheck, law

MISTAKES = [
    *(*LAYERS, *CONVOLUTIONS, *ATTENTIONS, *LOSSES),
    *(Mistake(*mistake) for mistake in RECURRENT),
]
OPERATIONS = list(dict.fromkeys(mistake.op for mistake in MISTAKES))
each_operation = pytest.mark.parametrize("op", OPERATIONS)


def mistakes_of(op):
    return [mistake for mistake in MISTAKES if mistake.op == op]


@each_operation
def test_is_rejected(op):
    def check(mistake):
        with pytest.raises(AssertionError, match="is wrong") as raised:
            mistake.check()
        assert "kink" not in str(raised.value)

    assert failing(check, mistakes_of(op)) == {}


@each_operation
def test_slips_through_with_dout_of_ones(op, monkeypatch):
    """Why `dout` is random."""
    monkeypatch.setattr(law, "random_like", ones_like)

    def check(mistake):
        if mistake.slips:
            mistake.check()
        else:
            with pytest.raises(AssertionError, match="is wrong"):
                mistake.check()

    assert failing(check, mistakes_of(op)) == {}


def ones_like(out, seed):
    """Ones with the structure of the outputs."""
    return tuple(map(np.ones_like, out)) if isinstance(out, tuple) else np.ones_like(out)


def test_how_many_slip():
    assert len(MISTAKES) == 115
    assert sum(mistake.slips for mistake in MISTAKES) == 12


@each_operation
def test_the_right_backward_of_the_same_arguments_is_accepted(op):
    def no_mistake(dout, *arrays, out, **settings):
        return right(op, dout, *arrays, **fresh(op, settings))

    cases = {(m.shapes, str(m.settings)): m for m in mistakes_of(op)}.values()
    same = [Mistake(str(m.settings), op, no_mistake, m.shapes, m.settings) for m in cases]
    assert failing(Mistake.check, same) == {}


@pytest.mark.parametrize(("op", "backward"), RIGHT, ids=lambda value: str(value)[:9])
def test_the_recurrent_mistakes_are_right_but_for_the_mistake(op, backward):
    cases = {str(m.settings): m for m in mistakes_of(op)}.values()
    same = [Mistake(str(m.settings), op, backward, m.shapes, m.settings) for m in cases]
    assert failing(Mistake.check, same) == {}


def fresh(op, settings):
    """The generator that the forward pass used is spent: a new one of the same seed."""
    return {**settings, "rng": DROP["rng"]()} if op == "dropout" else settings


def test_ties_in_max_pooling_lie_on_a_kink():
    """Finite differences cannot judge ties; the comparison with PyTorch does."""
    x = np.zeros((1, 1, 2, 2))
    with pytest.raises(AssertionError, match="kink"):
        gradcheck(F.max_pool2d_forward, F.max_pool2d_backward, [x], kernel_size=2)


def test_comparison_judges_ties_in_max_pooling():
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    x = np.zeros((1, 2, 5, 4))
    compare(F.max_pool2d_forward, F.max_pool2d_backward, [x], kernel_size=2)

    def to_every_tie(dout, cache):
        return np.repeat(np.repeat(dout, 2, axis=2), 2, axis=3)

    with pytest.raises(AssertionError, match="dx"):
        compare(F.max_pool2d_forward, to_every_tie, [x[:, :, :4]], kernel_size=2)

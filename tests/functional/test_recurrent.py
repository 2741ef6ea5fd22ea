"""Recurrent layers over time: PyTorch's layers, the cells in a loop, each sequence alone."""

from itertools import product

import numpy as np
import pytest

from dlcourse import functional as F
from dlcourse.checks import gradcheck
from dlcourse.checks._recurrent_cases import LENGTHS, layers_case
from dlcourse.checks.law import random_like
from dlcourse.functional import _recurrent_layer

KINDS = [
    ("rnn", {}),
    ("rnn", {"nonlinearity": "relu"}),
    ("lstm", {}),
    ("gru", {}),
    ("gru", {"variant": "textbook"}),
]
every_kind = pytest.mark.parametrize(("op", "kind"), KINDS, ids=str)


def run(case, arrays, dout=None, **changes):
    """Outputs and gradients of a case for a random, or the given, dout."""
    out, cache = case.forward(*arrays, **{**case.settings, **changes})
    dout = random_like(out, 3) if dout is None else dout
    return out, case.backward(dout, cache), dout


def draw(case, seed=0, dtype=np.float64):
    return [a if a is None else a.astype(dtype) for a in case.arrays(np.random.default_rng(seed))]


def assert_close(ours, theirs, atol=1e-13):
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=atol)


@every_kind
@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("bidirectional", [False, True], ids=["one way", "both ways"])
def test_agreement_with_pytorch(op, kind, layers, bidirectional):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    for bias, lengths, batch_first in product([True, False], [{}, LENGTHS], [True, False]):
        settings = {"bias": bias, "state": bias or batch_first, "batch_first": batch_first}
        case = layers_case(op, layers, bidirectional, **settings, **lengths, **kind)
        compare(case.forward, case.backward, draw(case), **case.settings)


@every_kind
@pytest.mark.parametrize("lengths", [{}, LENGTHS], ids=["full", "lengths"])
@pytest.mark.parametrize(("layers", "bidirectional"), [(2, False), (1, True)])
def test_gradients(op, kind, layers, bidirectional, lengths):
    case = layers_case(op, layers, bidirectional, **lengths, **kind)
    report = gradcheck(case.forward, case.backward, draw(case, 1), **case.settings)
    assert set(report.shapes) >= {"dx", "dh_0", "dweights[0]", "dweights[3]"}
    assert ("dc_0" in report.shapes) == (op == "lstm")


@every_kind
def test_it_is_the_cell_at_every_step(op, kind):
    case = layers_case(op, **kind)
    x, *states_and_weights = draw(case)
    count = 2 if op == "lstm" else 1
    states, weights = states_and_weights[:count], states_and_weights[count:]
    (out, *ends), grads, (dout, *dends) = run(case, [x, *states, *weights])
    cell = getattr(F, f"{op}_cell_forward"), getattr(F, f"{op}_cell_backward")
    now, caches = [s[0] for s in states], []
    for t in range(len(x)):
        new, cache = cell[0](x[t], *now, *weights, **kind)
        now = list(new) if op == "lstm" else [new]
        caches.append(cache)
        np.testing.assert_allclose(out[t], now[0], rtol=0, atol=1e-14)
    assert_close([end[0] for end in ends], now)
    dx, dstates, dweights = np.empty_like(x), [d[0] for d in dends], 0
    for t in reversed(range(len(x))):
        dstates[0] = dstates[0] + dout[t]
        step = cell[1](dstates if op == "lstm" else dstates[0], caches[t])
        dx[t], dstates = step[0], list(step[1 : 1 + count])
        dweights = [a + b for a, b in zip(dweights or [0] * 4, step[1 + count :], strict=True)]
    assert_close(grads, [dx, *(d[None] for d in dstates), *dweights])


@every_kind
def test_a_state_that_is_not_given_is_zero_and_has_no_gradient(op, kind):
    case = layers_case(op, 2, True, state=False, **kind)
    arrays = draw(case)
    count = 2 if op == "lstm" else 1
    zeros = [np.zeros((4, 5, 3))] * count
    out, grads, dout = run(case, arrays)
    with_zeros, more, _ = run(case, [arrays[0], *zeros, *arrays[1 + count :]], dout)
    assert_close(out, with_zeros, 0)
    assert_close(grads, (more[0], *more[1 + count :]), 0)
    assert len(grads) == 1 + 16


@every_kind
def test_each_sequence_alone(op, kind):
    """With lengths, the batch is what each sequence gives alone, in both directions."""
    case = layers_case(op, 2, True, **LENGTHS, **kind)
    x, *rest = draw(case)
    count, lengths = 2 if op == "lstm" else 1, LENGTHS["lengths"]
    (out, *ends), (dx, *grads), (dout, *dends) = run(case, [x, *rest])
    total = 0
    for n, length in enumerate(lengths):
        states = [s[:, [n]] for s in rest[:count]]
        alone = dout[:length, [n]], *(d[:, [n]] for d in dends)
        given = [x[:length, [n]], *states, *rest[count:]]
        outs, (dx_n, *grads_n), _ = run(case, given, alone, lengths=None)
        assert_close([out[:length, [n]], *(e[:, [n]] for e in ends)], outs)
        assert_close([dx[:length, [n]]], [dx_n])
        assert_close([g[:, [n]] for g in grads[:count]], grads_n[:count])
        assert not out[length:, n].any()
        assert not dx[length:, n].any()
        total = [a + b for a, b in zip(total or [0] * 16, grads_n[count:], strict=True)]
    assert_close(grads[count:], total, 1e-12)


@every_kind
@pytest.mark.parametrize("dtype", [np.int8, np.uint64])
def test_what_lies_beyond_a_length_is_ignored(op, kind, dtype):
    case = layers_case(op, 2, True, **kind)
    x, *rest = draw(case)
    lengths = np.array([3, 2, 1, 2, 3], dtype)  # no sequence reaches the last step
    out, grads, dout = run(case, [x, *rest], lengths=lengths)
    beyond = np.arange(len(x))[:, None] >= lengths
    x, spoiled = x.copy(), dout[0].copy()
    x[beyond], spoiled[beyond] = np.nan, np.inf
    again = run(case, [x, *rest], (spoiled, *dout[1:]), lengths=lengths)
    assert_close(out, again[0], 0)
    assert_close(grads, again[1], 0)


@pytest.mark.parametrize(("op", "kind"), KINDS[:4], ids=str)  # PyTorch has no textbook GRU
@pytest.mark.parametrize("k", [1, 2, 3])
def test_truncation_is_detaching(op, kind, k):
    """PyTorch step by step, with the state detached after every k steps."""
    torch = pytest.importorskip("torch")
    case = layers_case(op, truncate=k, **kind)
    arrays = draw(case)
    out, grads, dout = run(case, arrays)
    x, *rest = (torch.from_numpy(a).requires_grad_() for a in arrays)
    count = 2 if op == "lstm" else 1
    now, outs = [s[0] for s in rest[:count]], []
    name = f"rnn_{kind.get('nonlinearity', 'tanh')}_cell" if op == "rnn" else f"{op}_cell"
    for t in range(len(x)):
        now = [s.detach() for s in now] if t and t % k == 0 else now
        new = getattr(torch, name)(x[t], now if op == "lstm" else now[0], *rest[count:])
        now = list(new) if op == "lstm" else [new]
        outs.append(now[0])
    theirs = [torch.stack(outs), *(s[None] for s in now)]
    assert_close(out, [o.detach() for o in theirs])
    expected = torch.autograd.grad(theirs, [x, *rest], [torch.from_numpy(d) for d in dout])
    assert_close(grads, expected)


@every_kind
def test_truncation_cuts_gradients_and_no_values(op, kind):
    case = layers_case(op, 2, **kind)
    arrays = draw(case)
    out, full, dout = run(case, arrays)
    for k in (4, 5, 100):  # of 4 steps nothing is cut off
        cut = run(case, arrays, dout, truncate=k)
        assert_close((*out, *full), (*cut[0], *cut[1]), 0)
    values, cut, _ = run(case, arrays, dout, truncate=2)
    assert_close(out, values, 0)
    assert all(np.abs(a - b).max() > 1e-3 for a, b in zip(full, cut, strict=True))


@every_kind
def test_how_the_steps_are_grouped_changes_nothing(op, kind, monkeypatch):
    """Sequences are worked through in stretches; here a stretch is one step."""
    case = layers_case(op, 2, True, **LENGTHS, **kind)
    out, grads, dout = run(case, draw(case))
    monkeypatch.setattr(_recurrent_layer, "ROWS", 1)
    assert len(_recurrent_layer.stretches(4, 5)) == 4
    again = run(case, draw(case), dout)
    assert_close((*out, *grads), (*again[0], *again[1]), 1e-12)


def test_stretches():
    lengths = np.array([7, 7, 4, 1])
    assert _recurrent_layer.stretches(9, 4, lengths, 3) == [
        (0, 1, 4), (1, 3, 3), (3, 4, 3), (4, 6, 2), (6, 7, 2),
    ]  # fmt: skip
    assert _recurrent_layer.stretches(5, 2) == [(0, 5, 2)]
    assert _recurrent_layer.stretches(5, 600) == [(t, t + 1, 600) for t in range(5)]


@pytest.mark.parametrize("op", ["rnn", "lstm", "gru"])
def test_no_sequences(op):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    case = layers_case(op, 2, True)
    x, *rest = draw(case)
    count = 2 if op == "lstm" else 1
    arrays = [x[:, :0], *(s[:, :0] for s in rest[:count]), *rest[count:]]
    compare(case.forward, case.backward, arrays, **case.settings)
    (out, *_), (_, *grads), _ = run(case, arrays, lengths=np.zeros(0, np.int64))
    assert out.shape == (4, 0, 6)
    assert not any(g.any() for g in grads)


@every_kind
@pytest.mark.parametrize(
    ("layers", "bidirectional", "settings"),
    [(2, True, LENGTHS), (1, False, {"batch_first": True})],
)
def test_arguments_are_not_modified_and_out_is_no_part_of_the_cache(
    op, kind, layers, bidirectional, settings
):
    case = layers_case(op, layers, bidirectional, **settings, **kind)
    arrays = draw(case, dtype=np.float32)
    held = [*arrays, *(a for a in settings.values() if isinstance(a, np.ndarray))]
    before = [a.tobytes() for a in held]
    out, cache = case.forward(*arrays, **case.settings)
    dout = random_like(out, 3)
    douts_before = [d.tobytes() for d in dout]
    grads = case.backward(dout, cache)
    assert [a.tobytes() for a in held] == before
    assert [d.tobytes() for d in dout] == douts_before
    assert {a.dtype for a in (*out, *grads)} == {np.dtype(np.float32)}
    for o in out:
        o[:] = np.nan
    for first, second in zip(grads, case.backward(dout, cache), strict=True):
        np.testing.assert_array_equal(first, second)
    pairs = [(a, b) for i, a in enumerate(grads) for b in grads[:i]]
    assert not any(np.shares_memory(a, b) for a, b in pairs)

"""What the recurrent operations refuse, and in which words."""

import re

import numpy as np
import pytest

from dlcourse import functional as F
from dlcourse.checks._recurrent_cases import cell_case, layers_case
from dlcourse.checks.law import random_like

GATES = {"rnn": 1, "lstm": 4, "gru": 3}
every_op = pytest.mark.parametrize("op", GATES)


def refused(message):
    return pytest.raises(ValueError, match=re.escape(message))


def draw(case):
    return case.arrays(np.random.default_rng(0))


def count(op):
    return 2 if op == "lstm" else 1


@every_op
@pytest.mark.parametrize(
    ("place", "spoil", "message"),
    [
        (0, lambda x: x[0], "x must have 2 axes, got 1: x (2,)"),
        (0, lambda x: x[:, :1], "w_ih must have shape ({rows}, 1), got ({rows}, 2)"),
        (0, lambda x: x.astype(int), "x must be float32 or float64, got int64"),
        (0, lambda x: x.tolist(), "x must be a NumPy array, got list"),
        (1, lambda h: h[:3], "h must have shape (5, 3), got (3, 3)"),
        (1, lambda h: h[0], "h must have 2 axes, got 1: h (3,)"),
        (1, lambda h: h.astype(np.float32), "x and h must have the same dtype"),
        (-4, lambda w: w.T, "w_ih must have shape ({rows}, 2), got (2, {rows})"),
        (-3, lambda w: w[:, :2], "w_hh must have shape ({rows}, 3), got ({rows}, 2)"),
        (-2, lambda b: b[:2], "b_ih must have shape ({rows},), got (2,)"),
        (-1, lambda b: b[:, None], "b_hh must have shape ({rows},), got ({rows}, 1)"),
        (-1, lambda b: None, "b_ih and b_hh must be given together, got one of them"),
        (-2, lambda b: None, "b_ih and b_hh must be given together, got one of them"),
    ],
)
def test_arrays_of_cells(op, place, spoil, message):
    case = cell_case(op)
    arrays = draw(case)
    arrays[place] = spoil(arrays[place])
    with refused(message.format(rows=3 * GATES[op])):
        case.forward(*arrays)


def test_cell_state():
    arrays = draw(cell_case("lstm"))
    with refused("c must have shape (5, 3), got (5, 2)"):
        F.lstm_cell_forward(*arrays[:2], arrays[2][:, :2], *arrays[3:])


def test_settings_of_cells():
    with refused("nonlinearity must be 'tanh' or 'relu', got 'sigmoid'"):
        F.rnn_cell_forward(*draw(cell_case("rnn")), nonlinearity="sigmoid")
    with refused("variant must be 'pytorch' or 'textbook', got 'keras'"):
        F.gru_cell_forward(*draw(cell_case("gru")), variant="keras")


@every_op
@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda d: d[:4], "dh must have the shape of h, (5, 3), got (4, 3)"),
        (lambda d: d.astype(np.float32), "dh must have the dtype of h, float64, got float32"),
    ],
)
def test_dout_of_cells(op, spoil, message):
    case = cell_case(op)
    out, cache = case.forward(*draw(case))
    with refused(message):
        case.backward((spoil(out[0]), out[1]) if op == "lstm" else spoil(out), cache)


def test_structure_of_douts():
    _, cache = F.lstm_cell_forward(*draw(cell_case("lstm")))
    with refused("dout must be a tuple (dh, dc), got ndarray"):
        F.lstm_cell_backward(np.ones((5, 3)), cache)
    with refused("dout must be a tuple (dh, dc), got 3 arrays"):
        F.lstm_cell_backward([np.ones((5, 3))] * 3, cache)
    with refused("dc must have the shape of c, (5, 3), got (5, 2)"):
        F.lstm_cell_backward((np.ones((5, 3)), np.ones((5, 2))), cache)


@every_op
@pytest.mark.parametrize(
    ("place", "spoil", "message"),
    [
        (0, lambda x: x[0], "x must have 3 axes, got 2: x (5, 2)"),
        (0, lambda x: x[:0], "x must have at least one step and one feature: x (0, 5, 2)"),
        (0, lambda x: x[:, :, :0], "x must have at least one step and one feature: x (4, 5, 0)"),
        (0, lambda x: x.astype(np.int32), "x must be float32 or float64, got int32"),
        (1, lambda h: h[:1], "h_0 must have shape (4, 5, 3), got (1, 5, 3)"),
        (1, lambda h: h.swapaxes(0, 1), "h_0 must have shape (4, 5, 3), got (5, 4, 3)"),
        (1, lambda h: h.astype(np.float32), "x and h_0 must have the same dtype"),
        (-1, lambda b: b[1:], "weights[15] (bias_hh_l1_reverse) must have shape ({rows},), got"),
        (-7, lambda w: w[:, :2], "weights[9] (weight_hh_l1) must have shape ({rows}, 3), got"),
        (-8, lambda w: w[:, :3], "weights[8] (weight_ih_l1) must have shape ({rows}, 6), got"),
        (-15, lambda w: w[0], "weights[1] (weight_hh_l0) must have 2 axes, got 1"),
        (-15, lambda w: w[:, :0], "weights[1] (weight_hh_l0) must have at least one hidden unit"),
        (-1, lambda b: None, "weights[15] (bias_hh_l1_reverse) must be a NumPy array, got None"),
    ],
)
def test_arrays_over_time(op, place, spoil, message):
    case = layers_case(op, 2, True)
    arrays = draw(case)
    if place == -15 and "hidden" in message:  # spoil its shape alone, not whether it fits
        arrays[1 : 1 + count(op)] = [None] * count(op)
    if place < 0:
        place += len(arrays)
    arrays[place] = spoil(arrays[place])
    with refused(message.format(rows=3 * GATES[op])):
        case.forward(*arrays, **case.settings)


def test_c_0():
    case = layers_case("lstm")
    x, h_0, c_0, *weights = draw(case)
    with refused("c_0 must have shape (1, 5, 3), got (5, 3)"):
        F.lstm_forward(x, h_0, c_0[0], *weights)


@every_op
@pytest.mark.parametrize("number", [0, 1, 3, 8, 17])
def test_number_of_weights(op, number):
    case = layers_case(op, 2, True)
    arrays = draw(case)
    weights = [*arrays[1 + count(op) :], arrays[-1]][:number]
    message = (
        "weights must be 8 arrays, or 16 with biases, for num_layers=2 and bidirectional=True, "
        f"got {number}"
    )
    if number == 8:  # these are not the eight of a stack without biases
        message = "weights[2] (weight_ih_l0_reverse) must have shape"
    with refused(message):
        case.forward(*arrays[: 1 + count(op)], *weights, **case.settings)


@every_op
@pytest.mark.parametrize(
    ("lengths", "message"),
    [
        (np.array([1, 0, 2, 3, 4]), "lengths must be from 1 to 4, got 0 to 4"),
        (np.array([1, 5, 2, 3, 4]), "lengths must be from 1 to 4, got 1 to 5"),
        (np.array([1, -1, 2, 3, 4]), "lengths must be from 1 to 4, got -1 to 4"),
        (np.ones(5), "lengths must be integers, got float64"),
        (np.ones(5, bool), "lengths must be integers, got bool"),
        (np.array([1, 2, 3]), "lengths must have shape (5,), got (3,)"),
        (np.array(3), "lengths must have shape (5,), got ()"),
        ([1, 2, 3, 4, 4], "lengths must be a NumPy array, got list"),
    ],
    ids=str,
)
def test_lengths(op, lengths, message):
    case = layers_case(op)
    with refused(message):
        case.forward(*draw(case), lengths=lengths)


@every_op
@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"num_layers": 0}, "num_layers must be an integer of at least 1, got 0"),
        ({"num_layers": 1.0}, "num_layers must be an integer of at least 1, got 1.0"),
        ({"bidirectional": 1}, "bidirectional must be True or False, got 1"),
        ({"batch_first": None}, "batch_first must be True or False, got None"),
        ({"truncate": 0}, "truncate must be an integer of at least 1, got 0"),
        ({"truncate": 2.5}, "truncate must be an integer of at least 1, got 2.5"),
        (
            {"truncate": 2, "bidirectional": True},
            "truncate=2 is not supported with bidirectional=True",
        ),
        ({"dropout": 0.5}, "does not support dropout=0.5; it supports num_layers, bidirectional"),
        ({"proj_size": 2}, "does not support proj_size=2; it supports"),
        ({"bias": False}, "does not support bias=False"),
    ],
    ids=str,
)
def test_settings_over_time(op, settings, message):
    case = layers_case(op)
    with refused(message):
        case.forward(*draw(case), **settings)


def test_settings_of_one_operation():
    with refused("nonlinearity must be 'tanh' or 'relu', got 'gelu'"):
        F.rnn_forward(*draw(layers_case("rnn")), nonlinearity="gelu")
    with refused("variant must be 'pytorch' or 'textbook', got None"):
        F.gru_forward(*draw(layers_case("gru")), variant=None)
    with refused("lstm does not support nonlinearity='relu', variant='textbook'"):
        F.lstm_forward(*draw(layers_case("lstm")), nonlinearity="relu", variant="textbook")


@every_op
def test_settings_of_pytorch_that_are_switched_off(op):
    case = layers_case(op)
    arrays = draw(case)
    (out, *_), _ = case.forward(*arrays, dropout=0.0, proj_size=0)
    np.testing.assert_array_equal(out, case.forward(*arrays)[0][0])


@every_op
@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda d: d[0], "dout must be a tuple ({names}), got ndarray"),
        (lambda d: d[:1], "dout must be a tuple ({names}), got 1 arrays"),
        (lambda d: (d[0][:3], *d[1:]), "dout must have the shape of out, (4, 5, 6), got"),
        (lambda d: (*d[:-1], d[-1][0]), "{last} must have the shape of {end}, (2, 5, 3), got"),
        (lambda d: (*d[:-1], d[-1].astype(np.float32)), "{last} must have the dtype of {end}"),
        (lambda d: (*d[:-1], None), "{last} must be a NumPy array, got NoneType"),
    ],
)
def test_douts_over_time(op, spoil, message):
    case = layers_case(op, bidirectional=True)
    out, cache = case.forward(*draw(case), **case.settings)
    end = "c_n" if op == "lstm" else "h_n"
    names = "dout, dh_n, dc_n" if op == "lstm" else "dout, dh_n"
    with refused(message.format(names=names, last=f"d{end}", end=end)):
        case.backward(spoil(random_like(out, 0)), cache)


@every_op
def test_pytorch_refuses_no_steps_too(op):
    torch = pytest.importorskip("torch")
    module = getattr(torch.nn, op.upper())
    with pytest.raises(RuntimeError, match="larger than 0"):
        module(2, 3)(torch.zeros(0, 5, 2))
    with pytest.raises(ValueError, match="greater than zero"):
        module(0, 3)

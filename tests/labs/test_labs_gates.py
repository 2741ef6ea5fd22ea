"""The gate explorer: its unit is the one of the package, and its words are true."""

import numpy as np
import pytest
from lab_tools import sliders_of

from dlcourse.functional import gru_forward, lstm_forward
from dlcourse.labs import gate_explorer
from dlcourse.labs.gate_explorer.cell import SIGNALS, STEPS, TEXT, bias, forgetting, weights

MOVES = {
    "LSTM": {"f": 0.5, "i": 0.3, "o": 0.2, "f_marked": 0.1, "i_marked": 0.6, "o_marked": 0.7},
    "GRU": {"z": 0.5, "r": 0.3, "z_marked": 0.1, "r_marked": 0.6},
}
LAB = pytest.mark.parametrize("cell", MOVES)
EVERY = pytest.mark.parametrize("signal", SIGNALS)


def moved(cell, signal, **gates):
    lab = gate_explorer(cell, signal)
    for name, value in (gates or MOVES[cell]).items():
        setattr(lab, name, value)
    return lab


@LAB
def test_moving_a_slider_sets_the_state_it_names(cell):
    lab = gate_explorer(cell, "two marks in noise")
    for slider in sliders_of(lab):
        name = slider.description.removesuffix(" at marks").split()[-1]
        name += "_marked" * slider.description.endswith("at marks")
        picture = lab.picture.value
        slider.value = 0.25
        assert getattr(lab, name) == 0.25
        assert lab.picture.value != picture


@LAB
def test_only_the_gates_of_the_cell_are_shown(cell):
    lab = gate_explorer("GRU" if cell == "LSTM" else "LSTM")
    lab.cell = cell
    assert [slider.description.split()[1] for slider in sliders_of(lab)] == [
        name.removesuffix("_marked") for name in MOVES[cell]
    ]


@LAB
@EVERY
def test_trace_is_that_of_the_layer(cell, signal):
    lab = moved(cell, signal)
    usual = {name: value for name, value in MOVES[cell].items() if len(name) == 1}
    marked = {name: MOVES[cell][f"{name}_marked"] for name in usual}
    x = np.column_stack([SIGNALS[signal].x, SIGNALS[signal].marked])[None]
    arrays = weights(cell, usual, marked)
    if cell == "LSTM":
        (out, _, c_n), _ = lstm_forward(x, None, None, *arrays, batch_first=True)
        assert lab.trace.c[-1] == pytest.approx(c_n.item(), rel=1e-12)
        np.testing.assert_allclose(lab.trace.h, out[0, :, 0], rtol=1e-12, atol=1e-15)
        return
    assert lab.trace.c is None
    for variant in ("pytorch", "textbook"):  # one unit: both say the same
        (out, _), _ = gru_forward(x, None, *arrays, variant=variant, batch_first=True)
        np.testing.assert_allclose(lab.trace.h, out[0, :, 0], rtol=1e-12, atol=1e-15)


@LAB
@EVERY
def test_what_is_left_adds_up_to_the_memory(cell, signal):
    trace = moved(cell, signal).trace
    memory = trace.h if trace.c is None else trace.c
    assert trace.left.sum() == pytest.approx(memory[-1], abs=1e-12)
    keep = trace.gates["f" if cell == "LSTM" else "z"]
    first = np.flatnonzero(SIGNALS[signal].x)[0]
    assert trace.left[first] == pytest.approx(memory[first] * keep[first + 1 :].prod(), rel=1e-9)


def test_an_open_reset_gate_lets_the_candidate_see_the_state():
    lab = moved("GRU", "square wave", z=0, z_marked=0, r=1, r_marked=1)
    h = 0.0
    for x, shown_h in zip(SIGNALS["square wave"].x, lab.trace.h, strict=True):
        h = np.tanh(x + h)
        assert shown_h == pytest.approx(h, abs=1e-3)


def test_gates_follow_the_marks():
    lab = moved("LSTM", "two marks in noise")
    marked = SIGNALS["two marks in noise"].marked
    for name in "fio":
        np.testing.assert_allclose(lab.trace.gates[name][~marked], MOVES["LSTM"][name])
        np.testing.assert_allclose(lab.trace.gates[name][marked], MOVES["LSTM"][f"{name}_marked"])


def test_half_life():
    lab = moved("LSTM", "one pulse", f=0.9)
    c = lab.trace.c[3:]
    assert c[6] > c[0] / 2 > c[7]
    assert "<b>f = 0.90</b>: half of the memory is gone after 6.6 steps" in lab.words.value


def test_a_latch_keeps_what_was_marked():
    lab = moved("LSTM", "two marks in noise", f=1, i=0, f_marked=0, i_marked=1)
    np.testing.assert_allclose(lab.trace.c[4:17], np.tanh(0.9), atol=2e-3)
    np.testing.assert_allclose(lab.trace.c[17:], np.tanh(-0.6), atol=2e-3)
    assert "Step 18 has left the most in it: −0.54." in lab.words.value
    assert "At a mark <b>f = 0.00</b>: the memory is emptied." in lab.words.value


def test_a_counter_counts_brackets_and_a_gru_cannot():
    lab = moved("LSTM", "brackets", f=1, i=0, f_marked=1, i_marked=1)
    depth = np.cumsum([(letter == "(") - (letter == ")") for letter in TEXT])
    np.testing.assert_allclose(lab.trace.c, depth, atol=0.02)
    assert depth.max() == 3
    lab.cell = "GRU"
    for lab.z, lab.z_marked in [(1, 0.5), (0.9, 0.9), (1, 0)]:
        assert np.abs(lab.trace.h).max() <= 1


def test_an_empty_memory_is_said_to_be_empty():
    lab = moved("LSTM", "one pulse", i=0, i_marked=0)
    assert "<b>c = 0.00</b>. Nothing that was written is left in it." in lab.words.value


def test_a_gate_reaches_neither_end():
    assert bias(1.0) == -bias(0.0) == 10
    assert 1 / (1 + np.exp(-bias(0.3))) == pytest.approx(0.3, rel=1e-12)


@pytest.mark.parametrize(
    ("keep", "words"),
    [
        (0.0, "the memory is emptied"),
        (0.2, "80% of the memory is gone after one step"),
        (0.9, "half of the memory is gone after 6.6 steps"),
        (0.99, "half of the memory is gone after 69.0 steps"),
        (1.0, "next to nothing is forgotten"),
    ],
)
def test_forgetting_in_words(keep, words):
    assert forgetting(keep) == words


@EVERY
def test_signals_have_marks_and_a_name(signal):
    x, marked, name = SIGNALS[signal]
    assert x.shape == marked.shape == (STEPS,)
    assert 0 < marked.sum() < STEPS
    assert name in gate_explorer(signal=signal).alt


@LAB
def test_memory_stays_inside_its_axes(cell):
    lab = gate_explorer(cell)
    for lab.signal in SIGNALS:
        for name in MOVES[cell]:
            setattr(lab, name, 1.0)
        axes = lab.figure.axes[2]
        memory = lab.trace.h if lab.trace.c is None else lab.trace.c
        assert axes.get_ylim()[0] < memory.min() <= memory.max() < axes.get_ylim()[1]

"""The gradient microscope: what it shows is what the package computes."""

import numpy as np
import pytest
from lab_tools import sliders_of

from dlcourse import functional as F
from dlcourse.labs import gradient_microscope
from dlcourse.labs.gradient_microscope.probe import (
    CELLS,
    FEATURES,
    HIDDEN,
    MOST_STEPS,
    cell_weights,
    recurrent_matrix,
)

MATRICES = ("random", "orthogonal", "chain")


@pytest.mark.parametrize("cell", CELLS)
def test_norms_are_those_of_the_backward_pass_over_time(cell):
    op, _, parts = CELLS[cell]
    lab = gradient_microscope(cell)
    lab.steps, lab.scale, lab.matrix, lab.keep_bias = 12, 1.2, "random", 1.0
    x = np.random.default_rng(2).standard_normal((MOST_STEPS, FEATURES))[:12]
    weights = cell_weights(cell, "random", 1.2, 1.0)
    states = [np.zeros((1, 1, HIDDEN))] * parts
    (out, *ends), cache = getattr(F, f"{op}_forward")(x[:, None], *states, *weights)
    rng = np.random.default_rng(2)
    rng.standard_normal((MOST_STEPS, FEATURES))
    g = rng.standard_normal(HIDDEN)
    dout = np.zeros_like(out)
    dout[-1, 0] = g / np.linalg.norm(g)
    grads = getattr(F, f"{op}_backward")((dout, *map(np.zeros_like, ends)), cache)
    first = np.concatenate([d.ravel() for d in grads[1 : 1 + parts]])
    assert lab.norms[-1] == pytest.approx(np.linalg.norm(first), rel=1e-9)
    flat = np.concatenate([d.ravel() for d in grads[1 + parts :]])
    assert lab.weights_norm == pytest.approx(np.linalg.norm(flat), rel=1e-9)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("matrix", MATRICES)
def test_bounds_hold_at_every_distance(cell, matrix):
    lab = gradient_microscope(cell)
    lab.matrix, lab.steps = matrix, 30
    for lab.scale in (0.3, 1.0, 4.0):
        assert len(lab.norms) == 31
        assert np.all(lab.norms <= lab.bound * (1 + 1e-9))
        assert np.all(lab.norms >= lab.floor * (1 - 1e-9))
        assert lab.singular_values[0] <= lab.bound[-1] * (1 + 1e-9)
        assert lab.norms[-1] <= lab.singular_values[0] * (1 + 1e-9)


@pytest.mark.parametrize("matrix", MATRICES)
def test_scale_is_the_largest_singular_value_of_every_gate(matrix):
    values = np.linalg.svd(recurrent_matrix(matrix, 1.7), compute_uv=False)
    assert values[0] == pytest.approx(1.7)
    assert (values[-1] == pytest.approx(1.7)) == (matrix == "orthogonal")
    w_hh = cell_weights("LSTM", matrix, 1.7, 0.0)[1]
    for gate in np.split(w_hh, 4):
        np.testing.assert_allclose(np.linalg.svd(gate, compute_uv=False), values, atol=1e-12)


def test_eigenvalues_of_the_chain_are_a_third_of_its_singular_value():
    diagonal = np.diag(recurrent_matrix("chain", 1.5))
    np.testing.assert_allclose(diagonal, 0.5, rtol=0.01)
    np.testing.assert_array_equal(np.tril(recurrent_matrix("chain", 1.5), -1), 0)


@pytest.mark.parametrize("cell", ["LSTM", "GRU"])
def test_keep_bias_moves_the_gate_that_keeps(cell):
    without, with_bias = (cell_weights(cell, "random", 1.0, bias)[2] for bias in (0.0, 3.0))
    changed = np.flatnonzero(with_bias - without)
    np.testing.assert_array_equal(changed, np.arange(HIDDEN, 2 * HIDDEN))
    lab = gradient_microscope(cell)
    low = lab.norms[-1]
    lab.keep_bias = 3.0
    assert lab.norms[-1] > 100 * low


def test_plain_network_has_no_gate():
    lab = gradient_microscope("RNN")
    disabled = [s.description for s in sliders_of(lab) if s.disabled]
    assert disabled == ["keep bias (f or z)"]
    lab.cell = "GRU"
    assert not any(s.disabled for s in sliders_of(lab))


def test_clipping_keeps_what_is_short_and_shortens_what_is_long():
    lab = gradient_microscope()
    norms = lab.norms
    lab.threshold = 0.01
    assert lab.factor * lab.weights_norm == pytest.approx(0.01)
    assert "direction stays" in lab.words.value
    lab.threshold = 1000.0
    assert lab.factor == 1
    assert "stays as it is" in lab.words.value
    assert lab.norms is norms, "the threshold does not change the backward pass"
    lab.threshold = 0.1
    line, _, before, after, *numbers = lab.layers[1]
    assert line.get_ydata() == pytest.approx([-1, -1])
    assert before.get_ydata() == pytest.approx(np.log10([lab.weights_norm]))
    assert after.get_ydata() == pytest.approx([-1])
    assert [number.get_text() for number in numbers] == [f"{lab.weights_norm:.2g}", "0.1"]


def test_verdicts():
    lab = gradient_microscope("RNN")
    said = {}
    for lab.scale in (0.5, 1.5, 3.0):
        said[lab.scale] = lab.verdict
        assert lab.verdict in lab.alt
        assert f"<b>{lab.verdict}</b>" in lab.words.value
    assert said == {0.5: "vanishes", 1.5: "gets through", 3.0: "explodes"}


def test_bound_below_one_says_that_it_must_vanish():
    lab = gradient_microscope("RNN")
    lab.scale = 0.5
    assert "must vanish" in lab.words.value
    lab.scale = 3.0
    assert "allows more" in lab.words.value


def test_picture_shows_norms_and_marks_what_rounding_hides():
    lab = gradient_microscope("RNN")
    lab.scale = 3.0
    ceiling, floor, line, end, blur, name, dots = lab.layers[0]
    np.testing.assert_allclose(line.get_ydata(), np.log10(lab.norms))
    assert len(ceiling.get_xdata()) == len(floor.get_xdata()) == 41
    assert name.get_text() == "rounding"
    resolved = blur.get_y() + blur.get_height()
    assert np.all(np.array(dots.get_ydata()) >= resolved)
    assert 0 < len(dots.get_ydata()) < HIDDEN
    lab.scale = 0.5
    assert blur.get_height() == 0

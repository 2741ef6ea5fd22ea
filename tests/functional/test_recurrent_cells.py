"""The cells: by hand, finite differences, PyTorch; and that the two GRUs are two functions."""

import math

import numpy as np
import pytest
from numpy.linalg import svd

from dlcourse import functional as F
from dlcourse.checks import gradcheck
from dlcourse.checks._recurrent_cases import CELLS, cell_case
from dlcourse.functional import cells

LN3 = math.log(3)  # sigmoid(ln 3) = 3/4, sigmoid(-ln 3) = 1/4, tanh(ln 3 / 2) = 1/2

every_cell = pytest.mark.parametrize("case", CELLS, ids=str)


def matrix(*rows):
    return np.array(rows, float).reshape(len(rows), -1)


@every_cell
@pytest.mark.parametrize("seed", range(3))
def test_gradients(case, seed):
    arrays = case.arrays(np.random.default_rng(seed))
    gradcheck(case.forward, case.backward, arrays, **case.settings)


@every_cell
@pytest.mark.parametrize("n", [5, 1, 0])
def test_agreement_with_pytorch(case, n):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    shapes = [(n, *shape[1:]) if shape[0] == 5 else shape for shape in case.shapes]
    arrays = [np.random.default_rng(1).standard_normal(shape) for shape in shapes]
    compare(case.forward, case.backward, arrays, **case.settings)


@pytest.mark.parametrize(
    ("nonlinearity", "value", "slope"), [("tanh", 0.5, 0.75), ("relu", LN3 / 2, 1)]
)
def test_rnn_cell_by_hand(nonlinearity, value, slope):
    """a = 2 · ln 3 - 3 · ln 3 / 2 = ln 3 / 2."""
    x, h = matrix(LN3), matrix(LN3 / 2)
    out, cache = F.rnn_cell_forward(x, h, matrix(2), matrix(-3), nonlinearity=nonlinearity)
    assert out == pytest.approx(value)
    grads = F.rnn_cell_backward(matrix(10), cache)
    expected = [20 * slope, -30 * slope, 10 * LN3 * slope, 5 * LN3 * slope]
    assert [g.item() for g in grads] == pytest.approx(expected)


def test_lstm_cell_by_hand():
    """i = 3/4, f = 1/4, g = 1/2, o = 1/2, so that from c = 1 comes c' = 1/4 + 3/8 = 5/8."""
    w_ih, w_hh = matrix(1, -1, 0.5, 0), matrix(0, 0, 0, 0)
    (h, c), cache = F.lstm_cell_forward(matrix(LN3), matrix(7), matrix(1), w_ih, w_hh)
    assert [cache.i, cache.f, cache.g, cache.o] == pytest.approx([0.75, 0.25, 0.5, 0.5])
    assert c == pytest.approx(0.625)
    assert h == pytest.approx(0.5 * math.tanh(0.625))
    # With dc' = 1 alone: i gets g i (1 - i) = 3/32, f gets c f (1 - f) = 6/32, g gets i (1 - g²) =
    # 18/32, o nothing. x meets them with weights 1, -1, 1/2 and 0: 3/32 - 6/32 + 9/32.
    dx, dh, dc, dw_ih, dw_hh = F.lstm_cell_backward((matrix(0), matrix(1)), cache)
    assert (dx.item(), dh.item(), dc.item()) == pytest.approx((6 / 32, 0, 0.25))
    assert dw_ih.ravel() == pytest.approx(LN3 / 32 * np.array([3, 6, 18, 0]))
    assert dw_hh.ravel() == pytest.approx(7 / 32 * np.array([3, 6, 18, 0]))
    # With dh' = 1 alone: dc' is o (1 - tanh²), and o gets tanh o (1 - o).
    _, _, dc, dw_ih, _ = F.lstm_cell_backward((matrix(1), matrix(0)), cache)
    assert dc.item() == pytest.approx(0.25 * 0.5 * (1 - math.tanh(0.625) ** 2))
    assert dw_ih[3, 0] == pytest.approx(LN3 * math.tanh(0.625) / 4)


@pytest.mark.parametrize(
    ("variant", "a"), [("pytorch", 0.75 * (2 * 5 + 4)), ("textbook", 5 * (0.75 * 2) + 4)]
)
def test_gru_cell_by_hand(variant, a):
    """r = 3/4 and z = 1/4; h = 2 meets the weight 5 and the bias 4 before or after r."""
    w_ih, w_hh = matrix(1, -1, 0), matrix(0, 0, 0.05)
    b_ih, b_hh = np.zeros(3), np.array([0, 0, 0.04])
    h, _ = F.gru_cell_forward(matrix(LN3), matrix(2), w_ih, w_hh, b_ih, b_hh, variant=variant)
    assert h.item() == pytest.approx(0.75 * math.tanh(a / 100) + 0.25 * 2)


def by_definition(x, h, w_ih, w_hh, b_ih, b_hh):
    """Cho et al. (2014), equations 5 to 8, one number at a time."""
    hidden, new = h.shape[1], np.empty_like(h)

    def unit(n, state, row, bend):
        a = b_ih[row] + b_hh[row]
        a += sum(w_ih[row, d] * x[n, d] for d in range(x.shape[1]))
        return bend(a + sum(w_hh[row, j] * state[j] for j in range(hidden)))

    def sigmoid(a):
        return 1 / (1 + math.exp(-a))

    for n in range(len(x)):
        r = [unit(n, h[n], j, sigmoid) for j in range(hidden)]
        z = [unit(n, h[n], hidden + j, sigmoid) for j in range(hidden)]
        kept = [r[j] * h[n, j] for j in range(hidden)]
        for j in range(hidden):
            candidate = unit(n, kept, 2 * hidden + j, math.tanh)
            new[n, j] = z[j] * h[n, j] + (1 - z[j]) * candidate
    return new


def gru_arrays(seed=0, features=2, hidden=3, n=5):
    rng = np.random.default_rng(seed)
    shapes = (n, features), (n, hidden), (3 * hidden, features), (3 * hidden, hidden)
    return [rng.standard_normal(s) for s in (*shapes, (3 * hidden,), (3 * hidden,))]


def both(*arrays):
    return [F.gru_cell_forward(*arrays, variant=v)[0] for v in ("pytorch", "textbook")]


def test_textbook_gru_is_its_definition():
    arrays = gru_arrays()
    pytorch, textbook = both(*arrays)
    np.testing.assert_allclose(textbook, by_definition(*arrays), rtol=0, atol=1e-14)
    assert np.abs(pytorch - textbook).max() > 0.1


def test_negated_weights_of_z_give_the_other_convention():
    """Chung et al. (2014) let z in where Cho et al. (2014) keep: h' = (1 - z) ⊙ h + z ⊙ n."""
    x, h, *weights = gru_arrays()
    _, cache = F.gru_cell_forward(x, h, *weights)
    for w in weights:
        w[3:6] *= -1
    swapped, _ = F.gru_cell_forward(x, h, *weights)
    np.testing.assert_allclose(swapped, cache.z * cache.n + (1 - cache.z) * h)


def to_pytorch(w_ih, w_hh, b_ih, b_hh):
    """Weights with which PyTorch's variant is a textbook GRU whose W_hn is diagonal."""
    n = len(w_hh) // 3 * 2
    b_ih, b_hh = b_ih.copy(), b_hh.copy()
    b_ih[n:] += b_hh[n:]
    b_hh[n:] = 0
    return w_ih, w_hh, b_ih, b_hh


@pytest.mark.parametrize("hidden", [1, 3])
def test_where_a_mapping_of_weights_makes_them_equal(hidden):
    """r ⊙ (W h) = W (r ⊙ h) for a diagonal W; the bias has to move out of r's reach."""
    x, h, *weights = gru_arrays(1, hidden=hidden)
    weights[1][2 * hidden :] = np.diag(np.diag(weights[1][2 * hidden :]))
    textbook = F.gru_cell_forward(x, h, *weights, variant="textbook")[0]
    mapped = F.gru_cell_forward(x, h, *to_pytorch(*weights))[0]
    np.testing.assert_allclose(mapped, textbook, rtol=0, atol=1e-14)
    # Without either condition they differ.
    assert np.abs(F.gru_cell_forward(x, h, *weights)[0] - textbook).max() > 0.01
    if hidden > 1:
        weights[1][-1, 0] = 1
        textbook = F.gru_cell_forward(x, h, *weights, variant="textbook")[0]
        assert np.abs(F.gru_cell_forward(x, h, *to_pytorch(*weights))[0] - textbook).max() > 0.01


def sensitivity(variant, weights, xs):
    """∂h'[0]/∂h[1] and ∂h'[0]/∂h[2] at h = 0, one row for each x; and h' there."""
    h = np.zeros((len(xs), 3))
    out, cache = F.gru_cell_forward(xs, h, *weights, variant=variant)
    dout = np.zeros_like(out)
    dout[:, 0] = 1
    return F.gru_cell_backward(dout, cache)[1][:, 1:], out


def test_no_weights_make_them_equal():
    """A property that every PyTorch GRU has, and a textbook GRU that does not have it.

    Take a GRU that stays at rest: h = 0 gives h' = 0 for every x. Look how unit 0 answers to
    units 1 and 2 near rest, for several x: a matrix with one row for each x.

    PyTorch's variant: at rest n = 0, so W_in x + b_in + r(x) ⊙ b_hn = 0 for every x. In each unit
    then either b_hn = 0, or r is an affine function of x, and as it is bounded, it is constant.
    z has no part in the answer: its slope is multiplied by h - n = 0. What is left is (1 - z) r w
    with w the row of W_hn, or with a constant r the row of W_hn + (1 - r) b_hn W_hr. Either way
    every row is a multiple of one and the same row: the rank is 1, whatever the weights.

    The textbook's: (1 - z) W_hn[0, j] r_j(x). Each unit has its own r_j: the rank is 2.
    """
    rng = np.random.default_rng(0)
    xs = rng.standard_normal((6, 2))
    for seed in range(20):
        _, _, w_ih, w_hh, b_ih, b_hh = gru_arrays(seed)
        w_ih[6:], b_ih[6:], b_hh[6:] = 0, 0, 0
        answers, out = sensitivity("textbook", (w_ih, w_hh, b_ih, b_hh), xs)
        assert not out.any()
        assert svd(answers, compute_uv=False)[1] > 1e-3
        answers, out = sensitivity("pytorch", (w_ih, w_hh, b_ih, b_hh), xs)
        assert not out.any()
        assert svd(answers, compute_uv=False)[1] < 1e-12
        # The other way to stay at rest: r does not depend on x, and b_in makes up for r b_hn.
        w_ih[:3], b_hh[6:] = 0, rng.standard_normal(3)
        b_ih[6:] = -b_hh[6:] / (1 + np.exp(-b_ih[:3] - b_hh[:3]))
        answers, out = sensitivity("pytorch", (w_ih, w_hh, b_ih, b_hh), xs)
        assert np.abs(out).max() < 1e-15
        assert svd(answers, compute_uv=False)[1] < 1e-12


def test_fitting_one_to_the_other_does_not_succeed():
    """The same search, from the same distance, finds a GRU of its own kind and not the other."""
    minimize = pytest.importorskip("scipy.optimize").minimize
    x, h, *goal = gru_arrays(3, n=60)
    shapes = [w.shape for w in goal]
    ends = np.cumsum([w.size for w in goal])[:-1]

    def loss(flat, target):
        weights = [w.reshape(s) for w, s in zip(np.split(flat, ends), shapes, strict=True)]
        out, cache = F.gru_cell_forward(x, h, *weights)
        grads = F.gru_cell_backward(2 * (out - target) / out.size, cache)[2:]
        return np.mean((out - target) ** 2), np.concatenate([g.ravel() for g in grads])

    start = np.concatenate([w.ravel() for w in goal])
    start = start + 0.3 * np.random.default_rng(4).standard_normal(start.shape)
    reached = {
        variant: minimize(
            loss, start, F.gru_cell_forward(x, h, *goal, variant=variant)[0], jac=True,
            method="L-BFGS-B", options={"maxiter": 400, "ftol": 0, "gtol": 1e-10},
        ).fun
        for variant in ("pytorch", "textbook")
    }  # fmt: skip
    assert reached["pytorch"] < 1e-6
    assert reached["textbook"] > 1e-4


@every_cell
def test_arguments_are_not_modified(case):
    arrays = case.arrays(np.random.default_rng(0))
    before = [a.tobytes() for a in arrays]
    out, cache = case.forward(*arrays, **case.settings)
    case.backward(tuple(map(np.ones_like, out)) if "lstm" in case.op else np.ones_like(out), cache)
    assert [a.tobytes() for a in arrays] == before


@pytest.mark.parametrize("op", ["rnn", "lstm", "gru"])
def test_the_two_biases_get_equal_gradients_but_for_the_candidate(op):
    """Only their sum is used, except where PyTorch's r stands between them."""
    case = cell_case(op)
    out, cache = case.forward(*case.arrays(np.random.default_rng(0)))
    douts = tuple(np.random.default_rng(1).standard_normal((2, 5, 3)))
    *_, db_ih, db_hh = case.backward(douts if op == "lstm" else douts[0], cache)
    assert not np.shares_memory(db_ih, db_hh)
    same = db_ih == db_hh
    assert same[:6].all()
    assert same[6:].all() == (op != "gru")


def test_sigmoid_does_not_overflow():
    with np.errstate(all="raise"):
        out = cells.sigmoid(np.array([-1e300, -np.log(3), 0.0, np.log(3), 1e300]))
    np.testing.assert_allclose(out, [0, 0.25, 0.5, 0.75, 1], rtol=1e-15)

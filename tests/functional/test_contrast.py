"""Unit length and the contrastive loss: gradients, PyTorch, values by hand, what is refused."""

import numpy as np
import pytest
from loss_checks import pair, reductions

from dlcourse.checks import gradcheck


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def both(op, arrays, **settings):
    """Finite differences and PyTorch."""
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    gradcheck(*pair(op), arrays, **settings)
    compare(*pair(op), arrays, **settings)


@pytest.mark.parametrize("dim", [0, 1, 2, -1])
def test_normalize(dim, rng):
    both("normalize", [rng.standard_normal((4, 3, 5))], dim=dim)


def test_short_vectors_are_divided_by_eps(rng):
    x = rng.standard_normal((6, 3))
    both("normalize", [x], eps=float(np.median(np.linalg.norm(x, axis=1))) + 0.01)


def test_zero_has_no_direction_as_in_pytorch():
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    x = np.array([[0.0, 0.0], [3.0, 4.0]])
    compare(*pair("normalize"), [x], eps=0.5)
    compare(*pair("normalize"), [np.zeros((0, 4))])
    out, cache = pair("normalize")[0](x, eps=0.5)
    assert out.tolist() == [[0, 0], [0.6, 0.8]]
    assert pair("normalize")[1](np.ones((2, 2)), cache)[0].tolist() == [2, 2]


def test_gradient_is_orthogonal_and_of_length_one_over_the_length(rng):
    forward, backward = pair("normalize")
    x, dout = rng.standard_normal((2, 50, 4))
    dx = backward(dout, forward(x)[1])
    assert np.abs((dx * x).sum(axis=1)).max() < 1e-14
    assert backward(dout, forward(2 * x)[1]) == pytest.approx(dx / 2, rel=1e-12)


@reductions
@pytest.mark.parametrize("temperature", [0.1, 0.5, 3])
@pytest.mark.parametrize("shape", [(5, 3), (2, 7), (1, 4)], ids=str)
def test_info_nce(shape, temperature, reduction, rng):
    arrays = list(rng.standard_normal((2, *shape)) / 2)
    both("info_nce", arrays, temperature=temperature, reduction=reduction)


def test_info_nce_by_hand():
    query, key = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 0.0], [1.0, 0.0]])
    losses, cache = pair("info_nce")[0](query, key, temperature=0.5, reduction="none")
    assert losses == pytest.approx(np.log([2, 2]))  # both keys are equally near to either query
    dquery, dkey = pair("info_nce")[1](np.array([1.0, 0.0]), cache)
    assert dquery.tolist() == [[0, 0], [0, 0]]  # -½ key0 / τ + ½ key1 / τ, and the two are equal
    assert dkey.tolist() == [[-1, 0], [1, 0]]


def test_no_overflow_at_small_temperatures():
    query = np.eye(3)
    loss, cache = pair("info_nce")[0](query, np.roll(query, 1, axis=0), temperature=1e-3)
    assert loss == pytest.approx(1000)
    assert np.isfinite(pair("info_nce")[1](1.0, cache)).all()


@pytest.mark.parametrize("op", ["normalize", "info_nce"])
def test_arguments_stay_and_float32_stays(op, rng):
    arrays = list(rng.standard_normal((2, 4, 5)).astype(np.float32))[: 1 + (op == "info_nce")]
    kept = [a.copy() for a in arrays]
    out, cache = pair(op)[0](*arrays)
    grads = np.stack([pair(op)[1](np.ones_like(out), cache)])
    assert out.dtype == grads.dtype == np.float32
    assert all(np.array_equal(a, k) for a, k in zip(arrays, kept, strict=True))


X = np.zeros((4, 5))


@pytest.mark.parametrize(
    ("op", "arrays", "settings", "message"),
    [
        ("normalize", [X], {"p": 1}, "p=1 is not supported; normalize supports p=2"),
        ("normalize", [X], {"dim": 2}, "dim must be an axis of x, from -2 to 1, got 2: x (4, 5)"),
        ("normalize", [X.astype(int)], {}, "x must be float32 or float64, got int64"),
        ("info_nce", [X, X[:3]], {}, "key must have shape (4, 5), got (3, 5)"),
        ("info_nce", [X[0], X[0]], {}, "query must have 2 axes, got 1: query (5,)"),
        (
            "info_nce",
            [X, X],
            {"temperature": 0},
            "temperature must be greater than 0, got 0",
        ),
        ("info_nce", [X[:0], X[:0]], {}, "query must hold at least one row, got shape (0, 5)"),
        (
            "info_nce",
            [X, X],
            {"reduction": "max"},
            "reduction must be 'none', 'mean' or 'sum', got 'max'",
        ),
    ],
)
def test_refuses(op, arrays, settings, message):
    with pytest.raises(ValueError) as caught:
        pair(op)[0](*arrays, **settings)
    assert str(caught.value) == message


def test_wrong_dout():
    with pytest.raises(ValueError, match=r"dout must have the shape of out, \(4, 5\), got \(4,\)"):
        pair("normalize")[1](np.ones(4), pair("normalize")[0](X)[1])
    with pytest.raises(ValueError, match=r"dout must have the shape of out, \(\), got \(4,\)"):
        pair("info_nce")[1](np.ones(4), pair("info_nce")[0](X, X)[1])

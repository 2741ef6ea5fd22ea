import numpy as np
import pytest

from dlcourse.checks import gradcheck
from dlcourse.functional import (
    embedding_backward,
    embedding_forward,
    linear_backward,
    linear_forward,
)

X_SHAPES = [(3,), (2, 3), (4, 2, 3), (0, 3), (2, 1, 3)]
IDS = np.array([[1, 6, 0, 1], [5, 1, 2, 5]])


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("shape", X_SHAPES)
def test_linear(shape, bias, rng):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    shapes = shape, (5, 3), (5,)
    arrays = [rng.standard_normal(s) for s in shapes[: 2 + bias]]
    gradcheck(linear_forward, linear_backward, arrays)
    compare(linear_forward, linear_backward, arrays)


def test_linear_against_its_definition(rng):
    x, w, b, dout = (rng.standard_normal(s) for s in ((2, 3), (4, 3), (4,), (2, 4)))
    out, cache = linear_forward(x, w, b)
    dx, dw, db = np.zeros_like(x), np.zeros_like(w), np.zeros_like(b)
    for n in range(2):
        for o in range(4):
            assert out[n, o] == pytest.approx(b[o] + sum(x[n, i] * w[o, i] for i in range(3)))
            db[o] += dout[n, o]
            for i in range(3):
                dx[n, i] += dout[n, o] * w[o, i]
                dw[o, i] += dout[n, o] * x[n, i]
    for ours, expected in zip(linear_backward(dout, cache), (dx, dw, db), strict=True):
        assert ours == pytest.approx(expected)


@pytest.mark.parametrize(("x", "w"), [((2, 0), (4, 0)), ((2, 3), (0, 3)), ((0, 0), (0, 0))])
def test_linear_without_inputs_or_outputs(x, w):
    out, cache = linear_forward(np.zeros(x), np.zeros(w), np.ones(w[0]))
    dx, dw, db = linear_backward(np.ones(out.shape), cache)
    assert (dx.shape, dw.shape, db.shape) == (x, w, w[:1])


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (((2, 3), (4, 5)), "x must have the 5 inputs of w on its last axis: x (2, 3), w (4, 5)"),
        (((), (4, 5)), "x must have the 5 inputs of w on its last axis: x (), w (4, 5)"),
        (((2, 3), (3,)), "w must have 2 axes, got 1: w (3,)"),
        (((2, 3), (4, 3), (3,)), "b must have shape (4,), got (3,)"),
        (((2, 3), (4, 3), (1,)), "b must have shape (4,), got (1,)"),
    ],
)
def test_linear_refuses(shapes, message):
    with pytest.raises(ValueError) as caught:
        linear_forward(*map(np.zeros, shapes))
    assert str(caught.value) == message


def test_linear_refuses_mixed_dtypes():
    x, w = np.zeros((2, 3)), np.zeros((4, 3), np.float32)
    with pytest.raises(ValueError, match="x and w must have the same dtype, got float64 and float"):
        linear_forward(x, w)


@pytest.mark.parametrize(
    "ids", [IDS, IDS[0], np.array(4), IDS.astype(np.int32), IDS[:, :0]], ids=str
)
@pytest.mark.parametrize("scale_grad_by_freq", [False, True])
@pytest.mark.parametrize("padding_idx", [None, 1, -2])
def test_embedding_agrees_with_pytorch(ids, padding_idx, scale_grad_by_freq, rng):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    settings = {"padding_idx": padding_idx, "scale_grad_by_freq": scale_grad_by_freq}
    w = rng.standard_normal((7, 3))
    compare(embedding_forward, embedding_backward, [w], ids=ids, **settings)


def test_embedding_gradients(rng):
    gradcheck(embedding_forward, embedding_backward, [rng.standard_normal((7, 3))], ids=IDS)


def test_embedding_is_linear_on_one_hot_rows(rng):
    w, dout = rng.standard_normal((7, 3)), rng.standard_normal((4, 3))
    one_hot = np.eye(7)[IDS[0]]
    out, cache = embedding_forward(w, ids=IDS[0])
    assert np.array_equal(out, one_hot @ w)
    assert embedding_backward(dout, cache) == pytest.approx(one_hot.T @ dout)


def test_embedding_rows_are_copies(rng):
    w = rng.standard_normal((7, 3))
    for ids in (np.int64(4), np.array(4), np.array([4])):
        assert not np.shares_memory(embedding_forward(w, ids=ids)[0], w)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"ids": IDS.astype(float)}, "ids must be integers, got float64"),
        ({"ids": np.array([0, 7])}, "ids must be from 0 to 6, got 0 to 7"),
        ({"ids": np.array([-1, 2])}, "ids must be from 0 to 6, got -1 to 2"),
        ({"ids": IDS, "padding_idx": 7}, "padding_idx must be an integer from -7 to 6, got 7"),
        ({"ids": IDS, "padding_idx": 0.5}, "padding_idx must be an integer from -7 to 6, got 0.5"),
        (
            {"ids": IDS, "max_norm": 2.0},
            "embedding does not support max_norm=2.0; it supports padding_idx, scale_grad_by_freq",
        ),
    ],
)
def test_embedding_refuses(settings, message):
    with pytest.raises(ValueError) as caught:
        embedding_forward(np.zeros((7, 3)), **settings)
    assert str(caught.value) == message


def test_backward_refuses_another_shape():
    _, cache = linear_forward(np.zeros((2, 3)), np.zeros((4, 3)))
    with pytest.raises(
        ValueError, match=r"dout must have the shape of out, \(2, 4\), got \(2, 3\)"
    ):
        linear_backward(np.zeros((2, 3)), cache)
    _, cache = embedding_forward(np.zeros((7, 3)), ids=IDS)
    with pytest.raises(ValueError, match=r"dout must have the shape of out, \(2, 4, 3\), got"):
        embedding_backward(np.zeros((2, 3)), cache)

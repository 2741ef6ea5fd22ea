"""Sums over a million rows of float32 keep their digits."""

import numpy as np
import pytest

from dlcourse import functional as F

ROWS = 1_000_003  # no multiple of a block


def relative(received, expected):
    return np.abs(received - expected).max() / np.abs(expected).max()


@pytest.fixture(scope="module")
def many():
    """Numbers with a mean: the total grows, and what is added to it stays small."""
    rng = np.random.default_rng(0)
    return rng.random((ROWS, 3), dtype=np.float32) + 1


def test_the_bias_gradient_of_linear(many):
    w = np.ones((3, 1), np.float32)
    _, cache = F.linear_forward(many[:, :1], w, np.zeros(3, np.float32))
    db = F.linear_backward(many, cache)[2]
    assert db.dtype == np.float32
    assert relative(db, many.sum(axis=0, dtype=np.float64)) < 2e-7


def test_the_statistics_and_gradients_of_batch_norm(many):
    nothing = np.zeros(3, np.float32)
    settings = {"running_mean": nothing, "running_var": nothing, "training": True, "momentum": 1}
    out, cache = F.batch_norm_forward(many, nothing + 1, nothing, **settings)
    exact = many.astype(np.float64)
    assert relative(cache.running_mean, exact.mean(axis=0)) < 2e-7
    assert relative(cache.running_var, exact.var(axis=0, ddof=1)) < 1e-6
    _, dw, db = F.batch_norm_backward(many, cache)
    assert relative(db, exact.sum(axis=0)) < 2e-7
    x_hat = (exact - exact.mean(axis=0)) / np.sqrt(exact.var(axis=0) + 1e-5)
    assert np.abs(dw - (exact * x_hat).sum(axis=0)).max() < 1e-6 * np.abs(exact * x_hat).sum()


def test_the_gradients_of_layer_norm(many):
    w = np.ones(3, np.float32)
    _, cache = F.layer_norm_forward(many, w, w, normalized_shape=3)
    x_hat = cache[0].astype(np.float64)
    _, dw, db = F.layer_norm_backward(many, cache)
    assert relative(db, many.sum(axis=0, dtype=np.float64)) < 2e-7
    assert np.abs(dw - (many * x_hat).sum(axis=0)).max() < 1e-7 * np.abs(many * x_hat).sum()


def test_layer_norm_of_numbers_far_from_zero():
    x = np.random.default_rng(2).standard_normal((3, 100_000), dtype=np.float32) + 1000
    out, _ = F.layer_norm_forward(x, normalized_shape=100_000)
    exact = x.astype(np.float64)
    exact = (exact - exact.mean(axis=1, keepdims=True)) / exact.std(axis=1, keepdims=True)
    assert np.abs(out - exact).max() < 2e-4  # a mean of 1000 has no more digits in float32


def test_a_row_of_an_embedding_that_is_read_often(many):
    w = np.zeros((4, 3), np.float32)
    _, cache = F.embedding_forward(w, ids=np.full(ROWS, 2))
    dw = F.embedding_backward(many, cache)
    assert dw.dtype == np.float32
    assert relative(dw[2], many.sum(axis=0, dtype=np.float64)) < 2e-7


def test_values_that_many_queries_share(many):
    key, value = np.ones((2, 1), np.float32), np.zeros((2, 3), np.float32)
    _, cache = F.scaled_dot_product_attention_forward(many[:, None, :1], key, value)
    _, _, dvalue = F.scaled_dot_product_attention_backward(many[:, None], cache)
    assert relative(dvalue, np.tile(many.sum(axis=0, dtype=np.float64) / 2, (2, 1))) < 2e-7


def test_few_rows_and_float64_are_summed_as_ever():
    rng = np.random.default_rng(1)
    for count, dtype in ((1024, np.float32), (5000, np.float64)):
        dout = rng.standard_normal((count, 4)).astype(dtype)
        _, cache = F.linear_forward(dout, np.eye(4, dtype=dtype), np.zeros(4, dtype))
        assert np.array_equal(F.linear_backward(dout, cache)[2], dout.sum(axis=0))

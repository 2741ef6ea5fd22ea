"""Codes, scales, bytes, and networks that compute with integers."""

import numpy as np
import pytest
import torch

from dlcourse.layers import Linear, ReLU, Sequential
from dlcourse.studies import compute


@pytest.fixture
def w():
    return np.random.default_rng(0).standard_normal((7, 50)).astype(np.float32)


@pytest.mark.parametrize("bits", [2, 3, 4, 8])
def test_the_same_as_pytorch_to_the_bit(w, bits):
    ends = compute.levels(bits)
    scale = compute.symmetric_scale(w, bits=bits)
    ours = compute.dequantize(compute.quantize(w, scale, bits=bits), scale)
    theirs = torch.fake_quantize_per_tensor_affine(torch.tensor(w), float(scale), 0, *ends)
    assert np.array_equal(ours, theirs)
    assert ours.dtype == np.float32
    scale = compute.symmetric_scale(w, bits=bits, per_row=True)
    ours = compute.dequantize(compute.quantize(w, scale, bits=bits), scale)
    zeros = torch.zeros(7, dtype=torch.int32)
    theirs = torch.fake_quantize_per_channel_affine(
        torch.tensor(w), torch.tensor(scale[:, 0]), zeros, 0, *ends
    )
    assert np.array_equal(ours, theirs)


def test_affine_codes_agree_with_pytorch_and_know_zero(w):
    x = w + np.float32(1.5)
    scale, zero_point = compute.affine_scale(x)
    assert zero_point != 0
    ours = compute.dequantize(compute.quantize(x, scale, zero_point), scale, zero_point)
    theirs = torch.fake_quantize_per_tensor_affine(
        torch.tensor(x), float(scale), zero_point, -128, 127
    )
    assert np.array_equal(ours, theirs)
    assert compute.dequantize(compute.quantize(np.zeros(1), scale, zero_point), scale, zero_point)[
        0
    ] == pytest.approx(0, abs=0)


def test_the_zero_point_is_the_nearest_code():
    scale, zero_point = compute.affine_scale(np.array([-0.104, 2.446]))
    assert scale == pytest.approx(0.01)
    assert zero_point == -118  # -128 + 10.4


def test_halves_go_to_the_even_code_and_what_is_beyond_is_clipped():
    x = np.array([0.5, 1.5, 2.5, -0.5, 40.0, -40.0])
    assert compute.quantize(x, 1.0, bits=4).tolist() == [0, 2, 2, 0, 7, -8]
    assert compute.quantize(np.array([3.0]), 0.5, -1, bits=8).tolist() == [5]


def test_symmetric_codes_reach_the_largest_and_leave_the_lowest(w):
    for bits in (2, 5, 8):
        codes = compute.quantize(w, compute.symmetric_scale(w, bits=bits), bits=bits)
        assert np.abs(codes.astype(int)).max() == 2 ** (bits - 1) - 1


def test_rows_of_zeros_have_a_scale():
    x = np.array([[0.0, 0.0], [3.0, 0.0]], np.float32)
    assert compute.symmetric_scale(x, bits=3, per_row=True).tolist() == [[1.0], [1.0]]
    assert compute.symmetric_scale(0 * x) == 1
    assert compute.affine_scale(0 * x) == (1, -128)


def test_errors_name_the_setting(w):
    with pytest.raises(ValueError, match="bits must be an integer from 2 to 8, got 9"):
        compute.quantize(w, 1.0, bits=9)
    with pytest.raises(ValueError, match="scale must be positive, got 0"):
        compute.quantize(w, 0.0)


def test_arguments_are_not_modified(w):
    before = w.copy()
    codes = compute.quantize(w, compute.symmetric_scale(w))
    kept = codes.copy()
    compute.dequantize(codes, np.float32(0.1))
    assert np.array_equal(w, before)
    assert np.array_equal(codes, kept)


def test_the_bytes_of_a_model_by_hand():
    model = Sequential(Linear(3, 5), ReLU(), Linear(5, 2))
    biases = {name: a.copy() for name, a in model.params.items() if a.ndim == 1}
    # 15 and 10 codes of 3 bits: 6 and 4 bytes; 7 scales and 7 biases of 4 bytes.
    assert compute.quantize_weights(model, bits=3, per_row=True) == 6 + 4 + 4 * 7 + 4 * 7
    assert all(np.array_equal(model.params[name], a) for name, a in biases.items())
    assert all(len(np.unique(row)) <= 7 for row in model.params["0.weight"])


def test_the_sum_is_taken_in_32_bits_and_scaled_once(w):
    x = np.random.default_rng(1).standard_normal((4, 50)).astype(np.float32)
    bias = np.arange(7, dtype=np.float32)
    scale, rows = compute.symmetric_scale(x), compute.symmetric_scale(w, per_row=True)
    q, codes = compute.quantize(x, scale), compute.quantize(w, rows)
    ours = compute.int8_linear(q, scale, codes, rows, bias)
    exact = compute.dequantize(q, scale).astype(float) @ compute.dequantize(codes, rows).T + bias
    assert np.allclose(ours, exact, atol=1e-4)
    assert ours.dtype == np.float32
    one = compute.int8_linear(q, scale, codes, np.float32(0.5), bias)
    assert np.allclose(one - bias, 0.5 * (q.astype(int) @ codes.T.astype(int)) * scale, rtol=1e-5)


def test_a_network_of_codes_is_close_to_the_network():
    model = compute.perceptron(20, 12, rng=np.random.default_rng(0))
    x = np.random.default_rng(1).standard_normal((9, 784)).astype(np.float32)
    layers = compute.int8_layers(model)
    assert [scale.shape for _, scale, _ in layers] == [(20, 1), (12, 1), (10, 1)]
    ours, exact = compute.int8_forward(layers, x), model(x)
    assert 0 < np.abs(ours - exact).max() < 0.05 * np.abs(exact).max()

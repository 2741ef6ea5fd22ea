"""Rounding of float32 to fewer bits, weights kept in two precisions, the picture of the bits."""

import numpy as np
import pytest
import torch

from dlcourse.layers import Linear
from dlcourse.studies import compute


@pytest.fixture
def words():
    rng = np.random.default_rng(0)
    return rng.integers(0, 2**32, 20_000, dtype=np.uint32).view(np.float32)


def test_seven_bits_are_pytorchs_bfloat16(words):
    edges = np.float32([0, -0.0, 3.4e38, -3.4e38, np.inf, -np.inf, 1e-45, 1 + 2**-8, 1 + 3 * 2**-8])
    for x in (words, edges):
        ours = compute.round_mantissa(x, bits=7)
        theirs = torch.tensor(x).bfloat16().float().numpy()
        assert np.array_equal(ours, theirs, equal_nan=True)
        assert np.array_equal(np.signbit(ours), np.signbit(theirs)) or np.isnan(x).any()


def test_ten_bits_are_the_nearest_multiple(words):
    x = words[np.isfinite(words) & (np.abs(words) < 1e38) & (np.abs(words) > 1e-30)]
    step = 2.0 ** (np.floor(np.log2(np.abs(x.astype(float)))) - 10)
    assert np.array_equal(compute.round_mantissa(x, bits=10), np.rint(x / step) * step)
    assert np.array_equal(compute.round_mantissa(x, bits=23), x)


def test_not_numbers_stay_and_the_argument_too():
    x = np.float32([np.nan, np.inf, 1.01])
    before = x.copy()
    rounded = compute.round_mantissa(x, bits=2)
    assert np.isnan(rounded[0])
    assert rounded[1] == np.inf
    assert rounded[2] == 1
    assert np.array_equal(x, before, equal_nan=True)


def test_what_is_refused():
    with pytest.raises(ValueError, match="x must be float32, got float64"):
        compute.round_mantissa(np.ones(2), bits=7)
    with pytest.raises(ValueError, match="bits must be an integer from 1 to 23, got 0"):
        compute.round_mantissa(np.ones(2, np.float32), bits=0)


@pytest.mark.parametrize("value", [1.0, -6.5, 0.15625, 3e-40])
def test_fields_put_together_give_the_number(value):
    sign, exponent, mantissa = compute.fields(value)
    size = 2.0 ** (exponent - 127) * (1 + mantissa / 2**23)
    if exponent == 0:
        size = 2.0**-126 * mantissa / 2**23
    assert (-1) ** sign * size == np.float32(value)


def test_master_weights_keep_what_rounding_would_lose():
    layer = Linear(1, 1)
    layer.params["weight"][:] = 1
    layer.params["bias"][:] = 1
    keeper, rounder = compute.MasterWeights(layer, bits=7), compute.round_weights(7)
    other = Linear(1, 1)
    other.load_state_dict(layer.state_dict())
    for _ in range(8):
        layer.params["weight"] += np.float32(2**-9)
        keeper(layer)
        other.params["weight"] += np.float32(2**-9)
        rounder(other)
    assert other.params["weight"] == 1
    assert layer.params["weight"] == 1 + 2**-6
    assert keeper.master["weight"] == 1 + 2**-6
    assert layer.params["bias"] == 1


def test_master_weights_round_what_computes():
    layer = Linear(30, 4, rng=np.random.default_rng(0))
    keeper = compute.MasterWeights(layer, bits=7)
    for name, array in layer.params.items():
        assert np.array_equal(array, compute.round_mantissa(keeper.master[name], bits=7))
    assert not np.array_equal(layer.params["weight"], keeper.master["weight"])


def test_the_picture_has_a_cell_for_each_bit():
    ax = compute.draw_formats({"tiny": (2, 3), "other": (1, 1)})
    colors = [patch.get_facecolor() for patch in ax.patches]
    assert len(colors) == 6 + 3
    assert len(set(colors)) == 3
    assert colors[1] == colors[2] != colors[3] == colors[5]
    assert colors[0] == colors[6]


def test_products_in_three_formats_leave_the_setting_as_it_was():
    before = torch.backends.cuda.matmul.allow_tf32
    found = compute.matmul_formats(32, device="cpu", repeats=1)
    assert list(found) == ["float32", "TF32", "bfloat16"]
    assert 0 < found["float32"][0] < 1e-6 < 1e-3 < found["bfloat16"][0] < 1e-2
    assert torch.backends.cuda.matmul.allow_tf32 == before

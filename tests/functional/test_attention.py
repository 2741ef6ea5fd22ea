"""Scaled dot-product attention: masks, broadcasting, empty sizes, and its definition as a loop."""

import math

import numpy as np
import pytest

from dlcourse.checks import gradcheck
from dlcourse.functional import (
    scaled_dot_product_attention_backward,
    scaled_dot_product_attention_forward,
)

PAIR = scaled_dot_product_attention_forward, scaled_dot_product_attention_backward
FORWARD, BACKWARD = PAIR

# Shapes of query, key and value: 2 to 5 axes, one name each; then broadcast, then empty ones.
FULL = [
    ((5, 4), (6, 4), (6, 7)),
    ((3, 5, 4), (3, 6, 4), (3, 6, 7)),
    ((2, 3, 5, 4), (2, 3, 6, 4), (2, 3, 6, 7)),
    ((1, 2, 3, 5, 4), (1, 2, 3, 6, 4), (1, 2, 3, 6, 7)),
    ((3, 6, 4), (3, 5, 4), (3, 5, 7)),  # more queries than keys
    ((3, 5, 4), (3, 6, 4), (3, 6, 4)),
    ((2, 3, 5, 4), (2, 3, 6, 4), (2, 3, 6, 4)),  # PyTorch takes another path with E = V
]
BROADCAST = [
    ((5, 4), (3, 6, 4), (3, 6, 7)),
    ((3, 5, 4), (6, 4), (6, 7)),
    ((3, 5, 4), (2, 3, 6, 4), (2, 3, 6, 7)),
    ((1, 3, 5, 4), (2, 1, 6, 4), (2, 3, 6, 7)),
    ((3, 5, 4), (3, 6, 4), (1, 6, 7)),
    ((5, 4), (6, 4), (2, 3, 6, 7)),  # one map of attention, several values
]
EMPTY = [
    ((0, 4), (6, 4), (6, 7)),
    ((5, 4), (0, 4), (0, 7)),
    ((2, 5, 4), (2, 0, 4), (2, 0, 7)),
    ((5, 0), (6, 0), (6, 7)),
    ((5, 4), (6, 4), (6, 0)),
    ((0, 5, 4), (0, 6, 4), (0, 6, 7)),
    ((0, 3, 5, 4), (0, 3, 6, 4), (0, 3, 6, 4)),
]
EVERY = FULL + BROADCAST + EMPTY


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def draw(rng, shapes):
    return [rng.standard_normal(shape) for shape in shapes]


def scores_shape(query, key, _):
    return (*np.broadcast_shapes(query[:-2], key[:-2]), query[-2], key[-2])


def masks(rng, shapes):
    """A mask of each kind, some rows of which hide everything."""
    shape = scores_shape(*shapes)
    look = rng.random(shape) < 0.6
    look[..., :2, :] = False
    return {
        "bool": look,
        "one row": rng.random(shape[-2:])[:1] < 0.6,
        "one column": rng.random(shape[-2:])[:, :1] < 0.6,
        "float": rng.standard_normal(shape[-2:]),
        "float and -inf": np.where(look, rng.standard_normal(shape), -np.inf),
    }


@pytest.mark.parametrize("shapes", EVERY, ids=str)
@pytest.mark.parametrize(
    "settings", [{}, {"is_causal": True}, {"scale": 0.3}, {"scale": -2}, {"scale": 0.0}], ids=str
)
def test_settings(shapes, settings, rng):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    arrays = draw(rng, shapes)
    gradcheck(*PAIR, arrays, **settings)
    compare(*PAIR, arrays, **settings)


@pytest.mark.parametrize("shapes", EVERY, ids=str)
@pytest.mark.parametrize("kind", ["bool", "one row", "one column", "float", "float and -inf"])
def test_masks(shapes, kind, rng):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    arrays, mask = draw(rng, shapes), masks(rng, shapes)[kind]
    gradcheck(*PAIR, arrays, attn_mask=mask, scale=0.7)
    compare(*PAIR, arrays, attn_mask=mask, scale=0.7)


def test_against_its_definition(rng):
    query, key, value = draw(rng, FULL[0])
    look = rng.random((5, 6)) < 0.6
    out, cache = FORWARD(query, key, value, attn_mask=look)
    for row in range(5):
        scores = [sum(query[row, e] * key[s, e] for e in range(4)) / 2 for s in range(6)]
        powers = [math.exp(score) * seen for score, seen in zip(scores, look[row], strict=True)]
        weights = [power / sum(powers) for power in powers]
        assert cache.weights[row] == pytest.approx(weights)
        expected = [sum(weights[s] * value[s, v] for s in range(6)) for v in range(7)]
        assert out[row] == pytest.approx(expected)


@pytest.mark.parametrize("shapes", EVERY, ids=str)
def test_weights_are_the_map_of_attention(shapes, rng):
    arrays = draw(rng, shapes)
    look = masks(rng, shapes)["bool"]
    out, cache = FORWARD(*arrays, attn_mask=look)
    assert cache.weights.shape == look.shape
    assert not cache.weights[~look].any()
    np.testing.assert_allclose(cache.weights.sum(-1), look.any(-1), rtol=1e-12)
    np.testing.assert_allclose(cache.weights @ arrays[2], out, rtol=1e-12)


def test_causal_is_a_mask_from_the_first_row(rng):
    for shapes in FULL:
        arrays = draw(rng, shapes)
        mask = np.tri(*scores_shape(*shapes)[-2:], dtype=bool)
        out, cache = FORWARD(*arrays, is_causal=True)
        expected, _ = FORWARD(*arrays, attn_mask=mask)
        np.testing.assert_array_equal(out, expected)
        assert cache.weights[..., 0, 0] == pytest.approx(1)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("hidden", [np.array([[False]]), np.array([[-np.inf]])], ids=str)
def test_a_query_that_may_look_nowhere_gets_zeros(hidden, rng):
    arrays = draw(rng, FULL[1])
    out, cache = FORWARD(*arrays, attn_mask=hidden)
    assert not out.any()
    assert not cache.weights.any()
    for gradient in BACKWARD(rng.standard_normal(out.shape), cache):
        assert not gradient.any()


@pytest.mark.filterwarnings("error")
def test_large_scores_do_not_overflow():
    query, key = np.array([[1e5]], np.float32), np.array([[1e5], [-1e5]], np.float32)
    out, _ = FORWARD(query, key, np.array([[3.0], [4.0]], np.float32))
    assert out.tolist() == [[3.0]]
    assert out.dtype == np.float32


def test_order_of_places_does_not_matter(rng):
    query, key, value = draw(rng, FULL[1])
    order = rng.permutation(6)
    out, _ = FORWARD(query, key, value)
    again, _ = FORWARD(query, key[:, order], value[:, order])
    np.testing.assert_allclose(again, out, rtol=1e-12)


def test_views_and_read_only_arrays(rng):
    arrays = [array.mT.copy().mT for array in draw(rng, FULL[2])]
    mask = np.broadcast_to(rng.random((5, 1)) < 0.6, (5, 6))
    before = [array.copy() for array in (*arrays, mask)]
    for array in arrays:
        array.flags.writeable = False
    out, cache = FORWARD(*arrays, attn_mask=mask)
    dout = rng.standard_normal(out.shape)
    dout.flags.writeable = False
    first, again = BACKWARD(dout, cache), BACKWARD(dout, cache)
    for one, two in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, two)
    for array, kept in zip((*arrays, mask), before, strict=True):
        np.testing.assert_array_equal(array, kept)


ONES = [np.ones(shape) for shape in FULL[1]]
MASK = np.ones((5, 6), bool)
MASK_SHAPE = "attn_mask must have at least 2 axes that broadcast to the scores, (3, 5, 6), got "


@pytest.mark.parametrize(
    ("changed", "settings", "message"),
    [
        ({0: np.ones(4)}, {}, "query must have at least 2 axes, got 1: query (4,)"),
        ({2: np.ones(6)}, {}, "value must have at least 2 axes, got 1: value (6,)"),
        (
            {0: np.ones((3, 5, 2))},
            {},
            "query and key must have one size E on the last axis: query (3, 5, 2), key (3, 6, 4)",
        ),
        (
            {2: np.ones((3, 5, 7))},
            {},
            "key and value must have one row for each place: key (3, 6, 4), value (3, 5, 7)",
        ),
        (
            {2: np.ones((2, 6, 7))},
            {},
            "all axes but the last two must broadcast: "
            "query (3, 5, 4), key (3, 6, 4), value (2, 6, 7)",
        ),
        ({0: [[1.0]]}, {}, "query must be a NumPy array, got list"),
        (
            {1: np.ones((3, 6, 4), np.float32)},
            {},
            "query and key must have the same dtype, got float64 and float32",
        ),
        ({}, {"attn_mask": MASK, "is_causal": True}, "attn_mask must be None when is_causal=True"),
        ({}, {"attn_mask": MASK.tolist()}, "attn_mask must be a NumPy array, got list"),
        ({}, {"attn_mask": MASK * 1}, "attn_mask must be bool or float64 like query, got int64"),
        (
            {},
            {"attn_mask": MASK.astype(np.float32)},
            "attn_mask must be bool or float64 like query, got float32",
        ),
        ({}, {"attn_mask": MASK * np.inf}, "attn_mask must hold numbers below infinity"),
        ({}, {"attn_mask": MASK * np.nan}, "attn_mask must hold numbers below infinity"),
        ({}, {"attn_mask": MASK.T}, MASK_SHAPE + "(6, 5)"),
        ({}, {"attn_mask": MASK[0]}, MASK_SHAPE + "(6,)"),
        ({}, {"attn_mask": MASK[None, None]}, MASK_SHAPE + "(1, 1, 5, 6)"),
        ({}, {"is_causal": 1}, "is_causal must be True or False, got 1"),
        ({}, {"scale": "1"}, "scale must be a number, got '1'"),
        ({}, {"scale": math.inf}, "scale must be finite, got inf"),
        ({}, {"dropout_p": 0.1}, "scaled_dot_product_attention does not support dropout_p=0.1"),
        ({}, {"enable_gqa": True}, "scaled_dot_product_attention does not support enable_gqa=True"),
    ],
)
def test_refuses(changed, settings, message):
    arrays = [changed.get(i, array) for i, array in enumerate(ONES)]
    with pytest.raises(ValueError) as caught:
        FORWARD(*arrays, **settings)
    assert str(caught.value).startswith(message)


def test_settings_that_are_switched_off_are_accepted():
    out, _ = FORWARD(*ONES, dropout_p=0.0, enable_gqa=False)
    assert out == pytest.approx(np.ones((3, 5, 7)))


def test_backward_refuses_another_shape():
    _, cache = FORWARD(*ONES)
    for dout in (np.ones((5, 7)), np.ones((3, 5, 6))):
        with pytest.raises(ValueError, match=r"dout must have the shape of out, \(3, 5, 7\), got"):
            BACKWARD(dout, cache)
    with pytest.raises(ValueError, match="dout must have the dtype of out, float64, got float32"):
        BACKWARD(np.ones((3, 5, 7), np.float32), cache)

"""The small products of a recurrent layer: in blocks they are the whole product."""

import numpy as np
import pytest

from dlcourse.functional import _products


@pytest.mark.parametrize("gates", [1, 3, 4])
@pytest.mark.parametrize(
    ("n", "hidden", "terms"), [(5, 3, 4), (32, 128, 65), (7, 100, 130), (3, 37, 9), (3000, 64, 130)]
)
def test_products_in_blocks(n, gates, hidden, terms):
    rng = np.random.default_rng(0)
    w = rng.standard_normal((gates * hidden, terms))
    z, da = rng.standard_normal((n, terms)), rng.standard_normal((n, gates, hidden))
    out = np.empty((gates, n, hidden))
    _products.product(z, _products.in_blocks(w, gates, n), out)
    expected = (z @ w.T).reshape(n, gates, hidden).swapaxes(0, 1)
    np.testing.assert_allclose(out, expected, rtol=0, atol=1e-12)
    back = _products.product_transposed(da, _products.in_blocks_transposed(w, gates, n))
    np.testing.assert_allclose(back, da.reshape(n, -1) @ w, rtol=0, atol=1e-12)


def test_blocks_are_small_where_it_helps():
    """Each product of a layer with 128 units and 32 examples is under OpenBLAS's limit."""
    blocks = _products.in_blocks(np.zeros((512, 194)), 4, 32)
    assert blocks.shape == (4, 4, 194, 32)
    assert 32 * 194 * 32 <= _products.SMALL
    assert _products.in_blocks(np.zeros((97, 50)), 1, 32).shape == (1, 1, 50, 97)

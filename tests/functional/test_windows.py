"""Windows: what is called a transpose is one, and memory order never shows."""

import numpy as np
import pytest

from dlcourse.functional import _windows
from dlcourse.functional._windows import (
    Windows,
    crop,
    fold,
    images,
    pad,
    rows,
    same_memory_order,
    strips,
    unfold,
)

WINDOWS = [
    Windows((3, 2), (1, 1), (1, 1), (5, 7)),
    Windows((3, 2), (2, 3), (1, 1), (3, 2)),  # leaves the last column uncovered
    Windows((2, 3), (1, 2), (3, 1), (4, 3)),
    Windows((2, 3), (1, 2), (3, 1), (2, 3), first=1),
]
SHAPES = [(2, 4, 7, 8), (4, 7, 8), (0, 4, 7, 8)]


def same_product(a, transposed_a, x, y):
    """⟨a(x), y⟩ = ⟨x, aᵀ(y)⟩: the definition of the transpose."""
    np.testing.assert_allclose(np.sum(a(x) * y), np.sum(x * transposed_a(y)), rtol=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("windows", WINDOWS)
@pytest.mark.parametrize("groups", [1, 2])
def test_fold_is_the_transpose_of_unfold(windows, shape, groups):
    rng = np.random.default_rng(0)
    x = rng.standard_normal(shape)
    columns = rng.standard_normal(unfold(x, windows, groups).shape)

    def folded(columns):
        out = np.zeros(shape)
        fold(columns, windows, out)
        return out

    same_product(lambda x: unfold(x, windows, groups), folded, x, columns)


def test_crop_is_the_transpose_of_pad():
    rng = np.random.default_rng(1)
    padding = (1, 2), (0, 3)
    x, y = rng.standard_normal((2, 3, 4, 5)), rng.standard_normal((2, 3, 7, 8))
    same_product(lambda x: pad(x, padding), lambda y: crop(y, padding), x, y)


def test_pad_puts_each_side_where_it_belongs():
    padded = pad(np.ones((1, 1, 1, 1)), ((1, 0), (0, 2)), value=-np.inf)
    np.testing.assert_array_equal(padded[0, 0], [[-np.inf] * 3, [1, -np.inf, -np.inf]])


def test_images_is_the_transpose_of_rows():
    rng = np.random.default_rng(2)
    x, y = rng.standard_normal((2, 6, 4, 5)), rng.standard_normal((3, 2, 40))
    same_product(lambda x: rows(x, groups=3), lambda y: images(y, x.shape), x, y)


def test_an_entry_of_the_columns_is_the_pixel_it_stands_for():
    x = np.random.default_rng(3).standard_normal((2, 3, 9, 8))
    windows = Windows((2, 3), (2, 1), (3, 2), (3, 4))
    columns = unfold(x, windows).reshape(3, 2, 3, 3, 4, 2)
    for c, i, j, p, q, n in np.ndindex(columns.shape):
        assert columns[c, i, j, p, q, n] == x[n, c, 2 * p + 3 * i, q + 2 * j]


@pytest.mark.parametrize("budget", [1, 700, 10**6])
def test_strips_make_up_all_columns(monkeypatch, budget):
    monkeypatch.setattr(_windows, "STRIP", budget)
    x = np.random.default_rng(4).standard_normal((2, 4, 9, 8))
    windows = Windows((3, 2), (1, 2), (2, 1), (5, 4))
    cut = list(strips(windows, x.shape))
    assert len(cut) == {1: 5, 700: 2, 10**6: 1}[budget]
    whole = np.full((1, 24, 40), np.nan)
    for place, strip in cut:
        whole[..., place] = unfold(x, strip)
    np.testing.assert_array_equal(whole, unfold(x, windows))


def test_pad_puts_the_batch_innermost_in_memory():
    x = np.zeros((2, 3, 4, 5))
    for padding in [((0, 0), (0, 0)), ((1, 0), (0, 0))]:
        assert pad(x, padding).strides[0] == x.itemsize


def test_same_memory_order():
    x = np.random.default_rng(5).standard_normal((2, 3, 4))
    pattern = np.zeros((4, 3, 2), np.uint8).T
    ordered = same_memory_order(x, pattern)
    assert ordered.flags.f_contiguous
    assert np.array_equal(ordered, x)
    assert same_memory_order(ordered, pattern) is ordered

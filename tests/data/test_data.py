import hashlib

import numpy as np
import pytest

from dlcourse.data import (
    breast_cancer,
    digits8,
    digits28,
    enlarge,
    enlarge_ink,
    feature_names,
    mnist,
    photographs,
)
from dlcourse.data.photographs import SOURCES


def test_digits_are_ink_in_the_box_of_mnist():
    x, y = digits28("all")
    assert x.shape == (1797, 1, 28, 28)
    assert x.dtype == np.float32
    assert y.dtype == np.int64
    assert x.min() == 0
    assert x.max() == 1
    assert x[:, :, 4:-4, 4:-4].sum() > 0.95 * x.sum()
    assert max(x[:, :, :2].max(), x[:, :, -2:].max(), x[..., :2].max()) < 0.01


def test_digits_are_the_same_bits_everywhere():
    x, y = digits28("all")
    assert hashlib.sha256(x.tobytes() + y.tobytes()).hexdigest() == DIGITS_SHA256


DIGITS_SHA256 = "09909ddaaad2f1e593b04a443721b4eca36967f5770ffa3f7470663fc6404136"


def test_enlarging_is_catmull_rom_interpolation():
    def cubic(t):
        t = abs(t)
        if t <= 1:
            return 1.5 * t**3 - 2.5 * t**2 + 1
        return -0.5 * t**3 + 2.5 * t**2 - 4 * t + 2 if t < 2 else 0.0

    cells = np.random.default_rng(0).integers(0, 17, (2, 8, 8))
    place = [(i - 4 + 0.5) * 8 / 20 - 0.5 for i in range(28)]
    weights = np.array([[cubic(p - a) for a in range(8)] for p in place])
    expected = np.clip(weights @ cells @ weights.T / 16, 0, 1)
    np.testing.assert_allclose(enlarge(cells)[:, 0], expected, atol=1e-7)


@pytest.mark.parametrize("split", ["train", "test", "all"])
def test_small_digits_are_the_large_ones_as_they_were_measured(split):
    (small, labels), (large, same) = digits8(split), digits28(split)
    assert small.shape == (len(large), 1, 8, 8)
    assert small.dtype == np.float32
    assert np.array_equal(labels, same)
    assert np.array_equal(small * 16, np.rint(small * 16))
    assert np.array_equal(enlarge_ink(small), large)


def test_ink_is_rounded_to_the_levels_of_the_data():
    x, _ = digits8("test")
    moved = np.clip(x + np.random.default_rng(0).uniform(-0.03, 0.03, x.shape), 0, 1)
    assert np.array_equal(enlarge_ink(moved), enlarge_ink(x))


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.zeros((2, 8, 8)), r"x must have shape \(N, 1, 8, 8\), got \(2, 8, 8\)"),
        (np.zeros((2, 1, 8, 8), int), "x must be floats, got int64"),
        (np.full((2, 1, 8, 8), 1.5), r"x must lie in 0..1, got 1.5..1.5"),
        (np.full((2, 1, 8, 8), np.nan), "x must lie in 0..1"),
    ],
)
def test_what_is_no_ink_is_refused(x, message):
    with pytest.raises(ValueError, match=message):
        enlarge_ink(x)


@pytest.mark.parametrize("load", [digits28, breast_cancer])
def test_splits_are_stratified_and_share_nothing(load):
    (x, y), (x_test, y_test), (x_all, _) = load("train"), load("test"), load("all")
    rows = [{row.tobytes() for row in part} for part in (x, x_test, x_all)]
    assert not rows[0] & rows[1]
    assert rows[0] | rows[1] == rows[2]
    assert len(x) + len(x_test) == len(x_all)
    share = np.bincount(y_test) / (np.bincount(y) + np.bincount(y_test))
    assert np.all(np.abs(share - 0.2) < 0.02)


def test_breast_cancer_columns_have_names():
    x, y = breast_cancer()
    assert len(feature_names()) == x.shape[1]
    # Malignant tumors are larger; scikit-learn's labels are the other way round.
    radius = x[:, feature_names().index("mean radius")]
    assert radius[y == 1].mean() > radius[y == 0].mean() + 4


def test_photographs():
    photos = photographs()
    assert set(photos) == set(SOURCES)
    for photo in photos.values():
        assert photo.shape == (128, 128)
        assert photo.dtype == np.float32
        assert 0 <= photo.min() < photo.max() <= 1
        assert photo.std() > 0.05
    photos["camera"][:] = 0
    assert photographs()["camera"].max() > 0.5


def test_photographs_are_shipped_with_scikit_image():
    # A file that scikit-image would download has no place in its package folder.
    from importlib.metadata import files

    shipped = {path.name for path in files("scikit-image") if path.parent.name == "data"}
    for source in SOURCES.values():
        assert {f"{source.loader}.png", f"{source.loader}.jpg"} & shipped


BAD = [
    (lambda: digits28("valid"), "split must be one of 'train', 'test', 'all', got 'valid'"),
    (lambda: breast_cancer(3), "split must be one of 'train', 'test', 'all', got 3"),
    (lambda: mnist("all"), "split must be one of 'train', 'test', got 'all'"),
    (lambda: enlarge(np.zeros((8, 8), int)), r"cells must have shape \(N, 8, 8\), got \(8, 8\)"),
    (lambda: enlarge(np.zeros((1, 8, 8))), "cells must be integers, got float64"),
    (lambda: enlarge(np.full((1, 8, 8), 17)), r"cells must lie in 0..16, got 17..17"),
]


@pytest.mark.parametrize(("call", "message"), BAD)
def test_bad_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()

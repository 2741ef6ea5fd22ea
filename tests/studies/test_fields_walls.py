"""Scratched walls: half of the patches, bright or dark, and nothing else changed."""

import numpy as np
import pytest

from dlcourse.data import textures
from dlcourse.studies.fields import contrast, scratched_walls


def clean(split, names=("brick", "grass", "gravel")):
    patches = textures(split, names=names, side=12, step=12, share=0, rng=np.random.default_rng(0))
    return patches.x.reshape(-1, 144)


def test_scratches_are_bright_or_dark_by_halves():
    x, y = scratched_walls("train", seed=4)
    change = x - clean("train")
    bright, dark = (change > 1e-6).any(axis=1), (change < -1e-6).any(axis=1)
    assert not (bright & dark).any()
    assert np.array_equal(bright | dark, y == 1)
    assert abs(y.mean() - 0.5) < 0.001
    assert abs(bright.mean() - dark.mean()) < 0.001
    assert not abs(change).max() > 0.4 + 1e-6


def test_without_dark_ones_all_are_bright():
    x, y = scratched_walls("train", dark=False)
    change = x - clean("train")
    assert change.min() > -1e-6
    assert np.array_equal((change > 1e-6).any(axis=1), y == 1)


def test_halves_and_names():
    x, y = scratched_walls("test", names=["gravel"], seed=1)
    assert x.shape == (882, 144)
    assert np.array_equal(x[y == 0], clean("test", ["gravel"])[y == 0])


def test_the_seed_draws_which_are_scratched():
    (_, first), (_, again), (_, other) = (scratched_walls("train", seed=k) for k in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_what_is_unknown_is_refused():
    with pytest.raises(ValueError, match="split"):
        scratched_walls("left")
    with pytest.raises(ValueError, match="names"):
        scratched_walls("train", names=["sand"])


def test_contrast_is_the_definition():
    x = np.random.default_rng(0).random((3, 144))
    before = x.copy()
    for row, given in zip(x, contrast(x), strict=True):
        patch = row.reshape(12, 12)
        down, across = abs(patch[1:] - patch[:-1]), abs(patch[:, 1:] - patch[:, :-1])
        spread = patch.std(), patch.max() - patch.mean(), patch.mean() - patch.min()
        steps = down.mean(), across.mean(), down.max(), across.max()
        np.testing.assert_allclose(given, [*spread, *steps])
    assert np.array_equal(x, before)

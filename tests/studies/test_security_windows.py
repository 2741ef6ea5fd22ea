"""Sliding a detector: every window once, in its place."""

import numpy as np
import pytest

from dlcourse.studies import security


@pytest.fixture
def photo():
    return np.random.default_rng(0).random((31, 44))


@pytest.mark.parametrize(("side", "stride"), [(25, 4), (25, 1), (7, 3), (31, 5)])
def test_each_window_is_cut_at_its_corner(photo, side, stride):
    patches, corners = security.windows(photo, side=side, stride=stride)
    count = [(size - side) // stride + 1 for size in photo.shape]
    assert patches.shape == (count[0] * count[1], 1, side, side)
    assert len(np.unique(corners, axis=0)) == len(patches)
    assert corners.max(axis=0).tolist() == [(n - 1) * stride for n in count]
    for patch, (row, column) in zip(patches[:, 0], corners, strict=True):
        assert np.array_equal(patch, photo[row : row + side, column : column + side])


def test_windows_do_not_share_memory_with_the_photograph(photo):
    before = photo.copy()
    security.windows(photo)[0][:] = 0
    assert np.array_equal(photo, before)


@pytest.mark.parametrize("batch", [1, 5, 1000])
def test_scores_lie_where_their_windows_are(photo, batch):
    def corner(patches):
        return patches[:, 0, 0, 0]

    scores = security.score_map(corner, photo, side=10, stride=3, batch=batch)
    assert np.array_equal(scores, photo[:22:3, :35:3])


def test_shrinking_averages_blocks(photo):
    small = security.shrink(photo, 3)
    assert small.shape == (10, 14)
    assert small[2, 5] == pytest.approx(photo[6:9, 15:18].mean())
    assert np.array_equal(security.shrink(photo, 1), photo)


def test_refusals(photo):
    with pytest.raises(ValueError, match=r"photo must have shape \(H, W\), got \(1, 31, 44\)"):
        security.windows(photo[None])
    with pytest.raises(ValueError, match="side must be an integer from 1 to 31, got 32"):
        security.windows(photo, side=32)
    with pytest.raises(ValueError, match="stride must be an integer"):
        security.windows(photo, stride=0)

"""The convolution that all tools compute, the network that Keras trains, coins and pictures."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import skimage.data
import torch

from dlcourse.studies import tools
from dlcourse.studies.tools import CENTERS


def test_case_is_the_picture_and_repeats():
    picture = np.random.default_rng(1).random((5, 4, 3))
    kept = picture.copy()
    x, w, b, dout = tools.case(picture)
    assert [a.shape for a in (x, w, b, dout)] == [(1, 3, 5, 4), (8, 3, 3, 3), (8,), (1, 8, 5, 4)]
    assert x[0, 2, 4, 1] == np.float32(picture[4, 1, 2])
    assert {a.dtype for a in (x, w, b, dout)} == {np.dtype(np.float32)}
    assert all(a.flags.c_contiguous for a in (x, w, b, dout))
    np.testing.assert_array_equal(picture, kept)
    for a, again in zip((x, w, b, dout), tools.case(picture, np.float64), strict=True):
        assert again.dtype == np.float64
        np.testing.assert_array_equal(a, again)


def test_kernels_do_not_depend_on_the_size_of_the_picture():
    small, large = tools.case(np.ones((4, 5, 3))), tools.case(np.ones((6, 7, 3)))
    np.testing.assert_array_equal(small[1], large[1])
    np.testing.assert_array_equal(small[2], large[2])


def test_fastest_is_the_least_of_so_many_calls(monkeypatch):
    clock = iter([0.0, 3.0, 10.0, 12.0, 20.0, 25.0])
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    calls = []
    assert tools.fastest(lambda: calls.append(1), 3) == 2000
    assert len(calls) == 3


def test_depth_counts_operations():
    v = torch.ones(2, requires_grad=True)
    assert [tools.depth(t) for t in (v, v / 2, (v / 2) * 3, ((v / 2) * 3).sum())] == [0, 1, 2, 3]


def test_inside_follows_the_outline_and_not_its_box():
    # An L: the point in its notch lies in the box, not inside; a corner of the outline repeats.
    corners = [[0, 0], [2, 0], [2, 6], [8, 6], [8, 9], [0, 9], [0, 9]]
    outline = np.array(corners)[:, None]
    triangle = np.array([[[10, 0]], [[14, 0]], [[12, 5]]])
    points = np.array([[1, 3], [5, 3], [5, 8], [12, 2], [9, 8]])
    assert tools.inside([outline, triangle], points).tolist() == [
        [True, False, True, False, False],
        [False, False, False, True, False],
    ]


def test_inside_agrees_with_opencv():
    cv2 = pytest.importorskip("cv2")
    rng = np.random.default_rng(0)
    outlines = [rng.integers(0, 30, (9, 1, 2)).astype(np.int32) for _ in range(20)]
    points = rng.integers(0, 30, (40, 2)) + np.array([0.3137, 0.4171])  # on no outline
    found = tools.inside(outlines, points)
    asked = [
        [cv2.pointPolygonTest(o, tuple(map(float, p)), False) > 0 for p in points] for o in outlines
    ]
    assert 0.1 < found.mean() < 0.9
    np.testing.assert_array_equal(found, asked)


def test_every_center_is_on_a_coin():
    photo = skimage.data.coins().astype(float)
    assert len({tuple(center) for center in CENTERS.tolist()}) == 24
    for x, y in CENTERS:
        around = photo[max(y - 45, 0) : y + 46, max(x - 45, 0) : x + 46]
        assert photo[y - 8 : y + 9, x - 8 : x + 9].mean() > np.median(around) + 40


def test_outlines_are_drawn_closed():
    outline = np.array([[[1, 2]], [[5, 2]], [[5, 7]]])
    groups = {"one": [outline], "two": [outline + 1, outline + 2]}
    ax = tools.draw_outlines(np.zeros((9, 9), np.uint8), groups, title="Three")
    assert ax.lines[0].get_xydata().tolist() == [[1, 2], [5, 2], [5, 7], [1, 2]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["one: 1", "two: 2"]
    assert ax.lines[1].get_color() == ax.lines[2].get_color() != ax.lines[0].get_color()
    plt.close(ax.figure)

"""The kernel explorer: what it shows is what the convolution computes."""

import numpy as np
import pytest
from lab_tools import shown

from dlcourse.data import photographs
from dlcourse.labs import kernel_explorer


@pytest.mark.parametrize("stride", [1, 3])
@pytest.mark.parametrize("padding", [0, 2])
@pytest.mark.parametrize("dilation", [1, 4])
def test_sum_of_the_products_is_the_output_pixel(stride, padding, dilation):
    lab = kernel_explorer("coins", "emboss")
    lab.stride, lab.padding, lab.dilation = stride, padding, dilation
    for lab.row, lab.column in [(0, 0), (3, 7), (99, 99)]:
        assert lab.total == pytest.approx(lab.products.sum(), abs=1e-5)
        assert lab.total == lab.out[lab.row, lab.column]
        np.testing.assert_allclose(lab.products, lab.patch * lab.w, rtol=1e-6)
    size = (64 + 2 * padding - 2 * dilation - 1) // stride + 1
    assert lab.out.shape == (size, size)
    assert lab.row == lab.column == size - 1
    assert f"<b>{size}</b> pixels" in lab.words.value


def test_patch_is_read_from_the_photograph():
    lab = kernel_explorer("cat", "identity")
    lab.row, lab.column = 10, 20
    small = photographs()["cat"].reshape(64, 2, 64, 2).mean(axis=(1, 3))
    np.testing.assert_allclose(lab.patch, small[10:13, 20:23])
    np.testing.assert_allclose(lab.out, small[1:-1, 1:-1])


def test_window_is_outlined_where_the_kernel_reads():
    lab = kernel_explorer()
    lab.stride, lab.padding, lab.dilation, lab.row, lab.column = 2, 1, 3, 4, 6
    window, taps, mark = lab.layers[2][:3]
    assert (window.get_x(), window.get_y(), window.get_width()) == (10.5, 6.5, 7)
    assert sorted(set(taps.get_xdata())) == [11, 14, 17]
    assert sorted(set(taps.get_ydata())) == [7, 10, 13]
    assert (mark.get_x() + 1.5, mark.get_y() + 1.5) == (6, 4)


def test_own_kernel():
    lab = kernel_explorer("brick", "blur")
    w = np.arange(9.0).reshape(3, 3)
    lab.w = w
    assert lab.kernel == "custom"
    assert np.array_equal(lab.w, w)
    assert lab.total == pytest.approx((lab.patch * w).sum(), rel=1e-5)
    lab.kernel = "blur"
    np.testing.assert_allclose(lab.w, 1 / 9)


def test_editing_an_entry_makes_the_kernel_custom():
    lab = kernel_explorer("brick", "sobel y")
    out = lab.out
    lab.entries[4].value = 3.0
    assert lab.kernel == "custom"
    assert lab.w[1, 1] == 3
    assert not np.array_equal(lab.out, out)


def test_the_named_kernel_typed_in_keeps_its_name():
    lab = kernel_explorer("brick", "sobel y")
    picture = lab.picture.value
    lab.w = [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
    assert lab.kernel == "sobel y"
    assert lab.picture.value == picture


def test_nine_new_weights_make_one_new_picture(monkeypatch):
    lab = kernel_explorer()
    drawn, update = [], type(lab).update
    monkeypatch.setattr(type(lab), "update", lambda lab: (drawn.append(lab.w), update(lab)))
    lab.w = np.arange(9.0).reshape(3, 3)
    lab.kernel = "emboss"
    assert len(drawn) == 2
    before = shown(lab)[1]
    lab.entries[0].value = 9.0
    assert len(drawn) == 3
    assert not np.array_equal(shown(lab)[1], before)

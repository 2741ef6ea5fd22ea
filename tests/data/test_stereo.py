import numpy as np

from dlcourse.data import stereo_motorcycle


def original():
    import skimage.data

    return skimage.data.stereo_motorcycle()


def test_pictures_are_means_of_four_gray_pixels():
    pair, (left, right, _) = stereo_motorcycle(), original()
    assert pair.left.dtype == pair.right.dtype == pair.disparity.dtype == np.float32
    assert pair.left.shape == pair.right.shape == pair.disparity.shape == (250, 370)
    gray = np.array([0.2125, 0.7154, 0.0721])
    for ours, theirs in ((pair.left, left), (pair.right, right)):
        block = theirs[100:102, 738:740].reshape(4, 3).mean(axis=0) @ gray / 255
        assert np.isclose(ours[50, 369], block, atol=1e-6)


def test_disparities_are_halved_and_point_to_the_left():
    pair, (_, _, disparity) = stereo_motorcycle(), original()
    assert np.isclose(pair.disparity[50, 100], disparity[100, 200] / 2)
    assert np.isnan(pair.disparity).sum() == (~np.isfinite(disparity[::2, :740:2])).sum()
    assert not np.isinf(pair.disparity).any()
    rows, columns = np.nonzero(pair.disparity < 31)
    partner = columns - np.round(pair.disparity[rows, columns]).astype(int)
    inside = partner >= 0
    rows, columns, partner = rows[inside], columns[inside], partner[inside]
    there = np.abs(pair.left[rows, columns] - pair.right[rows, partner]).mean()
    here = np.abs(pair.left[rows, columns] - pair.right[rows, columns]).mean()
    assert there < 0.04 < 0.1 < here


def test_focal_length_and_offset_count_halved_pixels():
    pair = stereo_motorcycle()
    assert pair.focal == 994.978 / 2
    assert pair.offset == 31.086 / 2
    assert pair.baseline == 0.193001


def test_each_call_gives_its_own_arrays():
    stereo_motorcycle().left[:] = 0
    assert stereo_motorcycle().left.max() > 0.5

import numpy as np
import pytest

from dlcourse.data import faces, photograph, photographs
from dlcourse.data.photographs import SOURCES, WHOLE


def test_faces_are_a_hundred_of_each_and_all_different():
    x, y = faces()
    assert x.shape == (200, 1, 25, 25)
    assert x.dtype == np.float32
    assert x.min() >= 0
    assert 0.9 < x.max() <= 1
    assert y.dtype == np.int64
    assert y.tolist() == [1] * 100 + [0] * 100
    assert len(np.unique(x.reshape(200, -1), axis=0)) == 200


def test_faces_are_those_of_scikit_image_and_belong_to_the_caller():
    import skimage.data

    x, _ = faces()
    assert np.array_equal(x[:, 0], skimage.data.lfw_subset().astype(np.float32))
    x[:] = 0
    assert faces()[0].max() > 0.9


def test_faces_are_brightest_outside_the_eyes():
    """That the first hundred are the faces: in their mean the eyes are darker than the nose."""
    x, y = faces()
    mean = x[y == 1, 0].mean(axis=0)
    assert mean[8:11, 5:10].mean() < mean[8:16, 11:14].mean() - 0.05


@pytest.mark.parametrize("name", WHOLE)
def test_whole_photographs(name):
    photo = photograph(name)
    assert photo.ndim == 2
    assert photo.dtype == np.float32
    assert min(photo.shape) >= 172
    assert 0 <= photo.min() < photo.max() <= 1
    photo[:] = 0
    assert photograph(name).max() > 0.5


def test_the_small_ones_are_cut_out_of_the_whole_ones():
    small = photographs()
    for name, source in SOURCES.items():
        row, column = source.corner
        size = 128 * source.shrink
        square = photograph(name)[row : row + size, column : column + size]
        mean = square.reshape(128, source.shrink, 128, source.shrink).mean(axis=(1, 3))
        assert small[name] == pytest.approx(mean, abs=1e-5), name


def test_whole_photographs_are_shipped_with_scikit_image():
    from importlib.metadata import files

    shipped = {path.name for path in files("scikit-image") if path.parent.name == "data"}
    names = {"clock": "clock_motion"}
    for loader, *_ in WHOLE.values():
        stem = names.get(loader, loader)
        assert {f"{stem}.png", f"{stem}.jpg"} & shipped, loader


def test_unknown_photographs_are_refused():
    with pytest.raises(ValueError, match="name must be one of 'camera', .*, got 'chelsea'"):
        photograph("chelsea")

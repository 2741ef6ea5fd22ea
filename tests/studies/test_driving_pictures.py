"""Generated signs and roads, and what readers of signs need."""

import numpy as np
import pytest

from dlcourse.studies import driving


def rng(seed=0):
    return np.random.default_rng(seed)


def test_the_same_seed_gives_the_same_scenes_whatever_the_settings():
    day = driving.signs(12, rng=rng())
    assert np.array_equal(day.x, driving.signs(12, rng=rng()).x)
    night = driving.signs(12, light=0.3, haze=0.1, rng=rng())
    assert np.array_equal(night.x, driving.darken(day.x, light=0.3, haze=0.1))
    barred = driving.signs(12, bars=2, rng=rng())
    other = driving.signs(12, drawing="second", rng=rng())
    assert np.array_equal(day.y, barred.y)
    assert np.array_equal(day.y, other.y)
    changed = (barred.x != day.x).any(axis=1).mean()
    assert 0.1 < changed < 0.4
    assert not np.array_equal(other.x, day.x)
    assert not np.array_equal(day.x, driving.signs(12, rng=rng(1)).x)


def test_signs_are_pictures_in_steps_of_a_camera():
    some = driving.signs(200, rng=rng())
    assert some.x.dtype == np.float32
    assert some.x.min() >= 0
    assert some.x.max() <= 1
    assert np.allclose(255 * some.x, np.round(255 * some.x), atol=1e-4)
    assert (np.bincount(some.y, minlength=8) > 10).all()


def test_the_sign_covers_the_middle_and_the_photograph_the_rest():
    first, second = (driving.signs(80, split=s, rng=rng()) for s in ("train", "test"))
    differs = (first.x != second.x).any(axis=1).mean(axis=0)
    assert differs[0, 0] > 0.9
    assert differs[13:19, 13:19].max() < 0.2


@pytest.mark.parametrize("drawing", ["first", "second"])
def test_kinds_look_different(drawing):
    faces = [np.asarray(driving.draw_sign(kind, drawing), float) for kind in driving.KINDS]
    assert len(faces) == 8
    for i, face in enumerate(faces):
        assert face.shape == (128, 128, 4)
        assert face[0, 0, 3] == 0 < face[64, 64, 3]
        assert all(np.abs(face - other).mean() > 1 for other in faces[:i])


def test_darken_and_cover_by_hand():
    x = np.array([[0.5, 1.0]], np.float32)
    assert np.allclose(driving.darken(x, light=0.5, haze=0.6), [[0.85, 1.0]], atol=0.003)
    assert driving.darken(x).dtype == np.float32
    plain = np.full((3, 3, 32, 32), 0.9, np.float32)
    barred = driving.cover(plain, bars=1, width=4, rng=rng())
    touched = barred != 0.9
    assert (plain == np.float32(0.9)).all()
    assert np.array_equal(touched[:, 0], touched[:, 1])
    assert (barred[touched] <= 0.61).all()
    assert np.array_equal(driving.cover(plain, bars=0, rng=rng()), plain)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"count": 0}, "count must be an integer of at least 1, got 0"),
        ({"split": "all"}, "split must be 'train' or 'test'"),
        ({"drawing": "third"}, "drawing must be 'first' or 'second'"),
        ({"light": 2}, "light must be a number from 0 to 1"),
        ({"haze": -1}, "haze must be a number from 0 to 1"),
        ({"bars": -1}, "bars must be an integer"),
    ],
)
def test_what_signs_refuse(settings, message):
    with pytest.raises(ValueError, match=message):
        driving.signs(**{"count": 1, "rng": rng(), **settings})


def test_standardize_cancels_gain_and_offset_of_each_picture():
    x = rng().random((4, 3, 5, 6))
    out = driving.standardize(x)
    assert np.allclose(out.mean(axis=(1, 2, 3)), 0)
    assert np.allclose(out.std(axis=(1, 2, 3)), 1)
    gains = np.array([0.1, 1, 3, 9]).reshape(4, 1, 1, 1)
    assert np.allclose(driving.standardize(gains * x + gains**2), out, atol=1e-10)
    assert (driving.standardize(np.full((1, 3, 4, 4), 0.25)) == 0).all()
    assert driving.standardize(x.astype(np.float32)).dtype == np.float32


def test_blur_and_the_hardened_pictures():
    x = rng().random((2, 3, 32, 32)).astype(np.float32)
    assert np.allclose(driving.blur(x)[0, 1, 4, 5], x[0, 1, 3:6, 4:7].mean())
    assert np.allclose(driving.blur(x)[0, 1, 0, 5], x[0, 1, [0, 0, 1], 4:7].mean())
    more = driving.with_bars_and_blur(x, rng=rng())
    assert more.shape == (6, 3, 32, 32)
    assert more.dtype == np.float32
    assert np.array_equal(more[:2], x)
    assert not np.array_equal(more[2:4], x)


def test_views_are_whole_and_gray_does_not_tell():
    views = driving.roads(120, rng=rng())
    assert views.x.shape == views.free.shape == views.wall.shape == (120, 1, 40, 40)
    assert not (views.free & views.wall).any()
    assert 0.35 < views.wall.any(axis=(1, 2, 3)).mean() < 0.65
    assert not views.free[:, 0, :9].any()
    means = [views.x[where].mean() for where in (views.free, views.wall, ~views.free)]
    assert np.ptp(means) < 0.05
    assert np.array_equal(views.x, driving.roads(120, rng=rng()).x)
    assert not np.array_equal(views.x, driving.roads(120, split="test", rng=rng()).x)
    with pytest.raises(ValueError, match="split must be 'train' or 'test'"):
        driving.roads(1, split="all", rng=rng())


def test_numbers_of_a_pixel():
    x = rng().random((2, 1, 40, 40)).astype(np.float32)
    table = driving.pixel_numbers(x).reshape(2, 40, 40, 12)
    gray = (x[1, 0] - 0.5) / 0.2
    assert np.isclose(table[1, 20, 13, 0], gray[20, 13], atol=1e-5)
    assert np.isclose(table[1, 20, 13, 1], gray[18:23, 11:16].mean(), atol=1e-4)
    assert np.isclose(table[1, 20, 13, 2], gray[18:23, 11:16].std(), atol=1e-3)
    assert np.isclose(table[1, 0, 0, 1], gray[:3, :3].mean(), atol=1e-4)
    assert table[0, 0, 0, 5] < table[0, 1, 0, 5]

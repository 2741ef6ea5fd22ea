import numpy as np
import pytest

from dlcourse.data import scratch, textures
from dlcourse.data.textures import TEXTURES


def photograph(name):
    import skimage.data

    return (getattr(skimage.data, name)() / 255).astype(np.float32)


def rng():
    return np.random.default_rng(0)


def test_a_patch_is_what_stands_in_the_photograph_but_for_its_scratch():
    patches = textures("all", rng=rng())
    assert len(patches) == 2 * 3 * 512
    photos = {name: photograph(name) for name in TEXTURES}
    for x, texture, (row, column), mask in zip(
        patches.x[:, 0], patches.texture, patches.corner, patches.mask, strict=True
    ):
        original = photos[texture][row : row + 16, column : column + 16]
        assert np.array_equal(x[~mask], original[~mask])
        assert (x[mask] >= original[mask]).all()


@pytest.mark.parametrize(("side", "step"), [(16, 16), (24, 12), (33, 7), (256, 256)])
def test_no_pixel_is_in_both_halves(side, step):
    seen = {}
    for split in ("train", "test"):
        seen[split] = np.zeros((512, 512), bool)
        for row, column in textures(split, side=side, step=step, rng=rng()).corner:
            seen[split][row : row + side, column : column + side] = True
    assert seen["train"].mean() > 0.4 < seen["test"].mean()
    assert not (seen["train"] & seen["test"]).any()


def test_the_two_halves_are_what_all_holds():
    parts = [textures(split, share=0, rng=rng()) for split in ("train", "test", "all")]
    train, test, everything = parts
    for column in ("x", "texture", "corner"):
        both = np.concatenate([getattr(train, column), getattr(test, column)])
        assert np.array_equal(both, getattr(everything, column))


@pytest.mark.parametrize("share", [0, 0.1, 1 / 3, 1])
def test_a_share_of_each_photograph_is_scratched(share):
    patches = textures(names=("gravel", "brick"), share=share, rng=rng())
    assert patches.texture[0] == "gravel"
    for name in ("gravel", "brick"):
        assert patches.y[patches.texture == name].sum() == round(share * 512)
    assert np.array_equal(patches.mask.any(axis=(1, 2)), patches.y == 1)


def test_the_scratched_ones_lie_anywhere():
    patches = textures(names=("brick",), rng=rng())
    assert abs(patches.corner[patches.y == 1].mean(axis=0) - patches.corner.mean(axis=0)).max() < 12


def test_a_scratch_by_hand():
    class Level(np.random.Generator):
        """Middle at the center of pixel (4, 4), along a row, five pixels long."""

        def __init__(self):
            super().__init__(np.random.PCG64(0))
            self.answers = [np.array([[4.5, 4.5]]), np.array([0.0]), np.array([4.0])]

        def uniform(self, low, high, size):
            return self.answers.pop(0)

    x = np.full((1, 1, 9, 9), 0.5)
    x[0, 0, 4, 6] = 0.9
    scratched, mask = scratch(x, depth=0.3, rng=Level())
    side = [0, 0.3 * (1 - 1 / 1.5), 0.3, 0.3 * (1 - 1 / 1.5), 0]
    np.testing.assert_allclose(scratched[0, 0, 2:7, 4] - 0.5, side, atol=1e-12)
    # Its middle stands at column 4, so it ends at the centers of columns 2 and 6; 0.9 is cut at 1.
    row = [0.5, 0.6, 0.8, 0.8, 0.8, 0.8, 1.0, 0.6, 0.5]
    np.testing.assert_allclose(scratched[0, 0, 4], row, atol=1e-12)
    assert np.array_equal(mask[0], scratched[0, 0] > x[0, 0])


def test_scratches_are_drawn_as_they_are_described():
    scratched, mask = scratch(np.full((4000, 1, 16, 16), 0.5), rng=rng())
    assert np.array_equal(mask, scratched[:, 0] > 0.5)
    assert scratched.max() <= 0.8
    rows, columns = np.indices((16, 16))
    middles = [(mask * axis).sum(axis=(1, 2)) / mask.sum(axis=(1, 2)) for axis in (rows, columns)]
    assert 3.2 < np.min(middles)
    assert np.max(middles) < 11.8
    # The area of a stadium of radius 1.5: 3 · length + π 1.5².
    areas = mask.sum(axis=(1, 2))
    assert abs(areas.mean() - (3 * 8 + np.pi * 2.25)) < 0.5
    assert 3 * 16 / 3 + 7 - 5 < areas.min()
    assert areas.max() < 3 * 32 / 3 + 7 + 5
    heights, widths = (mask.any(axis=axis).sum(axis=1) for axis in (2, 1))
    assert abs((heights > widths).mean() - (widths > heights).mean()) < 0.05


def test_nothing_is_modified_and_the_type_is_kept():
    x = np.full((3, 1, 16, 16), 0.5, np.float32)
    scratched, _ = scratch(x, rng=rng())
    assert (x == 0.5).all()
    assert scratched.dtype == np.float32
    textures(rng=rng()).x[:] = 0
    assert textures(rng=rng()).x.max() == 1


def test_the_same_seed_gives_the_same_patches():
    first, again = (textures(rng=np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first.x, again.x)
    assert not np.array_equal(first.y, textures(rng=np.random.default_rng(4)).y)


def test_rows_of_patches():
    patches = textures(rng=rng())
    some = patches[patches.texture == "grass"]
    assert len(some) == 512
    assert np.array_equal(some.x, patches.x[512:1024])
    assert np.array_equal(some.mask, patches.mask[512:1024])
    assert set(some.texture) == {"grass"}
    assert np.array_equal(some.corner, patches.corner[512:1024])
    assert np.array_equal(some.y, patches.y[512:1024])


def test_the_photographs_are_shipped_with_scikit_image():
    # A file that scikit-image would download has no place in its package folder.
    from importlib.metadata import files

    shipped = {path.name for path in files("scikit-image") if path.parent.name == "data"}
    assert {f"{loader}.png" for loader, *_ in TEXTURES.values()} <= shipped


ANY = {"rng": np.random.default_rng(0)}
GRAY = np.full((2, 1, 16, 16), 0.5)
BAD = [
    (lambda: textures("valid", **ANY), "split must be one of 'train', 'test', 'all', got 'valid'"),
    (lambda: textures(names="brick", **ANY), "names must be a sequence of 'brick', 'grass'"),
    (lambda: textures(names=("sand",), **ANY), r"'gravel', got \('sand',\)"),
    (lambda: textures(names=(), **ANY), r"got \(\)"),
    (lambda: textures(side=7, **ANY), "side must be an integer from 8 to 256, got 7"),
    (lambda: textures(side=257, **ANY), "side must be an integer from 8 to 256, got 257"),
    (lambda: textures(step=0, **ANY), "step must be an integer"),
    (lambda: textures(share=1.1, **ANY), "share must be a number from 0 to 1, got 1.1"),
    (lambda: textures(depth=-0.1, **ANY), "depth must be a number from 0 to 1, got -0.1"),
    (lambda: textures(rng=0), "rng must be a numpy.random.Generator, got int"),
    (lambda: scratch(GRAY[0], **ANY), r"x must have shape \(N, 1, side, side\), got \(1, 16, 16\)"),
    (lambda: scratch(GRAY[..., :9], **ANY), r"got \(2, 1, 16, 9\)"),
    (lambda: scratch(GRAY.astype(int), **ANY), "x must be floats, got int64"),
    (lambda: scratch(GRAY + 1, **ANY), "x must lie in 0..1, got 1.5..1.5"),
    (lambda: scratch(GRAY, depth=2, **ANY), "depth must be a number from 0 to 1, got 2"),
]


@pytest.mark.parametrize(("call", "message"), BAD)
def test_bad_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()

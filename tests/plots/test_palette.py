import io

import numpy as np
import pytest
from matplotlib import pyplot as plt
from PIL import Image

from dlcourse import plots
from dlcourse.plots._palette import COLORS, choose, few_colors

RNG = np.random.default_rng(0)


def png_of(pixels, **settings):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, format="PNG", **settings)
    return file.getvalue()


def pixels_of(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def test_a_picture_of_few_colors_keeps_every_pixel():
    pixels = RNG.choice(RNG.integers(0, 256, (COLORS, 3)), (40, 50)).astype(np.uint8)
    small = few_colors(png_of(pixels))
    assert Image.open(io.BytesIO(small)).mode == "P"
    assert np.array_equal(pixels_of(small), pixels)


def test_gray_levels_of_a_photograph_move_by_little():
    pixels = np.tile(np.arange(256, dtype=np.uint8)[:, None, None], (1, 30, 3))
    small = few_colors(png_of(pixels))
    assert np.abs(pixels_of(small) - pixels).max() <= 2
    assert len(np.unique(pixels_of(small))) == COLORS


def test_flat_areas_and_thin_lines_keep_their_color():
    pixels = np.full((100, 100, 3), 255, np.uint8)
    pixels[:40] = RNG.integers(150, 256, (40, 100, 3))
    pixels[70, 20:80] = (213, 94, 0)
    small = pixels_of(few_colors(png_of(pixels)))
    assert np.array_equal(small[40:], pixels[40:])


def test_every_color_takes_the_nearest():
    colors = RNG.integers(0, 256, (500, 3))
    chosen, nearest = choose(colors, np.ones(500, int), 20)
    distances = ((colors[:, None] - colors[chosen]) ** 2).sum(axis=2)
    assert len(set(chosen)) == 20
    assert np.array_equal(distances[np.arange(500), nearest], distances.min(axis=1))


@pytest.mark.parametrize("kind", ["transparent", "moving"])
def test_what_a_palette_would_spoil_is_left(kind):
    pixels = RNG.integers(0, 256, (20, 20, 4), dtype=np.uint8)
    frames = [Image.fromarray(RNG.integers(0, 256, (20, 20, 3), dtype=np.uint8))]
    moving = {"save_all": True, "append_images": frames}
    png = png_of(pixels) if kind == "transparent" else png_of(pixels[..., :3], **moving)
    assert few_colors(png) == png


def test_described_figures_are_a_third_of_the_size():
    x = np.linspace(0, 1, 50)
    ax = plots.lines(x, {"a": x, "b": x**2}, title="t", xlabel="x", ylabel="y")
    full = io.BytesIO()
    ax.get_figure().savefig(full, format="png", dpi=130)
    picture = plots.describe(ax, "Two lines.")
    assert not plt.get_fignums()
    assert len(picture.png) < len(full.getvalue()) / 2.5
    assert np.abs(pixels_of(picture.png) - pixels_of(full.getvalue())).mean() < 0.1

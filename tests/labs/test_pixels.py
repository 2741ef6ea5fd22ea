"""The fast way to show an array in a lab, beside Matplotlib's own."""

import io

import matplotlib.image
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from dlcourse.labs.lab import encode_png
from dlcourse.labs.two_players.pixels import Pixels

SIZE = 7, 5


def axes():
    ax = Figure(figsize=(2, 1.5), dpi=100).add_axes((0.1, 0.1, 0.77, 0.63))
    ax.set(xlim=(-0.5, SIZE[1] - 0.5), ylim=(SIZE[0] - 0.5, -0.5), aspect="auto")
    ax.set_axis_off()
    return ax


def drawn(ax):
    canvas = FigureCanvasAgg(ax.figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).astype(int)


@pytest.mark.parametrize(("smooth", "interpolation"), [(False, "nearest"), (True, "bilinear")])
def test_draws_what_imshow_draws(smooth, interpolation):
    values = np.random.default_rng(0).uniform(-0.3, 1.3, SIZE)  # some beyond both ends
    look = {"cmap": "viridis", "vmin": -0.1, "vmax": 1.1}
    fast, slow = axes(), axes()
    Pixels(fast, smooth=smooth, **look).set_data(values)
    slow.imshow(values, aspect="auto", interpolation=interpolation, **look)
    difference = np.abs(drawn(fast) - drawn(slow)).max(axis=2)
    assert np.mean(difference > 16) < 0.02  # imshow rounds edges and weights in its own way


def test_what_is_nan_is_left_out():
    values = np.full(SIZE, 0.5)
    values[2:, 3] = np.nan
    ax = axes()
    Pixels(ax, cmap="viridis", vmin=0, vmax=1).set_data(values)
    picture = drawn(ax)
    assert (picture[75, 126] == 255).all()
    assert (picture[75, 60, :3] != 255).any()


def test_new_values_make_it_stale():
    pixels = Pixels(axes(), cmap="viridis", vmin=0, vmax=1)
    drawn(pixels.axes)
    assert not pixels.stale
    pixels.set_data(np.zeros(SIZE))
    assert pixels.stale


def test_png_holds_the_pixels():
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 3), np.uint8)
    read = matplotlib.image.imread(io.BytesIO(encode_png(pixels)), "png")
    assert np.array_equal(np.round(255 * read).astype(np.uint8), pixels)

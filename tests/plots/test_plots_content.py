"""What the figures show is what they were given."""

import io

import matplotlib
import numpy as np
import pytest
from drawings import DRAWINGS

from dlcourse import plots
from dlcourse.plots import PALETTE


@pytest.mark.parametrize("steps", [1, 5])
def test_unrolling_shares_the_weights(steps):
    written = [text.get_text() for text in plots.unrolled(steps).texts]
    for weight in ("$W_{hh}$", "$W_{xh}$"):  # once at each step, and once in the unit with its loop
        assert written.count(weight) == steps + 1
    assert [f"$x_{{{t}}}$" in written for t in range(steps + 2)] == [False, *[True] * steps, False]


def test_numbers_of_a_cell_stand_at_their_names():
    values = {"f": 0.5, "i": 0.8, "g": -0.25, "o": 1.0, "c_old": 2.0, "c_new": 0.125, "h_new": 3.0}
    written = " ".join(text.get_text() for text in plots.lstm_cell(values).texts)
    for name in ("$f$ = 0.5", "$i$ = 0.8", "$g$ = −0.25", "$o$ = 1", "$c_{t-1}$ = 2"):
        assert name in written
    assert "$c_t$ = 0.125" in written
    assert "$h_t$ = 3" in written
    assert "forget\n$f$ = σ(…)" in " ".join(text.get_text() for text in plots.lstm_cell().texts)


def test_heatmap_writes_the_numbers_where_they_belong():
    ax = plots.heatmap(np.array([[1.5, -2.0, 0.25]]), title="x", marks=[(0, 2)])
    assert {text.get_text(): text.get_position() for text in ax.texts} == {
        "1.5": (0, 0),
        "−2": (1, 0),
        "0.25": (2, 0),
    }
    assert ax.patches[0].get_xy() == (1.5, -0.5)


def test_heatmap_numbers_stand_out():
    ax = plots.heatmap(np.array([[-1.0, 0.0, 1.0]]), title="x")
    image = ax.images[0]
    for text, value in zip(ax.texts, [-1.0, 0.0, 1.0], strict=True):
        shades = [matplotlib.colors.to_rgb(text.get_color()), image.cmap(image.norm(value))[:3]]
        light, dark = sorted((luminance(shade) for shade in shades), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3.8


def luminance(rgb):
    """Relative luminance of WCAG 2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return np.dot(linear, [0.2126, 0.7152, 0.0722])


def test_confusion_matrix_reads_rows_as_true_classes():
    counts = np.array([[8, 2], [0, 5]])
    ax = plots.confusion_matrix(counts, classes=["cat", "dog"])
    assert {text.get_text(): text.get_position() for text in ax.texts} == {
        "8": (0, 0),
        "2": (1, 0),
        "5": (1, 1),
    }
    np.testing.assert_allclose(ax.images[0].get_array(), [[0.8, 0.2], [0, 1]])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["cat", "dog"]


def test_kernel_overlay_marks_the_pixels_that_are_read():
    ax = DRAWINGS["kernel_overlay"]()
    window, taps = ax.patches[0], ax.lines[0]
    assert (window.get_x(), window.get_y()) == (1.5, 0.5)
    assert window.get_width() == 5
    assert sorted(set(taps.get_xdata())) == [2, 4, 6]
    assert sorted(set(taps.get_ydata())) == [1, 3, 5]


def test_roofline_is_the_lower_of_two_limits():
    x, y = DRAWINGS["roofline"]().lines[0].get_data()
    np.testing.assert_allclose(y, np.minimum(1e10, 1e9 * x))
    assert x.min() < 10 < x.max()


def test_learning_curves_start_at_epoch_one():
    training, test = DRAWINGS["learning_curves"]().lines
    assert training.get_xdata().tolist() == [1, 2, 3]
    assert test.get_ydata()[:2].tolist() == [3, 2.5]
    assert np.isnan(test.get_ydata()[2])


def test_filters_share_one_scale_around_zero():
    axes = DRAWINGS["filters"]()
    limits = {ax.images[0].get_clim() for ax in axes}
    assert len(limits) == 1
    low, high = limits.pop()
    assert low == -high < 0


def test_network_draws_a_line_per_weight():
    ax = plots.network([3, 4, 2])
    assert sum(len(line.get_xdata()) == 2 for line in ax.lines) == 3 * 4 + 4 * 2


def test_palette_tells_classes_apart():
    shades = np.array([matplotlib.colors.to_rgb(color) for color in PALETTE.values()])
    distance = np.abs(shades[:, None] - shades).sum(axis=-1)
    assert distance[~np.eye(len(shades), dtype=bool)].min() > 0.3


def test_an_animation_has_its_frames_and_its_words():
    from PIL import Image

    ax = plots.points({"moving": np.zeros((1, 2))}, limit=3)

    def draw(frame):
        ax.collections[0].set_offsets([[frame, frame]])

    picture = plots.animate(ax, draw, range(4), "A point that moves up and to the right.")
    with Image.open(io.BytesIO(picture.png)) as image:
        assert image.n_frames == 1 + 4  # the first is for what cannot play it
    assert picture.alt == "A point that moves up and to the right."

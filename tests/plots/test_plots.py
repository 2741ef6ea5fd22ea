import io
import subprocess
import sys

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt

from dlcourse import plots
from dlcourse.plots import PALETTE, describe

RNG = np.random.default_rng(0)
GRID = np.linspace(-2, 2, 9), np.linspace(-1, 1, 7)
POINTS = RNG.standard_normal((20, 2))
CLASSES = (POINTS[:, 0] > 0).astype(int)

DRAWINGS = {
    "lines": lambda: plots.lines(
        np.arange(4), {"a": np.ones(4)}, title="t", xlabel="x", ylabel="y"
    ),
    "learning_curves": lambda: plots.learning_curves({"training": [3, 2, 1], "test": [3, 2.5]}),
    "reliability_diagram": lambda: plots.reliability_diagram(
        [0.2, 0.5, np.nan], [0.1, 0.6, np.nan], [5, 9, 0]
    ),
    "loss_surface": lambda: plots.loss_surface(*GRID, RNG.random((7, 9)), path=[(0, 0), (1, 0.5)]),
    "roofline": lambda: plots.roofline({"a": (2, 1e9)}, peak=1e10, bandwidth=1e9),
    "decision_boundary": lambda: plots.decision_boundary(
        lambda points: 1 / (1 + np.exp(-points[:, 0])), POINTS, CLASSES
    ),
    "points": lambda: plots.points({"real": np.zeros((3, 2)), "fake": np.ones((2, 2))}, limit=2),
    "heatmap": lambda: plots.heatmap(np.eye(3), title="I"),
    "confusion_matrix": lambda: plots.confusion_matrix(np.eye(3, dtype=int)),
    "kernel_overlay": lambda: plots.kernel_overlay(
        np.eye(9), row=1, column=2, kernel_size=3, dilation=2
    ),
    "image_grid": lambda: plots.image_grid(RNG.random((5, 4, 6)), columns=3),
    "feature_maps": lambda: plots.feature_maps(RNG.random((5, 4, 6))),
    "filters": lambda: plots.filters(RNG.standard_normal((5, 2, 3, 3))),
    "network": lambda: plots.network([20, 5, 2]),
    "computation_graph": lambda: plots.computation_graph({"a": (0, 0), "b": (1, 1)}, [("a", "b")]),
    "road_map": lambda: plots.road_map({"a": (0, 0), "b": (1, 0)}, [("a", "b")], planned=["b"]),
    "unrolled": lambda: plots.unrolled(3),
    "lstm_cell": lambda: plots.lstm_cell({"f": 0.5, "h_new": -0.25}),
}
GRIDS = {"image_grid", "feature_maps", "filters"}
WITHOUT_AXES = {*GRIDS, "network", "computation_graph", "road_map", "unrolled", "lstm_cell"}


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_figure_has_a_title_and_labels(name):
    drawing = DRAWINGS[name]()
    first = np.ravel(drawing)[0]
    figure = first.get_figure()
    assert first.get_title(loc="left") or figure.get_suptitle()
    if name not in WITHOUT_AXES:
        assert first.get_xlabel()
        assert first.get_ylabel()
    assert describe(drawing, "Words.").png.startswith(b"\x89PNG")


def test_the_table_is_complete():
    others = {"describe", "panels", "style", "attention_map", "animate"}  # no figures of their own
    functions = {name for name in plots.__all__ if name.islower()} - others
    assert functions == set(DRAWINGS)


@pytest.mark.parametrize("name", sorted(set(DRAWINGS) - GRIDS))
def test_draws_where_it_is_told(name, monkeypatch):
    _, ax = plt.subplots()
    original = getattr(plots, name)
    monkeypatch.setattr(plots, name, lambda *args, **rest: original(*args, ax=ax, **rest))
    assert DRAWINGS[name]() is ax
    assert len(plt.get_fignums()) == 1


def test_panels_stand_side_by_side():
    axes = plots.panels(3)
    assert axes.shape == (3,)
    assert len(plt.get_fignums()) == 1
    assert describe(axes, "Three.").width == 720


def test_describe_gives_picture_and_words():
    ax = DRAWINGS["lines"]()
    picture = describe(ax, "A flat line\n  at one.")
    assert not plt.get_fignums()
    assert repr(picture) == "A flat line at one."
    data, metadata = picture._repr_mimebundle_()
    assert data["text/plain"] == "A flat line at one."
    assert metadata["image/png"]["alt"] == "A flat line at one."
    assert metadata["image/png"]["width"] == picture.width == round(5.2 * 80)


def test_equal_drawings_are_equal_bytes():
    pictures = [describe(DRAWINGS["heatmap"](), "I").png for _ in range(2)]
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("alt", ["", "  ", None])
def test_a_picture_without_words_is_refused(alt):
    with pytest.raises(ValueError, match="alt must say in words what the figure shows, got"):
        describe(plt.figure(), alt)


def test_only_figures_and_axes_are_described():
    with pytest.raises(ValueError, match="drawing must be a figure or axes, got int"):
        describe(3, "Three.")


def test_drawing_changes_no_global_style():
    before = dict(matplotlib.rcParams)
    for draw in DRAWINGS.values():
        describe(draw(), "Words.")
    assert dict(matplotlib.rcParams) == before


def test_import_and_first_figure_change_no_global_style():
    code = (
        "import matplotlib as m, matplotlib.pyplot; before = dict(m.rcParams);"
        "from dlcourse import plots; assert dict(m.rcParams) == before;"
        "plots.describe(plots.heatmap([[1]], title='x'), 'One.'); assert dict(m.rcParams) == before"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


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


def line_of_wrong_length():
    plots.lines([1, 2], {"a": [1]}, title="t", xlabel="x", ylabel="y")


LABELS = {"title": "t", "xlabel": "x", "ylabel": "y"}
BAD = [
    (line_of_wrong_length, "x has 2 values but line 'a' has 1"),
    (lambda: plots.lines(None, {}, **LABELS), r"x must be numbers of shape \(N,\), got NoneType"),
    (lambda: plots.lines([1.0], {}, **LABELS), "ys must be a dict with at least one entry"),
    (lambda: plots.lines([1], {"a": "b"}, **LABELS), "line 'a' must be numbers"),
    (lambda: plots.learning_curves([1.0]), "history must be a dict"),
    (lambda: plots.reliability_diagram([1], [1, 2], [1]), r"one length, got \(1, 2, 1\)"),
    (lambda: plots.roofline({"a": (1, 2)}, peak=0, bandwidth=1), "peak and bandwidth must be"),
    (lambda: plots.decision_boundary(3, np.ones((1, 2)), [0]), "predict must be a function"),
    (lambda: plots.image_grid(np.zeros((1, 2, 2)), columns=0), "columns must be an integer"),
    (lambda: plots.heatmap([[1], [1, 2]], title=""), "matrix must be .*uneven rows"),
    (lambda: plots.panels(0), "count must be an integer of at least 1, got 0"),
    (lambda: plots.image_grid(np.eye(3)), r"images must have shape .*, got \(3, 3\)"),
    (lambda: plots.image_grid(np.ones((2, 3, 3)), labels="abc"), "2 images but 3 labels"),
    (lambda: plots.filters(np.eye(3)), r"w must have shape \(F, C, KH, KW\), got \(3, 3\)"),
    (lambda: plots.heatmap(np.ones(3), title=""), r"matrix must have shape \(H, W\), got \(3,\)"),
    (lambda: plots.confusion_matrix(np.ones((2, 3))), r"must have shape \(K, K\), got \(2, 3\)"),
    (
        lambda: plots.loss_surface(*GRID, np.ones((9, 7))),
        r"z must have shape \(7, 9\) as y and x say, got \(9, 7\)",
    ),
    (lambda: plots.network([2, 3], labels=["in"]), "2 layers but 1 labels"),
    (
        lambda: plots.computation_graph({"a": (0, 0)}, [("a", "b")]),
        r"edge \('a', 'b'\) names 'b'; the nodes are a",
    ),
    (lambda: plots.road_map({"a": (0, 0)}, [("a", "b")]), "there is no 'b'; the nodes are a"),
    (lambda: plots.unrolled(0), "steps must be an integer of at least 1, got 0"),
    (lambda: plots.lstm_cell({"z": 1}), "values must be for f, i, g, o, c_old, .*, got 'z'"),
]


@pytest.mark.parametrize(("call", "message"), BAD)
def test_bad_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_an_animation_has_its_frames_and_its_words():
    from PIL import Image

    ax = plots.points({"moving": np.zeros((1, 2))}, limit=3)

    def draw(frame):
        ax.collections[0].set_offsets([[frame, frame]])

    picture = plots.animate(ax, draw, range(4), "A point that moves up and to the right.")
    with Image.open(io.BytesIO(picture.png)) as image:
        assert image.n_frames == 1 + 4  # the first is for what cannot play it
    assert picture.alt == "A point that moves up and to the right."

"""Every figure has its words and labels, and changes nothing around it; what is refused."""

import subprocess
import sys

import matplotlib
import numpy as np
import pytest
from drawings import DRAWINGS, GRID
from matplotlib import pyplot as plt

from dlcourse import plots
from dlcourse.plots import describe

GRIDS = {"image_grid", "feature_maps", "filters"}
WITHOUT_AXES = {*GRIDS, "network", "computation_graph", "road_map", "unrolled", "lstm_cell"}


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

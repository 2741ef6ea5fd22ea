"""Figures of this subject; each returns Axes for `plots.describe`."""

import numpy as np

from ...metrics import roc_curve
from ...plots import CYCLE, panels, style
from .behavior import KINDS
from .sliding import SIDE


def draw_counts(groups, *, bins, title, xlabel, mark=None):
    """How often each value occurs in each group, by name; `mark` is a vertical line."""
    ax = panels(1, width=5.2, height=3)[0]
    with style():
        for (name, values), color in zip(groups.items(), CYCLE, strict=False):
            share = np.histogram(values, bins)[0] / len(values)
            ax.stairs(share, bins, label=name, color=color, linewidth=1.6)
        if mark is not None:
            ax.axvline(mark, color="0.4", linestyle="--", linewidth=1)
        ax.set(title=title, xlabel=xlabel, ylabel="share")
        ax.legend()
    return ax


def draw_roc(targets, scores, *, title):
    """ROC curves of several scores for the same targets, false matches on a logarithmic axis."""
    ax = panels(1, width=5.2, height=3.4)[0]
    with style():
        for name, values in scores.items():
            fpr, tpr, _ = roc_curve(targets, values)
            ax.plot(fpr, tpr, label=name)
        ax.set(title=title, xlabel="false matches", ylabel="matches found")
        ax.set(xscale="log", xlim=(5e-4, 1))
        ax.grid(True)
        ax.legend()
    return ax


def draw_boxes(photo, groups, *, factor=1, title):
    """A photograph with boxes (row, column, side) of several groups, by name.

    Boxes count the pixels of the photograph before it was shrunk by `factor`.
    """
    ax = panels(1, width=3.6, height=4.6)[0]
    height, width = (factor * size for size in photo.shape)
    with style():
        ax.imshow(photo, cmap="gray", vmin=0, vmax=1, extent=(0, width, height, 0))
        for (name, boxes), color in zip(groups.items(), CYCLE, strict=False):
            for k, (row, column, side) in enumerate(boxes):
                x = [column, column + side, column + side, column, column]
                y = [row, row, row + side, row + side, row]
                ax.plot(x, y, color=color, linewidth=2, label=name if k == 0 else None)
        ax.set(title=title, xticks=[], yticks=[])
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0), frameon=False, fontsize=8)
    return ax


def best_windows(scores, count, *, stride, factor=1, side=SIDE):
    """The windows of the largest scores as boxes on the photograph before it was shrunk.

    Parameters
    ----------
    scores : array (rows, columns)
        From `score_map`.
    count : int
    stride, factor : int
        Pixels between windows, and how much the photograph was shrunk.
    side : int

    Returns
    -------
    list of (row, column, side)
    """
    order = np.argsort(-scores, axis=None, kind="stable")[:count]
    corners = np.transpose(np.unravel_index(order, scores.shape)) * stride * factor
    return [(int(row), int(column), side * factor) for row, column in corners]


def draw_paths(x, y):
    """One path of each kind, drawn from its steps."""
    axes = panels(len(KINDS), width=9, height=2.4)
    for kind, ax in enumerate(axes):
        place = np.cumsum(x[np.flatnonzero(y == kind)[0]], axis=0) / 10
        with style():
            ax.plot(*place.T, linewidth=1)
            ax.plot(*place[0], "o")
        ax.set(title=KINDS[kind], aspect="equal", xlabel="m")
    return axes

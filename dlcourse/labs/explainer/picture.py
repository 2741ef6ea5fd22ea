"""The picture of the reasons: the image, the map over it, and the score while pixels go."""

import numpy as np
from matplotlib.collections import LineCollection

from ...plots import PALETTE
from ...plots.style import DIVERGING, INK, QUIET
from ..two_players.pixels import Pixels
from .reasons import COUNTS, MOST, inked

_SIDE = 28
_ORANGE = PALETTE["orange"]

PANELS = (
    (0.005, "28 by 28 pixels; orange: deleted"),
    (0.325, "vermilion: for the class, blue: against it"),
)


class ReasonPicture:
    """Artists that are made once and changed by `show`."""

    def __init__(self, figure):
        axes = [_square(figure, left, label) for left, label in PANELS]
        chart = figure.add_axes((0.7, 0.15, 0.285, 0.73))
        figure.draw_without_rendering()  # the aspect moves the axes: pixels need their places
        self._image = Pixels(axes[0], cmap="gray_r", vmin=0, vmax=1)
        self._map = Pixels(axes[1], cmap=DIVERGING, vmin=-1, vmax=1)
        self._outline = axes[1].add_collection(LineCollection([], colors=INK, linewidths=0.7))
        look = {"ls": "", "marker": "s", "ms": 4.5}
        self._gone = axes[0].plot([], [], color=_ORANGE, **look)[0]
        self._titles = [ax.text(0.5, 1.03, "", transform=ax.transAxes, ha="center") for ax in axes]
        self._simple = chart.plot([], [], color=QUIET, lw=1.6, label="brightest first")[0]
        self._curve = chart.plot([], [], color=PALETTE["blue"], lw=2, label="by the map")[0]
        self._line = chart.axvline(0, color=INK, lw=1.2)
        self._dot = chart.plot([], [], "o", color=INK, ms=8, clip_on=False)[0]
        chart.set(title="Deletion", xlabel="pixels deleted", ylabel="probability that is left")
        chart.set(xlim=(0, MOST), ylim=(0, 1.04))
        chart.legend(loc="upper right", fontsize=8)
        self.layers = [
            [self._image, self._map, self._outline, *self._titles, self._simple, self._curve],
            [self._gone, self._line, self._dot],
        ]

    def show(self, lab):
        """Draw the state of an `Explainer`."""
        reach = max(float(np.abs(lab.map).max()), 1e-12)
        self._image.set_data(lab.reading.image)
        self._map.set_data(lab.map / reach)
        self._outline.set_segments(outline(inked(lab.reading.image)))
        rows, columns = np.divmod(lab.gone, _SIDE)
        self._gone.set_data(columns, rows)
        total = float(lab.map.sum())
        self._titles[0].set_text(f"a {lab.reading.digit}, read as {lab.reading.said}")
        self._titles[1].set_text(f"{lab.method} of {lab.target}: sum {total:.3g}")
        self._simple.set_data(COUNTS, lab.simple)
        self._curve.set_data(COUNTS, lab.curve)
        self._line.set_xdata([lab.deleted] * 2)
        self._dot.set_data([lab.deleted], [lab.left])


def _square(figure, left, label):
    """Axes for an image."""
    ax = figure.add_axes((left, 0.09, 0.31, 0.81))
    ax.set(xlim=(-0.5, _SIDE - 0.5), ylim=(_SIDE - 0.5, -0.5), xticks=[], yticks=[])
    ax.set_aspect("equal")
    ax.spines[:].set(visible=True, color=QUIET)
    ax.set_xlabel(label)
    return ax


def outline(mask):
    """Lines between the pixels of a mask and the others: array (lines, 2 ends, x and y).

    Examples
    --------
    >>> len(outline(np.array([[False, True, True]])))
    6
    """
    wide = np.pad(mask, 1)
    below = np.argwhere(wide[1:] != wide[:-1])[:, ::-1] - [1, 0]
    beside = np.argwhere(wide[:, 1:] != wide[:, :-1])[:, ::-1] - [0, 1]
    lines = [np.stack([at, at + step], axis=1) for at, step in ((below, [1, 0]), (beside, [0, 1]))]
    return np.concatenate(lines) - 0.5

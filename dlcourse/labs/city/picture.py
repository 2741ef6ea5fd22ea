"""The picture of the city: what is known of each cell's value, and the way from start to goal."""

import matplotlib
import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from ...plots import PALETTE
from ...plots.style import INK, QUIET
from .cities import PARK, SIDE, WALL

_SHADES = matplotlib.colormaps["Blues"](np.linspace(0.15, 0.75, 256))[:, :3]
_WALL, _UNKNOWN = to_rgb(INK), to_rgb("white")
_TREE = {"marker": "^", "color": PALETTE["green"], "ms": 5, "linestyle": "none"}
_WAY = {"color": PALETTE["vermilion"], "lw": 3, "solid_joinstyle": "round"}
_ENDS = {
    "start": {"marker": "o", "color": PALETTE["vermilion"], "mec": INK, "ms": 11},
    "goal": {"marker": "*", "color": PALETTE["yellow"], "mec": INK, "ms": 17},
}


class CityPicture:
    """Artists that are made once and changed by `show`."""

    def __init__(self, figure):
        ax = figure.add_axes((0.09, 0.12, 0.6, 0.8))
        ax.set(title="Price of the way to the goal", xlabel="column", ylabel="row")
        ax.set(xticks=range(0, SIDE, 5), yticks=range(0, SIDE, 5))
        self._cells = ax.imshow(np.ones((SIDE, SIDE, 3)))
        self._trees = ax.plot([], [], **_TREE)[0]
        self._way = ax.plot([], [], **_WAY)[0]
        self._ends = {name: ax.plot([], [], **look)[0] for name, look in _ENDS.items()}
        ax.legend(handles=_legend(), loc="upper left", bbox_to_anchor=(1.01, 1.02))
        look = {"transform": ax.transAxes, "va": "top", "linespacing": 1.5}
        self._said = ax.text(1.06, 0.4, "", **look)
        marks = [self._way, self._trees, *self._ends.values(), self._said]
        self.layers = [[self._cells, *marks]]

    def show(self, lab, ground):
        """Draw the state of a `City`."""
        self._cells.set_data(colors(lab.values, ground, lab.farthest))
        self._trees.set_data(*np.argwhere(ground == PARK).T[::-1])
        self._way.set_data(*np.reshape(lab.path, (-1, 2)).T[::-1])
        for name, mark in self._ends.items():
            mark.set_data(*np.reshape(getattr(lab, name)[::-1], (2, 1)))
        self._said.set_text(
            f"sweep {lab.sweeps} of {lab.needed}\npark: price {lab.park}\n"
            f"dark blue: price {lab.farthest:g}"
        )


def colors(values, ground, farthest):
    """Colors of the cells, (16, 16, 3): dark blue from `farthest` on, white where none is known."""
    level = np.minimum(values, farthest) * 255 / max(farthest, 1)
    image = _SHADES[level.astype(int)]
    image[np.isinf(values)] = _UNKNOWN
    image[ground == WALL] = _WALL
    return image


def _legend():
    ends = [Line2D([], [], linestyle="none", label=name, **look) for name, look in _ENDS.items()]
    return [
        *ends,
        Line2D([], [], label="way", **_WAY),
        Line2D([], [], label="park", **_TREE),
        Patch(color=INK, label="wall"),
        Patch(facecolor="white", edgecolor=QUIET, label="no value yet"),
    ]

"""The picture of the two-player lab: the plane, the modes over time, and two curves."""

import numpy as np
from matplotlib.collections import PatchCollection
from matplotlib.patches import Circle

from ...plots import DIVERGING, PALETTE
from ...plots.style import INK
from .game import CENTERS, MOST_ROUNDS, STD, STRETCH, WINDOW
from .pixels import Pixels

_FRAMES = MOST_ROUNDS // STRETCH + 1
_SPAN = (-STRETCH / 2, MOST_ROUNDS + STRETCH / 2)


class RingPicture:
    """Artists that are made once and changed by `show`."""

    def __init__(self, figure):
        self._make_plane(figure.add_axes((0.05, 0.12, 0.385, 0.79)))
        self._make_modes(figure.add_axes((0.53, 0.61, 0.45, 0.3)))
        self._make_curves(figure.add_axes((0.53, 0.12, 0.45, 0.31)))
        plane = [self._land, self._circles, self._dots]
        curves = [self._map, self._mark, *self._lines, self._half, self._cursor]
        self.layers = [[*plane, *curves]]

    def show(self, frames, now):
        """Draw the frame `now`, and the film up to its last frame."""
        self._land.set_data(frames[now].belief[::-1])
        self._dots.set_offsets(frames[now].points)
        shares = np.full((len(CENTERS), _FRAMES), np.nan, np.float32)
        shares[:, : len(frames)] = np.stack([frame.shares for frame in frames], axis=1)
        self._map.set_data(shares)
        rounds = STRETCH * np.arange(len(frames))
        for line, name in zip(self._lines, ("high_quality", "ranked"), strict=True):
            line.set_data(rounds, [getattr(frame, name) for frame in frames])
        for mark in (self._mark, self._cursor):
            mark.set_xdata([STRETCH * now] * 2)

    def _make_plane(self, ax):
        ax.set(aspect="equal", xlim=(-WINDOW, WINDOW), ylim=(-WINDOW, WINDOW))
        self._land = Pixels(ax, cmap=DIVERGING, vmin=-0.2, vmax=1.2, smooth=True)
        circles = [Circle(center, 3 * STD, fill=False, ec=INK, lw=1.2) for center in CENTERS]
        self._circles = ax.add_collection(PatchCollection(circles, match_original=True))
        self._dots = ax.scatter([], [], s=7, color=INK, alpha=0.6, linewidths=0)
        ax.set(xlabel="x₀", ylabel="x₁")
        ax.set_title("Fakes; orange: where D sees real")

    def _make_modes(self, ax):
        ax.set(xlim=_SPAN, ylim=(len(CENTERS) - 0.5, -0.5))
        self._map = Pixels(ax, cmap="Blues", vmin=0, vmax=0.6)
        self._mark = ax.axvline(0, color=PALETTE["vermilion"], lw=1.4)
        ax.set(title="Fakes by nearest mode (dark: many)", ylabel="mode", yticks=[0, 2, 4, 6])

    def _make_curves(self, ax):
        names = {"fakes of high quality": "green", "D scores real above fake": "purple"}
        self._lines = [
            ax.plot([], [], color=PALETTE[color], lw=2, label=name) for name, color in names.items()
        ]
        self._lines = [line for (line,) in self._lines]
        self._half = ax.axhline(0.5, color=INK, lw=1, linestyle=":")
        self._cursor = ax.axvline(0, color=PALETTE["vermilion"], lw=1.4)
        ax.set(xlim=_SPAN, ylim=(0, 1.02), xlabel="round", ylabel="share", yticks=[0, 0.5, 1])
        ax.set_title("Share", visible=False)
        ax.legend(
            loc="lower center", bbox_to_anchor=(0.5, 0.97), ncols=2, fontsize=9, columnspacing=1.2
        )

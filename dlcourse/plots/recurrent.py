"""Recurrent networks as pictures: one unit unrolled over time, and the inside of an LSTM cell."""

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch

from ..settings import check_integer
from .style import INK, PALETTE, QUIET, canvas

GATE_COLORS = {
    "f": PALETTE["vermilion"],
    "i": PALETTE["green"],
    "g": PALETTE["blue"],
    "o": PALETTE["purple"],
}
"""The color of each gate of an LSTM cell, the same in every picture of the course."""

_NAMES = {"f": "forget", "i": "input", "g": "candidate", "o": "output"}
_AT = {"f": 2.1, "i": 4.0, "g": 5.6, "o": 7.5}  # columns of the four gates
_CELL, _WRITE, _GATES, _BUS = 3.5, 2.45, 1.3, 0.15  # rows, from the cell's line to the inputs


def unrolled(steps=4, *, ax=None, title="A recurrent unit, and the same unit unrolled"):
    """Draw a recurrent unit with its loop, and what it is over time.

    Parameters
    ----------
    steps : int
        How many steps are drawn.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If `steps` is below 1.
    """
    check_integer("steps", steps, low=1)
    with canvas(ax, title, size=(1.35 * steps + 3.6, 2.5)) as ax:
        unit = _unit(ax, -2.6, "h", "x")
        loop = {"connectionstyle": "arc3,rad=1.7", "shrinkA": 0, "shrinkB": 0}
        _arrow(ax, (-2.4, 1.2), (-2.8, 1.2), PALETTE["vermilion"], **loop)
        _label(ax, -2.6, 1.95, "$W_{hh}$", PALETTE["vermilion"])
        ax.text(-1.5, 0.5, "=", fontsize=20, ha="center", va="center")
        before = _box(ax, -0.45, 1, "$h_0$", QUIET)
        for t in range(1, steps + 1):
            unit = _unit(ax, 1.35 * t - 0.3, f"h_{{{t}}}", f"x_{{{t}}}")
            ends = {"patchA": before, "patchB": unit}
            _arrow(ax, (1.35 * t - 1.65, 1), (1.35 * t - 0.3, 1), PALETTE["vermilion"], **ends)
            _label(ax, 1.35 * t - 0.96, 1.22, "$W_{hh}$", PALETTE["vermilion"])
            before = unit
        ax.set(xlim=(-3.3, 1.35 * steps + 0.2), ylim=(-0.45, 2.2))
        ax.axis("off")
    return ax


def _unit(ax, x, state, item):
    """One unit above its input; returns the patch of the state."""
    below = _box(ax, x, 0, f"${item}$", INK)
    above = _box(ax, x, 1, f"${state}$", PALETTE["blue"])
    _arrow(ax, (x, 0), (x, 1), PALETTE["green"], patchA=below, patchB=above)
    _label(ax, x + 0.29, 0.5, "$W_{xh}$", PALETTE["green"])
    return above


def lstm_cell(values=None, *, ax=None, title="An LSTM cell"):
    """Draw an LSTM cell: the line of the cell, and the four gates that act on it.

    Parameters
    ----------
    values : dict of str to float, optional
        Numbers to write beside the names ``f i g o``, ``c_old c_new`` and ``h_new``.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a name is none of those.

    References
    ----------
    S. Hochreiter and J. Schmidhuber (1997), Long short-term memory; F. Gers, J. Schmidhuber and
    F. Cummins (2000), Learning to forget.
    """
    names = *GATE_COLORS, "c_old", "c_new", "h_new"
    values = {} if values is None else values
    for name in values:
        if name not in names:
            raise ValueError(f"values must be for {', '.join(names)}, got {name!r}")
    said = {name: f" = {values[name]:.3g}".replace("-", "−") for name in values}
    with canvas(ax, title, size=(8.4, 3.7)) as ax:
        _cell_line(ax, said)
        for name in GATE_COLORS:
            _gate(ax, name, said.get(name, ""))
        _output(ax, said)
        ax.text(0.15, _BUS, "$h_{t-1},\\ x_t$", ha="center", va="center")
        ax.plot([0.75, _AT["o"]], [_BUS, _BUS], color=QUIET, lw=1.4, zorder=1)
        ax.set(xlim=(-0.6, 10.4), ylim=(-0.25, 3.9), aspect="equal")
        ax.axis("off")
    return ax


def _cell_line(ax, said):
    """From the old cell to the new one: times f, plus i times g."""
    middle = (_AT["i"] + _AT["g"]) / 2
    forget, add = (_AT["f"], _CELL), (middle, _CELL)
    _arrow(ax, (0.75, _CELL), (9.2, _CELL), INK, width=2.4)
    ax.text(0.65, _CELL, "$c_{t-1}$" + said.get("c_old", ""), ha="right", va="center")
    ax.text(9.3, _CELL, "$c_t$" + said.get("c_new", ""), ha="left", va="center")
    write = middle, _WRITE
    _arrow(ax, (_AT["f"], _GATES), forget, GATE_COLORS["f"], shrinkB=10)
    for name in "ig":
        _arrow(ax, (_AT[name], _GATES), write, GATE_COLORS[name], shrinkB=10)
    _arrow(ax, write, add, INK, shrinkB=10)
    for place, sign in ((forget, "×"), (write, "×"), (add, "+")):
        _operation(ax, place, sign)


def _gate(ax, name, said):
    """A gate: what it reads, what it computes and what it is called."""
    x, color = _AT[name], GATE_COLORS[name]
    _arrow(ax, (x, _BUS), (x, _GATES), QUIET, shrinkB=19)
    curve = "tanh(…)" if name == "g" else "σ(…)"
    text = f"{_NAMES[name]}\n${name}${said or ' = ' + curve}"
    box = {"boxstyle": "round,pad=0.35", "fc": "white", "ec": color, "lw": 1.8}
    ax.text(x, _GATES, text, ha="center", va="center", bbox=box, zorder=4, linespacing=1.35)


def _output(ax, said):
    """From the new cell to the new state: times o."""
    x = 8.7
    _arrow(ax, (x, _CELL), (x, _GATES), INK, shrinkB=10)
    box = {"boxstyle": "round,pad=0.25", "fc": "white", "ec": INK, "lw": 1.2}
    ax.text(x, _WRITE, "tanh", ha="center", va="center", fontsize=9, bbox=box, zorder=4)
    _arrow(ax, (_AT["o"], _GATES), (x, _GATES), GATE_COLORS["o"], shrinkB=10)
    _arrow(ax, (x, _GATES), (9.4, _GATES), INK, shrinkA=10)
    _operation(ax, (x, _GATES), "×")
    ax.text(9.45, _GATES, "$h_t$" + said.get("h_new", ""), ha="left", va="center")


def _operation(ax, place, sign):
    ax.add_patch(Circle(place, 0.2, fc="white", ec=INK, lw=1.2, zorder=4))
    ax.text(*place, sign, ha="center", va="center_baseline", fontsize=12, zorder=5)


def _box(ax, x, y, name, color):
    box = {"boxstyle": "round,pad=0.4", "fc": "white", "ec": color, "lw": 1.6}
    text = ax.text(x, y, name, ha="center", va="center", bbox=box, zorder=3)
    return text.get_bbox_patch()


def _label(ax, x, y, name, color):
    ax.text(x, y, name, ha="center", va="center", color=color, fontsize=10)


def _arrow(ax, start, end, color, width=1.5, **ends):
    ends = {"shrinkA": 2, "shrinkB": 2, **ends}
    look = {"arrowstyle": "-|>", "mutation_scale": 11, "color": color, "lw": width, "zorder": 2}
    ax.add_patch(FancyArrowPatch(np.asarray(start), np.asarray(end), **look, **ends))

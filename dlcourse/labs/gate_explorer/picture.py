"""The picture of the gate explorer: input, gates, memory, and what is left of each input."""

import numpy as np

from ...plots import PALETTE
from ...plots.recurrent import GATE_COLORS
from ...plots.style import INK, QUIET
from .cell import STEPS

_COLORS = {**GATE_COLORS, "z": GATE_COLORS["f"], "r": GATE_COLORS["i"]}
_NAMES = {
    "f": "forget f",
    "i": "input i",
    "o": "output o",
    "z": "update z",
    "r": "reset r",
}
# Gates of one value lie on each other: what is drawn first is wide, so that all can be seen.
_LOOKS = {"lw": 5}, {"lw": 3}, {"lw": 1.8, "ls": "--"}, {"lw": 4}, {"lw": 1.5}
_AT = np.arange(1, STEPS + 1)


class GatePicture:
    """Artists that are made once and changed by `show`."""

    def __init__(self, figure):
        self._axes = inputs, gates, memory, left = _frame(figure)
        self._bars = [
            [ax.vlines(_AT, 0, 0, lw=5, color=color) for color in (QUIET, PALETTE["orange"])]
            for ax in (inputs, left)
        ]
        self._gates = {
            name: gates.step([], [], where="mid", color=_COLORS[name], label=label, **look)[0]
            for look, (name, label) in zip(_LOOKS, _NAMES.items(), strict=True)
        }
        self._cell = memory.plot([], [], "o-", color=INK, ms=4, lw=2.4)[0]
        self._state = memory.plot([], [], "o-", color=PALETTE["sky"], ms=3, lw=1.6)[0]
        self._legends = {
            "LSTM": self._legend("fio", (self._cell, "cell c"), (self._state, "h = o tanh(c)")),
            "GRU": self._legend("zr", (self._state, "state h")),
        }
        self._scales = [ax.yaxis for ax in (inputs, memory, left)]
        self._seen = None
        moving = [*self._gates.values(), self._cell, self._state, *sum(self._bars, [])]
        self.layers = [[*self._scales, *sum(self._legends.values(), [])], moving]

    def _legend(self, names, *lines):
        _, gates, memory, _ = self._axes
        look = {"loc": "upper right", "ncols": 3, "handlelength": 1.4, "borderaxespad": 0.1}
        legends = [
            gates.legend(handles=[self._gates[name] for name in names], **look),
            memory.legend(*zip(*lines, strict=True), **look),
        ]
        for ax, legend in zip((gates, memory), legends, strict=True):
            ax.add_artist(legend)
        return legends

    def show(self, lab):
        """Draw the state of a `GateExplorer`."""
        signal, trace = lab.data, lab.trace
        if (lab.cell, lab.signal) != self._seen:
            self._scale(lab)
        for bars, values in zip(self._bars, (signal.x, trace.left), strict=True):
            for bar, chosen in zip(bars, (~signal.marked, signal.marked), strict=True):
                ends = np.column_stack([_AT, np.where(chosen, values, 0)])
                bar.set_segments(np.stack([np.column_stack([_AT, 0 * _AT]), ends], axis=1))
        for name, line in self._gates.items():
            used = name in trace.gates
            line.set_data((_AT, trace.gates[name]) if used else ([], []))
        self._cell.set_data(([], []) if trace.c is None else (_AT, trace.c))
        self._state.set_data(_AT, trace.h)

    def _scale(self, lab):
        """Axes that fit the signal, however the gates are set."""
        inputs, _, memory, left = self._axes
        x = np.abs(lab.data.x).max()
        reach = np.abs(np.cumsum(np.tanh(lab.data.x))).max() if lab.cell == "LSTM" else 1.0
        inputs.set_ylim(-1.15 * x, 1.15 * x)
        memory.set_ylim(-1.15 * reach, 1.5 * reach)
        left.set_ylim(-1.15, 1.15)
        for cell, legends in self._legends.items():
            for legend in legends:
                legend.set_visible(cell == lab.cell)
                legend.stale = cell == lab.cell  # what is not drawn would stay stale forever
        for scale in self._scales:
            scale.stale = True
        self._seen = lab.cell, lab.signal


def _frame(figure):
    """Four axes with what never changes: input and gates on the left, memory on the right."""
    corners = (0.07, 0.6), (0.07, 0.1), (0.565, 0.6), (0.565, 0.1)
    titles = "Input x (marked steps in orange)", "Gates", "Memory"
    titles = *titles, "What each step leaves in the last memory"
    labels = "x", "gate (0 to 1)", "value", "value"
    axes = [figure.add_axes((*corner, 0.415, 0.31)) for corner in corners]
    for ax, title, label in zip(axes, titles, labels, strict=True):
        ax.set(title=title, xlabel="step", ylabel=label, xlim=(0.2, STEPS + 0.8))
        ax.axhline(0, color=QUIET, lw=0.8)
    axes[1].set(ylim=(-0.06, 1.3), yticks=[0, 0.5, 1])
    return axes

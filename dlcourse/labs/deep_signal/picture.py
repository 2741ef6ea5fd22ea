"""The picture of the deep signal: signal and gradient, layer after layer, in powers of ten."""

import numpy as np

from ...plots import PALETTE
from ...plots.style import INK
from .signals import MOST_LAYERS

_LOW, _HIGH = -12, 6  # powers of ten at the ends of the axes; what lies beyond is drawn there
_BLUE, _ORANGE, _VERMILION = PALETTE["blue"], PALETTE["orange"], PALETTE["vermilion"]


class SignalPicture:
    """Artists that are made once and changed by `show`. Heights are powers of ten throughout."""

    def __init__(self, figure):
        forwards = _axes(figure, 0.09, "Signal of each layer")
        backwards = _axes(figure, 0.59, "Gradient of each layer")
        dots = {"ls": "", "marker": "o", "clip_on": False}
        self._spread = forwards.plot([], [], color=_ORANGE, ms=4, zorder=4, **dots)[0]
        self._signal = forwards.plot([], [], color=_BLUE, ms=6, **dots)[0]
        self._gradient = backwards.plot([], [], color=_VERMILION, ms=6, **dots)[0]
        self._lines = [ax.plot([], [], color=INK, lw=1.3)[0] for ax in (forwards, backwards)]
        _legend(forwards, (self._signal, "measured"), (self._spread, "differs between images"),
                (self._lines[0], "predicted"))  # fmt: skip
        _legend(backwards, (self._gradient, "measured"), (self._lines[1], "predicted"))
        self.layers = [[*self._lines, self._signal, self._spread, self._gradient]]

    def show(self, lab):
        """Draw the state of a `DeepSignal`: the hidden layers, 1 to its depth."""
        layers, found = np.arange(1, lab.depth + 1), lab.signals
        self._signal.set_data(layers, _power(found.measured.signal))
        self._spread.set_data(layers, _power(found.measured.spread))
        self._gradient.set_data(layers, _power(found.measured.gradient))
        for line, values in zip(self._lines, (found.signal, found.gradient), strict=True):
            line.set_data(*(([], []) if values is None else (layers, _power(values))))


def _axes(figure, left, title):
    ax = figure.add_axes((left, 0.14, 0.4, 0.75))
    ticks = range(_LOW, _HIGH + 1, 3)
    ax.set(title=title, xlabel="hidden layer", ylabel="root mean square")
    ax.set(xlim=(0, MOST_LAYERS + 1), xticks=[1, 8, 16, 24, 32], ylim=(_LOW - 1, _HIGH + 3.5))
    labels = [f"$10^{{{k}}}$" for k in ticks]
    labels[0], labels[-1] = rf"$\leq 10^{{{_LOW}}}$", rf"$\geq 10^{{{_HIGH}}}$"
    ax.set_yticks(list(ticks), labels)
    ax.grid(True, axis="y")
    return ax


def _legend(ax, *entries):
    ax.legend(*zip(*entries, strict=True), loc="upper left", ncols=3, fontsize=9,
              handlelength=1.4, columnspacing=1.2, borderaxespad=0.1)  # fmt: skip


def _power(values):
    """The power of ten of the hidden layers' values, kept within the axes."""
    return np.clip(np.log10(np.maximum(values[1:-1], 1e-300)), _LOW, _HIGH)

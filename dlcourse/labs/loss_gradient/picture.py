"""The picture of the loss-gradient lab: losses, slopes, and a descent, over the logit."""

import numpy as np

from ...plots import CYCLE
from ...plots.style import INK, QUIET

LIMIT = 12.0
"""The logit goes from -LIMIT to LIMIT."""
STEPS = 50
"""Steps that are drawn."""
_TICKS = (-12, -8, -4, 0, 4, 8, 12)
_BELIEFS = ("6e-6", "3e-4", "0.02", "½", "0.98", "", "")
_FLOOR = 1e-6


class LossPicture:
    """Artists that are made once and changed by `show`."""

    def __init__(self, figure, s, curves):
        left, middle, right = (
            figure.add_axes((start, 0.24, width, 0.65))
            for start, width in ((0.065, 0.265), (0.405, 0.265), (0.735, 0.25))
        )
        self._left = _Panel(left, s, {name: value for name, (value, _) in curves.items()})
        sizes = {
            name: np.maximum(np.abs(slope), _FLOOR / 10) for name, (_, slope) in curves.items()
        }
        self._middle = _Panel(middle, s, sizes)
        steps = np.arange(STEPS + 1)
        self._right = _Panel(right, steps, dict.fromkeys(curves, 0 * steps))
        self._frame(left, middle, right)
        self._legend = figure.legend(
            handles=list(self._left.lines.values()), loc="lower center", ncols=4, fontsize=9
        )
        self._arrow = left.plot([], [], color=INK, lw=1.5)[0]
        self._after = left.plot([], [], ">", color=INK, ms=8)[0]
        panels = self._left, self._middle, self._right
        lines = [line for panel in panels[:2] for line in panel.lines.values()]
        moving = [*self._right.lines.values(), *(panel.dot for panel in panels)]
        self.layers = [[*lines, self._legend], [*moving, self._arrow, self._after]]

    def show(self, lab):
        """Draw the state of a `LossGradientLab`."""
        for panel in (self._left, self._middle, self._right):
            panel.choose(lab.loss)
        for name, path in lab.paths.items():
            self._right.lines[name].set_ydata(path)
        self._left.point(lab.logit, lab.value)
        self._middle.point(lab.logit, max(abs(lab.slope), _FLOOR))
        self._right.point(0, lab.logit)
        after = float(np.clip(lab.paths[lab.loss][1], -LIMIT, LIMIT))
        height = float(np.clip(lab.value, *self._left.ax.get_ylim()))
        self._arrow.set_data([lab.logit, after], [height, height])
        self._after.set(data=([after], [height]), marker=">" if after >= lab.logit else "<")
        self._after.set_visible(abs(after - lab.logit) >= 0.01)

    def _frame(self, left, middle, right):
        labels = [f"{s}\n{belief}" for s, belief in zip(_TICKS, _BELIEFS, strict=True)]
        for ax in (left, middle):
            ax.set(xlim=(-LIMIT - 0.5, LIMIT + 0.5), xlabel="logit s, and belief σ(s)")
            ax.set_xticks(_TICKS, labels)
            ax.axvline(0, color=QUIET, lw=0.8)
        left.set(title="Loss, and one step", ylabel="loss", ylim=(-13, 25))
        middle.set(title="Size of the slope", ylabel="|dL/ds|", yscale="log", ylim=(_FLOOR, 30))
        right.set(title="Descent on s", xlabel="steps", ylabel="logit s", xlim=(-1, STEPS))
        right.set(ylim=(-LIMIT - 0.5, LIMIT + 0.5), yticks=_TICKS)
        right.axhline(0, color=QUIET, lw=0.8)
        for ax in (left, middle, right):
            ax.grid(True)


class _Panel:
    """One line for each loss, and a dot on the chosen one."""

    def __init__(self, ax, x, ys):
        self.ax = ax
        self.lines = {
            name: ax.plot(x, y, color=color, label=name)[0]
            for color, (name, y) in zip(CYCLE, ys.items(), strict=False)
        }
        self.dot = ax.plot([], [], "o", ms=8, mec="white", clip_on=False, zorder=5)[0]

    def choose(self, loss):
        for name, line in self.lines.items():
            width, alpha, order = (3.0, 1.0, 4) if name == loss else (1.3, 0.55, 3)
            if line.get_linewidth() != width:  # a line that is set anew is drawn anew
                line.set(linewidth=width, alpha=alpha, zorder=order)
        self.dot.set_color(self.lines[loss].get_color())
        self.dot.set_markeredgecolor("white")

    def point(self, x, y):
        low, high = self.ax.get_ylim()
        self.dot.set_data([x], [min(max(y, low), high)])

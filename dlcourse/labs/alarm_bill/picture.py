"""The picture of the bill: both distributions, the ROC curve, and what each threshold costs."""

import numpy as np

from ...plots import PALETTE
from ...plots.style import INK
from .scores import KINDS, THRESHOLDS

_BLUE, _VERMILION = PALETTE["blue"], PALETTE["vermilion"]
_EDGES = np.linspace(THRESHOLDS[0], THRESHOLDS[-1], 45)
_LEAST, _MOST = 0.3, 1e7  # on the axis of costs; what lies beyond is drawn there


class BillPicture:
    """Artists that are made once and changed by `show`."""

    def __init__(self, figure):
        self._scores = figure.add_axes((0.06, 0.15, 0.265, 0.74))
        roc = figure.add_axes((0.405, 0.15, 0.22, 0.74))
        bill = figure.add_axes((0.71, 0.15, 0.275, 0.74))
        self._bars = [_bars(self._scores, *look) for look in ((_BLUE, 0.7), (_VERMILION, 0.55))]
        ends = (0.03, _BLUE, "left"), (0.97, _VERMILION, "right")
        self._names = [_name(self._scores, *end) for end in ends]
        heights = self._scores, bill
        self._lines = [ax.axvline(0, ymax=0.84, color=INK, lw=1.6) for ax in heights]
        self._cheapest = [ax.axvline(0, ymax=0.84, color=INK, lw=1.3, ls=":") for ax in heights]
        self._roc = roc.plot([], [], color=_BLUE, lw=1.6)[0]
        looks = (_BLUE, 1.3), (_VERMILION, 1.3), (INK, 2.2)
        self._costs = [bill.plot([], [], color=color, lw=width)[0] for color, width in looks]
        dot, ring = {"color": INK, "ms": 8}, {"mfc": "none", "mec": INK, "ms": 12}
        self._points = [ax.plot([], [], "o", **dot, clip_on=False)[0] for ax in (roc, bill)]
        self._rings = [ax.plot([], [], "o", **ring, clip_on=False)[0] for ax in (roc, bill)]
        _label(self._scores, roc, bill)
        bill.legend([*self._costs, self._rings[1]],
                    ["false alarms", "misses", "together", "cheapest"], loc="upper left", ncols=2,
                    fontsize=8, handlelength=1.4, columnspacing=1, borderaxespad=0.2)  # fmt: skip
        self.layers = [
            [*self._bars, *self._names, self._roc],
            [*self._costs, *self._cheapest, *self._rings],
            [*self._lines, *self._points],
        ]

    def show(self, lab, false_alarms, misses):
        """Draw the state of an `AlarmBill`, and both parts of its bill at every threshold."""
        found, best, here = lab.scores, lab.best, lab.index
        for bars, values in zip(self._bars, (found.calm, found.odd), strict=True):
            inside = np.clip(values, _EDGES[0], _EDGES[-1] - 1e-9)
            bars.set_data(np.histogram(inside, _EDGES)[0] / len(values))
        wanted, other = KINDS[lab.scene]
        for text, name in zip(self._names, (other, wanted), strict=True):
            text.set_text(name)
        self._roc.set_data(found.false_rate, found.hit_rate)
        for line, values in zip(self._costs, (false_alarms, misses, lab.costs), strict=True):
            line.set_data(THRESHOLDS, np.clip(values, _LEAST, _MOST))
        marks = (self._lines, self._points, here), (self._cheapest, self._rings, best)
        for lines, points, index in marks:
            for line in lines:
                line.set_xdata([THRESHOLDS[index]] * 2)
            points[0].set_data([found.false_rate[index]], [found.hit_rate[index]])
            points[1].set_data([THRESHOLDS[index]], [np.clip(lab.costs[index], _LEAST, _MOST)])


def _bars(ax, color, alpha):
    return ax.stairs(np.zeros(len(_EDGES) - 1), _EDGES, color=color, fill=True, alpha=alpha)


def _name(ax, x, color, side):
    return ax.text(x, 0.95, "", transform=ax.transAxes, color=color, ha=side, va="top")


def _label(scores, roc, bill):
    scores.set(title="Scores", xlabel="score, in deviations", ylabel="share of its kind")
    scores.set(xlim=(THRESHOLDS[0], THRESHOLDS[-1]), ylim=(0, 0.3))
    roc.set(title="Which are called", xlabel="share of false alarms", ylabel="share of hits")
    roc.set(xlim=(0, 1), ylim=(0, 1))
    roc.plot([0, 1], [0, 1], color="0.6", lw=1)
    bill.set(title="The bill of 10,000", xlabel="threshold, in deviations", yscale="log")
    bill.set(ylabel="cost, in false alarms", xlim=scores.get_xlim(), ylim=(_LEAST / 2, _MOST * 30))
    bill.set_yticks([1, 1e2, 1e4, 1e6])
    bill.minorticks_off()

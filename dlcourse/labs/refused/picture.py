"""The picture of who is refused: both groups' scores, three shares of each, and the profit."""

import numpy as np

from ...plots import PALETTE
from ...plots.style import INK
from .applicants import THRESHOLDS, WORDS

_BLUE, _VERMILION, _GREEN, _PURPLE = (PALETTE[c] for c in ("blue", "vermilion", "green", "purple"))
_EDGES = np.linspace(0, 100, 41)
_LEAST, _MOST = -100, 100  # on the axis of profit; what lies beyond is drawn there
RATES = {
    "selection": "the share accepted",
    "opportunity": "the share of the good accepted",
    "repaid": "the share of the good among the accepted",
}
"""The three shares, and what each is called."""


class RefusedPicture:
    """Artists that are made once and changed by `show`."""

    def __init__(self, figure):
        self._scores = [figure.add_axes((0.06, y, 0.36, 0.34)) for y in (0.56, 0.12)]
        shares = figure.add_axes((0.51, 0.12, 0.19, 0.78))
        profit = figure.add_axes((0.77, 0.12, 0.215, 0.78))
        self._good = [_stairs(ax, _BLUE, 0.75) for ax in self._scores]
        self._bad = [_stairs(ax, _VERMILION, 0.75) for ax in self._scores]
        self._shades = [ax.axvspan(0, 0, color="0.5", alpha=0.35, lw=0) for ax in self._scores]
        self._lines = [ax.axvline(0, color=INK, lw=1.8) for ax in self._scores]
        spots = zip((-0.17, 0.17), (_GREEN, _PURPLE), strict=True)
        self._bars = [
            shares.bar(np.arange(3) + x, np.zeros(3), 0.32, color=color) for x, color in spots
        ]
        self._profits = [profit.plot([], [], color=c, lw=1.8)[0] for c in (_GREEN, _PURPLE)]
        self._dots = [
            profit.plot([], [], "o", color=c, mec=INK, ms=8, clip_on=False)[0]
            for c in (_GREEN, _PURPLE)
        ]
        self._total = profit.text(0.04, 0.96, "", transform=profit.transAxes, va="top")
        self._titles = [ax.text(0.01, 1.03, "", transform=ax.transAxes) for ax in self._scores]
        _label(self._scores, shares, profit, self._bars)
        self.layers = [
            [*self._titles, *self._good, *self._bad, *self._profits],
            [*self._shades, *self._lines, *(bar for bars in self._bars for bar in bars)],
            [*self._dots, self._total],
        ]

    def show(self, lab):
        """Draw the state of a `Refused`."""
        names = WORDS[lab.scene][:2]
        thresholds = lab.threshold_a, lab.threshold_b
        for n, (group, name, t) in enumerate(zip(lab.groups, names, thresholds, strict=True)):
            self._histogram(n, group)
            letter = "AB"[n]
            told = letter if name == letter else f"{letter}, {name}"
            gone = len(group.scores) - group.accepted[lab.indices[n]]
            self._titles[n].set_text(f"{told}: {gone:,} of {len(group.scores):,} refused")
            self._shades[n].set_width(t)
            self._lines[n].set_xdata([t, t])
            rates = lab.rates[n]
            shares = rates.selection, rates.opportunity, rates.repaid
            for bar, share in zip(self._bars[n], shares, strict=True):
                bar.set_height(0 if np.isnan(share) else share)
            curve = np.clip(group.profit(lab.price), _LEAST, _MOST)
            self._profits[n].set_data(THRESHOLDS, curve)
            self._dots[n].set_data([t], [curve[lab.indices[n]]])
        self._total.set_text(f"of 100 of both: {lab.profit:.1f}")

    def _histogram(self, n, group):
        all_counts = np.histogram(group.scores, _EDGES)[0]
        good = np.histogram(group.scores[group.good], _EDGES)[0]
        top = all_counts.max()
        self._good[n].set_data(all_counts / top)
        self._bad[n].set_data((all_counts - good) / top)


def _stairs(ax, color, alpha):
    return ax.stairs(np.zeros(len(_EDGES) - 1), _EDGES, color=color, fill=True, alpha=alpha)


def _label(scores, shares, profit, bars):
    for ax in scores:
        ax.set(xlim=(0, 100), ylim=(0, 1.05), ylabel="applicants", yticks=[])
    scores[1].set(xlabel="score: chance of being good, in percent")
    handles = [scores[0].patches[0], scores[0].patches[1]]
    scores[0].legend(handles, ["good", "not"], loc="upper left", fontsize=8, frameon=False)
    shares.set(title="Three shares", ylim=(0, 105), ylabel="percent", xlim=(-0.5, 2.5))
    shares.set_xticks(range(3), ["accepted", "of the\ngood", "good among\naccepted"], fontsize=8)
    shares.legend(bars, ["A", "B"], loc="upper left", ncols=2, fontsize=8, handlelength=1)
    profit.set(title="Profit of 100 of the group", xlabel="threshold, in percent")
    profit.set(ylabel="in good customers", xlim=(0, 100), ylim=(_LEAST, _MOST))
    profit.axhline(0, color="0.6", lw=1)

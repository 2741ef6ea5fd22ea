"""Figures of this subject; each returns Axes for `plots.describe`."""

import numpy as np

from ...metrics import roc_curve
from ...plots import CYCLE, panels, style


def draw_odds(groups, *, bins, title, xlabel):
    """How often each value occurs in each group, by name."""
    ax = panels(1, width=5.6, height=3)[0]
    with style():
        for (name, values), color in zip(groups.items(), CYCLE, strict=False):
            share = np.histogram(np.clip(values, bins[0], bins[-1]), bins)[0] / len(values)
            ax.stairs(share, bins, label=name, color=color, linewidth=1.6)
        ax.set(title=title, xlabel=xlabel, ylabel="share of its group")
        ax.legend(fontsize=8)
    return ax


def draw_attacks(taken, scores, *, title, bounds=None):
    """ROC curves of several scores for who was taken, on logarithmic axes, below their bounds.

    Parameters
    ----------
    taken : array of bool
    scores : dict of str to array
        Of the shape of `taken`.
    bounds : dict of str to callable, optional
        From rates of false calls to the largest rates of right ones.
    """
    ax = panels(1, width=5.2, height=3.6)[0]
    rates = np.geomspace(1e-3, 1, 61)
    with style():
        for name, values in scores.items():
            fpr, tpr, _ = roc_curve(taken.ravel().astype(int), values.ravel())
            ax.plot(rates, np.interp(rates, fpr, tpr), label=name)
        for name, bound in (bounds or {}).items():
            ax.plot(rates, bound(rates), linestyle="--", linewidth=1.2, label=name)
        ax.plot(rates, rates, color="0.6", linewidth=1, label="guessing")
        ax.set(title=title, xlabel="others called members", ylabel="members called")
        ax.set(xscale="log", yscale="log", xlim=(1e-3, 1), ylim=(1e-3, 1.1))
        ax.grid(True)
        ax.legend(fontsize=8)
    return ax

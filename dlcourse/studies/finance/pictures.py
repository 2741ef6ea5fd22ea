"""Figures of this subject; each returns Axes for `plots.describe`."""

import numpy as np

from ...plots import CYCLE, panels, style


def draw_beside(names, groups, *, title, xlabel, low=None, high=None, zero=False, size=(5.6, 3.2)):
    """A row for each name and a mark for each group, side by side; `low` to `high` as bars.

    Parameters
    ----------
    names : sequence of str (K,)
    groups : dict of str to array (K,)
    title, xlabel : str
    low, high : dict like groups, optional
        Ends of an interval around each mark.
    zero : bool
        Draw a line at 0.
    size : pair of float

    Returns
    -------
    Axes
    """
    ax = panels(1, width=size[0], height=size[1])[0]
    rows = np.arange(len(names))
    with style():
        for k, ((name, values), color) in enumerate(zip(groups.items(), CYCLE, strict=False)):
            place = rows + 0.22 * (k - (len(groups) - 1) / 2)
            ax.plot(values, place, "o", color=color, label=name, markersize=6)
            if low is not None:
                ax.hlines(place, low[name], high[name], color=color, linewidth=1.6)
        if zero:
            ax.axvline(0, color="0.4", linewidth=1)
        ax.set(title=title, xlabel=xlabel, yticks=rows, yticklabels=names)
        ax.invert_yaxis()
        ax.grid(True, axis="x")
        ax.legend()
    return ax


def draw_card(x, shares, *, title):
    """One card: the amount of each payment, and below what it adds to the score."""
    ax, below = panels(2, width=9, height=2.8)
    steps = np.arange(1, len(x) + 1)
    with style():
        ax.bar(steps, np.exp(x[:, 0]), color=CYCLE[0])
        ax.set(title=title, xlabel="payment", ylabel="euros", yscale="log", xticks=steps)
        below.bar(steps, shares, color=CYCLE[1])
        below.axhline(0, color="0.4", linewidth=1)
        below.set(title="What it adds to the score", xlabel="payment", ylabel="logits")
        below.set(xticks=steps)
    return ax, below

"""Boxes and arrows: networks and computations."""

import numpy as np

from ._check import check_named, numbers
from .style import INK, PALETTE, QUIET, canvas


def network(sizes, *, labels=None, ax=None, title="Network", most=8):
    """Draw a fully connected network: a dot per unit, a line per weight.

    Parameters
    ----------
    sizes : sequence of int
        Units per layer, the input first.
    labels : sequence of str, optional
        Name of each layer; its size is written below.
    most : int
        Layers with more units are shortened, with dots in the middle.

    Returns
    -------
    Axes
    """
    labels = labels or ["input", *(f"layer {i}" for i in range(1, len(sizes) - 1)), "output"]
    if len(labels) != len(sizes):
        raise ValueError(f"there are {len(sizes)} layers but {len(labels)} labels")
    shown = [min(size, most) for size in sizes]
    heights = [np.arange(n) - (n - 1) / 2 for n in shown]
    bottom = -(max(shown) - 1) / 2
    figsize = (1.5 * len(sizes) + 0.6, 0.36 * max(shown) + 1.1)
    with canvas(ax, title, size=figsize) as ax:
        for x, (left, right) in enumerate(zip(heights, heights[1:], strict=False)):
            for a in left:
                for b in right:
                    ax.plot([x, x + 1], [a, b], color=QUIET, linewidth=0.6, alpha=0.6, zorder=1)
        for x, (size, ys) in enumerate(zip(sizes, heights, strict=True)):
            _draw_layer(ax, x, ys, size, bottom, labels[x])
        ax.set(xlim=(-0.5, len(sizes) - 0.5), ylim=(bottom - 1.9, -bottom + 0.6))
        ax.axis("off")
    return ax


def _draw_layer(ax, x, ys, size, bottom, label):
    hidden = size > len(ys)
    middle = len(ys) // 2
    for i, y in enumerate(ys):
        if hidden and i == middle:
            ax.text(x, y, "⋮", ha="center", va="center", fontsize=15, zorder=3)
            ax.plot(x, y, "o", color="white", markersize=15, zorder=2)
        else:
            ax.plot(x, y, "o", ms=13, color=PALETTE["sky"], mec=INK, mew=1, zorder=2)
    ax.text(x, bottom - 0.8, f"{label}\n{size}", ha="center", va="top", fontsize=9)


def computation_graph(nodes, edges, *, ax=None, title="Computation graph"):
    """Draw a computation: a box per value or operation, an arrow per use.

    Parameters
    ----------
    nodes : dict of str to (float, float)
        Column and row of each box, from the upper left. The name is written in the box; a
        second line of the name may hold the value.
    edges : sequence of (str, str) or (str, str, str)
        From, to, and what to write on the arrow (a local derivative, a gradient).

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If an edge names a node that does not exist.

    Examples
    --------
    >>> nodes = {"w = 2": (0, 0), "x = 3": (0, 1), "w x = 6": (1, 0.5)}
    >>> ax = computation_graph(nodes, [("w = 2", "w x = 6", "3"), ("x = 3", "w x = 6", "2")])
    """
    for edge in edges:
        for end in edge[:2]:
            if end not in nodes:
                raise ValueError(f"edge {edge} names {end!r}; the nodes are {', '.join(nodes)}")
    places = np.array(list(nodes.values()), float)
    span = np.ptp(places, axis=0)
    with canvas(ax, title, size=(1.9 * span[0] + 1.8, 0.95 * span[1] + 1.3)) as ax:
        for name, (x, y) in nodes.items():
            box = {"boxstyle": "round,pad=0.45", "fc": "#EAF4FB", "ec": PALETTE["blue"], "lw": 1.2}
            ax.text(x, y, name, ha="center", va="center", bbox=box, zorder=3)
        for start, end, *label in edges:
            _draw_arrow(ax, np.array(nodes[start]), np.array(nodes[end]), *label)
        ax.set(xlim=(places[:, 0].min() - 0.5, places[:, 0].max() + 0.5))
        ax.set(ylim=(places[:, 1].max() + 0.6, places[:, 1].min() - 0.6))
        ax.axis("off")
    return ax


def _draw_arrow(ax, start, end, label=""):
    look = {"arrowstyle": "-|>", "color": QUIET, "lw": 1.4, "shrinkA": 24, "shrinkB": 26}
    ax.annotate("", end, start, arrowprops=look, zorder=2)
    box = {"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none"}
    if label:
        text = ax.text(*(start + 0.5 * (end - start)), label, bbox=box, zorder=4)
        text.set(ha="center", va="center", fontsize=9, color=PALETTE["vermilion"])


def road_map(nodes, edges, *, planned=(), ax=None, title="Road map"):
    """Draw what comes before what: a box per chapter, an arrow from each to the next.

    Parameters
    ----------
    nodes : dict of str to (float, float)
        Column and row of each box, from the upper left. The name is written in the box.
    edges : sequence of (str, str)
        First this, then that.
    planned : collection of str
        Boxes that are dashed and gray, because there is nothing in them yet.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If an edge or `planned` names a node that does not exist.

    Examples
    --------
    >>> ax = road_map({"bread": (0, 0), "toast": (1, 0)}, [("bread", "toast")])
    """
    for name in (*planned, *(end for edge in edges for end in edge)):
        if name not in nodes:
            raise ValueError(f"there is no {name!r}; the nodes are {', '.join(nodes)}")
    columns, rows = (np.ptp(values) for values in np.transpose(list(nodes.values())))
    with canvas(ax, title, size=(1.8 * columns + 1.6, 0.9 * rows + 1.1)) as ax:
        boxes = {name: _draw_stop(ax, name, nodes[name], name in planned) for name in nodes}
        for start, end in edges:
            color, style = (QUIET, "--") if end in planned else (PALETTE["blue"], "-")
            right, down = np.subtract(nodes[end], nodes[start])
            look = {"arrowstyle": "-|>", "color": color, "lw": 1.4, "ls": style}
            clip = {"patchA": boxes[start], "patchB": boxes[end], "shrinkA": 2, "shrinkB": 2}
            if 0 in (right, down) and abs(right + down) > 1:  # around the boxes between them
                look["connectionstyle"] = f"arc3,rad={-0.6 if right == 0 else 0.3}"
            ax.annotate("", nodes[end], nodes[start], arrowprops=look | clip, zorder=2)
        xs, ys = np.transpose(list(nodes.values()))
        ax.set(xlim=(xs.min() - 0.5, xs.max() + 0.5), ylim=(ys.max() + 0.5, ys.min() - 0.5))
        ax.axis("off")
    return ax


def _draw_stop(ax, name, place, planned):
    edge, face, ink = (QUIET, "white", QUIET) if planned else (PALETTE["blue"], "#EAF4FB", INK)
    box = {"boxstyle": "round,pad=0.45", "fc": face, "ec": edge, "lw": 1.2}
    box["ls"] = "--" if planned else "-"
    text = ax.text(*place, name, ha="center", va="center", color=ink, bbox=box, zorder=3)
    return text.get_bbox_patch()


def timeline(events, *, ax=None, title="Timeline", xlabel="year"):
    """Draw when things happened: a row per event, the earliest at the top, a dot at its year.

    Parameters
    ----------
    events : dict of str to float
        The year of each event, by the words that are written beside its dot.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there is no event, or a year is no number.

    Examples
    --------
    >>> ax = timeline({"toast": 1913, "bread": 1912})
    >>> [text.get_text() for text in ax.texts]
    ['bread', 'toast']
    """
    check_named("events", events)
    years = numbers("the years of events", list(events.values()), "E")
    first, last = years.min(), years.max()
    with canvas(ax, title, xlabel, "event", (9, 0.27 * len(events) + 1.1)) as ax:
        ax.grid(True, axis="x")
        for row, (label, year) in enumerate(sorted(events.items(), key=lambda event: event[1])):
            late = year > (first + last) / 2  # words run towards the middle
            ax.plot(year, row, "o", color=PALETTE["blue"], markersize=6)
            place = {"xytext": (-8 if late else 8, 0), "textcoords": "offset points"}
            side = {"ha": "right" if late else "left", "va": "center", "fontsize": 9}
            ax.annotate(label, (year, row), **place, **side)
        ax.set(ylim=(len(events) - 0.4, -0.6), yticks=[])
        ax.spines["left"].set_visible(False)
    return ax

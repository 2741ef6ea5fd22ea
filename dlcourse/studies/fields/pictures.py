"""Figures of the studies of this folder; each returns Axes for `plots.describe`."""

import numpy as np

from ...metrics import roc_curve
from ...plots import image_grid, panels, style
from .arm import arm_joints


def draw_patches(patches, names, *, each=3):
    """Clean patches of each texture in the upper row, scratched ones below, marked by a plus."""
    rows = [
        np.flatnonzero((patches.y == y) & (patches.texture == name))[:each]
        for y in (0, 1)
        for name in names
    ]
    picked = np.concatenate(rows)
    labels = [f"{patches.texture[i]}{' +' * patches.y[i]}" for i in picked]
    title = "Above as photographed, below (+) with a scratch"
    columns = each * len(names)
    return image_grid(patches.x[picked], labels=labels, columns=columns, cmap="gray", title=title)


def draw_roc(targets, scores):
    """ROC curves of several scores for the same targets, by name."""
    ax = panels(1, width=4.6, height=3.6)[0]
    with style():
        for name, values in scores.items():
            ax.plot(*roc_curve(targets, values)[:2], label=name)
        ax.set(title="Scratches on the other half", xlabel="false alarms", ylabel="found")
        ax.grid(True)
        ax.legend()
    return ax


def draw_votes(patches, votes, rows):
    """Patches with the map of their votes to the right of each."""
    axes = panels(2 * len(rows), width=10, height=2.2)
    for left, right, i in zip(axes[::2], axes[1::2], rows, strict=True):
        left.imshow(patches.x[i, 0], cmap="gray")
        left.set_title(str(patches.texture[i]))
        right.imshow(votes[i], cmap="magma")
        right.set_title("votes")
    for ax in axes:
        ax.set(xticks=[], yticks=[])
    return axes


def draw_arms(poses):
    """Arms from shoulder to hand, by name; angles (1, 2) each."""
    ax = panels(1, width=3.8, height=3.2)[0]
    with style():
        for name, angles in poses.items():
            ax.plot(*arm_joints(angles)[0].T, "o-", label=name)
        ax.set(title="Two poses, one target", xlabel="x", ylabel="y", aspect="equal")
        ax.legend(loc="center", fontsize=8)
    return ax


def draw_dots(groups, *, ceiling, title, ylabel):
    """One column of dots per group, and a dotted line at the ceiling."""
    ax = panels(1, width=6, height=3)[0]
    with style():
        for name, values in groups.items():
            ax.plot([name] * len(values), values, "o", alpha=0.6)
        ax.axhline(ceiling, color="gray", linestyle=":")
        ax.set(title=title, ylabel=ylabel, ylim=(0, 1.1 * ceiling))
    return ax

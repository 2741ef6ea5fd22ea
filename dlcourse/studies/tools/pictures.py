"""Figures of this subject; each returns Axes for `plots.describe`."""

import numpy as np

from ...plots import CYCLE, panels, style


def draw_outlines(photo, groups, *, title):
    """Draw a gray photograph with outlines of several groups, by name.

    Parameters
    ----------
    photo : array (H, W), uint8
    groups : dict of str to list of arrays (N, 1, 2)
        Closed outlines as OpenCV gives them: points (column, row).
    title : str

    Returns
    -------
    Axes
    """
    ax = panels(1, width=5.2, height=4)[0]
    with style():
        ax.imshow(photo, cmap="gray", vmin=0, vmax=255)
        for (name, outlines), color in zip(groups.items(), CYCLE, strict=False):
            for number, outline in enumerate(outlines):
                closed = np.concatenate([outline, outline[:1]])[:, 0]
                label = f"{name}: {len(outlines)}" if number == 0 else None
                ax.plot(*closed.T, color=color, linewidth=1.6, label=label)
        ax.set(title=title, xlabel="column", ylabel="row")
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2)
    return ax

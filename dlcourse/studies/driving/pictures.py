"""Figures of this folder; each returns Axes for `plots.describe`."""

import numpy as np

from ...plots import PALETTE, panels, style


def draw_maps(maps, *, vmin=None, vmax=None, label=None, width=9, height=2.6, cmap="viridis"):
    """Arrays (H, W) side by side under their names, all on one scale; NaN stays white.

    Parameters
    ----------
    maps : dict of str to array (H, W)
    vmin, vmax : float, optional
        Ends of the scale; the least and the greatest finite value of all when left out.
    label : str, optional
        Of a color bar.

    Returns
    -------
    array of Axes
    """
    finite = np.concatenate([array[np.isfinite(array)].ravel() for array in maps.values()])
    ends = {"vmin": finite.min() if vmin is None else vmin}
    ends["vmax"] = finite.max() if vmax is None else vmax
    axes = panels(len(maps), width=width, height=height)
    with style():
        for ax, (name, array) in zip(axes, maps.items(), strict=True):
            image = ax.imshow(np.where(np.isfinite(array), array, np.nan), cmap=cmap, **ends)
            ax.set(title=name, xticks=[], yticks=[])
        if label:
            axes[0].get_figure().colorbar(image, ax=list(axes), label=label, shrink=0.8)
    return axes


def draw_colored(rows, labels=None, *, size=0.75):
    """Color pictures (N, 3, H, W) in rows, the name of each row at its left.

    Parameters
    ----------
    rows : dict of str to array (N, 3, H, W)
    labels : sequence of N str, optional
        Above the first row.

    Returns
    -------
    list of Axes, row by row
    """
    count = len(next(iter(rows.values())))
    axes = []
    with style():
        import matplotlib.pyplot as plt

        figure, grid = plt.subplots(
            len(rows), count, figsize=(count * size + 0.8, len(rows) * size + 0.3), squeeze=False
        )
        for line, (name, pictures) in zip(grid, rows.items(), strict=True):
            for ax, picture in zip(line, pictures, strict=True):
                ax.imshow(np.clip(picture.transpose(1, 2, 0), 0, 1))
                ax.set(xticks=[], yticks=[])
            line[0].set_ylabel(name, rotation=0, ha="right", va="center")
            axes += list(line)
        for ax, label in zip(grid[0], labels if labels is not None else (), strict=False):
            ax.set_title(label, fontsize=8, loc="center", fontweight="normal", pad=3)
    return axes


def draw_roads(views, answers, rows):
    """Views above, where one can drive below: right (green), called road and not (vermilion),
    missed (blue)."""
    axes = panels(2 * len(rows), width=9, height=1.6)
    colors = {"green": (1, 1), "vermilion": (0, 1), "blue": (1, 0)}
    for left, right, i in zip(axes[::2], axes[1::2], rows, strict=True):
        left.imshow(views.x[i, 0], cmap="gray", vmin=0, vmax=1)
        right.imshow(_errors(views.free[i, 0], answers[i, 0], colors))
        for ax in (left, right):
            ax.set(xticks=[], yticks=[])
    return axes


def _errors(free, answer, colors):
    from matplotlib.colors import to_rgb

    picture = np.ones((*free.shape, 3))
    for name, (really, called) in colors.items():
        picture[(free == bool(really)) & (answer == bool(called))] = to_rgb(PALETTE[name])
    return picture


def draw_plan(values, paths, *, titles):
    """Values of grids side by side, walls dark, and a way through each.

    Parameters
    ----------
    values : sequence of array (H, W)
        Infinite for walls and where no way leads.
    paths : sequence of list of (row, column)
        Empty where none is to be drawn.
    titles : sequence of str

    Returns
    -------
    array of Axes
    """
    axes = panels(len(values), width=3 * len(values), height=2.9)
    with style():
        for ax, array, path, title in zip(axes, values, paths, titles, strict=True):
            shown = np.where(np.isfinite(array), array, np.nan)
            ax.set_facecolor("#444444")
            image = ax.imshow(shown, cmap="viridis_r")
            if path:
                rows, columns = np.transpose(path)
                ax.plot(columns, rows, color=PALETTE["vermilion"], lw=2)
            ax.set(title=title, xticks=[], yticks=[])
            ax.get_figure().colorbar(image, ax=ax, label="price to the goal", shrink=0.8)
    return axes

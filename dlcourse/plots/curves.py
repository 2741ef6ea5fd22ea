"""Lines and surfaces: how a number answers another one."""

import numpy as np

from ..settings import check_integer, check_number
from ._check import check_named, numbers
from .style import CYCLE, DIVERGING, INK, PALETTE, QUIET, canvas


def lines(x, ys, *, ax=None, title, xlabel, ylabel, logx=False, logy=False):
    """Draw one line per entry of `ys` and name each at its end or in a legend.

    Parameters
    ----------
    x : array, shape (N,)
    ys : dict of str to array, shape (N,)
        The lines, by name.
    ax : Axes, optional
        Where to draw; new axes when left out. The same in all functions of this module.
    title, xlabel, ylabel : str
        Labels carry units.
    logx, logy : bool
        Logarithmic axes.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a line has another length than `x`.
    """
    x = numbers("x", x, "N")
    check_named("ys", ys)
    ys = {name: numbers(f"line {name!r}", y, "N") for name, y in ys.items()}
    for name, y in ys.items():
        if len(y) != len(x):
            raise ValueError(f"x has {len(x)} values but line {name!r} has {len(y)}")
    with canvas(ax, title, xlabel, ylabel) as ax:
        for color, (name, y) in zip(CYCLE * (len(ys) // len(CYCLE) + 1), ys.items(), strict=False):
            ax.plot(x, y, label=name, color=color, marker="o" if len(x) == 1 else None)
        ax.set_xscale("log" if logx else "linear")
        ax.set_yscale("log" if logy else "linear")
        ax.grid(True)
        if len(ys) > 1:
            ax.legend()
    return ax


def learning_curves(
    history, *, ax=None, title="Learning curves", ylabel="loss", xlabel="epoch", logy=False
):
    """Draw a quantity against the epoch, one line per entry of `history`.

    Parameters
    ----------
    history : dict of str to sequence of float
        For example ``{"training": [...], "validation": [...]}``, the first epoch first.

    Returns
    -------
    Axes
    """
    check_named("history", history)
    history = {name: numbers(f"history[{name!r}]", v, "E") for name, v in history.items()}
    length = max(len(values) for values in history.values())
    padded = {
        name: list(values) + [np.nan] * (length - len(values)) for name, values in history.items()
    }
    epochs = np.arange(1, length + 1)
    ax = lines(epochs, padded, ax=ax, title=title, xlabel=xlabel, ylabel=ylabel, logy=logy)
    ax.xaxis.get_major_locator().set_params(integer=True)
    return ax


def reliability_diagram(confidence, accuracy, count, *, ax=None, title="Reliability"):
    """Draw how often predictions of a given confidence are right.

    Parameters
    ----------
    confidence, accuracy : array, shape (B,)
        Mean confidence and share of right answers per bin; NaN where a bin is empty.
    count : array of int, shape (B,)
        Predictions per bin; the area of the mark.

    Returns
    -------
    Axes
    """
    bins = {"confidence": confidence, "accuracy": accuracy, "count": count}
    confidence, accuracy, count = (numbers(name, values, "B") for name, values in bins.items())
    if not len(confidence) == len(accuracy) == len(count) > 0:
        lengths = len(confidence), len(accuracy), len(count)
        raise ValueError(f"confidence, accuracy and count must be of one length, got {lengths}")
    filled = count > 0
    area = 20 + 380 * count[filled] / max(count.max(), 1)
    with canvas(ax, title, "confidence (mean per bin)", "accuracy (share right)", (4.2, 4)) as ax:
        ax.plot([0, 1], [0, 1], color=QUIET, linestyle="--", linewidth=1.2, label="calibrated")
        ax.plot(confidence[filled], accuracy[filled], color=PALETTE["blue"], linewidth=1.2)
        ax.scatter(
            confidence[filled], accuracy[filled], s=area, color=PALETTE["blue"], alpha=0.6,
            label="bin (area: predictions)", edgecolor="white", zorder=3, clip_on=False,
        )  # fmt: skip
        ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
        ax.grid(True)
        handles, _ = ax.get_legend_handles_labels()
        ax.legend(handles=handles, loc="upper left", markerscale=0.5)
    return ax


def loss_surface(x, y, z, *, path=None, ax=None, title="Loss", xlabel="w₀", ylabel="w₁"):
    """Draw a loss of two parameters as contours, with the path of a descent on top.

    Parameters
    ----------
    x, y : array, shapes (W,) and (H,)
        Values of the two parameters.
    z : array, shape (H, W)
        The loss at each pair.
    path : array, shape (T + 1, 2), optional
        The parameters before the first step and after each of T steps.

    Returns
    -------
    Axes
    """
    x, y, z = numbers("x", x, "W"), numbers("y", y, "H"), numbers("z", z, "H", "W")
    path = None if path is None else numbers("path", path, "T + 1", "2")
    if path is not None and path.shape[1] != 2:
        raise ValueError(f"path must have shape (T + 1, 2), got {path.shape}")
    if z.shape != (len(y), len(x)):
        raise ValueError(f"z must have shape {(len(y), len(x))} as y and x say, got {z.shape}")
    with canvas(ax, title, xlabel, ylabel, (5, 4)) as ax:
        # Levels spaced by square root: near a minimum the contours are then evenly apart.
        levels = z.min() + (z.max() - z.min()) * np.linspace(0.02, 1, 18) ** 2
        ax.contourf(x, y, z, levels=np.r_[z.min() - 1e-12, levels], cmap="Blues", alpha=0.7)
        ax.contour(x, y, z, levels=levels, colors="white", linewidths=0.6)
        if path is not None:
            ax.plot(*path.T, "o-", color=PALETTE["vermilion"], markersize=3.5, linewidth=1.4)
            ax.plot(*path[0], "o", color=INK, markersize=7, label="start")
            ax.plot(*path[-1], "*", color=PALETTE["orange"], mec=INK, markersize=13, label="end")
            ax.legend(loc="upper right", frameon=True, framealpha=0.9)
        ax.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
    return ax


def roofline(points, *, peak, bandwidth, ax=None, title="Roofline"):
    """Draw what a machine allows and what each program reaches.

    A program that does I operations per byte it moves cannot run faster than
    min(peak, I · bandwidth) operations per second.

    Parameters
    ----------
    points : dict of str to (float, float)
        Operations per byte and operations per second of each program.
    peak : float
        Operations per second the machine can do.
    bandwidth : float
        Bytes per second it can move.

    Returns
    -------
    Axes

    References
    ----------
    S. Williams, A. Waterman and D. Patterson (2009), Roofline.
    """
    check_named("points", points)
    peak, bandwidth = check_number("peak", peak, 0), check_number("bandwidth", bandwidth, 0)
    if not (peak and bandwidth):
        raise ValueError(f"peak and bandwidth must be above 0, got {peak} and {bandwidth}")
    for name, point in points.items():
        if numbers(f"points[{name!r}]", point, "2").shape != (2,):
            raise ValueError(f"points[{name!r}] must be a pair of numbers, got {point!r}")
    ridge = peak / bandwidth
    at = [intensity for intensity, _ in points.values()]
    x = np.geomspace(min([*at, ridge]) / 4, max([*at, ridge]) * 4, 200)
    labels = "operations per byte moved", "operations per second"
    with canvas(ax, title, *labels) as ax:
        ax.plot(x, np.minimum(peak, bandwidth * x), color=INK, label="limit of the machine")
        ax.axvline(ridge, color=QUIET, linewidth=1, linestyle=":")
        for color, (name, (intensity, speed)) in zip(CYCLE * 9, points.items(), strict=False):
            ax.plot(intensity, speed, "o", color=color, markersize=8, label=name)
        ax.set(xscale="log", yscale="log")
        ax.grid(True)
        ax.legend(loc="lower right", fontsize=9)
    return ax


def decision_boundary(
    predict, x, y, *, ax=None, title="Decision boundary", xlabel="x₀", ylabel="x₁", steps=160
):
    """Draw two-dimensional points by class over what a classifier says everywhere.

    Parameters
    ----------
    predict : callable
        Takes points, shape (M, 2). Returns the probability of class 1, shape (M,) of floats,
        or the class of each, shape (M,) of integers.
    x : array, shape (N, 2)
    y : array of int, shape (N,)
    steps : int
        Grid points per axis.

    Returns
    -------
    Axes
    """
    x, y = numbers("x", x, "N", "2"), numbers("y", y, "N")
    if not callable(predict):
        raise ValueError(f"predict must be a function, got {type(predict).__name__}")
    if x.shape != (len(y), 2) or not len(y):
        raise ValueError(f"x must have shape (N, 2) and y (N,), got {x.shape} and {y.shape}")
    check_integer("steps", steps, low=2)
    low, high = x.min(axis=0), x.max(axis=0)
    margin = 0.08 * (high - low)
    axes = [np.linspace(a, b, steps) for a, b in zip(low - margin, high + margin, strict=True)]
    grid = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2).astype(x.dtype)
    answer = np.asarray(predict(grid)).reshape(steps, steps)
    with canvas(ax, title, xlabel, ylabel, (4.8, 4)) as ax:
        if answer.dtype.kind == "f":
            ax.contourf(*axes, answer, np.linspace(0, 1, 21), cmap=DIVERGING, alpha=0.5)
            ax.contour(*axes, answer, [0.5], colors=INK, linewidths=1.2)
        else:
            classes = np.arange(max(answer.max(), y.max()) + 2) - 0.5
            ax.contourf(*axes, answer, classes, colors=CYCLE, alpha=0.25)
        for label, (color, mark) in enumerate(zip(CYCLE, "os^DvP", strict=True)):
            if np.any(y == label):
                points = x[y == label].T
                ax.scatter(*points, s=22, c=color, marker=mark, ec="w", lw=0.6, label=f"{label}")
        ax.legend(title="class", loc="best", frameon=True, framealpha=0.9)
    return ax

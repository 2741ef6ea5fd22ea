"""Images and matrices: a number per place."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from ..settings import check_integer, check_number
from ._check import numbers
from .style import DIVERGING, INK, PALETTE, canvas, is_dark, style


def image_grid(
    images, *, labels=None, columns=None, title="Images", cmap="gray_r", vmin=0, vmax=1, size=1.0
):
    """Draw images side by side.

    Parameters
    ----------
    images : array, shape (N, H, W) or (N, 1, H, W)
    labels : sequence of N, optional
        What to write above each image.
    columns : int, optional
        Images per row; at most 10 when left out.
    cmap, vmin, vmax
        Color map and the values at its ends; None for the least and the greatest value of all.
    size : float
        Width of one image, in inches.

    Returns
    -------
    array of Axes, one per image

    Raises
    ------
    ValueError
        If the shape is another, or `labels` has another length than `images`.
    """
    images = np.asarray(images)
    if columns is not None:
        check_integer("columns", columns, low=1)
    if check_number("size", size, low=0) == 0:
        raise ValueError("size must be above 0, got 0")
    if images.ndim == 4 and images.shape[1] == 1:
        images = images[:, 0]
    if images.ndim != 3:
        raise ValueError(f"images must have shape (N, H, W) or (N, 1, H, W), got {images.shape}")
    numbers("images", images, "N", "H", "W")
    if labels is not None and not hasattr(labels, "__len__"):
        raise ValueError(f"labels must be a sequence, got {labels!r}")
    if labels is not None and len(labels) != len(images):
        raise ValueError(f"there are {len(images)} images but {len(labels)} labels")
    vmin = images.min() if vmin is None else vmin
    vmax = images.max() if vmax is None else vmax
    columns = min(len(images), columns or 10)
    axes = _cells(len(images), columns, size, 0.25 * (labels is not None), title)
    for i, (ax, image) in enumerate(zip(axes, images, strict=True)):
        ax.imshow(image, cmap=cmap, vmin=vmin, vmax=vmax)
        if labels is not None:
            ax.set_title(str(labels[i]), fontsize=9, loc="center", fontweight="normal", pad=3)
    return axes


def feature_maps(maps, *, columns=8, title="Feature maps", size=1.0):
    """Draw the channels of one image inside a network.

    Parameters
    ----------
    maps : array, shape (C, H, W)

    Returns
    -------
    array of Axes, one per channel
    """
    labels = [f"{c}" for c in range(len(numbers("maps", maps, "C", "H", "W")))]
    options = {"cmap": "viridis", "vmin": None, "vmax": None, "size": size}
    return image_grid(maps, labels=labels, columns=columns, title=title, **options)


def filters(w, *, columns=8, title="Filters", size=1.0):
    """Draw the kernels of a convolution; all share one scale around zero.

    Parameters
    ----------
    w : array, shape (F, C, KH, KW)
        Of several channels, the first is drawn.

    Returns
    -------
    array of Axes, one per filter
    """
    w = numbers("w", w, "F", "C", "KH", "KW")
    reach = float(np.abs(w[:, 0]).max()) or 1.0
    labels = [f"{f}" for f in range(len(w))]
    options = {"cmap": DIVERGING, "vmin": -reach, "vmax": reach, "size": size}
    axes = image_grid(w[:, 0], labels=labels, columns=columns, title=title, **options)
    figure = axes[0].get_figure(root=True)
    figure.colorbar(axes[0].images[0], ax=list(axes), label="weight", shrink=0.8, aspect=15)
    return axes


def _cells(count, columns, size, extra, title):
    """Return `count` bare axes in rows of `columns` under one title."""
    rows = -(-count // columns)
    figsize = (max(columns * size, 2.4), rows * (size + extra) + 0.4)
    with style():
        figure, axes = plt.subplots(rows, columns, figsize=figsize, squeeze=False)
        figure.suptitle(title, fontsize=11, fontweight="bold", x=0.02, ha="left")
    for ax in axes.flat:
        ax.axis("off")
    return axes.ravel()[:count]


def heatmap(
    matrix, *, ax=None, title, xlabel="column", ylabel="row", fmt=None, signed=None, marks=()
):
    """Draw a small matrix with its numbers in it.

    Parameters
    ----------
    matrix : array, shape (H, W)
    fmt : str, optional
        Format of the numbers; ``"d"`` for integers and ``".3g"`` for others when left out.
    signed : bool, optional
        Center the colors on zero; when left out, if there is a value below zero.
    marks : sequence of (row, column)
        Entries to outline.

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = heatmap(np.arange(6).reshape(2, 3), title="x", marks=[(0, 1)])
    >>> [text.get_text() for text in ax.texts]
    ['0', '1', '2', '3', '4', '5']
    """
    matrix = numbers("matrix", matrix, "H", "W")
    if not isinstance(marks, (list, tuple, np.ndarray)):
        raise ValueError(f"marks must be a list of (row, column), got {marks!r}")
    for mark in marks:
        if numbers("each of marks", mark, "2").shape != (2,):
            raise ValueError(f"each of marks must be (row, column), got {mark!r}")
    fmt = fmt or ("d" if matrix.dtype.kind in "iu" else ".3g")
    signed = bool((matrix < 0).any()) if signed is None else signed
    reach = float(np.abs(matrix).max()) or 1.0
    size = (0.9 + 0.52 * matrix.shape[1], 1 + 0.5 * matrix.shape[0])
    with canvas(ax, title, xlabel, ylabel, size) as ax:
        colors = {"cmap": DIVERGING, "vmin": -reach} if signed else {"cmap": "Blues", "vmin": 0}
        # A longer reach keeps the colors pale, so that the numbers stay legible.
        image = ax.imshow(matrix, vmax=reach if signed else 1.6 * reach, **colors)
        _write_numbers(ax, image, matrix, fmt)
        for row, column in marks:
            corner = column - 0.5, row - 0.5
            ax.add_patch(Rectangle(corner, 1, 1, fill=False, ec=INK, lw=2.2, clip_on=False))
        _index_ticks(ax, matrix.shape)
    return ax


def confusion_matrix(counts, *, classes=None, ax=None, title="Confusion matrix"):
    """Draw how often each true class was taken for each class.

    Parameters
    ----------
    counts : array of int, shape (K, K)
        Row: true class; column: predicted class. The color is the share of the row.
    classes : sequence of K str, optional

    Returns
    -------
    Axes
    """
    counts = numbers("counts", counts, "K", "K")
    if counts.shape[0] != counts.shape[1]:
        raise ValueError(f"counts must have shape (K, K), got {counts.shape}")
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = 1.4 + 0.38 * len(counts)
    with canvas(ax, title, "predicted class", "true class", (side + 0.8, side)) as ax:
        image = ax.imshow(share, cmap="Blues", vmin=0, vmax=1)
        _write_numbers(ax, image, counts, "d", skip_zero=True)
        ax.get_figure().colorbar(image, ax=ax, label="share of the true class", shrink=0.8)
        _index_ticks(ax, counts.shape)
        if classes is not None:
            ax.set_xticks(range(len(counts)), classes, rotation=45, ha="right")
            ax.set_yticks(range(len(counts)), classes)
    return ax


def kernel_overlay(
    image, *, row, column, kernel_size, dilation=1, ax=None, title="Window of the kernel"
):
    """Draw an image with the window of a kernel outlined and the pixels it reads marked.

    Parameters
    ----------
    image : array, shape (H, W)
    row, column : int
        Upper left pixel of the window.
    kernel_size : int
        The kernel is square.
    dilation : int
        Distance between the pixels that are read.

    Returns
    -------
    Axes
    """
    image = numbers("image", image, "H", "W")
    check_integer("row", row)
    check_integer("column", column)
    check_integer("kernel_size", kernel_size, low=1)
    check_integer("dilation", dilation, low=1)
    span = dilation * (kernel_size - 1) + 1
    taps = dilation * np.arange(kernel_size)
    with canvas(ax, title, "column (pixels)", "row (pixels)", (4.2, 4.2)) as ax:
        ax.imshow(image, cmap="gray")
        window = Rectangle((column - 0.5, row - 0.5), span, span, fill=False, lw=2.5)
        window.set_edgecolor(PALETTE["orange"])
        ax.add_patch(window)
        xs, ys = np.meshgrid(column + taps, row + taps)
        ax.plot(xs.ravel(), ys.ravel(), "s", color=PALETTE["vermilion"], markersize=4)
    return ax


def _write_numbers(ax, image, matrix, fmt, skip_zero=False):
    size = 9 if matrix.shape[1] <= 12 else 7
    for (row, column), value in np.ndenumerate(matrix):
        if skip_zero and value == 0:
            continue
        shade = image.cmap(image.norm(image.get_array()[row, column]))
        color = "white" if is_dark(shade) else INK
        where = {"ha": "center", "va": "center", "fontsize": size, "color": color}
        ax.text(column, row, format(value, fmt).replace("-", "−"), **where)


def _index_ticks(ax, shape):
    ax.set_xticks(range(shape[1]))
    ax.set_yticks(range(shape[0]))
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)

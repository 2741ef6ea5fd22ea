"""Points in the plane, and pictures that move."""

import io

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from ..settings import check_integer, check_number
from ._check import check_named, numbers
from .style import CYCLE, Picture, _figure_of, canvas, style

COLORS = 64
"""Of an animation: enough for points, lines and the gray of smooth edges."""


def points(groups, *, ax=None, limit=None, title="Points", xlabel="x₀", ylabel="x₁", size=6):
    """Draw groups of points in the plane, each in its color.

    Parameters
    ----------
    groups : dict of str to array, shape (N, 2)
        The points, by the name of their group. The later lie above the earlier.
    ax : Axes, optional
        Where to draw; new axes when left out.
    limit : float, optional
        Both axes reach from -limit to limit; else as far as the points.
    title, xlabel, ylabel : str
    size : float
        Area of a point, in square points.

    Returns
    -------
    Axes
        ``ax.collections[k]`` are the points of group k.

    Raises
    ------
    ValueError
        If a group has another shape.

    Examples
    --------
    >>> ax = points({"real": np.zeros((3, 2)), "fake": np.ones((2, 2))}, limit=2)
    >>> [len(group.get_offsets()) for group in ax.collections]
    [3, 2]
    """
    check_named("groups", groups)
    groups = {name: numbers(f"group {name!r}", x, "N", "2") for name, x in groups.items()}
    for name, x in groups.items():
        if x.shape[1] != 2:
            raise ValueError(f"group {name!r} must have shape (N, 2), got {x.shape}")
    with canvas(ax, title, xlabel, ylabel, size=(4, 4.2)) as ax:
        for color, (name, x) in zip(CYCLE, groups.items(), strict=False):
            ax.scatter(*x.T, s=size, color=color, alpha=0.6, linewidths=0, label=name)
        ax.set_aspect("equal", adjustable="box")
        if limit is not None:
            ax.set(xlim=(-limit, limit), ylim=(-limit, limit))
        if len(groups) > 1:
            ax.legend(loc="upper right", markerscale=3, handletextpad=0.1, borderpad=0)
    return ax


def animate(drawing, draw, frames, alt, *, milliseconds=120, rest=2000, loops=10, dpi=90):
    """Close a figure and return it as a picture that moves: an animated PNG.

    What cannot play it shows the last frame. After `loops` rounds it comes to rest, so that it
    does not distract for ever.

    Parameters
    ----------
    drawing : Figure, Axes, or array or list of Axes
    draw : callable
        ``draw(frame)`` changes the drawing.
    frames : iterable
        What `draw` is called with, one after another.
    alt : str
        What moves, in words.
    milliseconds, rest : int
        How long each frame is shown, and the last.
    loops : int
        How often it plays; 0 for without end.
    dpi : int
        Pixels per inch of the picture. It is shown at 80 pixels per inch.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `alt` is empty, or there is no frame.

    Examples
    --------
    >>> ax = points({"here": np.zeros((1, 2))}, limit=1)
    >>> animate(ax, lambda x: ax.collections[0].set_offsets([[x, 0]]), [0, 0.5], "A point moves.")
    A point moves.
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(f"alt must say in words what moves, got {alt!r}")
    for name, value in {"milliseconds": milliseconds, "rest": rest}.items():
        check_integer(name, value, low=1)
    check_integer("loops", loops, low=0)
    check_number("dpi", dpi, low=10)
    figure = _figure_of(drawing)
    figure.set_dpi(dpi)
    with style():
        images = list(_render(figure, draw, frames))
    plt.close(figure)
    if not images:
        raise ValueError("frames must hold at least one frame")
    durations = [milliseconds] * (len(images) - 1) + [rest]
    png = _encode(images, durations, loops)
    return Picture(" ".join(alt.split()), png, round(figure.get_figwidth() * 80))


def _render(figure, draw, frames):
    drawer = FigureCanvasAgg(figure)
    for frame in frames:
        draw(frame)
        drawer.draw()
        figure.set_layout_engine("none")  # as in the first frame: what is written may not jump
        yield Image.fromarray(np.asarray(drawer.buffer_rgba())[..., :3].copy())


def _encode(images, durations, loops):
    """An animated PNG of few colors, the last frame as what a still viewer shows."""
    palette = images[-1].quantize(COLORS, dither=Image.Dither.NONE)
    images = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images]
    file = io.BytesIO()
    images[-1].save(
        file,
        format="PNG",
        save_all=True,
        default_image=True,
        append_images=images,
        duration=durations,
        loop=loops,
        optimize=True,
    )
    return file.getvalue()

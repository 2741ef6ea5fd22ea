"""The palette, the quiet style, and pictures that say in words what they show."""

import base64
import contextlib
import io
from dataclasses import dataclass, field

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from ..settings import check_integer, check_number
from ._palette import few_colors

PALETTE = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "purple": "#CC79A7",
}
"""Colors that people with any kind of color vision can tell apart (M. Okabe and K. Ito, 2008,
Color Universal Design)."""

CYCLE = [PALETTE[name] for name in ("blue", "vermilion", "green", "orange", "purple", "sky")]
"""The order in which lines and classes take their colors."""

DIVERGING = LinearSegmentedColormap.from_list("blue-white-vermilion", ["#0072B2", "w", "#D55E00"])
"""Color map for signed values: blue below zero, white at zero, vermilion above."""

INK, QUIET = "#222222", "#8A8A8A"

_RC = {
    "figure.facecolor": "white",
    "figure.dpi": 100,
    "figure.constrained_layout.use": True,
    "savefig.facecolor": "white",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 8,
    "axes.labelsize": 10,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.prop_cycle": matplotlib.cycler(color=CYCLE),
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.8,
    "lines.linewidth": 2,
    "legend.frameon": False,
    "image.interpolation": "nearest",
}


def style():
    """Return a context in which Matplotlib draws in the style of the course.

    Nothing outside the context changes.

    Examples
    --------
    >>> before = matplotlib.rcParams["axes.spines.top"]
    >>> with style():
    ...     matplotlib.rcParams["axes.spines.top"]
    False
    >>> matplotlib.rcParams["axes.spines.top"] == before
    True
    """
    return matplotlib.rc_context(_RC)


@contextlib.contextmanager
def canvas(ax, title, xlabel="", ylabel="", size=(5.2, 3.4)):
    """Yield `ax`, or new axes where it is None, in the style, with title and labels."""
    with style():
        if ax is None:
            _, ax = plt.subplots(figsize=size)
        yield ax
        ax.set_title(title)
        ax.set_xlabel(xlabel)
        ax.set_ylabel(ylabel)


def panels(count, *, width=9, height=3):
    """Make a figure of axes side by side, for the `ax` of other functions.

    Parameters
    ----------
    count : int
    width, height : float
        Of the whole figure, in inches.

    Returns
    -------
    array of Axes, shape (count,)
    """
    check_integer("count", count, low=1)
    if not (check_number("width", width, 0) and check_number("height", height, 0)):
        raise ValueError(f"width and height must be above 0, got {width} and {height}")
    with style():
        return plt.subplots(1, count, figsize=(width, height), squeeze=False)[1][0]


@dataclass(frozen=True)
class Picture:
    """A picture and the words for it: what `describe` returns and a notebook shows.

    Attributes
    ----------
    alt : str
        What the picture shows, for those who cannot see it.
    png : bytes
        The picture.
    width : int
        Width at which a notebook shows it, in pixels.
    """

    alt: str
    png: bytes = field(repr=False)
    width: int = field(repr=False)

    def __repr__(self):
        return self.alt

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {"image/png": base64.b64encode(self.png).decode(), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt, "width": self.width}}


def describe(drawing, alt, *, dpi=130):
    """Close a figure and return it as a picture with an alternative text.

    In a notebook the picture is shown and the text goes with it. The text, not the pixels, is
    what a comparison of two runs sees: pixels differ between machines. The picture has few
    colors, so that a saved notebook stays small.

    Parameters
    ----------
    drawing : Figure, Axes, or array or list of Axes
        What the functions of this package return.
    alt : str
        One or two sentences: what is drawn, and what there is to see in it.
    dpi : int
        Pixels per inch of the picture. It is shown at 80 pixels per inch.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `alt` is empty, or `drawing` is not a figure or axes.

    Examples
    --------
    >>> describe(plt.figure(), "An empty figure.")
    An empty figure.
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(f"alt must say in words what the figure shows, got {alt!r}")
    figure = _figure_of(drawing)
    buffer = io.BytesIO()
    # Without the version of Matplotlib in the file, equal pictures are equal bytes.
    figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    plt.close(figure)
    png = few_colors(buffer.getvalue())
    return Picture(" ".join(alt.split()), png, round(figure.get_figwidth() * 80))


def _figure_of(drawing):
    first = drawing
    while isinstance(first, (list, tuple, np.ndarray)) and len(first):
        first = first[0]
    if hasattr(first, "savefig"):
        return first
    if hasattr(first, "get_figure"):
        return first.get_figure(root=True)
    raise ValueError(f"drawing must be a figure or axes, got {type(drawing).__name__}")


def is_dark(color):
    """Say whether white text reads better than black on `color` (an RGBA tuple)."""
    red, green, blue = color[:3]
    return 0.299 * red + 0.587 * green + 0.114 * blue < 0.55

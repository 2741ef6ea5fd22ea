"""The bits of number formats, drawn."""

from ...plots.style import CYCLE, canvas
from .formats import FORMATS


def draw_formats(formats=FORMATS, *, ax=None, title="One sign, exponent, mantissa"):
    """Draw one row of cells for each format: sign, exponent and mantissa in three colors.

    Parameters
    ----------
    formats : dict of str to (int, int)
        Bits of the exponent and of the mantissa.

    Returns
    -------
    Axes
        With one patch for each bit, row by row.
    """
    with canvas(ax, title, "bit", "", (7.5, 2.2)) as ax:
        for row, (exponent, mantissa) in enumerate(formats.values()):
            for place in range(1 + exponent + mantissa):
                part = 0 if place == 0 else 1 if place <= exponent else 2
                ax.barh(-row, 1, 0.7, left=place, color=CYCLE[part], edgecolor="white")
        ax.set_yticks([-row for row in range(len(formats))], list(formats))
        ax.set_xlim(0, 1 + max(sum(bits) for bits in formats.values()))
    return ax

"""The picture of the kernel explorer: image, nine products, output."""

import numpy as np
from matplotlib.patches import Rectangle

from ...plots import DIVERGING, PALETTE
from ...plots.style import INK

_SIDE, _REACH = 64, 4  # pixels of the image, and the largest padding: the axes have room for both
_ORANGE, _VERMILION = PALETTE["orange"], PALETTE["vermilion"]


class KernelPicture:
    """Artists that are made once and changed by `show`."""

    def __init__(self, figure):
        self._settings = self._w = None
        self._image, self._output = (
            self._large(figure, left, title)
            for left, title in ((0.055, "Input"), (0.645, "Output, to the same scale"))
        )
        self._window = self._outline(self._image.axes, 3)
        self._taps = self._image.axes.plot([], [], "s", color=_VERMILION, markersize=1.8)[0]
        self._mark = self._outline(self._output.axes, 1)
        names = "pixels in the window", "× kernel weights", "= products"
        self._tables = [self._table(figure, i, name) for i, name in enumerate(names)]
        self._sum = figure.text(0.515, 0.035, "", ha="center", fontsize=11, weight="bold")
        self._tables[0][0].set(cmap="gray", clim=(0, 1))
        patch, kernel, products = ([image, *texts] for image, texts in self._tables)
        self.layers = [
            kernel,
            [self._image, self._output],
            [self._window, self._taps, self._mark, *patch, *products, self._sum],
        ]

    def show(self, lab):
        """Draw the state of a `KernelExplorer`."""
        settings, w = (lab.photo, lab.stride, lab.padding, lab.dilation), lab.w
        if not np.array_equal(w, self._w):
            _fill(self._tables[1], w)
        if settings != self._settings or not np.array_equal(w, self._w):
            self._show_input(lab.x, lab.padding)
            self._show_output(lab.out, signed=abs(w.sum()) < 1e-9)
        self._settings, self._w = settings, w
        top, left = (lab.stride * at - lab.padding for at in (lab.row, lab.column))
        span, taps = 2 * lab.dilation + 1, lab.dilation * np.arange(3)
        self._window.set_bounds(left - 0.5, top - 0.5, span, span)
        rows, columns = np.meshgrid(top + taps, left + taps)
        self._taps.set_data(columns.ravel(), rows.ravel())
        self._mark.set_bounds(lab.column - 1.5, lab.row - 1.5, 3, 3)
        self._show_patch(lab.patch)
        _fill(self._tables[2], lab.products)
        self._sum.set_text(f"sum = {lab.total:.3f}".replace("-", "−"))

    def _show_patch(self, patch):
        image, texts = self._tables[0]
        image.set_data(patch)
        for text, value in zip(texts, patch.ravel(), strict=True):
            text.set(text=f"{value:.2f}", color="white" if value < 0.55 else INK)

    def _show_input(self, x, padding):
        low, high = -padding - 0.5, x.shape[0] + padding - 0.5
        self._image.set_data(np.pad(x, padding))
        self._image.set_extent((low, high, high, low))

    def _show_output(self, out, signed):
        height, width = out.shape
        reach = max(float(np.abs(out).max()), 1e-6)
        self._output.set_data(out)
        self._output.set_extent((-0.5, width - 0.5, height - 0.5, -0.5))
        self._output.set_cmap(DIVERGING if signed else "gray")
        self._output.set_clim(*((-reach, reach) if signed else (0, 1)))

    def _large(self, figure, left, title):
        ax = figure.add_axes((left, 0.12, 0.345, 0.78))
        image = ax.imshow(np.zeros((2, 2)), cmap="gray", vmin=0, vmax=1)
        low, high = -_REACH - 0.5, _SIDE + _REACH - 0.5
        ax.set(xlim=(low, high), ylim=(high, low), title=title)
        ax.set(xlabel="column (pixels)", ylabel="row (pixels)")
        ax.set_facecolor("#F3F3F3")
        return image

    def _outline(self, ax, side):
        return ax.add_patch(Rectangle((0, 0), side, side, fill=False, ec=_ORANGE, lw=2))

    def _table(self, figure, index, title):
        ax = figure.add_axes((0.45, 0.69 - 0.29 * index, 0.13, 0.23))
        image = ax.imshow(np.zeros((3, 3)), cmap=DIVERGING, vmin=-1, vmax=1, aspect="auto")
        ax.set_title(title, fontsize=9, loc="center", fontweight="normal", pad=3)
        ax.set(xticks=[], yticks=[])
        where = {"ha": "center", "va": "center", "fontsize": 8.5}
        texts = [ax.text(k % 3, k // 3, "", **where) for k in range(9)]
        return image, texts


def _fill(table, values):
    image, texts = table
    image.set_data(values)
    # A wider range than the values' own keeps the colors pale and the numbers legible.
    reach = 1.8 * max(float(np.abs(values).max()), 0.5)
    image.set_clim(-reach, reach)
    for text, value in zip(texts, values.ravel(), strict=True):
        text.set_text(f"{value:.2f}".replace("-", "−"))

"""Lab: what a kernel does at one place of a photograph, and at all places."""

import ipywidgets as widgets
import numpy as np
import traitlets

from ... import pages
from ...data import photographs
from ...functional import conv2d_forward
from ...settings import check_choice
from ..controls import choice, row, slider
from ..lab import FigureLab
from .picture import KernelPicture

KERNELS = {
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "blur": [[1 / 9] * 3] * 3,
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "sobel x": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "sobel y": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "laplacian": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    "emboss": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
}
"""Kernels by name; in the lab each can be changed entry by entry."""

PHOTOS = ("camera", "cat", "coffee", "astronaut", "rocket", "coins", "brick")


def kernel_explorer(photo="camera", kernel="sobel x"):
    """Return a lab that slides a 3-by-3 kernel over a photograph.

    It shows the photograph with the window outlined, the nine pixels that the kernel reads, the
    kernel, their products and the sum, and the output with that sum's pixel marked:

        out[i, j] = sum_kl w[k, l] x[s i + d k - p, s j + d l - p]

    with stride s, dilation d and padding p.

    Parameters
    ----------
    photo : str
        One of `dlcourse.data.photographs`.
    kernel : str
        One of `KERNELS`.

    Returns
    -------
    KernelExplorer

    Raises
    ------
    ValueError
        If there is no photograph or kernel of that name.

    Examples
    --------
    >>> lab = kernel_explorer("coins", "blur")
    >>> lab.stride = 2
    >>> lab.out.shape
    (31, 31)
    """
    check_choice("photo", photo, PHOTOS)
    check_choice("kernel", kernel, KERNELS)
    return KernelExplorer(photo, kernel)


def _halve(x):
    return x.reshape(x.shape[0] // 2, 2, x.shape[1] // 2, 2).mean(axis=(1, 3))


class KernelExplorer(FigureLab):
    """See `kernel_explorer`.

    Attributes
    ----------
    photo, kernel : str
        What is read, and with which kernel; ``"custom"`` after an entry was changed.
    stride, padding, dilation : int
        Of the convolution.
    row, column : int
        The output pixel that is looked at.
    w : ndarray, shape (3, 3)
        The kernel. Set it to use your own.
    x, out : ndarray, shapes (H, W) and (H_out, W_out)
    patch, products : ndarray, shape (3, 3)
        The pixels that the kernel reads there, and their products with it.
    total : float
        Sum of the products: ``out[row, column]``.
    """

    photo = traitlets.Enum(PHOTOS, "camera")
    kernel = traitlets.Enum([*KERNELS, "custom"], "sobel x")
    stride = traitlets.Int(1, min=1, max=4)
    padding = traitlets.Int(0, min=0, max=4)
    dilation = traitlets.Int(1, min=1, max=4)
    row = traitlets.Int(20, min=0)
    column = traitlets.Int(27, min=0)

    def __init__(self, photo, kernel):
        # Half the size, so that one pixel is large enough to be seen.
        self._photos = {name: _halve(x) for name, x in photographs().items()}
        super().__init__((10, 4.5), KernelPicture, *self._make_controls())
        self.begin(photo=photo, kernel=kernel)

    @property
    def w(self):
        """The kernel, shape (3, 3)."""
        return np.array([entry.value for entry in self.entries]).reshape(3, 3)

    @w.setter
    def w(self, w):
        w = np.asarray(w, float)
        if w.shape != (3, 3):
            raise ValueError(f"w must have shape (3, 3), got {w.shape}")
        self._fill_entries(w)
        self._entry_changed()

    def update(self):
        """Convolve, take the window apart, and draw both."""
        self.x = self._photos[self.photo]
        settings = {name: getattr(self, name) for name in ("stride", "padding", "dilation")}
        w = self.w.astype(np.float32)
        self.out = conv2d_forward(self.x[None, None], w[None, None], **settings)[0][0, 0]
        last_row, last_column = (n - 1 for n in self.out.shape)
        self.row, self.column = min(self.row, last_row), min(self.column, last_column)
        self._row_slider.max, self._column_slider.max = last_row, last_column
        padded = np.pad(self.x, self.padding)
        taps = self.dilation * np.arange(3)
        at = np.ix_(self.stride * self.row + taps, self.stride * self.column + taps)
        self.patch = padded[at]
        self.products = self.patch * w
        self.total = float(self.out[self.row, self.column])
        self.drawing.show(self)
        self._say()

    def _say(self):
        height, size = self.x.shape[0], self.out.shape[0]
        self.alt = (
            f"The photograph {self.photo}, the kernel {self.kernel} at output pixel "
            f"({self.row}, {self.column}), and the output of {size} by {size} pixels; "
            f"the nine products add up to {self.total:.3f}."
        )
        self.words.value = pages.render(
            "lab_kernel_explorer",
            height=height,
            padding=self.padding,
            dilation=self.dilation,
            stride=self.stride,
            size=size,
            row=self.row,
            column=self.column,
            total=f"{self.total:.3f}",
        )

    def _make_controls(self):
        menus = {
            "photo": choice("photo", self.photo, PHOTOS),
            "kernel": choice("kernel", self.kernel, [*KERNELS, "custom"]),
        }
        sliders = {
            "stride": slider("stride (px)", 1, 1, 4),
            "padding": slider("padding (px)", 0, 0, 4),
            "dilation": slider("dilation (px)", 1, 1, 4),
            "row": slider("output row (px)", self.row, 0, 61),
            "column": slider("output column (px)", self.column, 0, 61),
        }
        self._row_slider, self._column_slider = sliders["row"], sliders["column"]
        left = widgets.VBox([*menus.values(), self._make_entries()])
        return row(left, widgets.VBox([*sliders.values()])), menus | sliders

    def _make_entries(self):
        """Nine fields for the weights, in three rows."""
        look = {"step": 0.1, "layout": widgets.Layout(width="5.2em")}
        values = np.ravel(KERNELS[self.kernel])
        self.entries = [widgets.FloatText(float(value), **look) for value in values]
        for index, entry in enumerate(self.entries):
            entry.tooltip = f"weight in row {index // 3}, column {index % 3}"
            entry.observe(self._entry_changed, "value")
        grid = widgets.GridBox(self.entries, layout={"grid_template_columns": "repeat(3, 5.4em)"})
        return widgets.VBox([widgets.Label("kernel weights (edit to make your own)"), grid])

    def _fill_entries(self, w):
        with self.silence():
            for entry, value in zip(self.entries, np.ravel(w), strict=True):
                entry.value = float(value)

    @traitlets.observe("kernel")
    def _kernel_chosen(self, change):
        if self.kernel != "custom":
            self._fill_entries(KERNELS[self.kernel])

    def _entry_changed(self, change=None):
        if self.silent:
            return
        if not np.array_equal(self.w, KERNELS.get(self.kernel)):
            with self.silence():
                self.kernel = "custom"
        self.redraw()

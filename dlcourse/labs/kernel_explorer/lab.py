"""Lab: what a kernel does at one place of a photograph, and at all places."""

import ipywidgets as widgets
import numpy as np
import traitlets
from matplotlib.figure import Figure

from ...data import photographs
from ...functional import conv2d_forward
from ...plots import style
from ..lab import Lab, check_name, choice, slider
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
    check_name("photo", photo, PHOTOS)
    check_name("kernel", kernel, KERNELS)
    return KernelExplorer(photo, kernel)


def _halve(x):
    return x.reshape(x.shape[0] // 2, 2, x.shape[1] // 2, 2).mean(axis=(1, 3))


class KernelExplorer(Lab):
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
        with style():
            figure = Figure(figsize=(10, 4.5), dpi=100, layout="none")
            self._drawing = KernelPicture(figure)
        state, controls = self._make_controls()
        super().__init__(figure, controls, state)
        self.layers = self._drawing.layers
        self.set_trait("photo", photo)
        self.set_trait("kernel", kernel)
        self._fill_entries()
        self.redraw()

    @property
    def w(self):
        """The kernel, shape (3, 3)."""
        return np.array([entry.value for entry in self.entries]).reshape(3, 3)

    @w.setter
    def w(self, w):
        w = np.asarray(w, float)
        if w.shape != (3, 3):
            raise ValueError(f"w must have shape (3, 3), got {w.shape}")
        self._busy, busy = True, self._busy
        for entry, value in zip(self.entries, w.ravel(), strict=True):
            entry.value = float(value)
        self._busy = busy
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
        self._drawing.show(self)
        self._say()

    def _say(self):
        height, size = self.x.shape[0], self.out.shape[0]
        self.alt = (
            f"The photograph {self.photo}, the kernel {self.kernel} at output pixel "
            f"({self.row}, {self.column}), and the output of {size} by {size} pixels; "
            f"the nine products add up to {self.total:.3f}."
        )
        self.words.value = (
            "<b>Output size</b> = ⌊(H + 2 · padding − dilation · (K − 1) − 1) / stride⌋ + 1 "
            f"= ⌊({height} + 2 · {self.padding} − {self.dilation} · (3 − 1) − 1) / {self.stride}⌋ "
            f"+ 1 = <b>{size}</b> pixels.<br><b>out[{self.row}, {self.column}]</b> "
            f"= sum of the products = <b>{self.total:.3f}</b>"
        )

    def _make_controls(self):
        narrow = widgets.Layout(width="5.2em")
        self.entries = [widgets.FloatText(0, step=0.1, layout=narrow) for _ in range(9)]
        for index, entry in enumerate(self.entries):
            entry.tooltip = f"weight in row {index // 3}, column {index % 3}"
            entry.observe(self._entry_changed, "value")
        self._row_slider = slider("output row (px)", self.row, 0, 61)
        self._column_slider = slider("output column (px)", self.column, 0, 61)
        state = {
            "photo": choice("photo", self.photo, PHOTOS),
            "kernel": choice("kernel", self.kernel, [*KERNELS, "custom"]),
            "stride": slider("stride (px)", 1, 1, 4),
            "padding": slider("padding (px)", 0, 0, 4),
            "dilation": slider("dilation (px)", 1, 1, 4),
            "row": self._row_slider,
            "column": self._column_slider,
        }
        grid = widgets.GridBox(self.entries, layout={"grid_template_columns": "repeat(3, 5.4em)"})
        weights = widgets.VBox([widgets.Label("kernel weights (edit to make your own)"), grid])
        menus = widgets.VBox([state.pop("photo"), state.pop("kernel"), weights])
        state |= {"photo": menus.children[0], "kernel": menus.children[1]}
        sliders = widgets.VBox([state[n] for n in list(state)[:5]])
        return state, widgets.HBox([menus, sliders], layout={"flex_flow": "row wrap"})

    @traitlets.observe("kernel")
    def _fill_entries(self, change=None):
        if self.kernel == "custom":
            return
        self._busy, busy = True, getattr(self, "_busy", True)
        for entry, value in zip(self.entries, np.ravel(KERNELS[self.kernel]), strict=True):
            entry.value = float(value)
        self._busy = busy

    def _entry_changed(self, change=None):
        if self._busy:
            return
        named = KERNELS.get(self.kernel)
        if named is None or not np.array_equal(self.w, named):
            self._busy = True
            self.kernel = "custom"
            self._busy = False
        self.redraw()

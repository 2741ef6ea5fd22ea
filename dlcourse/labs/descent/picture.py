"""The picture of the descent lab: the path over the loss, and the loss at each step."""

import numpy as np

from ...plots import PALETTE
from ...plots.style import INK
from .surfaces import SURFACES

MOST_STEPS = 100
_WINDOW = (-3.2, 3.2, -2.6, 2.6)
_FAR = 20  # what ran away is drawn there, outside the window
_LOSSES = 1e-6, 1e4  # ends of the loss axis


class DescentPicture:
    """Artists that are made once and changed by `show`."""

    def __init__(self, figure):
        self._surface = None
        self._make_land(figure.add_axes((0.06, 0.13, 0.46, 0.77)))
        self._make_losses(figure.add_axes((0.62, 0.13, 0.36, 0.77)))
        path = [self._line, self._first, self._last, self._legend]
        self.layers = [[self._bands], [*path, self._curve]]

    def show(self, lab):
        """Draw the state of a `DescentLab`."""
        if lab.surface != self._surface:
            self._surface = lab.surface
            self._bands.set_data(_bands(SURFACES[lab.surface]))
        self._line.set_data(*np.clip(lab.path.T, -_FAR, _FAR))
        self._first.set_data(*lab.path[:1].T)
        self._last.set_data(*np.clip(lab.path[-1:].T, -_FAR, _FAR))
        self._curve.set_data(np.arange(len(lab.losses)), np.clip(lab.losses, *_LOSSES))

    def _make_land(self, ax):
        look = {"cmap": "Blues", "vmin": 0, "vmax": 1.5}
        self._bands = ax.imshow(np.zeros((2, 2)), extent=_WINDOW, origin="lower", **look)
        vermilion, orange = PALETTE["vermilion"], PALETTE["orange"]
        self._line = ax.plot([], [], "o-", color=vermilion, markersize=3.5, lw=1.4)[0]
        self._first = ax.plot([], [], "o", color=INK, markersize=7, label="start")[0]
        self._last = ax.plot([], [], "*", color=orange, mec=INK, ms=13, label="end")[0]
        ax.set(title="Path over the loss (pale: low)", xlabel="w₀", ylabel="w₁", aspect="auto")
        ax.set(xlim=_WINDOW[:2], ylim=_WINDOW[2:])
        self._legend = ax.legend(loc="upper right", frameon=True, framealpha=0.9)

    def _make_losses(self, ax):
        self._curve = ax.plot([], [], "o-", color=PALETTE["blue"], markersize=3, lw=1.4)[0]
        ax.set(title="Loss at each step", xlabel="step", ylabel="loss (log scale)")
        ax.set(xlim=(-2, MOST_STEPS + 2), yscale="log", ylim=(_LOSSES[0] / 2, _LOSSES[1] * 2))
        ax.grid(True)


def _bands(surface):
    """Return the loss over the window in 18 steps of its fourth root, 0 to 1."""
    x0, x1, y0, y1 = _WINDOW
    grid = np.stack(np.meshgrid(np.linspace(x0, x1, 460), np.linspace(y0, y1, 320)))
    loss = np.maximum(surface.loss(grid), 0)
    return np.floor(18 * (loss / loss.max()) ** 0.25) / 18

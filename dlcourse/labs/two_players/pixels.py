"""An array shown in colors, for pictures that are drawn many times a second."""

import matplotlib
import numpy as np
from matplotlib.artist import Artist


class Pixels(Artist):
    """What ``ax.imshow(values)`` draws, over all of the axes, in a sixth of the time.

    `imshow` resamples values, masks and transparency of every pixel anew. Here the way from a
    pixel to its values is worked out once: rows and columns are picked, or weighted by one matrix
    on each side. Then a table turns 256 levels into colors.

    Parameters
    ----------
    ax : Axes
        Their limits are the edges of the picture.
    cmap : str or Colormap
    vmin, vmax : float
        The values at the two ends of `cmap`.
    smooth : bool
        Bilinear between the values. Then no value may be nan; else nan is left out.
    """

    def __init__(self, ax, *, cmap, vmin, vmax, smooth=False):
        super().__init__()
        table = matplotlib.colormaps[cmap] if isinstance(cmap, str) else cmap
        self._colors = np.zeros((257, 4), np.uint8)  # the last is transparent, for nan
        self._colors[:256] = table(np.arange(256) / 255, bytes=True)
        self._low, self._factor, self._smooth = vmin, 256 / (vmax - vmin), smooth
        self._values, self._ways = np.zeros((1, 1), np.float32), {}
        self.set_zorder(0)
        ax.add_artist(self)

    def set_data(self, values):
        """Show an array (rows, columns), the first row on top."""
        self._values, self.stale = values, True

    def draw(self, renderer):
        """Draw the array where the axes are."""
        left, bottom, right, top = np.rint(self.axes.bbox.extents).astype(int)
        image = self._enlarge(top - bottom, right - left)
        context = renderer.new_gc()
        self._set_gc_clip(context)
        renderer.draw_image(context, left, bottom, image[::-1])
        context.restore()
        self.stale = False

    def _enlarge(self, height, width):
        """The colors of every pixel, uint8 (height, width, 4)."""
        rows, columns = zip(self._values.shape, (height, width), strict=True)
        if self._smooth:
            values = self._way(*rows) @ self._values @ self._way(*columns).T
            return self._paint(values)
        return self._paint(self._values)[self._way(*rows)][:, self._way(*columns)]

    def _way(self, count, size):
        """From `count` values to `size` pixels: the row of each, or the weights of all."""
        if (count, size) not in self._ways:
            place = (np.arange(size) + 0.5) * count / size - 0.5
            near = np.rint(place).astype(int).clip(0, count - 1)
            weights = 1 - np.abs(place.clip(0, count - 1)[:, None] - np.arange(count))
            self._ways[count, size] = np.float32(weights.clip(0)) if self._smooth else near
        return self._ways[count, size]

    def _paint(self, values):
        level = ((values - self._low) * self._factor).clip(0, 255)
        level = np.nan_to_num(level, copy=False, nan=256).astype(np.intp)
        return self._colors.view(np.uint32)[level, 0][..., None].view(np.uint8)

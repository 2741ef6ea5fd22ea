"""The picture of the digit pad: image, activity of the layers, probabilities."""

import matplotlib
import numpy as np

from ...plots import PALETTE
from .activations import choose, mosaic

_SLOTS = {
    0: (),
    1: ((0.34, 0.1, 0.34, 0.81),),
    2: ((0.34, 0.53, 0.34, 0.38), (0.34, 0.04, 0.34, 0.38)),
    3: ((0.34, 0.53, 0.34, 0.38), (0.34, 0.04, 0.34, 0.38), (0.07, 0.04, 0.2, 0.25)),
}
"""Where the activity of so many layers goes: left, bottom, width, height."""


class PadPicture:
    """Artists that are made once and changed by `show`."""

    def __init__(self, figure, activations):
        self._names = choose(activations)
        self._columns = [_columns(activations[name]) for name in self._names]
        input_axes = figure.add_axes((0.07, 0.52, 0.2, 0.39))
        input_axes.set(title="Input, 28 × 28", xlabel="column (px)", ylabel="row (px)")
        blank = np.zeros((28, 28))
        self._input = input_axes.imshow(blank, cmap="gray_r", vmin=0, vmax=1)
        self._maps = [
            self._panel(figure, index, name, activations[name])
            for index, name in enumerate(self._names)
        ]
        axes = figure.add_axes((0.76, 0.13, 0.2, 0.78))
        axes.set(title="Output", xlabel="probability", ylabel="digit")
        axes.set(xticks=(0, 0.5, 1), yticks=range(10))
        axes.invert_yaxis()
        axes.grid(True, axis="x")
        self._bars = list(axes.barh(range(10), np.zeros(10), color=PALETTE["sky"]))
        axes.set_xlim(0, 1)
        self.layers = [[self._input, *self._maps, *self._bars]]

    def show(self, image, activations, probabilities):
        """Draw an image (28, 28), what the layers make of it, and ten probabilities."""
        self._input.set_data(image)
        for name, panel, columns in zip(self._names, self._maps, self._columns, strict=True):
            panel.set_data(mosaic(activations[name], columns))
        best = int(np.argmax(probabilities))
        for digit, (bar, share) in enumerate(zip(self._bars, probabilities, strict=True)):
            bar.set_width(float(share))
            bar.set_color(PALETTE["vermilion" if digit == best and share else "sky"])

    def _panel(self, figure, index, name, activation):
        axes = figure.add_axes(_SLOTS[len(self._names)][index])
        count = activation.shape[1]
        kind = f"{count} maps" if activation.ndim == 4 else f"{count} units"
        axes.set_title(f"Layer {name}: {kind}", fontsize=9.5)
        axes.axis("off")
        axes.set_anchor("NW")
        colors = matplotlib.colormaps["viridis"].with_extremes(bad="white")
        tiles = mosaic(activation, self._columns[index])
        return axes.imshow(tiles, cmap=colors, vmin=0, vmax=1, interpolation="nearest")


def _columns(activation):
    """Half as many again as rows, for panels wider than high; without a ragged last row."""
    count = activation.shape[1]
    least = int(np.ceil(np.sqrt(1.5 * count)))
    return next((n for n in range(least, 2 * least) if count % n == 0), least)

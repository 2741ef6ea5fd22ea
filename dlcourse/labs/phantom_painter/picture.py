"""The picture of the phantom painter: what the network gets, says and confuses."""

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Patch

from ...plots import PALETTE
from .scene import SIDE

COLORS = {"found": "green", "missed": "yellow", "false alarm": "vermilion"}
"""What a pixel of the answer can be, and its color in the palette."""


class PainterPicture:
    """Artists that are made once and changed by `show`."""

    def __init__(self, figure):
        titles = "Picture", "Probability of organ", "Answer"
        looks = {"cmap": "gray"}, {"cmap": "viridis"}, {}
        self._images = []
        for index, (title, look) in enumerate(zip(titles, looks, strict=True)):
            axes = figure.add_axes((0.06 + 0.325 * index, 0.18, 0.27, 0.7))
            axes.set(title=title, xlabel="column (px)", ylabel="" if index else "row (px)")
            axes.grid(False)
            blank = np.zeros((SIDE, SIDE, 3) if index == 2 else (SIDE, SIDE))
            self._images.append(axes.imshow(blank, vmin=0, vmax=1, **look))
        handles = [Patch(color=PALETTE[color], label=name) for name, color in COLORS.items()]
        figure.legend(handles=handles, loc="lower right", ncols=3, fontsize=9)
        self.layers = [self._images]

    def show(self, image, probability, kinds):
        """Draw an image (32, 32), a probability for each pixel, and a mask for each of COLORS."""
        answer = np.repeat(np.clip(image, 0, 1)[:, :, None], 3, axis=2)
        for name, mask in kinds.items():
            answer[mask] = to_rgb(PALETTE[COLORS[name]])
        for artist, shown in zip(self._images, (image, probability, answer), strict=True):
            artist.set_data(shown)

"""Lab: which pixels made a network say so, by four methods, and what deletion says of them."""

import ipywidgets as widgets
import numpy as np
import traitlets

from ... import pages
from ...settings import check_choice
from ..controls import choice, row, slider
from ..lab import FigureLab
from .picture import ReasonPicture
from .reasons import (
    COUNTS,
    EVERY,
    IMAGES,
    LAYERS,
    METHODS,
    MOST,
    NETWORKS,
    attribution,
    curve,
    in_mark,
    inked,
    reading,
    rise,
)

EXPLAINED = ("what it says", "its second choice")


def explainer(image="a 3", network=NETWORKS[0]):
    """Return a lab that explains what a network says of a digit, and puts the reasons to a test.

    Four methods make a map of the image: saliency |∂f/∂x|, occlusion, integrated gradients from
    empty paper, and Grad-CAM; f is the logit of the class that is explained. Then pixels are
    deleted, those with the largest entries of the map first: the faster the class's probability
    falls, the more those pixels mattered. Beside it the simplest order: the brightest first.

    Parameters
    ----------
    image : str
        One of twelve test images: "a 0" to "a 7" are read rightly by the trained network; four
        others, such as "a 9, read as 5", are not.
    network : str
        "trained", "untrained", or "trained with the mark": its training images, and the image that
        it is shown here, carry a mark at the upper edge whose place tells the class.

    Returns
    -------
    Explainer

    Raises
    ------
    ValueError
        If there is no image or network of that name.

    Examples
    --------
    >>> lab = explainer("a 9, read as 5")
    >>> lab.target
    5
    >>> lab.deleted = 40
    >>> bool(lab.left < 0.1)
    True
    """
    check_choice("image", image, tuple(IMAGES))
    check_choice("network", network, NETWORKS)
    return Explainer(image, network)


class Explainer(FigureLab):
    """See `explainer`.

    Attributes
    ----------
    image, network, method, explained : str
        `explained` is "what it says" or "its second choice".
    layer : str
        For Grad-CAM.
    steps : int
        For integrated gradients, by the midpoint rule.
    window : int
        Side of the hole of occlusion, which moves by half of it. What is in it: paper.
    deleted : int
        Pixels that have become paper, 0 to 100, a multiple of 4.
    target : int
        The class that is explained.
    map : array (28, 28)
    error : float
        Sum of the map, less the rise of the logit from empty paper; NaN for all methods but
        integrated gradients, the only one that promises completeness.
    on_ink : float
        Share of the map's absolute sum that lies on pixels with ink.
    on_mark : float
        Share of it in the nine pixels of the mark; NaN where the image carries none.
    curve, simple : array (26,)
        Probability of the class after 0, 4, ... 100 deletions, by the map and by brightness.
    left : float
        The probability after `deleted` of them.
    """

    image = traitlets.Enum(tuple(IMAGES), "a 3")
    network = traitlets.Enum(NETWORKS, NETWORKS[0])
    method = traitlets.Enum(METHODS, "integrated gradients")
    explained = traitlets.Enum(EXPLAINED, EXPLAINED[0])
    layer = traitlets.Enum(tuple(LAYERS), tuple(LAYERS)[3])
    steps = traitlets.Int(10, min=1, max=40)
    window = traitlets.Int(6, min=4, max=10)
    deleted = traitlets.Int(12, min=0, max=MOST)

    def __init__(self, image, network):
        options = {
            "image": IMAGES,
            "network": NETWORKS,
            "method": METHODS,
            "explained": EXPLAINED,
        }
        menus = {name: choice(name, getattr(self, name), [*of]) for name, of in options.items()}
        self._own = {
            "integrated gradients": {"steps": slider("steps", self.steps, 1, 40)},
            "occlusion": {"window": slider("window, pixels", self.window, 4, 10)},
            "Grad-CAM": {"layer": choice("layer", self.layer, [*LAYERS])},
        }
        shared = {"deleted": slider("pixels deleted", self.deleted, 0, MOST, EVERY)}
        self._settings = widgets.VBox([*shared.values()])
        controls = row(widgets.VBox([*menus.values()]), self._settings)
        own = {name: each for part in self._own.values() for name, each in part.items()}
        super().__init__((11, 4.1), ReasonPicture, controls, menus | own | shared)
        self.begin(image=image, network=network)

    def update(self):
        """Make the map, delete by it, and compare with the simplest order."""
        place = self.network, IMAGES[self.image]
        self.reading = reading(*place)
        first = self.explained == EXPLAINED[0]
        self.target = self.reading.said if first else self.reading.second
        self._offer()
        setting = next((getattr(self, name) for name in self._own.get(self.method, ())), None)
        self.deleted -= self.deleted % EVERY
        asked = *place, self.target, self.method, setting
        self.map = attribution(*asked)
        size = np.abs(self.map)
        ink = inked(self.reading.image)
        self.on_ink = float(size[ink].sum() / size.sum()) if size.any() else np.nan
        self.on_mark = in_mark(*place, self.map)
        total, whole = float(self.map.sum()), rise(*asked[:3])
        self.error = total - whole if self.method == METHODS[2] else np.nan
        (self.curve, logits), (self.simple, _) = curve(*asked), curve(*asked[:3])
        here = int(np.flatnonzero(COUNTS == self.deleted)[0])
        self.left, self.logit = float(self.curve[here]), float(logits[here])
        self.gone = np.argsort(-self.map.ravel(), kind="stable")[: self.deleted]
        self.drawing.show(self)
        self._say(total, whole, here)

    def _offer(self):
        """Show the controls of this method only."""
        shared = self._settings.children[-1]
        own = self._own.get(self.method, {})
        if self._settings.children != (offered := (*own.values(), shared)):
            self._settings.children = offered

    def _say(self, total, whole, here):
        seen, t = self.reading, self.target
        read = (
            f"A {seen.digit}. The network says {seen.said} ({seen.chances[seen.said]:.2f}), then "
            f"{seen.second} ({seen.chances[seen.second]:.2f}). Explained: {t}"
        )
        if self.network == NETWORKS[2]:
            read += f". The image carries the mark of {seen.digit}"
        promised = (
            f"The map's sum is {total:.2f}, the logit's rise from empty paper {whole:.2f}: "
            f"error {self.error:+.3f}"
        )
        if np.isnan(self.error):
            promised = f"{_capital(self.method)} promises nothing of the map's sum"
        where = self._where(100 * np.mean(inked(seen.image)))
        fell = (
            f"Without the {self.deleted} pixels that the map calls most important, {t} has a "
            f"probability of {self.left:.2f} and a logit of {self.logit:.2f}; without the "
            f"{self.deleted} brightest, a probability of {self.simple[here]:.2f}"
        )
        lines = read, promised, where, fell
        self.alt = f"{_capital(self.method)} of a digit. {'. '.join(lines)}."
        self.words.value = pages.render("lab_explainer", lines=lines)

    def _where(self, area):
        """What part of the map lies on ink, and in the mark, in words."""
        if np.isnan(self.on_ink):
            return "The map is 0 everywhere"
        words = f"{100 * self.on_ink:.0f} percent of the map lies on ink, which covers"
        words = f"{words} {area:.0f} percent"
        if np.isnan(self.on_mark):
            return words
        return f"{words}; {100 * self.on_mark:.0f} percent lies in the mark, which covers 1 percent"


def _capital(words):
    return words[0].upper() + words[1:]

"""Lab: draw a digit and watch a network read it, layer by layer."""

from functools import partial
from pathlib import Path

import anywidget
import ipywidgets as widgets
import numpy as np
import traitlets

from ... import pages
from ...functional import softmax_forward
from ...settings import check_choice
from ..lab import FigureLab
from .activations import run_layers
from .ink import SIDE, as_digits28, as_mnist, rasterize
from .picture import PadPicture
from .reader import small_network

PREPARE = {"digits28": as_digits28, "mnist": as_mnist}
"""How a drawing becomes an image, by the data set the network was trained with."""


def digit_pad(model=None, prepare="digits28"):
    """Return a pad to draw a digit on, and what a network makes of it.

    Beside the pad are the image that the network gets, what its layers make of it, and the
    probability of each digit. A network reads well only what looks as in its training, so the
    drawing is first cut out, scaled and centered as that data set was (see `prepare`).

    Parameters
    ----------
    model : Layer, optional
        Takes images, shape (N, 1, 28, 28), float32, and returns logits, shape (N, 10). A small
        convolutional network is trained on the spot (some seconds) when left out.
    prepare : {"digits28", "mnist"}
        The data set that `model` was trained with.

    Returns
    -------
    DigitPad

    Raises
    ------
    ValueError
        If `prepare` is neither, or the model does not return logits of ten classes.

    Examples
    --------
    >>> from dlcourse.layers import Flatten, Linear, Sequential
    >>> lab = digit_pad(Sequential(Flatten(), Linear(784, 10, rng=np.random.default_rng(0))))
    >>> lab.strokes([[(0.5, 0.1), (0.5, 0.9)]])
    >>> lab.image.shape, lab.probabilities.shape
    ((1, 1, 28, 28), (10,))
    """
    check_choice("prepare", prepare, PREPARE)
    return DigitPad(small_network() if model is None else model, prepare)


class Pad(anywidget.AnyWidget):
    """The paper in the browser: `ink` is 56 by 56 bytes, 255 where the pen was."""

    _esm = Path(__file__).with_suffix(".js")
    # Bytes arrive from the browser as a memoryview, which the trait does not take.
    ink = traitlets.Bytes(bytes(SIDE * SIDE)).tag(sync=True, from_json=lambda ink, _: bytes(ink))


class DigitPad(FigureLab):
    """See `digit_pad`.

    Attributes
    ----------
    pad : Pad
    image : ndarray, shape (1, 1, 28, 28), float32, or None while the pad is empty
        What the network gets.
    activations : dict of str to ndarray
        Output of each layer, by name.
    probabilities : ndarray, shape (10,), or None
    prediction : int or None
        The most probable digit.
    """

    def __init__(self, model, prepare):
        self.model, self._prepare = model, PREPARE[prepare]
        activations = run_layers(model, np.zeros((1, 1, 28, 28), np.float32))
        logits = list(activations.values())[-1]
        if logits.shape != (1, 10):
            raise ValueError(f"model must return logits of shape (N, 10), got {logits.shape}")
        self.pad = Pad()
        drawing = partial(PadPicture, activations=activations)
        super().__init__((6.9, 3.7), drawing, self.pad, {})
        self.layout = widgets.Layout(flex_flow="row wrap", align_items="flex-start")
        wide = widgets.Layout(flex="1 1 30em")
        self.children = [self.pad, widgets.VBox([self.words, self.picture], layout=wide)]
        self.pad.observe(self.redraw, "ink")
        self.begin()

    @property
    def ink(self):
        """The drawing, shape (56, 56), float32, 0 to 1."""
        return np.frombuffer(self.pad.ink, np.uint8).reshape(SIDE, SIDE) / np.float32(255)

    def draw(self, ink):
        """Replace the drawing by an array, shape (H, W), of ink from 0 to 1.

        Raises
        ------
        ValueError
            If the shape or the values are others.
        """
        ink = np.asarray(ink, float)
        if ink.ndim != 2 or not ink.size:
            raise ValueError(f"ink must have shape (H, W), got {ink.shape}")
        if not (ink.min() >= 0 and ink.max() <= 1):
            raise ValueError(f"ink must lie in 0..1, got {ink.min()}..{ink.max()}")
        rows, columns = (np.arange(SIDE) * side // SIDE for side in ink.shape)
        self.pad.ink = np.round(255 * ink[np.ix_(rows, columns)]).astype(np.uint8).tobytes()

    def strokes(self, strokes):
        """Replace the drawing by strokes: lists of points (x, y), each from 0 to 1."""
        self.draw(rasterize(strokes))

    def clear(self):
        """Take a new sheet."""
        self.pad.ink = bytes(SIDE * SIDE)

    def update(self):
        """Read the drawing, and show what each layer makes of it."""
        ink = self.ink
        empty = not (ink > 0.3).any()
        self.image = None if empty else self._prepare(ink)
        shown = np.zeros((1, 1, 28, 28), np.float32) if empty else self.image
        self.activations = run_layers(self.model, shown)
        logits = list(self.activations.values())[-1]
        probabilities = softmax_forward(logits, dim=1)[0][0]
        if empty:  # what the network makes of blank paper is of no interest
            self.activations = {name: 0 * values for name, values in self.activations.items()}
            probabilities = np.zeros(10)
        self.drawing.show(shown[0, 0], self.activations, probabilities)
        self.probabilities = None if empty else probabilities
        self.prediction = None if empty else int(probabilities.argmax())
        self._say()

    def _say(self):
        if self.prediction is None:
            self.alt = "The pad is empty: no image, no activity, no probabilities."
            self.words.value = "Nothing is drawn yet."
            return
        share = f"{self.probabilities[self.prediction]:.0%}"
        self.words.value = pages.render("lab_digit_pad", prediction=self.prediction, share=share)
        self.alt = (
            f"The drawing as the network gets it, the activity of its layers, and the "
            f"probability of each digit; the greatest is that of {self.prediction}, {share}."
        )

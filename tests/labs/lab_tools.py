"""What the tests of all labs look at: the tree of widgets, and the picture that a browser gets."""

import base64
import html
import io
import re

import matplotlib.image
import numpy as np

from dlcourse.layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential

SEVEN = [[(0.3, 0.2), (0.7, 0.2), (0.45, 0.8)]]


def walk(widget):
    """A widget and all that it holds."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def widgets_of(lab, kind):
    """The widgets whose class has this in its name."""
    return [widget for widget in walk(lab) if kind in type(widget).__name__]


def sliders_of(lab):
    return widgets_of(lab, "Slider")


def shown(lab):
    """Alternative text and pixels of the picture that the browser gets."""
    alt, data = re.search('alt="(.*?)".*base64,([^"]*)"', lab.picture.value).groups()
    pixels = matplotlib.image.imread(io.BytesIO(base64.b64decode(data)), "png")
    return html.unescape(alt), pixels


def whole_figure(lab):
    """The pixels of a lab's figure, drawn without layers."""
    for artist in (artist for layer in lab.layers for artist in layer):
        artist.set_animated(False)
    lab.figure.canvas.draw()
    return np.asarray(lab.figure.canvas.buffer_rgba())[..., :3] / 255


def tiny_model():
    """An untrained reader of digits."""
    rng = np.random.default_rng(0)
    return Sequential(
        Conv2d(1, 3, 3, rng=rng), ReLU(), MaxPool2d(2), Flatten(), Linear(3 * 13 * 13, 10, rng=rng)
    )

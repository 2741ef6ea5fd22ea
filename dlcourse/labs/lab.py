"""What all labs share: controls, a picture with words, and state that is plain attributes."""

import base64
import contextlib
import struct
import zlib

import ipywidgets as widgets
import numpy as np
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from .. import pages
from ..plots import style


class Lab(widgets.VBox):
    """Controls above a picture with words, which are made anew when the state changes.

    A subclass declares its state as traits (`lab.stride = 2` moves the slider, and moving the
    slider sets `lab.stride`). In `update` it computes, in `render` it gives the picture.

    Parameters
    ----------
    controls : Widget
        What holds all controls.
    state : dict of str to Widget
        Name of each trait, and the control whose value it is.

    Attributes
    ----------
    alt : str
        What the picture shows, in words. Screen readers read it.
    picture, words : ipywidgets.HTML
    silent : bool
        Whether the state changes without a new picture: see `silence`.
    """

    silent = False

    def __init__(self, controls, state):
        self.alt = ""
        self.picture, self.words = widgets.HTML(), widgets.HTML()
        super().__init__([controls, self.picture, self.words])
        for name, widget in state.items():
            traitlets.link((self, name), (widget, "value"))
            self.observe(self.redraw, name)

    def begin(self, **state):
        """Set the state, and show it for the first time."""
        with self.silence():
            for name, value in state.items():
                setattr(self, name, value)
        self.redraw()

    @contextlib.contextmanager
    def silence(self):
        """Return a context in which the state changes without a new picture."""
        before, self.silent = self.silent, True
        try:
            yield
        finally:
            self.silent = before

    def update(self):
        """Compute from the state, and set `alt` and `words.value`."""
        raise NotImplementedError

    def render(self):
        """Return the picture of what `update` has computed, as HTML."""
        raise NotImplementedError

    def redraw(self, change=None):
        """Show the state as it is now."""
        if self.silent:
            return
        with self.silence():  # `update` may correct the state, for example a row out of range
            self.update()
            picture = self.render()
        self.picture.value = picture


class FigureLab(Lab):
    """A lab whose picture is a Matplotlib figure.

    Titles, ticks and labels take most of the time of drawing a figure, so they are drawn once
    and kept. The artists that change are in `layers`, the most lasting first; a layer is drawn
    again when one of its artists, or a layer below, has changed.

    Parameters
    ----------
    size : (float, float)
        Of the figure, in inches.
    drawing : callable
        Called with the empty figure, it makes the artists and returns an object whose `layers`
        they are.
    controls, state
        As for `Lab`.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    drawing : object
    layers : list of list of Artist
        What `update` changes. Everything else is background.
    """

    def __init__(self, size, drawing, controls, state):
        with style():
            self.figure = Figure(figsize=size, dpi=100, layout="none")
            self.drawing = drawing(self.figure)
        self.layers = self.drawing.layers
        self._canvas, self._backgrounds = FigureCanvasAgg(self.figure), {}
        super().__init__(controls, state)

    def render(self):
        """Return the figure as an HTML image."""
        image = base64.b64encode(self._png()).decode()
        width = round(90 * self.figure.get_figwidth())
        return pages.render("picture", alt=self.alt, image=image, width=width)

    def _png(self):
        below = self._backgrounds.get(0)
        if below is None:
            for artist in (artist for layer in self.layers for artist in layer):
                artist.set_animated(True)
            self._canvas.draw()
            below = self._backgrounds[0] = self._canvas.copy_from_bbox(self.figure.bbox)
        for level, layer in enumerate(self.layers, start=1):
            if level not in self._backgrounds or any(artist.stale for artist in layer):
                self._canvas.restore_region(below)
                for artist in layer:
                    self.figure.draw_artist(artist)
                above = self._canvas.copy_from_bbox(self.figure.bbox)
                self._backgrounds = {k: v for k, v in self._backgrounds.items() if k < level}
                self._backgrounds[level] = above
            below = self._backgrounds[level]
        self._canvas.restore_region(below)
        return encode_png(np.asarray(self._canvas.buffer_rgba())[..., :3])


def encode_png(pixels):
    """Return the PNG file of an RGB image, shape (H, W, 3), uint8.

    Four times as fast as Pillow, which tries several filters for every row of pixels.
    """
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each row begins with its filter: none
    for channel in range(3):  # in three copies: pixel by pixel takes four times as long
        rows[:, 1 + channel :: 3] = pixels[..., channel]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )

"""What all labs share: controls, a picture with words, and state that is plain attributes."""

import base64
import html
import struct
import zlib

import ipywidgets as widgets
import numpy as np
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg


class Lab(widgets.VBox):
    """Widgets around one Matplotlib figure, which is redrawn when the state changes.

    A subclass declares its state as traits (`lab.stride = 2` moves the slider, and moving the
    slider sets `lab.stride`), makes its artists once, and in `update` computes and changes them.
    Titles, ticks and labels take most of the time of drawing a figure, so they are drawn once
    and kept. The artists that change are in `layers`, the most lasting first; a layer is drawn
    again when one of its artists, or a layer below, has changed.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    alt : str
        What the picture shows, in words. Screen readers read it.
    picture, words : ipywidgets.HTML
    layers : list of list of Artist
        What `update` changes. Everything else is background.
    """

    def __init__(self, figure, controls, state):
        self.figure, self.alt, self.layers = figure, "", []
        self._canvas, self._backgrounds, self._busy = FigureCanvasAgg(figure), {}, False
        self.picture, self.words = widgets.HTML(), widgets.HTML()
        for name, widget in state.items():
            traitlets.link((self, name), (widget, "value"))
        super().__init__([controls, self.picture, self.words])
        self.observe(self.redraw, list(state))

    def update(self):
        """Compute from the state, change the artists, set `alt` and `words.value`."""
        raise NotImplementedError

    def redraw(self, change=None):
        """Show the state as it is now."""
        if self._busy:  # `update` may itself correct the state, for example a row out of range
            return
        self._busy = True
        try:
            self.update()
            image = base64.b64encode(self._png()).decode()
        finally:
            self._busy = False
        self.picture.value = (
            f'<img alt="{html.escape(self.alt)}" src="data:image/png;base64,{image}" '
            f'style="width: 100%; max-width: {self.figure.get_figwidth() * 90:.0f}px; '
            'height: auto; border-radius: 4px">'
        )

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


def slider(label, value, low, high, step=1, **options):
    """Return a labelled slider for integers, or for floats where `step` is a float."""
    kind = widgets.IntSlider if isinstance(step, int) else widgets.FloatSlider
    look = {"description": label, "style": {"description_width": "11em"}}
    layout = widgets.Layout(width="27em")
    return kind(value, min=low, max=high, step=step, layout=layout, **look, **options)


def choice(label, value, options):
    """Return a labelled menu."""
    layout, style = widgets.Layout(width="18em"), {"description_width": "6em"}
    return widgets.Dropdown(
        options=options, value=value, description=label, layout=layout, style=style
    )


def check_name(argument, value, allowed):
    """Raise ValueError unless `value` is one of the names in `allowed`."""
    if value not in allowed:
        raise ValueError(f"{argument} must be one of {', '.join(allowed)}, got {value!r}")

"""Lab: how learning rate and momentum decide where gradient descent goes."""

import ipywidgets as widgets
import numpy as np
import traitlets
from matplotlib.figure import Figure

from ...plots import PALETTE, style
from ...plots.style import INK
from ..lab import Lab, check_name, choice, slider
from .surfaces import SURFACES, descend, judge

_MOST_STEPS = 100
_WINDOW = (-3.2, 3.2, -2.6, 2.6)
_LOSSES = 1e-6, 1e4  # ends of the loss axis


def descent(surface="bowl"):
    """Return a lab that descends a loss of two parameters.

    On the left the path over the loss, on the right the loss at each step. A quadratic loss
    whose largest curvature is lambda_max is descended only with a learning rate below

        2 (1 + momentum) / lambda_max.

    Parameters
    ----------
    surface : str
        "bowl", "narrow valley", "banana", "two minima" or "saddle".

    Returns
    -------
    DescentLab

    Raises
    ------
    ValueError
        If there is no surface of that name.

    References
    ----------
    B. Polyak (1964), Some methods of speeding up the convergence of iteration methods.

    Examples
    --------
    >>> lab = descent("narrow valley")
    >>> lab.learning_rate = 0.21
    >>> lab.limit, lab.verdict
    (0.2, 'diverges')
    """
    check_name("surface", surface, SURFACES)
    return DescentLab(surface)


class DescentLab(Lab):
    """See `descent`.

    Attributes
    ----------
    surface : str
    learning_rate, momentum : float
    steps : int
    path : ndarray, shape (T + 1, 2)
        Parameters at the start and after each step; shorter than `steps` if it ran away.
    losses : ndarray, shape (T + 1,)
    verdict : str
        "converges", "oscillates", "diverges" or "still moving".
    limit : float or None
        Learning rate from which on a quadratic loss is not descended; None for other losses.
    """

    surface = traitlets.Enum([*SURFACES], "bowl")
    learning_rate = traitlets.Float(0.1, min=1e-3, max=3.0)
    momentum = traitlets.Float(0.0, min=0.0, max=0.99)
    steps = traitlets.Int(30, min=1, max=_MOST_STEPS)

    def __init__(self, surface):
        with style():
            figure = Figure(figsize=(10, 4.2), dpi=100, layout="none")
            self._draw_frame(figure)
        rate = widgets.FloatLogSlider(0.1, base=10, min=-3, max=np.log10(3), step=0.01)
        rate.description, rate.layout = "learning rate", widgets.Layout(width="27em")
        rate.style = {"description_width": "11em"}
        state = {
            "surface": choice("loss", "bowl", [*SURFACES]),
            "learning_rate": rate,
            "momentum": slider("momentum", 0.0, 0.0, 0.99, 0.01),
            "steps": slider("steps", 30, 1, _MOST_STEPS),
        }
        menu, *sliders = state.values()
        controls = widgets.HBox([menu, widgets.VBox(sliders)], layout={"flex_flow": "row wrap"})
        super().__init__(figure, controls, state)
        self._path = [self._line, self._first, self._last, self._legend]
        self.layers = [[self._bands], [*self._path, self._curve]]
        self.surface = surface
        self.redraw()

    def update(self):
        """Descend, and draw path and losses."""
        surface = SURFACES[self.surface]
        self.path = descend(surface, self.learning_rate, self.momentum, self.steps)
        self.losses = surface.loss(self.path.T)
        self.verdict = judge(surface, self.path)
        curvature = surface.curvature
        self.limit = None if curvature is None else 2 * (1 + self.momentum) / curvature
        if self.surface != self._drawn:
            self._drawn = self.surface
            self._bands.set_data(_bands(surface))
        self._line.set_data(*np.clip(self.path.T, -20, 20))
        self._first.set_data(*self.path[:1].T)
        self._last.set_data(*np.clip(self.path[-1:].T, -20, 20))
        self._curve.set_data(np.arange(len(self.losses)), np.clip(self.losses, *_LOSSES))
        self._say(surface)

    def _say(self, surface):
        rate = f"learning rate {self.learning_rate:.3g}, momentum {self.momentum:.2g}"
        self.alt = (
            f"Gradient descent on the loss {self.surface} with {rate}: it {self.verdict}, "
            f"from a loss of {self.losses[0]:.3g} to {self.losses[-1]:.3g} "
            f"in {len(self.losses) - 1} steps."
        ).replace("it still moving", "it is still moving")
        text = f"<b>Loss</b> = {surface.formula}. With {rate} it <b>{self.verdict}</b>."
        text = text.replace("it <b>still", "it is <b>still")
        if self.limit is not None:
            relation = "below" if self.learning_rate < self.limit else "not below"
            text += (
                " Limit 2 (1 + momentum) / λ<sub>max</sub> = "
                f"2 · {1 + self.momentum:.3g} / {surface.curvature:g} = <b>{self.limit:.3g}</b>: "
                f"the learning rate is {relation} it."
            )
        self.words.value = text

    def _draw_frame(self, figure):
        left, right = (
            figure.add_axes((0.06, 0.13, 0.46, 0.77)),
            figure.add_axes((0.62, 0.13, 0.36, 0.77)),
        )
        self._drawn = None
        self._bands = left.imshow(
            np.zeros((2, 2)), extent=_WINDOW, origin="lower", cmap="Blues", vmin=0, vmax=1.5
        )
        vermilion, orange = PALETTE["vermilion"], PALETTE["orange"]
        self._line = left.plot([], [], "o-", color=vermilion, markersize=3.5, lw=1.4)[0]
        self._first = left.plot([], [], "o", color=INK, markersize=7, label="start")[0]
        self._last = left.plot([], [], "*", color=orange, mec=INK, ms=13, label="end")[0]
        left.set(title="Path over the loss (pale: low)", xlabel="w₀", ylabel="w₁", aspect="auto")
        left.set(xlim=_WINDOW[:2], ylim=_WINDOW[2:])
        self._legend = left.legend(loc="upper right", frameon=True, framealpha=0.9)
        self._curve = right.plot([], [], "o-", color=PALETTE["blue"], markersize=3, lw=1.4)[0]
        right.set(title="Loss at each step", xlabel="step", ylabel="loss (log scale)")
        right.set(xlim=(-2, _MOST_STEPS + 2), yscale="log", ylim=(_LOSSES[0] / 2, _LOSSES[1] * 2))
        right.grid(True)


def _bands(surface):
    """Return the loss over the window in 18 steps of its fourth root, 0 to 1."""
    x0, x1, y0, y1 = _WINDOW
    grid = np.stack(np.meshgrid(np.linspace(x0, x1, 460), np.linspace(y0, y1, 320)))
    loss = np.maximum(surface.loss(grid), 0)
    return np.floor(18 * (loss / loss.max()) ** 0.25) / 18

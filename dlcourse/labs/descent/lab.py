"""Lab: how learning rate and momentum decide where gradient descent goes."""

import ipywidgets as widgets
import traitlets

from ... import pages
from ...settings import check_choice
from ..controls import choice, log_slider, row, slider
from ..lab import FigureLab
from .picture import MOST_STEPS, DescentPicture
from .surfaces import SURFACES, descend, judge


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
    check_choice("surface", surface, SURFACES)
    return DescentLab(surface)


class DescentLab(FigureLab):
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
    steps = traitlets.Int(30, min=1, max=MOST_STEPS)

    def __init__(self, surface):
        state = {
            "surface": choice("loss", "bowl", [*SURFACES]),
            "learning_rate": log_slider("learning rate", 0.1, 1e-3, 3, 0.01),
            "momentum": slider("momentum", 0.0, 0.0, 0.99, 0.01),
            "steps": slider("steps", 30, 1, MOST_STEPS),
        }
        menu, *sliders = state.values()
        super().__init__((10, 4.2), DescentPicture, row(menu, widgets.VBox(sliders)), state)
        self.begin(surface=surface)

    def update(self):
        """Descend, and draw path and losses."""
        surface = SURFACES[self.surface]
        self.path = descend(surface, self.learning_rate, self.momentum, self.steps)
        self.losses = surface.loss(self.path.T)
        self.verdict = judge(surface, self.path)
        curvature = surface.curvature
        self.limit = None if curvature is None else 2 * (1 + self.momentum) / curvature
        self.drawing.show(self)
        self._say(surface)

    def _say(self, surface):
        rate = f"learning rate {self.learning_rate:.3g}, momentum {self.momentum:.2g}"
        it = "it is" if self.verdict == "still moving" else "it"
        self.alt = (
            f"Gradient descent on the loss {self.surface} with {rate}: {it} {self.verdict}, "
            f"from a loss of {self.losses[0]:.3g} to {self.losses[-1]:.3g} "
            f"in {len(self.losses) - 1} steps."
        )
        said = {"formula": surface.formula, "rate": rate, "it": it, "verdict": self.verdict}
        limit = None
        if self.limit is not None:
            limit = {
                "momentum": f"{1 + self.momentum:.3g}",
                "curvature": f"{surface.curvature:g}",
                "value": f"{self.limit:.3g}",
                "relation": "below" if self.learning_rate < self.limit else "not below",
            }
        self.words.value = pages.render("lab_descent", limit=limit, **said)

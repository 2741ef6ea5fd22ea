"""Lab: when gradients through time vanish, when they explode, and what clipping does."""

import ipywidgets as widgets
import numpy as np
import traitlets

from ... import pages
from ...settings import check_choice
from ..controls import choice, log_slider, row, slider
from ..lab import FigureLab
from .picture import GradientPicture
from .probe import CELLS, MOST_STEPS, cell_weights, journey, recurrent_matrix

MATRICES = ("random", "orthogonal", "chain")


def gradient_microscope(cell="LSTM"):
    """Return a lab that sends a gradient back through a recurrent cell.

    A gradient of norm 1 starts at the last state. The lab shows its norm at each step before,
    between the products of the singular values of the Jacobians

        prod_k sigma_min(J_k) <= |dh_t| / |dh_T| <= prod_k sigma_max(J_k),

    the singular values of the product of all Jacobians, and the norm of the gradient of all
    weights before and after clipping, g * min(1, threshold / |g|).

    Parameters
    ----------
    cell : str
        "RNN", "LSTM" or "GRU".

    Returns
    -------
    GradientMicroscope

    Raises
    ------
    ValueError
        If there is no cell of that name.

    References
    ----------
    R. Pascanu, T. Mikolov and Y. Bengio (2013), On the difficulty of training recurrent neural
    networks.

    Examples
    --------
    >>> lab = gradient_microscope("RNN")
    >>> lab.scale = 0.5
    >>> lab.verdict, bool(lab.norms[40] <= lab.bound[40] <= 0.5**40)
    ('vanishes', True)
    """
    check_choice("cell", cell, CELLS)
    return GradientMicroscope(cell)


class GradientMicroscope(FigureLab):
    """See `gradient_microscope`.

    Attributes
    ----------
    cell : str
    matrix : str
        "random", "orthogonal" or "chain": the kind of W_hh, of each gate by itself.
    scale : float
        Largest singular value of W_hh.
    keep_bias : float
        Bias of the gate that keeps the state: f of the LSTM, z of the GRU. The RNN has none.
    steps : int
    threshold : float
        Of clipping by norm.
    norms, bound, floor : ndarray, shape (T + 1,)
        Norm of the gradient of the state at each distance, and its two bounds.
    singular_values : ndarray, shape (S,)
        Of the derivative of the last state by the first, largest first.
    weights_norm, factor : float
        Norm of the gradient of all weights, and what clipping multiplies it by.
    verdict : str
        "vanishes" below a thousandth, "explodes" above a thousand, else "gets through".
    """

    cell = traitlets.Enum([*CELLS], "LSTM")
    matrix = traitlets.Enum(MATRICES, "orthogonal")
    scale = traitlets.Float(1.5, min=0.1, max=6.0)
    keep_bias = traitlets.Float(0.0, min=-4.0, max=6.0)
    steps = traitlets.Int(40, min=5, max=MOST_STEPS)
    threshold = traitlets.Float(1.0, min=1e-3, max=1e3)

    def __init__(self, cell):
        menus = {
            "cell": choice("cell", "LSTM", [*CELLS]),
            "matrix": choice("W_hh", "orthogonal", MATRICES),
        }
        sliders = {
            "scale": slider("σ_max of W_hh", 1.5, 0.1, 6.0, 0.05),
            "keep_bias": slider("keep bias (f or z)", 0.0, -4.0, 6.0, 0.25),
            "steps": slider("steps", 40, 5, MOST_STEPS),
            "threshold": log_slider("clip at norm", 1.0, 1e-3, 1e3, 0.1),
        }
        self._bias, self._seen = sliders["keep_bias"], None
        controls = row(*(widgets.VBox([*some.values()]) for some in (menus, sliders)))
        super().__init__((10, 4.4), GradientPicture, controls, menus | sliders)
        self.begin(cell=cell)

    def update(self):
        """Send the gradient back, and draw where it gets."""
        self._bias.disabled = self.cell == "RNN"
        key = self.cell, self.matrix, self.scale, self.keep_bias, self.steps
        if key != self._seen:
            weights = cell_weights(self.cell, self.matrix, self.scale, self.keep_bias)
            found = journey(self.cell, weights, self.steps)
            self.norms, self.bound, self.floor = found.norms, found.bound, found.floor
            self.singular_values, self.weights_norm = found.singular_values, found.weights_norm
            self._seen = key
        self.factor = min(1.0, self.threshold / max(self.weights_norm, 1e-300))
        self.verdict = _verdict(self.norms[-1])
        self.drawing.show(self)
        self._say()

    def _say(self):
        last, bound = self.norms[-1], self.bound[-1]
        name = f"{self.cell}, {self.matrix} W_hh with largest singular value {self.scale:.3g}"
        self.alt = (
            f"{name}: after {self.steps} steps back a gradient of norm 1 has norm {last:.1e}, "
            f"between {self.floor[-1]:.1e} and {bound:.1e}: it {self.verdict}. The gradient of all "
            f"weights has norm {self.weights_norm:.2g}, clipped to "
            f"{self.factor * self.weights_norm:.2g}."
        )
        eigenvalue = np.abs(np.linalg.eigvals(recurrent_matrix(self.matrix, self.scale))).max()
        self.words.value = pages.render(
            "lab_gradient_microscope",
            gates="" if self.cell == "RNN" else " for each gate",
            scale=f"{self.scale:.3g}",
            eigenvalue=f"{eigenvalue:.2g}",
            steps=self.steps,
            norm=f"{last:.2g}",
            factor=f"{last ** (1 / self.steps):.2f}",
            verdict=self.verdict,
            bound=_allows(bound),
            weights_norm=f"{self.weights_norm:.3g}",
            clipping=_clipping(self.factor),
        )


def _verdict(norm):
    if norm < 1e-3:
        return "vanishes"
    return "explodes" if norm > 1e3 else "gets through"


def _clipping(factor):
    if factor < 1:
        return f"multiplied by {factor:.2g}; its direction stays"
    return "not above the threshold, and stays as it is"


def _allows(bound):
    if bound < 1e-3:
        return f"{bound:.1g} said that it must vanish"
    return f"{bound:.1g} allows more" if bound > 1e3 else f"{bound:.2g} rules out an explosion"

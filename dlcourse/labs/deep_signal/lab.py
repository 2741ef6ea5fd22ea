"""Lab: whether signal and gradient live through a deep network, layer by layer."""

import ipywidgets as widgets
import traitlets

from ... import pages
from ...settings import check_choice, check_flag
from ...studies.depth import ACTIVATIONS, STARTS
from ..controls import choice, log_slider, row, slider
from ..lab import FigureLab
from .picture import SignalPicture
from .signals import MOST_LAYERS, MOST_UNITS, run

_ROUNDED = 1e-12  # what is left of a sum that cancels, relative to its terms


def deep_signal(start="default", activation="relu", residual=False):
    """Return a lab that shows what a deep network makes of signal and gradient before training.

    Images of digits go forwards, the gradient of their loss goes backwards. For each hidden layer
    the lab shows the root mean square of z[l] and of the gradient with respect to it, beside what
    the variances of the weights predict:

        E[z[l]²]    = n_in Var(w) E[act(z[l-1])²] + Var(b)       (+ E[z[l-1]²] with a way around)
        E[dz[l-1]²] = E[dz[l]²] (n_out Var(w) E[act'(z[l-1])²]   (+ 1 with a way around))

    Parameters
    ----------
    start : str
        "zeros", "constant", "default" (PyTorch's), "xavier" or "he".
    activation : str
        "relu", "sigmoid" or "tanh".
    residual : bool
        Whether a way leads around each hidden layer but the first.

    Returns
    -------
    DeepSignal

    Raises
    ------
    ValueError
        If there is no start or activation of that name, or residual is not a bool.

    References
    ----------
    X. Glorot and Y. Bengio (2010), Understanding the difficulty of training deep feedforward
    neural networks; K. He et al. (2015), Delving deep into rectifiers.

    Examples
    --------
    >>> lab = deep_signal("he")
    >>> lab.verdict
    'gets through'
    >>> lab.start = "default"
    >>> lab.verdict
    'vanishes'
    """
    check_choice("start", start, STARTS)
    check_choice("activation", activation, ACTIVATIONS)
    check_flag(residual=residual)
    return DeepSignal(start, activation, residual)


class DeepSignal(FigureLab):
    """See `deep_signal`.

    Attributes
    ----------
    depth, width : int
        Hidden layers, and units of each.
    start, activation : str
    residual : bool
    scale : float
        What the weights are multiplied by after they are drawn.
    signals : Signals
        ``measured`` (a `Trace`), and the predicted ``signal`` and ``gradient``, each of shape
        (depth + 2,): input, hidden layers, logits.
    ratio : float
        Gradient at the first hidden layer over that at the last; NaN where there is none.
    verdict : str
        "vanishes" below a thousandth, "explodes" above a thousand, else "gets through";
        "is nowhere" where no gradient reaches the hidden layers.
    """

    depth = traitlets.Int(16, min=1, max=MOST_LAYERS)
    width = traitlets.Int(32, min=4, max=MOST_UNITS)
    start = traitlets.Enum([*STARTS], "default")
    activation = traitlets.Enum([*ACTIVATIONS], "relu")
    residual = traitlets.Bool(False)
    scale = traitlets.Float(1.0, min=0.25, max=4.0)

    def __init__(self, start, activation, residual):
        menus = {
            "start": choice("start", "default", [*STARTS]),
            "activation": choice("activation", "relu", [*ACTIVATIONS]),
            "residual": widgets.Checkbox(value=False, description="residual"),
        }
        sliders = {
            "depth": slider("depth", 16, 1, MOST_LAYERS),
            "width": slider("width", 32, 4, MOST_UNITS, 4),
            "scale": log_slider("weight scale", 1.0, 0.25, 4.0, 0.02),
        }
        controls = row(*(widgets.VBox([*some.values()]) for some in (menus, sliders)))
        super().__init__((10, 4.2), SignalPicture, controls, menus | sliders)
        self.begin(start=start, activation=activation, residual=residual)

    def update(self):
        """Send the images through the network, and draw where they get."""
        state = self.depth, self.width, self.start, self.activation, self.residual, self.scale
        self.signals = run(*state)
        *_, last, logits = self.signals.measured.gradient
        first = self.signals.measured.gradient[1]
        self.ratio = first / last if last > _ROUNDED * logits else float("nan")
        self.verdict = _verdict(self.ratio)
        self.drawing.show(self)
        self._say()

    def _say(self):
        signal = self.signals.measured.signal[1:-1]
        network = (
            f"{self.depth} layers of {self.width} {self.activation} units, start {self.start}, "
            f"weights times {self.scale:.2g}, {'with' if self.residual else 'without'} a way around"
        )
        forwards = f"from {signal[0]:.2g} in layer 1 to {signal[-1]:.2g} in layer {self.depth}"
        backwards, differs = self._backwards(), self._differs()
        self.alt = f"{network}. The signal goes {forwards}. {differs} {backwards}"
        self.words.value = pages.render(
            "lab_deep_signal",
            forwards=forwards,
            differs=differs,
            backwards=backwards,
            predicted=self._predicted(),
        )

    def _backwards(self):
        if self.verdict == "is nowhere":
            return "No gradient reaches the hidden layers."
        ratio = f"The gradient at the first layer is {self.ratio:.2g} times that at the last"
        return f"{ratio}: it {self.verdict}."

    def _differs(self):
        signal, spread = self.signals.measured.signal[-2], self.signals.measured.spread[-2]
        if signal == 0:
            return "Nothing arrives there."
        if self.signals.alike:
            return "All units of a layer are the same."
        return f"There, {100 * spread / signal:.2g} percent of it differ between images."

    def _predicted(self):
        if self.signals.gradient is None:
            return "Weights that are not drawn have no variance to predict from."
        first, last = self.signals.gradient[[1, -2]]
        return f"Predicted: {first / last:.2g} times." if last > 0 else ""


def _verdict(ratio):
    if ratio != ratio:
        return "is nowhere"
    if ratio < 1e-3:
        return "vanishes"
    return "explodes" if ratio > 1e3 else "gets through"

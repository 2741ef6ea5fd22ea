"""Lab: what a generator's loss says about a fake, and how far one step moves it."""

import math

import ipywidgets as widgets
import numpy as np
import traitlets
from matplotlib.figure import Figure

from ...functional import (
    gan_generator_loss_backward,
    gan_generator_loss_forward,
    lsgan_generator_loss_backward,
    lsgan_generator_loss_forward,
    sigmoid_forward,
    wgan_generator_loss_backward,
    wgan_generator_loss_forward,
)
from ...plots import style
from ..lab import Lab, check_name, choice, slider
from .picture import LIMIT, STEPS, LossPicture

_DECEIVE = gan_generator_loss_forward, gan_generator_loss_backward
LOSSES = {
    "non-saturating": (*_DECEIVE, {}, "−log σ(s)", "−(1 − σ(s))"),
    "saturating": (*_DECEIVE, {"saturating": True}, "log(1 − σ(s))", "−σ(s)"),
    "least squares": (
        lsgan_generator_loss_forward,
        lsgan_generator_loss_backward,
        {},
        "(s − 1)² / 2",
        "s − 1",
    ),
    "Wasserstein": (wgan_generator_loss_forward, wgan_generator_loss_backward, {}, "−s", "−1"),
}
"""Of each loss: forward, backward, settings, formula, and the formula of its slope."""

MOST = 10_000
"""Steps after which nobody waits any longer."""


def loss_gradient(loss="non-saturating"):
    """Return a lab on the losses of a generator, and their slopes by the logit s of one fake.

    On the left the losses, in the middle the size of their slopes, on the right gradient descent
    on s alone. The slopes of the first two are -(1 - σ(s)) and -σ(s): the second vanishes where
    D is sure of a fake, σ(s) near 0.

    Parameters
    ----------
    loss : str
        "non-saturating", "saturating", "least squares" or "Wasserstein".

    Returns
    -------
    LossGradientLab

    Raises
    ------
    ValueError
        If there is no loss of that name.

    References
    ----------
    Goodfellow et al. (2014), Generative Adversarial Nets, section 3.

    Examples
    --------
    >>> lab = loss_gradient("saturating")
    >>> lab.logit = -10.0
    >>> lab.verdict, lab.steps_needed
    ('stands still', None)
    >>> lab.loss = "non-saturating"
    >>> lab.verdict, lab.steps_needed
    ('moves', 11)
    """
    check_name("loss", loss, LOSSES)
    return LossGradientLab(loss)


class LossGradientLab(Lab):
    """See `loss_gradient`.

    Attributes
    ----------
    loss : str
    logit : float
        s, what D answers to the fake; the score where the loss has no sigmoid.
    learning_rate : float
    belief : float
        σ(s).
    value, slope : float
        The loss at s, and its derivative by s.
    paths : dict of str to ndarray, shape (STEPS + 1,)
        s at the start and after each step, for each loss.
    steps_needed : int or None
        Steps until s is past 0, where D cannot tell (least squares: ½); None if there are more
        than `MOST`.
    verdict : str
        Of the first step: "stands still" below a hundredth, "overshoots" if it jumps over its
        goal, else "moves".
    """

    loss = traitlets.Enum([*LOSSES], "non-saturating")
    logit = traitlets.Float(-4.0, min=-LIMIT, max=LIMIT)
    learning_rate = traitlets.Float(1.0, min=0.01, max=10.0)

    def __init__(self, loss):
        s = np.linspace(-LIMIT, LIMIT, 481)
        with style():
            figure = Figure(figsize=(10, 3.9), dpi=100, layout="none")
            curves = {name: evaluate(name, s) for name in LOSSES}
            self._drawing = LossPicture(figure, s, curves)
        rate = widgets.FloatLogSlider(1.0, base=10, min=-2, max=1, step=0.05)
        rate.description, rate.layout = "learning rate", widgets.Layout(width="27em")
        rate.style = {"description_width": "11em"}
        state = {
            "loss": choice("loss", "non-saturating", [*LOSSES]),
            "logit": slider("logit s of the fake", -4.0, -LIMIT, LIMIT, 0.25),
            "learning_rate": rate,
        }
        menu, *sliders = state.values()
        controls = widgets.HBox([menu, widgets.VBox(sliders)], layout={"flex_flow": "row wrap"})
        super().__init__(figure, controls, state)
        self.layers = self._drawing.layers
        self.loss = loss
        self.redraw()

    def update(self):
        """Take the steps, and draw where they lead."""
        self.belief = float(sigmoid_forward(np.array(self.logit))[0])
        self.value, self.slope = (float(v[0]) for v in evaluate(self.loss, self._start()))
        self.paths = {name: descend(name, self.logit, self.learning_rate) for name in LOSSES}
        self.steps_needed = count(self.loss, self.logit, self.learning_rate)
        self.verdict = self._judge()
        self._drawing.show(self)
        self._say()

    def _start(self):
        return np.array([self.logit])

    def _judge(self):
        before, after = self.paths[self.loss][:2]
        if abs(after - before) < 0.01:
            return "stands still"
        crossed = (before - 1) * (after - 1) < 0
        return "overshoots" if self.loss == "least squares" and crossed else "moves"

    def _say(self):
        after = self.paths[self.loss][1]
        *_, formula, slope = LOSSES[self.loss]
        self.alt = (
            f"Generator losses over the logit, their slopes, and descent on the logit. With the "
            f"{self.loss} loss at s = {self.logit:.3g}, belief {self.belief:.2g}: loss "
            f"{self.value:.3g}, slope {self.slope:.2g}. A step leads to {after:.3g}: it "
            f"{self.verdict}. {self._waiting()}."
        )
        self.words.value = (
            f"<b>L<sub>G</sub></b> = {formula} = {self.value:.3g}, slope by s: {slope} = "
            f"<b>{self.slope:.2g}</b>, where D(G(z)) = σ(s) = {self.belief:.2g}. A step with "
            f"learning rate {self.learning_rate:.3g} leads from s = {self.logit:.3g} to "
            f"{after:.3g}: it <b>{self.verdict}</b>{self._reason()}. {self._waiting()}."
        )

    def _reason(self):
        if self.verdict != "stands still":
            return ""
        if self.logit < 0:
            return ", though D is sure of the fake and there is everything to do"
        return ", and rightly: " + (
            "the score is where it should be"
            if self.loss == "least squares"
            else "D takes the fake for real"
        )

    def _waiting(self):
        where = "the score ½" if self.loss == "least squares" else "D(G(z)) = ½"
        where = "the score 0" if self.loss == "Wasserstein" else where
        if self.steps_needed is None:
            return f"After {MOST:,} steps it is not yet past {where}"
        if self.steps_needed == 0:
            return f"It is past {where} already"
        plural = "" if self.steps_needed == 1 else "s"
        return f"It is past {where} after {self.steps_needed:,} step{plural}"


def evaluate(loss, s):
    """Return each entry's loss, and its derivative by s."""
    forward, backward, settings, *_ = LOSSES[loss]
    out, cache = forward(s, reduction="none", **settings)
    return out, backward(np.ones_like(s), cache)


def slope_at(loss, s):
    """Return the derivative at one number, without the cost of arrays."""
    if loss == "least squares":
        return s - 1
    if loss == "Wasserstein":
        return -1.0
    tail = math.exp(-abs(s))
    small = tail / (1 + tail)  # the lesser of σ(s) and 1 - σ(s)
    return -small if (s > 0) == (loss == "non-saturating") else small - 1.0


def descend(loss, s, rate):
    """Return s at the start and after each step, kept within what can be drawn."""
    path = [s]
    for _ in range(STEPS):
        s = s - rate * slope_at(loss, s)
        path.append(s)
    return np.clip(path, -1e6, 1e6)


def count(loss, s, rate):
    """Return the steps until s is past its middle, or None."""
    middle = 0.5 if loss == "least squares" else 0.0
    for step in range(MOST + 1):
        if s >= middle:
            return step
        s -= rate * slope_at(loss, s)
    return None

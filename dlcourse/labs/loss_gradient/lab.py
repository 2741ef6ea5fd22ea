"""Lab: what a generator's loss says about a fake, and how far one step moves it."""

from functools import partial

import ipywidgets as widgets
import numpy as np
import traitlets

from ... import pages
from ...functional import sigmoid_forward
from ...settings import check_choice
from ..controls import choice, log_slider, row, slider
from ..lab import FigureLab
from .losses import LOSSES, MOST, count, descend, evaluate
from .picture import LIMIT, STEPS, LossPicture


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
    check_choice("loss", loss, LOSSES)
    return LossGradientLab(loss)


class LossGradientLab(FigureLab):
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
        drawing = partial(LossPicture, s=s, curves={name: evaluate(name, s) for name in LOSSES})
        state = {
            "loss": choice("loss", "non-saturating", [*LOSSES]),
            "logit": slider("logit s of the fake", -4.0, -LIMIT, LIMIT, 0.25),
            "learning_rate": log_slider("learning rate", 1.0, 1e-2, 10, 0.05),
        }
        menu, *sliders = state.values()
        super().__init__((10, 3.9), drawing, row(menu, widgets.VBox(sliders)), state)
        self.begin(loss=loss)

    def update(self):
        """Take the steps, and draw where they lead."""
        self.belief = float(sigmoid_forward(np.array(self.logit))[0])
        self.value, self.slope = map(float, evaluate(self.loss, np.array(self.logit)))
        paths = (descend(name, self.logit, self.learning_rate, STEPS) for name in LOSSES)
        self.paths = dict(zip(LOSSES, paths, strict=True))
        self.steps_needed = count(self.loss, self.logit, self.learning_rate)
        self.verdict = self._judge()
        self.drawing.show(self)
        self._say()

    def _judge(self):
        before, after = self.paths[self.loss][:2]
        if abs(after - before) < 0.01:
            return "stands still"
        goal = LOSSES[self.loss].goal
        return "overshoots" if (before - goal) * (after - goal) < 0 else "moves"

    def _say(self):
        after = self.paths[self.loss][1]
        loss = LOSSES[self.loss]
        self.alt = (
            f"Generator losses over the logit, their slopes, and descent on the logit. With the "
            f"{self.loss} loss at s = {self.logit:.3g}, belief {self.belief:.2g}: loss "
            f"{self.value:.3g}, slope {self.slope:.2g}. A step leads to {after:.3g}: it "
            f"{self.verdict}. {self._waiting()}."
        )
        self.words.value = pages.render(
            "lab_loss_gradient",
            formula=loss.formula,
            value=f"{self.value:.3g}",
            derivative=loss.slope,
            slope=f"{self.slope:.2g}",
            belief=f"{self.belief:.2g}",
            rate=f"{self.learning_rate:.3g}",
            logit=f"{self.logit:.3g}",
            after=f"{after:.3g}",
            verdict=self.verdict,
            reason=self._reason(),
            waiting=self._waiting(),
        )

    def _reason(self):
        if self.verdict != "stands still":
            return ""
        if self.logit < 0:
            return ", though D is sure of the fake and there is everything to do"
        return f", and rightly: {LOSSES[self.loss].done}"

    def _waiting(self):
        where = LOSSES[self.loss].where
        if self.steps_needed is None:
            return f"After {MOST:,} steps it is not yet past {where}"
        if self.steps_needed == 0:
            return f"It is past {where} already"
        plural = "" if self.steps_needed == 1 else "s"
        return f"It is past {where} after {self.steps_needed:,} step{plural}"

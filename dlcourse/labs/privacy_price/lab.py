"""Lab: a training with clipped gradients and noise, what it spends, and what that costs."""

import ipywidgets as widgets
import numpy as np
import traitlets

from ... import pages
from ...settings import check_choice
from ..controls import choice, log_slider, row, slider
from ..lab import FigureLab
from .picture import PricePicture
from .training import (
    DELTA,
    EVERY,
    MOST,
    SCENES,
    accuracies,
    attack,
    bound,
    digits,
    gradient_norms,
    spent,
    train,
)


def privacy_price(scene=SCENES[0]):
    """Return a lab that trains a linear reader of digits with privacy, and shows the price.

    Each step draws every digit with the chance `rate` (q), cuts the gradient of each to the norm
    `max_norm` (C), adds them up with normal noise of the deviation `noise` · C, and divides by
    q N. Beside it stands the same training on the same draws without limit and noise. Shown are

    - the share of right answers on digits of neither kind, over the steps,
    - ε at δ = 0.00001 by the Rényi accountant, over the steps,
    - the norms of the members' gradients after the last step, and the limit,
    - the attack that calls those members whose loss is small, and the bound
      TPR ≤ min(e^ε FPR + δ, 1 - e^(-ε) (1 - δ - FPR)) that no attack passes.

    Parameters
    ----------
    scene : str
        "1,442 digits", or "200 digits, 40 of them with a wrong label".

    Returns
    -------
    PrivacyPrice

    Raises
    ------
    ValueError
        If there is no scene of that name.

    Examples
    --------
    >>> lab = privacy_price()
    >>> before = lab.epsilon
    >>> lab.noise = 6.0
    >>> lab.epsilon < before
    True
    """
    check_choice("scene", scene, SCENES)
    return PrivacyPrice(scene)


class PrivacyPrice(FigureLab):
    """See `privacy_price`.

    Attributes
    ----------
    scene : str
    noise, max_norm, rate : float
        σ, C and q.
    steps : int
        A multiple of `EVERY`.
    accuracies, open_accuracies : array (MOST / EVERY + 1,)
        With and without privacy, in percent, after every `EVERY` steps.
    epsilons : array (MOST / EVERY + 1,)
    accuracy, open_accuracy, epsilon : float
        After `steps` steps.
    majority : float
        Share of the commonest class, in percent.
    norms : array (N,)
        Of the members' gradients after `steps` steps.
    clipped : float
        Share of `norms` above C, in percent.
    attack, open_attack : (array, array, float)
        Rates of false and of true "members", and the area under the curve.
    moved : tuple of (float, float)
        By how much the last move changed ε and the accuracy.
    """

    scene = traitlets.Enum(SCENES, SCENES[0])
    noise = traitlets.Float(3.0, min=0.25, max=10.0)
    max_norm = traitlets.Float(1.0, min=0.1, max=10.0)
    rate = traitlets.Float(0.1, min=0.02, max=0.2)
    steps = traitlets.Int(100, min=EVERY, max=MOST)

    def __init__(self, scene):
        menu = choice("learn from", scene, SCENES)
        sliders = {
            "noise": log_slider("noise σ", 3.0, 0.25, 10.0, 0.02, readout_format=".2f"),
            "max_norm": log_slider("limit C of a gradient", 1.0, 0.1, 10.0, 0.02,
                                   readout_format=".2f"),
            "rate": slider("chance q to be drawn", 0.1, 0.02, 0.2, 0.01),
            "steps": slider("steps", 100, EVERY, MOST, EVERY),
        }  # fmt: skip
        self._before = None
        controls = row(menu, widgets.VBox([*sliders.values()]))
        super().__init__((11, 6.6), PricePicture, controls, {"scene": menu} | sliders)
        self.begin(scene=scene)

    def update(self):
        """Train, count what is spent, and attack."""
        data = digits(self.scene)
        self.steps = EVERY * max(1, round(self.steps / EVERY))
        self.majority = 100 * np.bincount(data.test_y).max() / len(data.test_y)
        open_w, open_b = train(self.scene, self.rate)
        w, b = train(self.scene, self.rate, self.noise, self.max_norm)
        at, test = self.index, (data.test_x, data.test_y)
        self.open_accuracies = accuracies(open_w, open_b, *test)
        self.accuracies, self.epsilons = accuracies(w, b, *test), spent(self.rate, self.noise)
        shares = self.open_accuracies[at], self.accuracies[at], self.epsilons[at]
        self.open_accuracy, self.accuracy, self.epsilon = map(float, shares)
        self.norms = gradient_norms(w[at], b[at], data.x, data.y)
        self.clipped = float(100 * np.mean(self.norms > self.max_norm))
        self.open_attack = attack(open_w[at], open_b[at], data)
        self.attack = attack(w[at], b[at], data)
        self.moved = self._moves()
        self.drawing.show(self)
        self._say()

    @property
    def index(self):
        """Which of the kept models is that after `steps` steps."""
        return self.steps // EVERY

    def _moves(self):
        """What changed; another scene is no move."""
        now = self.epsilon, self.accuracy
        scene, before = self._before or (self.scene, now)
        self._before = self.scene, now
        before = before if scene == self.scene else now
        return tuple(float(new - old) for new, old in zip(now, before, strict=True))

    def _say(self):
        lines = [
            f"After {self.steps} steps with noise {self.noise:.2f}, limit {self.max_norm:.2f} and "
            f"chance {self.rate:.2f} it reads {self.accuracy:.1f} percent of new digits; the same "
            f"training without privacy {self.open_accuracy:.1f}, the commonest class "
            f"{self.majority:.1f}",
            f"It has spent {_epsilon(self.epsilon)} at δ = {DELTA:.5f}",
            f"Then {self.clipped:.0f} percent of the digits have a gradient longer than the limit",
            f"Where 1 percent of the others are called members, any attack finds, in the mean, at "
            f"most {100 * bound(0.01, self.epsilon):.1f} percent of the members. The threshold on "
            f"the loss finds {_found(self.attack)}, and {_found(self.open_attack)} without "
            f"privacy; areas under its curves {self.attack[2]:.3f} and {self.open_attack[2]:.3f}",
        ]
        last = f"The last move {_changed(*self.moved)}"
        self.alt = ". ".join([*lines, last]) + "."
        self.words.value = pages.render("lab_privacy_price", lines=lines, last=last)


def _epsilon(value):
    return f"ε = {value:.2f}" if value < 100 else f"ε = {value:,.0f}"


def _found(curve):
    """Share of members that are called where at most 1 percent of the others are."""
    false, true, _ = curve
    return f"{100 * true[false <= 0.01].max():.1f} percent"


def _changed(epsilon, accuracy):
    if round(epsilon, 2) == 0 == round(accuracy, 1):
        return "changed neither ε nor the accuracy"
    spends = f"spent {abs(epsilon):.2f} {'more' if epsilon > 0 else 'less'} of ε"
    spends = spends if round(epsilon, 2) else "left ε as it was"
    if not round(accuracy, 1):
        return f"{spends}, and the accuracy is the same"
    verb = "gained" if accuracy > 0 else "lost"
    return f"{spends}, and {verb} {abs(accuracy):.1f} points of accuracy"

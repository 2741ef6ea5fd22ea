"""Lab: a threshold, how rare the odd ones are, and the bill for both kinds of error."""

from dataclasses import dataclass

import ipywidgets as widgets
import numpy as np
import traitlets

from ... import pages
from ...settings import check_choice
from ..controls import choice, log_slider, row, slider
from ..lab import FigureLab
from .picture import BillPicture
from .scores import KINDS, THRESHOLDS, scores

COUNT = 10_000
"""Patches that the bill is made out for."""


def alarm_bill(scene="faces in snapshots"):
    """Return a lab in which a threshold on real scores is moved, and its bill is made out.

    Of 10,000 patches, one in N is wanted; a wanted one that is missed costs as much as `price`
    false alarms. With the shares of both kinds that score at least the threshold,

        right = 10000 hit_rate / N,     wrong = 10000 (1 - 1/N) false_rate,
        bill  = wrong + price (10000 / N - right).

    The shares are counted on patches that the detector was not fitted to.

    Parameters
    ----------
    scene : str
        "faces in snapshots", "scratches on brick" or "scratches on gravel".

    Returns
    -------
    AlarmBill

    Raises
    ------
    ValueError
        If there is no scene of that name.

    Examples
    --------
    >>> lab = alarm_bill()
    >>> lab.one_in = 10_000  # one face among ten thousand windows
    >>> lab.bill.precision < 0.1
    True
    """
    check_choice("scene", scene, KINDS)
    return AlarmBill(scene)


@dataclass(frozen=True)
class Bill:
    """Of 10,000 patches, in the mean.

    Attributes
    ----------
    right, wrong, missed : float
        Wanted and called, not wanted and called, wanted and not called.
    cost : float
        In false alarms: wrong + price · missed.
    """

    right: float
    wrong: float
    missed: float
    cost: float

    @property
    def called(self):
        """Number of alarms, right and wrong."""
        return self.right + self.wrong

    @property
    def precision(self):
        """Share of the alarms that are right; NaN where nothing is called."""
        return self.right / self.called if self.called else float("nan")


class AlarmBill(FigureLab):
    """See `alarm_bill`.

    Attributes
    ----------
    scene : str
    threshold : float
        In deviations of the scores that are not wanted, from their mean.
    one_in : float
        One patch in so many is wanted.
    price : float
        Of a miss, in false alarms.
    scores : Scores
    costs : array
        The bill at each of `THRESHOLDS`.
    bill, cheapest : Bill
        At the threshold, and where it costs least.
    best : int
        Index of that threshold.
    """

    scene = traitlets.Enum([*KINDS], "faces in snapshots")
    threshold = traitlets.Float(1.0, min=float(THRESHOLDS[0]), max=float(THRESHOLDS[-1]))
    one_in = traitlets.Float(1000.0, min=2.0, max=10_000.0)
    price = traitlets.Float(50.0, min=1.0, max=1000.0)

    def __init__(self, scene):
        menu = choice("scene", scene, [*KINDS])
        low, high = self.traits()["threshold"].min, self.traits()["threshold"].max
        sliders = {
            "threshold": slider("threshold", 1.0, low, high, 0.05),
            "one_in": log_slider("one in", 1000.0, 2.0, 10_000.0, 0.02, readout_format=",.0f"),
            "price": log_slider("price of a miss", 50.0, 1.0, 1000.0, 0.02, readout_format=",.0f"),
        }
        controls = row(menu, widgets.VBox([*sliders.values()]))
        super().__init__((11, 4), BillPicture, controls, {"scene": menu} | sliders)
        self.begin(scene=scene)

    def update(self):
        """Make out the bill at every threshold, and show this one and the cheapest."""
        self.scores = scores(self.scene)
        right, missed, wrong = self._expected(self.scores.hit_rate, self.scores.false_rate)
        self.costs = wrong + self.price * missed
        self.best = int(np.argmin(self.costs))
        self.bill, self.cheapest = (
            Bill(*(float(part[k]) for part in (right, wrong, missed, self.costs)))
            for k in (self.index, self.best)
        )
        self.drawing.show(self, wrong, self.price * missed)
        self._say()

    @property
    def index(self):
        """Which of `THRESHOLDS` the slider stands on."""
        return int(np.argmin(np.abs(THRESHOLDS - self.threshold)))

    def _expected(self, hit_rate, false_rate):
        wanted = COUNT / self.one_in
        return wanted * hit_rate, wanted * (1 - hit_rate), (COUNT - wanted) * false_rate

    def _say(self):
        wanted, bill, cheapest = KINDS[self.scene][0], self.bill, self.cheapest
        state = f"One in {_number(self.one_in)} is {wanted}, a miss costs {_number(self.price)}"
        called = f"{_number(bill.called)} of 10,000 are called"
        if bill.called:
            called += (
                f", {_number(bill.right)} of them rightly: {_number(100 * bill.precision)} percent"
            )
        cost = (
            f"{_number(bill.wrong)} + {_number(self.price)} · {_number(bill.missed)} missed "
            f"= {_number(bill.cost)}"
        )
        least = f"at the threshold {THRESHOLDS[self.best]:.2f}, for {_number(cheapest.cost)}"
        if not cheapest.wrong and cheapest.called:
            least += f", as far as {len(self.scores.calm)} {KINDS[self.scene][1]} patches can tell"
        self.alt = f"{state}. At the threshold {self.threshold:.2f}, {called}. The bill is {cost}. "
        self.alt += f"It is least {least}."
        self.words.value = pages.render(
            "lab_alarm_bill", state=state, called=called, cost=cost, least=least, sure=self._sure()
        )

    def _sure(self):
        """What a count of none proves: with n tries, a rate of up to 3/n goes unseen (95 %)."""
        count = len(self.scores.calm)
        if self.scores.false_rate[self.index]:
            return ""
        unseen = COUNT * (1 - 1 / self.one_in) * min(3 / count, 1)
        return (
            f"None of only {count} {KINDS[self.scene][1]} patches is called here. That leaves "
            f"room for up to {_number(unseen)} false alarms among 10,000."
        )


def _number(value):
    return f"{value:,.0f}" if value >= 10 or value == round(value) else f"{value:.2g}"

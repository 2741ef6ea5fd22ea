"""A generated plant, its past runs, and the loop that proposes settings and measures them.

The plant makes B out of A in a tank: A → B → C. Too little and A is left, too much and B is lost.
Five settings, each scaled to 0 ... 1: temperature, time, catalyst, acidity, stirring.
"""

from functools import partial

import numpy as np

from ...settings import check_integer, check_number

SETTINGS = ("temperature", "time", "catalyst", "acidity", "stirring")
"""Names of the settings; 0 ... 1 means 300-400 K, 2-60 min, 0.1-1 g/l, pH 4-10, 0-1 of full."""

HABIT = np.array([0.35, 0.30, 0.35, 0.35, 0.35])
"""Where the plant was run in the past."""


def plant_yield(settings):
    """The part of A that ends as B: what the plant truly gives, without noise.

    Both steps are of first order, so after the time t

        yield = k1 / (k2 - k1) · (e^(-k1 t) - e^(-k2 t)),   at k1 = k2: k t e^(-k t),

    with rates that follow Arrhenius. Let θ = 1/T - 1/350 K:

        k   = 0.15 c^0.7 e^(-6000 θ) e^(-((pH - 7.4) / 1.6)²)    1/min, A → B
        km  = 0.02 + 0.6 s                                       1/min, mixing
        k1  = k km / (k + km)                                    the slower of the two rules
        k2  = 0.012 e^(-11000 θ) (1 + 2 c²) + 0.05 max(s - 0.75, 0)   1/min, B → C

    Parameters
    ----------
    settings : array (N, 5)
        See `SETTINGS`, each from 0 to 1.

    Returns
    -------
    array (N,)
        From 0 to 1.

    Raises
    ------
    ValueError
        If settings are not of that shape or not within 0 ... 1.

    References
    ----------
    Octave Levenspiel (1999), Chemical Reaction Engineering, 3rd edition, chapter 8: reactions in
    series. The constants are invented.

    Examples
    --------
    >>> plant_yield(HABIT[None]).round(3)
    array([0.282])
    """
    k1, k2, minutes = _rates(check_settings(settings))
    x = (k2 - k1) * minutes
    with np.errstate(divide="ignore", invalid="ignore"):
        lost = np.where(abs(x) < 1e-8, 1.0, -np.expm1(-x) / x)
    return k1 * minutes * np.exp(-k1 * minutes) * lost


def _rates(settings):
    """k1 and k2 in 1/min, and the time in minutes."""
    heat, time, dose, acid, stirring = settings.T
    theta = 1 / (300 + 100 * heat) - 1 / 350
    dose, ph = 0.1 + 0.9 * dose, 4 + 6 * acid
    k = 0.15 * dose**0.7 * np.exp(-6000 * theta) * np.exp(-(((ph - 7.4) / 1.6) ** 2))
    mixing = 0.02 + 0.6 * stirring
    k1 = k * mixing / (k + mixing)
    k2 = 0.012 * np.exp(-11000 * theta) * (1 + 2 * dose**2) + 0.05 * np.maximum(stirring - 0.75, 0)
    return k1, k2, 2 + 58 * time


class Plant:
    """The plant as its operators know it: each run costs, and is measured with an error.

    Parameters
    ----------
    rng : numpy.random.Generator
    noise : float
        Standard deviation of a measured yield.

    Attributes
    ----------
    runs : int
        How many settings were measured so far.
    """

    def __init__(self, rng, noise=0.02):
        self.rng, self.noise, self.runs = rng, check_number("noise", noise, low=0), 0

    def measure(self, settings):
        """Run the plant once at each of the settings (N, 5): measured yields (N,)."""
        truth = plant_yield(settings)
        self.runs += len(truth)
        return truth + self.noise * self.rng.standard_normal(len(truth))


def past_runs(count, *, rng):
    """Settings of the past: close to `HABIT`, and hotter batches were stopped sooner.

    Each setting has the standard deviation 0.08 but for the time, which has 0.075 and moves
    against the temperature: time = 0.3 - 0.8 (temperature - 0.35) + 0.04 · normal.

    Parameters
    ----------
    count : int
    rng : numpy.random.Generator

    Returns
    -------
    array (count, 5)

    Examples
    --------
    >>> settings = past_runs(1000, rng=np.random.default_rng(0))
    >>> float(np.corrcoef(settings[:, :2].T)[0, 1].round(1))
    -0.9
    """
    check_integer("count", count, low=0)
    moves = 0.08 * rng.standard_normal((count, 5))
    moves[:, 1] = 0.5 * moves[:, 1] - 0.8 * moves[:, 0]
    return np.clip(HABIT + moves, 0, 1)


def search(propose, plant, settings, yields, *, rounds, rng):
    """Propose, measure, add to the data, again.

    Parameters
    ----------
    propose : callable
        ``propose(settings, yields, rng)`` gives the settings to be measured next, (Q, 5).
    plant : Plant
    settings, yields : arrays (N, 5) and (N,)
        What is known at the start. They are not changed.
    rounds : int
    rng : numpy.random.Generator
        For the proposals.

    Returns
    -------
    settings, yields : arrays (N + rounds · Q, ...)
        All that is known at the end.
    """
    for _ in range(rounds):
        new = propose(settings, yields, rng)
        settings = np.concatenate([settings, new])
        yields = np.concatenate([yields, plant.measure(new)])
    return settings, yields


def best_run(settings, yields):
    """The settings of the best measured run, and what they truly give."""
    best = settings[np.argmax(yields)]
    return best, float(plant_yield(best[None])[0])


def check_settings(settings):
    """Return settings as given; refuse all but floats of shape (N, 5) within 0 ... 1."""
    settings = np.asarray(settings)
    if settings.ndim != 2 or settings.shape[1] != len(SETTINGS):
        raise ValueError(f"settings must have shape (N, {len(SETTINGS)}), got {settings.shape}")
    if not ((settings >= 0) & (settings <= 1)).all():
        raise ValueError(f"settings must lie in 0..1, got {settings.min()}..{settings.max()}")
    return settings


def plant_past(seed, count=100):
    """Past runs of a seed, their measured yields, and the generator as it stands after them."""
    rng = np.random.default_rng(seed)
    settings = past_runs(count, rng=rng)
    return settings, Plant(rng).measure(settings), rng


def reached(propose, seed, *, rounds=6, **settings):
    """What the best measured run truly gives after so many rounds of `propose` on a past."""
    known = plant_past(seed)
    aim = partial(propose, **settings)
    return best_run(*search(aim, Plant(known[2]), *known[:2], rounds=rounds, rng=known[2]))[1]

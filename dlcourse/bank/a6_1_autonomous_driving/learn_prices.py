"""Open task: from the ways that drivers took, learn what each kind of ground costs them."""

import numpy as np

from ...exercises import Case, OpenTask, Symptom

SIDE, KINDS, CITIES, OTHERS = 8, 3, 4000, 300
HERE, THERE = (1.0, 1.0), (3.0, 0.5)  # how much ground of either sort varies: given, secret


def learn_prices(grounds, drives):
    """Climb the likelihood of the drives: what was driven, less what these prices let us expect."""
    prices = np.zeros(grounds.shape[-1])
    for rate in 0.3 * (1 - np.arange(40) / 40):
        _, down = soft_ways(grounds @ prices)
        prices -= rate * np.mean(sums(grounds, drives - shares(down)), axis=0)
    return prices


def soft_ways(cost):
    """Soft minimum over all ways from each cell, and the share of those that go down from it."""
    values = np.full((len(cost), SIDE + 1, SIDE + 1), np.inf)
    values[:, SIDE, SIDE - 1] = 0
    down = np.zeros_like(cost)
    for i, j in np.ndindex(SIDE, SIDE):
        i, j = SIDE - 1 - i, SIDE - 1 - j
        below, beside = values[:, i + 1, j], values[:, i, j + 1]
        least = np.minimum(below, beside)
        weight, other = np.exp(least - below), np.exp(least - beside)
        values[:, i, j] = cost[:, i, j] + least - np.log(weight + other)
        down[:, i, j] = weight / (weight + other)
    return values[:, 0, 0], down


def shares(down):
    """Share of the ways through each cell."""
    share = np.zeros((len(down), SIDE + 1, SIDE + 1))
    share[:, 0, 0] = 1
    for i, j in np.ndindex(SIDE, SIDE):
        share[:, i + 1, j] += share[:, i, j] * down[:, i, j]
        share[:, i, j + 1] += share[:, i, j] * (1 - down[:, i, j])
    return share[:, :SIDE, :SIDE]


def sums(grounds, visits):
    """What the visited cells of each city have of each kind of ground, (M, F)."""
    return np.einsum("mijf,mij->mf", grounds, visits)


def drive_cases(rng):
    """Draw three countries; what is cheap in the first is dear in the second: no constants do."""
    sign, order = rng.choice([-1, 1], KINDS), rng.permutation(2 * KINDS)
    return [
        country("one country", rng, sign, order),
        country("what the first like, the second avoid", rng, -sign, order),
        country("a third", rng, rng.choice([-1, 1], KINDS), rng.permutation(2 * KINDS)),
    ]


def country(label, rng, sign, order):
    """Draw prices of these signs, cities in which one ground leads to another, and drives."""
    early, late = rng.permuted([0.2, 0.35, 0.5]), rng.permuted([0.8, 1.0, 1.2])
    prices = np.concatenate([-sign * early, sign * late])[order]
    grounds = cities(rng, CITIES, HERE, leads=True)[..., order]
    drives = drawn_ways(soft_ways(grounds @ prices)[1], rng)
    secret = cities(rng, OTHERS, THERE, leads=False)[..., order]
    return Case(label, (grounds, drives), hidden=(prices, secret))


def cities(rng, count, scales, *, leads):
    """Ground of six kinds: in the given cities each of three leads to one of the others."""
    late = blurred(rng.standard_normal((KINDS, count, SIDE + 2, SIDE + 2)))
    if leads:
        ahead = (1, 0), (0, 1), (1, 1), (1, 1), (2, 0), (0, 2)
        early = sum(late[:, :, i : i + SIDE, j : j + SIDE] for i, j in ahead)
        early = early / early.std() + 0.3 * rng.standard_normal(early.shape)
    else:
        early = blurred(rng.standard_normal((KINDS, count, SIDE, SIDE)))
    late = late[:, :, :SIDE, :SIDE]
    parts = [scale * part / part.std() for scale, part in zip(scales, (early, late), strict=True)]
    return np.moveaxis(np.concatenate(parts), 0, -1)


def blurred(fields):
    """Mean over three by three cells."""
    padded = np.pad(fields, [(0, 0), (0, 0), (1, 1), (1, 1)], mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    return windows.mean(axis=(-2, -1))


def drawn_ways(down, rng):
    """One way for each city, drawn move by move: 1 where it passes."""
    cities, places = np.arange(len(down)), np.zeros((2, len(down)), int)
    drives = np.zeros_like(down)
    for _ in range(2 * SIDE - 1):
        drives[cities, *places] = 1
        goes_down = rng.random(len(down)) < down[cities, *places]
        places = np.minimum(places + [goes_down, ~goes_down], SIDE - 1)
    return drives


def cheapest(cost):
    """Visits of the cheapest way of each city; of equal moves, down."""
    values = np.full((len(cost), SIDE + 1, SIDE + 1), np.inf)
    values[:, SIDE, SIDE - 1] = 0
    for i, j in np.ndindex(SIDE, SIDE):
        i, j = SIDE - 1 - i, SIDE - 1 - j
        values[:, i, j] = cost[:, i, j] + np.minimum(values[:, i + 1, j], values[:, i, j + 1])
    return shares((values[:, 1:, :-1] <= values[:, :-1, 1:]) * 1.0)


def checked(output):
    """The prices as floats; ValueError with a sentence for the student where they are none."""
    shape = (2 * KINDS,)
    if np.shape(output) != shape or np.asarray(output).dtype.kind not in "fiu":
        raise ValueError(f"An array of {shape[0]} prices is expected, of shape {shape}.")
    if not np.isfinite(output).all():
        raise ValueError("The prices must be finite.")
    return np.asarray(output, float)


def saved(output, hidden):
    """Of what a way drawn at random pays beyond the cheapest, the part that the plan saves."""
    prices, secret = hidden
    cost, planned = secret @ prices, cheapest(secret @ checked(output))
    even = shares(soft_ways(np.zeros_like(cost))[1])
    random, mine, least = (
        (cost * visits).sum(axis=(1, 2)).mean() for visits in (even, planned, cheapest(cost))
    )
    return float(1 - (mine - least) / (random - least))


def agreement(output, hidden):
    """Cosines with the true prices: of the ground that leads to other ground, and of that other."""
    early = np.abs(hidden[0]) < 0.6
    given = checked(output)

    def cosine(a, b):
        return a @ b / max(np.linalg.norm(a) * np.linalg.norm(b), 1e-12)

    return cosine(given[early], hidden[0][early]), cosine(given[~early], hidden[0][~early])


def has_wrong_sign(output, hidden):
    """Tell whether what drivers like is dear."""
    return max(agreement(output, hidden)) < -0.3


def goes_by_habit(output, hidden):
    """Tell whether ground is blamed for what comes after it."""
    early, late = agreement(output, hidden)
    return early < 0.3 and late > 0.7 and not is_equal(output, hidden)


def is_equal(output, hidden):
    """Tell whether all ground has the same price."""
    return np.ptp(checked(output)) < 1e-9


def turned_round(grounds, drives):
    """Give what the drivers pay as what they are paid."""
    return -learn_prices(grounds, drives)


def from_frequency(grounds, drives):
    """Compare the ground where somebody drove with all ground."""
    return grounds.mean(axis=(0, 1, 2)) - np.mean(grounds[drives > 0], axis=0)


def the_same(grounds, drives):
    """Give all ground one price."""
    return np.ones(grounds.shape[-1])


SYMPTOMS = {
    "wrong-sign": Symptom(turned_round, has_wrong_sign),
    "habit": Symptom(from_frequency, goes_by_habit),
    "equal": Symptom(the_same, is_equal),
}

QUESTION = OpenTask(
    id="6_1.learn_prices",
    points=4,
    difficulty=5,
    minutes=45,
    section="6.1, Plan: which way to go",
    reference=learn_prices,
    cases=drive_cases,
    metric=saved,
    metric_name="share of the detours that is saved",
    thresholds=[(0.99, 0.5), (0.997, 1.0)],
    transfer=True,
    symptoms=SYMPTOMS,
)

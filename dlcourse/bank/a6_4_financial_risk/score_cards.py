"""Open task: learn from cards that were misused what a thief's payments have in common."""

import numpy as np

from ...exercises import Case, OpenTask, Symptom

KNOWN, NEW, SHORTEST, LONGEST, SHOPS, RUNS = 3000, 2000, 28, 36, 6, 8
RARE = 6  # habits that a tenth of the cards keep: the thieves', and five of honest holders
SPREAD = (0.45, 0.7)  # in logarithms, of hours and euros
SHARP, RISE = (1.0, 2.2), (0.25, 0.9)  # in logarithms, of a habit's hours and amounts


def score_cards(cards, lengths, fraud, new, new_lengths):
    """Find which habits a card keeps for two steps; fit what they say of fraud."""
    return habits(new, new_lengths) @ fitted(habits(cards, lengths), fraud)


def habits(cards, lengths):
    """Ones, and for each of eight habits: how many steps, and whether two follow each other."""
    hours, euro, real = logs(cards, lengths)
    rises, real = np.diff(euro, axis=1), real[:, 1:]
    same = cards[:, 1:, 2] == cards[:, :-1, 2]
    sides = (hours < -0.8, hours > 0.8), (rises > 0.2, rises < -0.2), (same, ~same)
    columns = [np.ones(len(cards))]
    for i, j, k in np.ndindex(2, 2, 2):
        kept = sides[0][i] & sides[1][j] & sides[2][k] & real
        columns += [kept.sum(axis=1), (kept[:, 1:] & kept[:, :-1]).any(axis=1)]
    return np.stack(columns, axis=1)


def logs(cards, lengths):
    """Logarithms of hours (from the second payment on) and euros, in the holder's own units."""
    real = np.arange(cards.shape[1]) < lengths[:, None]
    values = np.log(np.where(real[:, :, None], cards[:, :, :2], np.nan))
    values -= np.nanmedian(values, axis=1, keepdims=True)
    hours, euro = np.moveaxis(np.where(real[:, :, None], values, 0), 2, 0)
    return hours[:, 1:], euro, real


def fitted(x, y, ridge=1.0):
    """Logistic regression by Newton's method."""
    w = np.zeros(x.shape[1])
    for _ in range(15):
        p = 1 / (1 + np.exp(-x @ w))
        curvature = (x * (p * (1 - p))[:, None]).T @ x + ridge * np.eye(len(w))
        w -= np.linalg.solve(curvature, x.T @ (p - y) + ridge * w)
    return w


def bank_cases(rng):
    """Draw three banks; what thieves do at the first, honest holders do at the second."""
    first, third = rng.integers(8, size=2)
    return [
        bank("one bank", rng, first),
        bank("a bank with the opposite thieves", rng, 7 - first),
        bank("a third bank", rng, third),
    ]


def bank(label, rng, habit):
    """Draw known cards, and those of a month in which people pay more, and more often."""
    habits = np.append(habit, rng.permutation(np.delete(np.arange(8), habit)))
    known = drawn(rng, KNOWN, habits, 1.0, 1.0)
    new = drawn(rng, NEW, habits, rng.uniform(0.5, 0.7), rng.uniform(1.3, 1.8))
    return Case(label, (*known, *new[:2]), hidden=(new[2], *new[:2]))


def drawn(rng, count, habits, pace, level):
    """Draw cards: hours since the payment before, euros, shop; lengths; and which were misused."""
    shape, lengths = (count, LONGEST), rng.integers(SHORTEST, LONGEST + 1, count)
    tenth = rng.permuted(10 * np.arange(count) // count)
    hours, euro = (np.exp(spread * rng.standard_normal(shape)) for spread in SPREAD)
    shop = rng.integers(0, SHOPS, shape)
    steps, starts = chosen(rng, tenth, habits), places(rng, lengths)
    for run in range(RUNS):
        plant(rng, (hours, euro, shop), steps[:, run], starts[:, run])
    own = np.exp(rng.standard_normal((2, count, 1)) + [[[3.0]], [[3.3]]])
    cards = np.stack([hours * own[0] * pace, euro * own[1] * level, shop], axis=2)
    cards[np.arange(LONGEST) >= lengths[:, None]] = 0
    return cards, lengths, (tenth == 0).astype(int)


def chosen(rng, tenth, habits):
    """Draw what each card's runs are made of, (N, 8, 2): each habit once first, once second.

    Two habits are kept for both steps of a run: one of the last two of `habits`, whoever pays, and
    that of the card's tenth, the thieves' in tenth 0. From tenth 6 on it is the other of the last
    two. The other six follow each other in a ring, so that single steps are as frequent anywhere.
    """
    rows, usual = np.arange(len(tenth)), rng.integers(2, size=len(tenth))
    keys = rng.random((len(tenth), 8))
    keys[rows, habits[RARE + usual]] = -1
    keys[rows, habits[np.where(tenth < RARE, tenth, RARE + 1 - usual)]] = -2
    first = np.argsort(keys, axis=1)
    then = np.concatenate([first[:, :2], np.roll(first[:, 2:], 1, axis=1)], axis=1)
    order = rng.permuted(np.tile(np.arange(RUNS), (len(tenth), 1)), axis=1)
    return np.take_along_axis(np.stack([first, then], axis=2), order[:, :, None], axis=1)


def places(rng, lengths):
    """Draw where each card's runs of three payments begin, so that none overlap."""
    keys = rng.random((len(lengths), LONGEST - 2 * RUNS))
    keys[np.arange(keys.shape[1]) >= (lengths - 2 * RUNS)[:, None]] = 2
    return np.sort(np.argsort(keys, axis=1)[:, :RUNS], axis=1) + 2 * np.arange(RUNS)


def plant(rng, parts, steps, starts):
    """Change three payments of each card: quick or slow, rising or falling, same shop or other."""
    hours, euro, shop = parts
    cards, levels = np.arange(len(starts)), [np.zeros(len(starts))]
    for k, step in enumerate(steps.T, start=1):
        quick, rising, same = step >> 2 & 1, step >> 1 & 1, step & 1
        at = starts + k
        hours[cards, at] = np.exp((1 - 2 * quick) * rng.uniform(*SHARP, len(starts)))
        levels.append(levels[-1] + (2 * rising - 1) * rng.uniform(*RISE, len(starts)))
        other = (shop[cards, at - 1] + rng.integers(1, SHOPS, len(starts))) % SHOPS
        shop[cards, at] = np.where(same, shop[cards, at - 1], other)
    around = 0.4 * rng.standard_normal(len(starts)) - np.mean(levels, axis=0)
    for k, level in enumerate(levels):
        euro[cards, starts + k] = np.exp(level + around)


def checked(output, fraud):
    """Check the scores, and raise a sentence for the student where they are none."""
    if not isinstance(output, np.ndarray) or output.dtype.kind not in "fiu":
        raise ValueError("An array of numbers is expected: a score for each new card.")
    if output.shape != fraud.shape:
        raise ValueError(f"The shape must be {fraud.shape}, got {output.shape}.")
    if not np.isfinite(output).all():
        raise ValueError("The scores must be finite.")
    return output.astype(float)


def average_precision(output, hidden):
    """Mean precision at which each misused card is reached; equal scores come together."""
    fraud = hidden[0]
    scores = checked(output, fraud)
    levels, where = np.unique(-scores, return_inverse=True)
    found = np.bincount(where, fraud, len(levels))
    called = np.cumsum(np.bincount(where, minlength=len(levels)))
    return float(np.sum(found * np.cumsum(found) / called) / np.sum(fraud))


def likeness(a, b):
    """Correlation of ranks."""
    ranks = [np.argsort(np.argsort(values)) for values in (a, b)]
    return np.corrcoef(*ranks)[0, 1]


def is_turned_round(output, hidden):
    """Tell whether misused cards stand last."""
    return average_precision(-checked(output, hidden[0]), hidden) > 0.5


def is_of_the_holder(output, hidden):
    """Tell whether the scores say how much, or how often, the holder pays."""
    fraud, cards, lengths = hidden
    real = np.arange(LONGEST) < lengths[:, None]
    values = np.log(np.where(real[:, :, None], cards[:, :, :2], np.nan))
    own = np.nanmedian(values, axis=1).T
    return max(abs(likeness(checked(output, fraud), column)) for column in own) > 0.5


def is_by_chance(output, hidden):
    """Tell whether misused cards are hardly found before others, for neither of these reasons."""
    score = average_precision(output, hidden)
    return (
        score < 0.2 and not is_of_the_holder(output, hidden) and not is_turned_round(output, hidden)
    )


def turned_round(*given):
    """Give the largest scores to what is least like fraud."""
    return -score_cards(*given)


def large_sums(cards, lengths, fraud, new, new_lengths):
    """Score by what was paid in the mean, in euros."""
    return new[:, :, 1].sum(axis=1) / new_lengths


def single_steps(cards, lengths, fraud, new, new_lengths):
    """Count steps one by one, and never two in a row."""
    steps = [habits(x, n)[:, 1::2] for x, n in ((cards, lengths), (new, new_lengths))]
    return steps[1] @ fitted(steps[0], fraud)


SYMPTOMS = {
    "turned-round": Symptom(turned_round, is_turned_round),
    "holder": Symptom(large_sums, is_of_the_holder),
    "by-chance": Symptom(single_steps, is_by_chance),
}

QUESTION = OpenTask(
    id="6_4.score_cards",
    points=5,
    difficulty=5,
    minutes=50,
    section="6.4, Fraud: a sequence",
    reference=score_cards,
    cases=bank_cases,
    metric=average_precision,
    metric_name="average precision at the worst bank",
    thresholds=[(0.6, 0.5), (0.95, 1.0)],
    allows=("dlcourse.layers", "dlcourse.functional", "dlcourse.optim", "dlcourse.train"),
    transfer=True,
    symptoms=SYMPTOMS,
)

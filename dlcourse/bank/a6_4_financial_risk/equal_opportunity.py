"""Thresholds, with a chance at the threshold itself, that give each group the same share."""

import numpy as np

from ...exercises import Case, Question


def equal_opportunity(scores, paid, group, *, rate):
    """Go down the scores until enough of the good are in; at the last score, by chance."""
    rows = []
    for number in np.unique(group):
        mine, good = scores[group == number], scores[(group == number) & (paid == 1)]
        levels = np.unique(mine)[::-1]
        reached = np.mean(good >= levels[:, None], axis=1)
        threshold = levels[np.argmax(reached >= rate)]
        above, at = np.mean(good > threshold), np.mean(good == threshold)
        chance = (rate - above) / at
        accepted = (mine > threshold) + chance * (mine == threshold)
        selected = np.mean(accepted)
        repaid = rate * len(good) / np.sum(accepted)
        rows.append([threshold, chance, selected, repaid])
    return np.array(rows)


def by_hand(rng, label, scores, paid, group, rate):
    """Bring few applicants into another order, and move their scores by a whole number."""
    order, shift = rng.permutation(len(scores)), int(rng.integers(-3, 4))
    given = np.array(scores, float) + shift, np.array(paid), np.array(group)
    return Case(label, tuple(part[order] for part in given), {"rate": rate})


def lender_cases(rng):
    """Draw groups of applicants with scores that are higher for those who pay back."""

    def case(label, sizes, shares, rate, step=0.5, apart=1.0):
        sizes = np.array(sizes)
        group = np.repeat(np.arange(len(sizes)), sizes)
        paid = np.concatenate([np.arange(n) < s * n for n, s in zip(sizes, shares, strict=True)])
        scores = apart * paid - 0.7 * group + rng.standard_normal(len(group))
        scores = np.round(scores / step) * step if step else scores
        order = rng.permutation(len(group))
        return Case(label, (scores[order], paid[order].astype(int), group[order]), {"rate": rate})

    both = [0, 0, 0, 1, 1, 1, 1]
    return [
        by_hand(rng, "by hand", [3, 2, 1, 4, 2, 2, 1], [1, 1, 0, 1, 1, 0, 0], both, 0.75),
        by_hand(rng, "one group, by hand", [5, 4, 4, 4, 3, 2], [1, 1, 1, 0, 1, 0], [7] * 6, 0.5),
        by_hand(
            rng, "all of the good, by hand", [3, 2, 1, 4, 3, 2, 1], [1, 0, 1, 0, 1, 1, 0], both, 1.0
        ),
        case("two groups", (60, 40), (0.8, 0.6), 0.8),
        case("two groups", (50, 90), (0.5, 0.9), 0.35),
        case("three groups", (40, 30, 50), (0.7, 0.5, 0.3), 0.65),
        case("few levels", (70, 80), (0.6, 0.75), 0.55, step=2.0),
        case("no equal scores", (45, 61), (0.8, 0.5), 0.77, step=None),
        case("scores that say nothing", (40, 50), (0.9, 0.4), 0.6, apart=0.0),
        case("nearly nobody", (64, 48), (0.75, 0.5), 0.01),
    ]


QUESTION = Question(
    id="6_4.equal_opportunity",
    points=3,
    difficulty=3,
    minutes=30,
    section="6.4, Who is refused?",
    transfer=True,
    reference=equal_opportunity,
    intermediates=("levels", "reached", "above", "at", "accepted"),
    cases=lender_cases,
)

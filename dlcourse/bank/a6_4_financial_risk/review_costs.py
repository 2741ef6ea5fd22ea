"""The bill for reviews and for fraud that nobody reviewed, at every threshold and for a rule."""

import numpy as np

from ...exercises import Case, Question


def review_costs(p, fraud, amount, *, review):
    """Each payment that is called costs a review, each fraud that is not costs its amount."""
    thresholds = np.append(np.inf, np.unique(p)[::-1])
    called = p >= thresholds[:, None]
    missed = ~called & (fraud == 1)
    costs = review * np.sum(called, axis=1) + np.sum(missed * amount, axis=1)
    worth = p * amount > review
    by_amount = review * np.sum(worth) + np.sum(amount[~worth & (fraud == 1)])
    return costs, thresholds[np.argmin(costs)], by_amount


def payment_cases(rng):
    """Draw payments; few and round ones first."""

    def case(label, size, share, review, step=None, useful=1.0):
        fraud = rng.permuted(np.arange(size) < share * size).astype(int)
        logit = -2.0 + useful * (2.0 * fraud + rng.standard_normal(size))
        p = 1 / (1 + np.exp(-logit))
        p = np.round(p / step) * step if step else p
        return Case(label, (p, fraud, rng.lognormal(4, 1, size)), {"review": review})

    def hand(label, p, fraud, amount, review):
        order, unit = rng.permutation(len(p)), int(rng.integers(1, 5))
        given = np.array(p)[order], np.array(fraud)[order], unit * np.array(amount, float)[order]
        return Case(label, given, {"review": float(unit * review)})

    return [
        hand("by hand", [0.125, 0.25, 0.5, 0.75], [0, 1, 0, 1], [64, 24, 20, 4], 5),
        hand("just worth it, by hand", [0.5, 0.5, 0.25, 0.75], [1, 0, 1, 1], [8, 16, 12, 40], 4),
        hand("equal costs, by hand", [0.25, 0.5, 0.75], [1, 1, 0], [4, 8, 12], 4),
        hand("better to review none", [0.25, 0.5, 0.75, 0.25], [0, 1, 0, 0], [6, 4, 5, 8], 6),
        case("many payments", 300, 0.1, 9.0),
        case("many payments", 200, 0.3, 25.0),
        case("equal probabilities", 250, 0.2, 12.0, step=0.125),
        case("equal probabilities", 150, 0.3, 20.0, step=0.25),
        case("no better than chance", 120, 0.1, 15.0, useful=0.0),
        case("cheap reviews", 80, 0.25, 0.5),
        case("no fraud", 40, 0.0, 3.0),
    ]


QUESTION = Question(
    id="6_4.review_costs",
    points=2,
    difficulty=2,
    minutes=15,
    section="6.4, Fraud: one payment",
    reference=review_costs,
    outputs=("costs", "threshold", "by_amount"),
    intermediates=("thresholds", "called", "missed", "worth"),
    cases=payment_cases,
)

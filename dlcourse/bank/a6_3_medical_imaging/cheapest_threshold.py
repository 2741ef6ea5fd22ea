"""The threshold at which missed patients and false alarms cost least."""

import numpy as np

from ...exercises import Case, Question


def cheapest_threshold(scores, targets, *, miss, alarm):
    """Between two neighboring scores nothing changes: try each of them, and one above all."""
    thresholds = np.append(np.inf, np.unique(scores)[::-1])
    called = scores >= thresholds[:, None]
    ill = targets == 1
    sensitivity = np.mean(called[:, ill], axis=1)
    specificity = np.mean(~called[:, ~ill], axis=1)
    missed, alarms = np.sum(~called & ill, axis=1), np.sum(called & ~ill, axis=1)
    costs = miss * missed + alarm * alarms
    best = np.argmin(costs)
    return thresholds[best], sensitivity[best], specificity[best], costs[best] / len(scores)


def by_hand(rng, label, scores, targets, miss, alarm):
    """Bring few patients into another order, and move their scores by a whole number."""
    order = rng.permutation(len(scores))
    moved = (scores[order] + rng.integers(-4, 5)).astype(float)
    return Case(label, (moved, targets[order]), {"miss": miss, "alarm": alarm})


def price_cases(rng):
    """Draw scores that are higher for the ill, as in a clinic; prices are whole numbers."""

    def case(label, well, ill, miss, alarm, apart=1.5, grid=0.0):
        targets = rng.permuted(np.repeat([0, 1], [well, ill]))
        scores = rng.standard_normal(well + ill) + apart * targets + rng.standard_normal()
        if grid:
            scores = grid * np.round(scores / grid)
        return Case(label, (scores, targets), {"miss": miss, "alarm": alarm})

    def hand(label, scores, targets, miss, alarm):
        return by_hand(rng, label, np.array(scores), np.array(targets), miss, alarm)

    return [
        hand("by hand", [1, 2, 3, 4, 5, 6], [0, 1, 0, 0, 1, 1], 4.0, 1.0),
        hand("by hand", [1, 2, 3, 4, 5, 6], [0, 0, 1, 0, 1, 0], 1.0, 4.0),
        hand("equal costs", [1, 2, 3, 4, 5], [0, 1, 0, 1, 0], 1.0, 1.0),
        hand("equal costs", [1, 2, 3, 4, 5], [0, 1, 0, 1, 1], 2.0, 2.0),
        hand("better to call everybody", [1, 2, 3, 5], [1, 0, 1, 0], 6.0, 1.0),
        case("a miss costs more", 60, 40, 20.0, 1.0),
        case("a miss costs more", 90, 15, 5.0, 2.0),
        case("an alarm costs more", 50, 30, 1.0, 7.0),
        case("equal scores", 80, 50, 3.0, 1.0, grid=0.5),
        case("equal scores", 40, 70, 2.0, 3.0, grid=1.0),
        case("better to call nobody", 300, 5, 1.0, 90.0, apart=0.0),
        case("one ill patient", 30, 1, 15.0, 1.0),
    ]


QUESTION = Question(
    id="6_3.cheapest_threshold",
    points=2,
    difficulty=2,
    minutes=15,
    section="6.3, A tumor: nine patients of 212",
    reference=cheapest_threshold,
    outputs=("threshold", "sensitivity", "specificity", "cost"),
    cases=price_cases,
)

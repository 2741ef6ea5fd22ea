"""Both errors of a verification at each threshold, and where they are equal."""

import numpy as np

from ...exercises import Case, Question


def equal_error_rate(scores, same):
    """A false match rises and a false non-match falls, until the lines between points cross."""
    thresholds = np.unique(scores)[::-1]
    called = scores >= thresholds[:, None]
    false_match = np.append(0, called[:, same == 0].mean(axis=1))
    false_non_match = np.append(1, 1 - called[:, same == 1].mean(axis=1))
    excess = false_match - false_non_match
    i = np.argmax(excess >= 0)
    part = excess[i - 1] / (excess[i - 1] - excess[i])
    rate = false_match[i - 1] + part * (false_match[i] - false_match[i - 1])
    return false_match, false_non_match, rate


def rate_cases(rng):
    """Draw pairs; in some cases scores are equal, and then they are called together."""

    def case(label, different, same, apart, step=None, sign=1):
        y = rng.permutation(np.repeat([0, 1], [different, same]))
        scores = sign * apart * y + rng.standard_normal(different + same)
        return Case(label, (np.round(scores / step) * step if step else scores, y))

    y = rng.permutation([0, 0, 1, 1, 1])
    ties = np.array([1.0, 2, 2, 2, 3])[rng.permutation(5)]
    return [
        Case("by hand", (rng.permutation([1.0, 2, 3, 4, 5]), y)),
        Case("equal scores, by hand", (ties, y[::-1].copy())),
        case("more pairs differ", 31, 12, 1.0),
        case("more pairs are the same", 9, 40, 1.0),
        case("equal scores", 17, 23, 1.0, step=0.5),
        case("equal scores", 30, 13, 0.5, step=1.0),
        case("perfect", 6, 9, 20.0),
        case("worse than chance", 14, 11, 1.0, sign=-1),
        Case("one score for all", (np.full(7, rng.random()), rng.permutation([0] * 5 + [1] * 2))),
    ]


QUESTION = Question(
    id="6_2.equal_error_rate",
    points=2,
    difficulty=2,
    minutes=15,
    section="6.2, The same, or not?",
    reference=equal_error_rate,
    outputs=("false_match", "false_non_match", "rate"),
    intermediates=("thresholds", "false_match", "false_non_match", "excess"),
    cases=rate_cases,
)

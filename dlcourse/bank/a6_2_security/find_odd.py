"""How many of the alarms may be false: a promise about the alarms, not about the calm ones."""

import numpy as np

from ...exercises import Case, Question


def find_odd(calm, scores, *, share):
    """Take as many of the smallest p as keep the share that chance would give below the limit."""
    above = (calm >= scores[:, None]).sum(axis=1)
    p = (1 + above) / (len(calm) + 1)
    ranks = np.arange(1, len(p) + 1)
    limits = share * ranks / len(p)
    held = np.sort(p) <= limits
    called = ranks[held].max(initial=0)
    return p, p <= share * called / len(p)


def odd_cases(rng):
    """Draw scores; no p lies at a limit, but for those by hand, where both are exact."""

    def case(label, trained, counts, share, shift=3.0, step=None):
        calm = rng.standard_normal(trained)
        scores = np.append(rng.standard_normal(counts[0]), shift + rng.standard_normal(counts[1]))
        if step:
            calm, scores = (np.round(a / step) * step for a in (calm, scores))
        return Case(label, (calm, rng.permutation(scores)), {"share": share})

    calm = rng.permutation([1.0, 2, 3, 4, 5, 6, 7])
    low = rng.choice([1.5, 2.5])
    return [
        Case("by hand", (calm, rng.permutation([9.0, 6.5, 5.5, low])), {"share": 0.5}),
        Case("a later one carries", (calm, rng.permutation([6.5, 6.5, 5.5, 0.5])), {"share": 0.5}),
        Case("equal scores, by hand", (calm, rng.permutation([9.0, 7, 6, 2])), {"share": 0.625}),
        case("a few are odd", 498, (90, 10), 0.11),
        case("a few are odd", 996, (230, 20), 0.21),
        case("half are odd", 256, (30, 30), 0.11),
        case("equal scores", 210, (50, 20), 0.13, step=0.5),
        case("none is odd", 210, (60, 0), 0.07),
        case("all are odd", 138, (0, 12), 0.17, shift=9.0),
        case("too few calm ones", 28, (190, 10), 0.11, shift=9.0),
    ]


QUESTION = Question(
    id="6_2.find_odd",
    points=3,
    difficulty=3,
    minutes=25,
    section="6.2, What was never seen before",
    transfer=True,
    reference=find_odd,
    outputs=("p", "called"),
    intermediates=("above", "p", "limits", "held"),
    cases=odd_cases,
)

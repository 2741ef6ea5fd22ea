"""A threshold from one half, its false alarms on the other, and how sure that count is."""

import numpy as np

from ...exercises import Case, Question


def false_alarms(train, test, *, rate, z=1.96):
    """Wilson's interval holds each rate from which the share is no more than z deviations away."""
    allowed = int(rate * len(train))
    threshold = np.sort(train)[-1 - allowed]
    share = np.mean(test > threshold)
    n = len(test)
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return threshold, share, middle - reach, middle + reach


def alarm_cases(rng):
    """Draw scores of good patches; the other wall is a little different, as walls are."""

    def case(label, trained, tested, rate, shift=0.5, **settings):
        train, test = rng.standard_normal(trained), shift + rng.standard_normal(tested)
        allowed = int(rate * trained)
        if shift:  # neither no alarm at all nor nothing else, and one score at the threshold
            test[:3] = np.sort(train)[-1 - allowed] + [0.0, 0.5, -0.5]
        return Case(label, (train, test), {"rate": rate, **settings})

    train = rng.permuted([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])
    test = rng.permuted([2.0, 6.0, 7.0, 9.0])
    above = np.sort(rng.standard_normal(30))
    ties = rng.permuted([1.0, 2.0, 2.0, 2.0, 3.0, 4.0])
    return [
        Case("by hand", (train, test), {"rate": 0.25, "z": 2.0}),
        Case("equal scores, by hand", (ties, test - 4), {"rate": 0.5, "z": 1.0}),
        case("no alarm allowed", 19, 30, 0.04),
        case("one in ten", 45, 60, 0.1),
        case("one in ten", 87, 40, 0.1, z=1.0),
        case("one in twenty", 150, 70, 0.05),
        case("one in twenty", 230, 300, 0.05, z=2.576),
        Case("the other half is silent", (above + 6, above[::2]), {"rate": 0.05}),
        Case("the other half is all alarm", (above, above[::2] + 6), {"rate": 0.05}),
    ]


QUESTION = Question(
    id="2_2.false_alarms",
    points=3,
    difficulty=3,
    minutes=25,
    section="2.2, Manufacturing: quality inspection",
    transfer=True,
    reference=false_alarms,
    outputs=("threshold", "share", "low", "high"),
    intermediates=("allowed", "threshold", "share", "middle", "reach"),
    cases=alarm_cases,
)

"""What a forecast of volatility may know on each day, what it is to say, and who learns from it."""

import numpy as np

from ...exercises import Case, Question


def har_rows(x, split, *, week=5, month=22, ahead=1):
    """Means over a day, a week and a month up to a day, and over the days that follow it."""
    total = np.append(0.0, np.cumsum(x))
    end = np.arange(month, len(x) - ahead + 1)

    def mean(last, days):
        return (total[last] - total[last - days]) / days

    past = [mean(end, days) for days in (1, week, month)]
    features = np.stack([np.ones(len(end)), *past], axis=1)
    target = mean(end + ahead, ahead)
    known = end + ahead <= split
    asked = end >= split
    return features, target, known, asked


def series_cases(rng):
    """Draw series that wander; whole numbers first."""

    def case(label, size, split, **settings):
        x = np.cumsum(rng.standard_normal(size)) + rng.standard_normal(size)
        return Case(label, (x, split), settings)

    def hand(label, size, split, **settings):
        return Case(label, (rng.integers(-6, 7, size).astype(float), split), settings)

    return [
        hand("by hand", 7, 5, week=2, month=4),
        hand("two days ahead, by hand", 9, 6, week=2, month=3, ahead=2),
        hand("the shortest, by hand", 5, 4, week=2, month=3, ahead=2),
        case("a day ahead", 70, 50),
        case("a day ahead", 64, 31),
        case("a week ahead", 90, 60, ahead=5),
        case("a month ahead", 120, 71, ahead=22),
        case("other weeks and months", 80, 44, week=7, month=30, ahead=3),
        case("week and month are equal", 40, 20, week=4, month=4, ahead=6),
    ]


QUESTION = Question(
    id="6_4.har_rows",
    points=2,
    difficulty=3,
    minutes=20,
    section="6.4, How far will prices move?",
    reference=har_rows,
    outputs=("features", "target", "known", "asked"),
    intermediates=("features", "target", "known", "asked"),
    cases=series_cases,
)

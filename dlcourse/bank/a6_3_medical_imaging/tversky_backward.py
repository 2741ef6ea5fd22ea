"""The gradient of the Tversky loss, in which misses and false alarms have prices of their own."""

import numpy as np

from ...exercises import Case, Question


def tversky_backward(dout, p, y, *, alpha, beta, smooth=1.0):
    """The quotient rule; every pixel stands in the numerator and in the denominator."""
    tp = np.sum(p * y, axis=(1, 2))
    fp = np.sum(p * (1 - y), axis=(1, 2))
    fn = np.sum((1 - p) * y, axis=(1, 2))
    top, bottom = tp + smooth, tp + alpha * fp + beta * fn + smooth
    dtop = -dout / (len(p) * bottom)
    dbottom = dout * top / (len(p) * bottom**2)
    dtop, dbottom = dtop[:, None, None], dbottom[:, None, None]
    return dtop * y + dbottom * (y + alpha * (1 - y) - beta * y)


def tversky_cases(rng):
    """Draw probabilities that are near their masks and some that are not."""

    def case(label, count, height, width, alpha, beta, empty=False, **settings):
        y = (rng.random((count, height, width)) < 0.3).astype(float)
        y[:, 0, 0], y[:, 0, 1] = 1.0, 0.0
        if empty:
            y[0] = 0.0
        p = np.clip(0.2 + 0.5 * y + rng.uniform(-0.2, 0.3, y.shape), 0.0, 1.0)
        weights = {"alpha": alpha, "beta": beta, **settings}
        return Case(label, (float(rng.uniform(0.5, 2.0)), p, y), weights)

    def hand(label, alpha, beta, smooth):
        p, y = rng.permutation([(1.0, 1.0), (0.5, 1.0), (0.5, 0.0)]).T.reshape(2, 1, 1, 3)
        weights = {"alpha": alpha, "beta": beta, "smooth": smooth}
        return Case(label, (float(rng.choice([-2.0, 1.0, 4.0])), p, y), weights)

    return [
        hand("by hand", 1.0, 2.0, 0.0),
        hand("by hand", 3.0, 1.0, 1.0),
        case("Dice", 2, 4, 5, 0.5, 0.5),
        case("one patient", 1, 5, 3, 0.3, 0.7),
        case("a miss costs more", 3, 4, 6, 0.2, 0.8),
        case("an alarm costs more", 4, 3, 5, 0.9, 0.1, smooth=0.1),
        case("an empty mask", 3, 5, 4, 0.3, 0.7, empty=True, smooth=0.5),
        case("prices that do not add up to 1", 2, 6, 5, 1.5, 0.6, smooth=0.0),
    ]


QUESTION = Question(
    id="6_3.tversky_backward",
    points=3,
    difficulty=4,
    minutes=25,
    section="6.3, An organ: one answer for each pixel",
    transfer=True,
    reference=tversky_backward,
    intermediates=("tp", "fp", "fn", "top", "bottom"),
    cases=tversky_cases,
)

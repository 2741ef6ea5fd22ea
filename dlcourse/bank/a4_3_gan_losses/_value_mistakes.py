"""What goes wrong with the best discriminator, the game's value, and the divergence."""

import numpy as np

from ...exercises.question import Mistake


def expected(weight, inside, log=np.log):
    """Sum of weight * log(inside); where nothing has weight, nothing is added."""
    there = weight > 0
    return (weight[there] * log(inside[there])).sum()


def best_belief(p, q):
    """Ratio of p to all; one half where nobody ever is."""
    there = p + q > 0
    return np.divide(p, p + q, out=np.full_like(p, 0.5), where=there)


def measure(p, q, step, *, log=np.log, belief=best_belief):
    """The value of a belief, with any logarithm; the divergence from the value."""
    D = belief(p, q)
    value = (expected(p, D, log) + expected(q, 1 - D, log)) * step
    return D, value, (value + log(4)) / 2


def _with(change):
    """Make a mistake: the right results, changed afterwards."""
    return lambda p, q, *, step: change(p, q, step, *measure(p, q, step))


def _divergence(change):
    """Make a mistake: another divergence, from the densities, the step and the value."""

    def wrong(p, q, *, step):
        D, value, _ = measure(p, q, step)
        with np.errstate(all="ignore"):
            return D, value, change(p, q, step, value)

    return wrong


def kl(p, q, step):
    """KL divergence of p from q, infinite where q has none of p."""
    return expected(p, p / q) * step


def zero_times_log(p, q, *, step):
    """Let zero times the logarithm of zero be what NumPy makes of it."""
    D = best_belief(p, q)
    with np.errstate(all="ignore"):
        value = (p * np.log(D) + q * np.log(1 - D)).sum() * step
    return D, value, (value + np.log(4)) / 2


def by_trapezoids(p, q, *, step):
    """Count both ends of the grid half."""
    D, p, q = best_belief(p, q), p.copy(), q.copy()
    for ends in (p, q):
        ends[[0, -1]] /= 2
    value = (expected(p, D) + expected(q, 1 - D)) * step
    return D, value, (value + np.log(4)) / 2


def half_the_game(p, q, *, step):
    """Leave the fakes out of the value."""
    D = best_belief(p, q)
    value = expected(p, D) * step
    return D, value, (value + np.log(4)) / 2


def nobody(p, q, *, step):
    """Divide zero by zero."""
    with np.errstate(all="ignore"):
        return p / (p + q), *measure(p, q, step)[1:]


DIVERGENCES = [
    Mistake(
        "the divergence is made without the mixture",
        "Each density is compared with the mean of both, not with the other one. "
        "So it stays finite where one is zero.",
        _divergence(lambda p, q, step, value: (kl(p, q, step) + kl(q, p, step)) / 2),
    ),
    Mistake(
        "the divergence is KL of one density from the other",
        "Compared is each density with the mean of both, and then the two KLs are averaged.",
        _divergence(lambda p, q, step, value: kl(p, q, step)),
    ),
    Mistake(
        "only p is compared with the mixture",
        "Jensen and Shannon compare q with it as well.",
        _divergence(lambda p, q, step, value: kl(p, (p + q) / 2, step)),
    ),
    Mistake(
        "half of p's comparison with the mixture",
        "The other half is q's.",
        _divergence(lambda p, q, step, value: kl(p, (p + q) / 2, step) / 2),
    ),
    Mistake(
        "the mixture is not halved",
        "The mixture is a density, too: its integral is 1.",
        _divergence(lambda p, q, step, value: (kl(p, p + q, step) + kl(q, p + q, step)) / 2),
    ),
    Mistake(
        "the divergence is twice as large",
        "Jensen and Shannon take half of each KL divergence.",
        _divergence(lambda p, q, step, value: value + np.log(4)),
    ),
    Mistake(
        "the divergence has the wrong constant",
        "The value is -log 4 + 2 JSD. Solve for JSD: with which sign does log 4 come over?",
        _divergence(lambda p, q, step, value: (value - np.log(4)) / 2),
    ),
    Mistake(
        "the constant is log 2",
        "A D that says one half everywhere has the value log ½ + log ½. How much is that?",
        _divergence(lambda p, q, step, value: (value + np.log(2)) / 2),
    ),
    Mistake(
        "the divergence misses the step of the grid",
        "D and the value are right. The divergence is an integral as well.",
        _divergence(lambda p, q, step, value: (value + np.log(4)) / 2 / step),
    ),
    Mistake(
        "the divergence is rooted",
        "The root is a distance, which SciPy returns. Asked for is the divergence.",
        _divergence(lambda p, q, step, value: np.sqrt(max((value + np.log(4)) / 2, 0))),
    ),
]
MISTAKES = [
    Mistake(
        "the belief is that in a fake",
        "D is the probability that an example is real: p belongs into the numerator.",
        lambda p, q, *, step: measure(p, q, step, belief=lambda p, q: best_belief(q, p)),
    ),
    Mistake(
        "the belief is a decision",
        "The value is right. But D is a probability, and between 0 and 1 where both have been.",
        _with(lambda p, q, step, D, value, jsd: ((p > q).astype(float), value, jsd)),
    ),
    Mistake(
        "the logarithm has base 2",
        "That is the value in bits. The course's logarithm is the natural one.",
        lambda p, q, *, step: measure(p, q, step, log=np.log2),
    ),
    Mistake(
        "the step of the grid is left out",
        "An integral is a sum of heights times the width.",
        lambda p, q, *, step: measure(p, q, 1.0) if step != 1 else measure(p, q, 2.0),
    ),
    Mistake(
        "a mean in place of the integral",
        "An integral is a sum of heights times the width, whatever their number is.",
        lambda p, q, *, step: measure(p, q, 1 / len(p)),
    ),
    Mistake(
        "the ends of the grid count half",
        "That is the trapezoidal rule. Asked for is the plain sum: it is the one whose densities "
        "have the integral 1.",
        by_trapezoids,
    ),
    Mistake(
        "the value is the loss",
        "The value is what D makes large, a negative number; its loss is the opposite.",
        _with(lambda p, q, step, D, value, jsd: (D, -value, jsd)),
    ),
    Mistake(
        "the value has the real examples' term only",
        "D also gains where it calls a fake a fake.",
        half_the_game,
    ),
    Mistake(
        "zero times the logarithm of zero",
        "Where a density is zero it adds nothing, whatever the logarithm is.",
        zero_times_log,
    ),
    Mistake(
        "zero where nobody is",
        "Where p and q are zero D may say anything; here it says one half.",
        _with(lambda p, q, step, D, value, jsd: (np.where(p + q > 0, D, 0.0), value, jsd)),
    ),
    Mistake(
        "zero over zero where nobody is",
        "Where p and q are zero D may say anything; here it says one half.",
        nobody,
    ),
    *DIVERGENCES,
]

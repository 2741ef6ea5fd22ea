"""The best discriminator, the value of the game, and the distance that it measures."""

import numpy as np

from .._forbids import LIBRARIES
from .._question import Case, Mistake, Question


def expected(weight, inside, log=np.log):
    """Sum of weight * log(inside); where nothing has weight, nothing is added."""
    there = weight > 0
    return (weight[there] * log(inside[there])).sum()


def best_belief(p, q):
    """Ratio of p to all; one half where nobody ever is."""
    there = p + q > 0
    return np.divide(p, p + q, out=np.full_like(p, 0.5), where=there)


def game_value(p, q, *, step):
    """Return D*, V(D*) and the Jensen-Shannon divergence of p and q."""
    return measure(p, q, step)


def measure(p, q, step, *, log=np.log, belief=best_belief):
    """The value of a belief, with any logarithm; the divergence from the value."""
    D = belief(p, q)
    value = (expected(p, D, log) + expected(q, 1 - D, log)) * step
    return D, value, (value + log(4)) / 2


def _with(change):
    """Make a mistake: the right results, changed afterwards."""
    return lambda p, q, *, step: change(p, q, step, *game_value(p, q, step=step))


def both_ways(p, q, step, D, value, jsd):
    """Average the two KL divergences of p and q themselves."""
    with np.errstate(all="ignore"):
        return D, value, (expected(p, p / q) + expected(q, q / p)) / 2 * step


def zero_times_log(p, q, *, step):
    """Let zero times the logarithm of zero be what NumPy makes of it."""
    D = best_belief(p, q)
    with np.errstate(all="ignore"):
        value = (p * np.log(D) + q * np.log(1 - D)).sum() * step
    return D, value, (value + np.log(4)) / 2


def density_cases(rng):
    """Draw densities on a grid: full ones first, then with zeros in one of them and in both."""

    def case(label, p, q, step):
        p, q = (np.asarray(f, float) / (np.sum(f) * step) for f in (p, q))
        return Case(label, (p, q), {"step": step})

    def bell(size):
        u = np.linspace(-3, 3, size)
        return np.exp(-((u - rng.uniform(-1, 1)) ** 2) / rng.uniform(0.5, 2))

    full = rng.uniform(0.5, 2, (2, 4))
    zeros = rng.uniform(0.5, 2, (2, 6)) * [[0, 1, 1, 1, 1, 0], [1, 1, 0, 1, 1, 1]]
    nobody = rng.uniform(0.5, 2, (2, 6)) * [[0, 1, 1, 1, 0, 1], [0, 1, 1, 1, 0, 0]]
    apart = rng.uniform(0.5, 2, (2, 6)) * [[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]]
    return [
        case("a few outcomes", *full, 1.0),
        case("a grid", bell(40), bell(40), 0.15),
        case("a grid", bell(60), bell(60), 0.1),
        case("zeros", *zeros, 0.5),
        case("nobody there", *nobody, 0.5),
        case("no overlap", *apart, 0.25),
    ]


QUESTION = Question(
    id="4_3.game_value",
    points=3,
    difficulty=3,
    minutes=25,
    section="4.3, The optimal discriminator",
    reference=game_value,
    cases=density_cases,
    outputs=("D", "value", "divergence"),
    forbids=(*LIBRARIES, "scipy.stats", "scipy.spatial"),
    mistakes=[
        Mistake(
            "the belief is that in a fake",
            "D is the probability that an example is real: p belongs into the numerator.",
            lambda p, q, *, step: measure(p, q, step, belief=lambda p, q: best_belief(q, p)),
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
            "the divergence is made without the mixture",
            "Each density is compared with the mean of both, not with the other one. "
            "So it stays finite where one is zero.",
            _with(both_ways),
        ),
        Mistake(
            "the divergence is twice as large",
            "Jensen and Shannon take half of each KL divergence.",
            _with(lambda p, q, step, D, value, jsd: (D, value, 2 * jsd)),
        ),
        Mistake(
            "the divergence is rooted",
            "The root is a distance, which SciPy returns. Asked for is the divergence.",
            _with(lambda p, q, step, D, value, jsd: (D, value, np.sqrt(max(jsd, 0)))),
        ),
        Mistake(
            "the value is the loss",
            "The value is what D makes large, a negative number; its loss is the opposite.",
            _with(lambda p, q, step, D, value, jsd: (D, -value, jsd)),
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
    ],
    hints=[
        "Maximize p log d + q log(1 - d) at one point of the grid. No other point matters to it.",
        "A Boolean array picks the points where a density is above zero; leave the others out.",
        "With the best D the value is -log 4 plus twice the divergence.",
    ],
)

"""The best discriminator, the value of the game, and the distance that it measures."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Question
from ._value_mistakes import MISTAKES, measure


def game_value(p, q, *, step):
    """Return D*, V(D*) and the Jensen-Shannon divergence of p and q."""
    return measure(p, q, step)


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
    mistakes=MISTAKES,
    hints=[
        "Maximize p log d + q log(1 - d) at one point of the grid. No other point matters to it.",
        "A Boolean array picks the points where a density is above zero; leave the others out.",
        "With the best D the value is -log 4 plus twice the divergence.",
    ],
)

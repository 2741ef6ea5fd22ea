"""The best discriminator, the value of the game, and the distance that it measures."""

import numpy as np

from ...exercises import Case, Question


def game_value(p, q, *, step):
    """D* is p / (p + q), and one half where nobody is; its value is -log 4 + 2 JSD."""
    D = np.divide(p, p + q, out=np.full_like(p, 0.5), where=p + q > 0)
    value = mean_log(D, p, step) + mean_log(1 - D, q, step)
    divergence = (value + np.log(4)) / 2
    return D, value, divergence


def mean_log(f, density, step):
    """Integral of density times log f; where the density is zero, nothing is added."""
    there = density > 0
    return (density[there] * np.log(f[there])).sum() * step


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
)

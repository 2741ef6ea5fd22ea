"""The best discriminator where real examples are rare, the game's value, what it measures."""

import numpy as np

from ...exercises import Case, Question


def game_value(p, q, *, step, prior):
    """D* is the share of the real examples; its value is a divergence less the prior's entropy."""
    real, fake = prior * p, (1 - prior) * q
    m = real + fake
    D = np.divide(real, m, out=np.full_like(p, 0.5), where=m > 0)
    value = mean_log(D, real, step) + mean_log(1 - D, fake, step)
    entropy = -prior * np.log(prior) - (1 - prior) * np.log(1 - prior)
    divergence = value + entropy
    return D, value, divergence


def mean_log(f, density, step):
    """Integral of density times log f; where the density is zero, nothing is added."""
    there = density > 0
    return (density[there] * np.log(f[there])).sum() * step


def density_cases(rng):
    """Draw densities on a grid: by hand, full ones, then with zeros in one of them and in both."""

    def case(label, p, q, step, prior=None):
        p, q = (np.asarray(f, float) / (np.sum(f) * step) for f in (p, q))
        prior = float(rng.choice([0.15, 0.3, 0.6, 0.8]) if prior is None else prior)
        return Case(label, (p, q), {"step": step, "prior": prior})

    def bell(size):
        u = np.linspace(-3, 3, size)
        return np.exp(-((u - rng.uniform(-1, 1)) ** 2) / rng.uniform(0.5, 2))

    full = rng.uniform(0.5, 2, (2, 4))
    zeros = rng.uniform(0.5, 2, (2, 6)) * [[0, 1, 1, 1, 1, 0], [1, 1, 0, 1, 1, 1]]
    nobody = rng.uniform(0.5, 2, (2, 6)) * [[0, 1, 1, 1, 0, 1], [0, 1, 1, 1, 0, 0]]
    apart = rng.uniform(0.5, 2, (2, 6)) * [[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]]
    hand = rng.permutation([1.0, 2, 2, 3]), rng.permutation([1.0, 1, 2, 4])
    return [
        case("by hand", *hand, 0.5, rng.choice([0.25, 0.75])),
        case("as many of each", *full, 1.0, 0.5),
        case("a grid", bell(40), bell(40), 0.15),
        case("a grid", bell(60), bell(60), 0.1),
        case("zeros, by hand", *zeros.round(), 0.5, rng.choice([0.25, 0.75])),
        case("zeros", *zeros, 0.5),
        case("nobody there", *nobody, 0.5),
        case("no overlap", *apart, 0.25),
    ]


QUESTION = Question(
    id="4_3.game_value",
    points=4,
    difficulty=4,
    minutes=30,
    section="4.3, The optimal discriminator",
    transfer=True,
    reference=game_value,
    cases=density_cases,
    intermediates=("m",),
    outputs=("D", "value", "divergence"),
)

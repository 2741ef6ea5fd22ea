"""What steps with Gaussian noise spend: Rényi divergences, added up, turned into epsilon."""

import numpy as np

from ...exercises import Case, Question


def epsilon_of_gaussian(noise_multipliers, alphas, *, delta):
    """Divergences add up at each order; the order that gives the least epsilon is taken."""
    rdp = alphas * np.sum(1 / (2 * noise_multipliers**2))
    spare = np.log1p(-1 / alphas) - np.log(delta * alphas) / (alphas - 1)
    found = rdp + spare
    best = np.argmin(found)
    return max(found[best], 0.0), alphas[best]


def training_cases(rng):
    """Draw trainings; few steps first."""

    def case(label, steps, low, high, delta, alphas):
        sigmas = rng.uniform(low, high, steps)
        return Case(label, (sigmas, np.asarray(alphas, float)), {"delta": delta})

    def hand(label, sigmas, alphas, delta):
        sigmas = np.array(sigmas, float)[rng.permutation(len(sigmas))] * rng.integers(1, 9) / 4
        return Case(label, (sigmas, rng.permutation(np.array(alphas, float))), {"delta": delta})

    whole = np.arange(2, 65)
    finer = np.concatenate([np.linspace(1.05, 10, 80), np.arange(11, 200)])
    return [
        hand("one step, by hand", [4], [2, 4, 8], 0.0625),
        hand("three steps, by hand", [2, 2, 4], [2, 3, 5], 0.125),
        case("equal noise", 50, 9.0, 9.0 + rng.uniform(), 1e-5, whole),
        case("noise that differs", 40, 4.0, 12.0, 1e-6, whole),
        case("orders between whole numbers", 30, 0.9, 2.5, 1e-5, finer),
        case("little noise", 6, 0.5, 1.5, 1e-3, finer),
        case("much noise", 20, 60.0, 90.0, 1e-5, rng.permutation(finer)),
        case("nothing spent", 3, 90.0, 99.0, 0.4, whole),
        case("many steps", 4000, 20.0, 40.0, 1e-8, finer),
    ]


QUESTION = Question(
    id="8_2.epsilon_of_gaussian",
    points=2,
    difficulty=2,
    minutes=15,
    section="8.2, The accountant",
    reference=epsilon_of_gaussian,
    outputs=("epsilon", "alpha"),
    intermediates=("rdp", "spare", "found"),
    cases=training_cases,
)

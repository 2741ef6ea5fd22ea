"""Probabilities from one hospital, corrected for another in which more or fewer are ill."""

import numpy as np

from ...exercises import Case, Question


def other_prevalence(p, *, prevalence, steps):
    """Bayes' rule gives the corrected p for a prevalence, their mean a better prevalence."""
    corrected, q = p, prevalence
    for _ in range(steps):
        ill = p * q / prevalence
        well = (1 - p) * (1 - q) / (1 - prevalence)
        corrected = ill / (ill + well)
        q = np.mean(corrected)
    return corrected, q


def hospital_cases(rng):
    """Draw patients of a new hospital, and what a model says that is right in the old one."""

    def case(label, size, prevalence, new, steps, sure=()):
        ill = rng.random(size) < new
        scores = rng.standard_normal(size) + 2.0 * ill
        odds = prevalence / (1 - prevalence) * np.exp(2.0 * scores - 2.0)
        p = odds / (1 + odds)
        p[: len(sure)] = sure
        return Case(label, (p,), {"prevalence": prevalence, "steps": steps})

    def hand(label, prevalence, steps):
        p = np.array([0.2, 0.5, 0.8]) if steps else np.array([0.25, 0.5])
        p = rng.permutation(np.append(p, rng.choice([0.25, 0.6, 0.75, 0.9])))
        return Case(label, (p,), {"prevalence": prevalence, "steps": steps})

    return [
        hand("by hand", 0.25, 2),
        hand("by hand", 0.75, 3),
        case("one step", 30, 0.4, 0.2, 1),
        case("two steps", 50, 0.3, 0.6, 2),
        case("three steps", 40, 0.5, 0.1, 3),
        case("many steps", 200, 0.37, 0.05, 12),
        case("many steps", 150, 0.1, 0.5, 30),
        case("some are certain", 60, 0.4, 0.7, 5, sure=(0.0, 1.0, 1.0)),
        hand("no step", 0.4, 0),
    ]


QUESTION = Question(
    id="6_3.other_prevalence",
    points=3,
    difficulty=3,
    minutes=25,
    section="6.3, Another hospital",
    transfer=True,
    reference=other_prevalence,
    outputs=("corrected", "q"),
    intermediates=("ill", "well"),
    cases=hospital_cases,
)

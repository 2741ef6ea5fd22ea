"""Shapley values from a table of all subsets, beside what single holes would say."""

from math import factorial

import numpy as np

from ...exercises import Case, Question


def shapley_values(values):
    """Average what each player adds, over all orders in which the players may come."""
    n = len(values).bit_length() - 1
    phi, first, last = np.zeros(n), np.zeros(n), np.zeros(n)
    for i in range(n):
        first[i] = values[1 << i] - values[0]
        last[i] = values[-1] - values[-1 - (1 << i)]
        for s in range(len(values)):
            if not s >> i & 1:
                size = s.bit_count()
                weight = factorial(size) * factorial(n - size - 1) / factorial(n)
                phi[i] += weight * (values[s | 1 << i] - values[s])
    return phi, first, last


def game_cases(rng):
    """Draw tables; networks of which parts are hidden, and games without any structure."""

    def network(n, bias):
        w, b, v = (rng.standard_normal(s) for s in ((9, n), 9, 9))
        shown = np.arange(2**n)[:, None] >> np.arange(n) & 1
        return np.maximum(shown @ w.T + b, 0) @ v + bias

    def hand(label, n):
        return Case(label, (6.0 * rng.integers(-2, 4, 2**n),))

    return [
        hand("two players, by hand", 2),
        hand("three players, by hand", 3),
        Case("one player", (rng.standard_normal(2),)),
        Case("no structure, four players", (rng.standard_normal(16),)),
        Case("a network, five players", (network(5, 2.0),)),
        Case("a network, six players", (network(6, -1.0),)),
        Case("no structure, six players", (10 * rng.random(64),)),
    ]


QUESTION = Question(
    id="8_1.shapley_values",
    points=3,
    difficulty=3,
    minutes=30,
    section="8.1, Integrated gradients",
    transfer=True,
    reference=shapley_values,
    outputs=("phi", "first", "last"),
    cases=game_cases,
)

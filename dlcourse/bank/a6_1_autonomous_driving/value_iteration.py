"""What the way to the goal costs from everywhere, sweep by sweep."""

import numpy as np

from ...exercises import Case, Question


def value_iteration(price, goal):
    """In each sweep all cells look at what their neighbors were worth before it."""
    values = np.full(price.shape, np.inf)
    values[goal] = 0
    settled = np.zeros(price.shape, int)
    for sweep in range(1, price.size):
        padded = np.pad(values, 1, constant_values=np.inf)
        rows = np.minimum(padded[:-2, 1:-1], padded[2:, 1:-1])
        columns = np.minimum(padded[1:-1, :-2], padded[1:-1, 2:])
        around = np.minimum(rows, columns)
        new = price + around
        new[goal] = 0
        settled[new != values] = sweep
        values = new
    return values, settled


def city_cases(rng):
    """Draw small cities first; then walls, dear ground, a serpentine and a closed yard."""
    hand = rng.permutation([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).reshape(2, 3)
    row = np.append(rng.permutation([1.0, 2.0, 4.0]), [np.inf, 1.0])[None]
    ring = np.full((5, 6), 0.5 * rng.integers(1, 4))
    ring[2, 1:5] = 20.0 + rng.integers(0, 9)
    snake = rng.integers(1, 4, (7, 6)) / 2
    snake[1::2] = np.inf
    snake[1::4, -1] = snake[3::4, 0] = 1
    yard = rng.integers(1, 5, (6, 7)) * 1.0
    yard[1:4, 2] = yard[1:4, 4] = yard[0, 3] = yard[4, 3] = np.inf
    return [
        Case("by hand", (hand, (0, int(rng.integers(0, 3))))),
        Case("a wall, by hand", (row, (0, int(rng.integers(0, 3))))),
        Case("a long way round", (ring, (2, 5))),
        Case("a serpentine", (snake, (6, int(rng.integers(2, 5))))),
        Case("a closed yard", (yard, (int(rng.integers(1, 4)), 6))),
        drawn("walls", rng, 7, 9),
        drawn("walls", rng, 10, 6, most=3),
        drawn("dear ground", rng, 8, 8, share=0.0, most=90),
        drawn("dear ground", rng, 5, 12, share=0.1, most=40),
    ]


def drawn(label, rng, height, width, share=0.25, most=9):
    """A city with walls and prices at random; its goal is within."""
    price = rng.integers(1, most + 1, (height, width)) / 2
    price[rng.random(price.shape) < share] = np.inf
    goal = tuple(int(rng.integers(1, side - 1)) for side in price.shape)
    price[goal] = 1.5
    return Case(label, (price, goal))


QUESTION = Question(
    id="6_1.value_iteration",
    points=3,
    difficulty=3,
    minutes=25,
    section="6.1, Plan: which way to go",
    reference=value_iteration,
    outputs=("values", "settled"),
    intermediates=("around", "values", "settled"),
    cases=city_cases,
)

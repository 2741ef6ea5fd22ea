"""A soft minimum over all ways, whose gradient is the share of the ways through a cell."""

import numpy as np

from ...exercises import Case, Question


def soft_path(prices, *, temperature):
    """Sum over the ways from the end, cell by cell; spread the shares from the start."""
    height, width = prices.shape
    values, down = np.zeros_like(prices), np.zeros_like(prices)
    for i, j in np.ndindex(prices.shape):
        i, j = height - 1 - i, width - 1 - j
        below = values[i + 1, j] if i + 1 < height else np.inf
        beside = values[i, j + 1] if j + 1 < width else np.inf
        least = min(below, beside)
        if least == np.inf:
            values[i, j] = prices[i, j]
            continue
        weights = np.exp((least - np.array([below, beside])) / temperature)
        values[i, j] = prices[i, j] + least - temperature * np.log(weights.sum())
        down[i, j] = weights[0] / weights.sum()
    share = np.zeros_like(prices)
    share[0, 0] = 1
    for i, j in np.ndindex(prices.shape):
        if i + 1 < height:
            share[i + 1, j] += share[i, j] * down[i, j]
        if j + 1 < width:
            share[i, j + 1] += share[i, j] * (1 - down[i, j])
    return values[0, 0], share


def price_cases(rng):
    """Draw four cells first; then lanes, dear ground, and more ways than can be listed."""

    def case(label, height, width, temperature, scale=1.0):
        prices = scale * rng.uniform(0.2, 3.0, (height, width))
        return Case(label, (prices,), {"temperature": temperature})

    four, six = rng.permutation(4), rng.permutation([0.0, 1.0, 1.0, 2.0, 3.0, 3.0])
    return [
        Case("four cells, by hand", (four.reshape(2, 2) * 1.0,), {"temperature": 1.0}),
        Case("six cells, by hand", (six.reshape(2, 3),), {"temperature": 2.0}),
        case("one row", 1, 5, 0.7),
        case("small grids", 3, 4, 0.5),
        case("small grids", 5, 3, 2.0),
        case("more ways than can be listed", 14, 17, 0.3),
        case("one column of dear ground", 4, 1, 1.3, scale=1e4),
        case("dear ground", 3, 4, 1.0, scale=1e4),
        case("dear ground", 6, 7, 0.5, scale=1e4),
        case("dear ground", 9, 5, 2e-3),
    ]


QUESTION = Question(
    id="6_1.soft_path",
    points=4,
    difficulty=4,
    minutes=40,
    section="6.1, Plan: which way to go",
    transfer=True,
    reference=soft_path,
    outputs=("value", "share"),
    intermediates=("values", "down", "share"),
    cases=price_cases,
)

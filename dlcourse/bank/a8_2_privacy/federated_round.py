"""One round of federated averaging: local steps of those who take part, and a weighted mean."""

import numpy as np

from ...exercises import Case, Question


def federated_round(w, x, y, counts, chosen, *, steps, lr):
    """Each chosen client steps down its own mean squared error; the mean weighs by examples."""
    local = np.tile(w, (len(counts), 1))
    for k in np.flatnonzero(chosen):
        own_x, own_y = x[k, : counts[k]], y[k, : counts[k]]
        for _ in range(steps):
            error = own_x @ local[k] - own_y
            local[k] -= lr * own_x.T @ error / counts[k]
    if not np.any(chosen):
        return w, local
    shares = chosen * counts / np.sum(chosen * counts)
    return shares @ local, local


def by_hand(rng, label, counts, chosen, steps):
    """Draw three clients of two rows each, of which not all are data."""
    order, sign = rng.permutation(3), rng.choice([-1.0, 1.0], 3)
    x = np.array([[[1], [1]], [[2], [0]], [[2], [1]]]) * sign[:, None, None]
    y = np.array([[3, 1], [4, 5], [2, 7]]) + float(rng.integers(0, 4))
    given = x[order], y[order], np.array(counts)[order], np.array(chosen)[order]
    return Case(label, (np.array([1.0]), *given), {"steps": steps, "lr": 0.5})


def client_cases(rng):
    """Draw clients with as many rows as the largest has; those behind the end are no data."""

    def case(label, clients, most, features, steps, lr, share=0.6, junk=9.0):
        counts = rng.permuted(np.append(most, rng.integers(1, most + 1, clients - 1)))
        x = rng.standard_normal((clients, most, features))
        w = rng.standard_normal(features)
        true = rng.standard_normal((clients, 1, features))
        y = (x * true).sum(axis=2) + 0.3 * rng.standard_normal((clients, most))
        behind = np.arange(most) >= counts[:, None]
        x[behind] += junk
        chosen = rng.permuted(np.arange(clients) < share * clients)
        return Case(label, (w, x, y, counts, chosen), {"steps": steps, "lr": lr})

    return [
        by_hand(rng, "one step, by hand", [2, 1, 1], [True, True, False], 1),
        by_hand(rng, "two steps, by hand", [2, 1, 1], [False, True, True], 2),
        case("one step", 5, 12, 4, 1, 0.1),
        case("many steps", 6, 20, 3, 40, 0.05),
        case("all take part", 4, 9, 5, 7, 0.1, share=1.0),
        case("one takes part", 7, 6, 2, 5, 0.2, share=0.1),
        case("nobody takes part", 3, 8, 4, 6, 0.1, share=0.0),
        case("no step", 4, 7, 3, 0, 0.1),
    ]


QUESTION = Question(
    id="8_2.federated_round",
    points=2,
    difficulty=2,
    minutes=20,
    section="8.2, Federated learning",
    reference=federated_round,
    outputs=("w", "local"),
    intermediates=("local", "shares"),
    cases=client_cases,
)

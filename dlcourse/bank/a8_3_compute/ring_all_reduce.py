"""Workers in a ring add up their gradients: who sends what, and what each of them holds."""

import numpy as np

from ...exercises import Case, Question


def ring_all_reduce(gradients, counts):
    """Chunks go round twice: once each worker adds its own, once each takes what is finished."""
    workers, size = gradients.shape
    chunks = np.array_split(np.arange(size), workers)
    held = gradients * (counts / np.sum(counts))[:, None]
    sent = np.zeros((2 * (workers - 1), workers), int)
    for t in range(workers - 1):
        for k in range(workers):
            chunk, right = chunks[(k - t) % workers], (k + 1) % workers
            held[right, chunk] += held[k, chunk]
            sent[t, k] = len(chunk)
    halfway = held.copy()
    for t in range(workers - 1):
        for k in range(workers):
            chunk, right = chunks[(k + 1 - t) % workers], (k + 1) % workers
            held[right, chunk] = held[k, chunk]
            sent[workers - 1 + t, k] = len(chunk)
    return halfway, held, sent


def ring_cases(rng):
    """Draw gradients of a few workers; their parts of the batch, and the chunks, differ in size."""

    def hand(label, rows, counts):
        gradients = rng.permuted(np.array(rows, float), axis=1) * int(rng.integers(1, 4))
        return Case(label, (gradients, np.array(counts)))

    def case(label, workers, size, equal=False):
        counts = np.full(workers, 8) if equal else rng.integers(1, 30, workers)
        return Case(label, (rng.standard_normal((workers, size)), counts))

    return [
        hand("two workers, by hand", [[4, 8], [12, 16]], [1, 3]),
        hand("three workers, by hand", [[4, 8, 16], [8, 0, 4], [2, 6, 10]], [1, 1, 2]),
        hand("three workers, by hand", [[4, 8, 16, 20], [8, 0, 4, 12], [2, 6, 10, 4]], [2, 1, 1]),
        case("two workers", 2, 9),
        case("four workers", 4, 12, equal=True),
        case("four workers", 4, 27),
        case("five workers", 5, 38),
        case("eight workers", 8, 61),
        case("more workers than numbers", 6, 4),
        case("one worker", 1, 7),
    ]


QUESTION = Question(
    id="8_3.ring_all_reduce",
    points=3,
    difficulty=3,
    minutes=30,
    section="8.3, Two machines",
    transfer=True,
    reference=ring_all_reduce,
    outputs=("halfway", "held", "sent"),
    intermediates=("halfway", "held", "sent"),
    cases=ring_cases,
)

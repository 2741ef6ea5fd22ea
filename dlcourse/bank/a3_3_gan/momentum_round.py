"""One round of the game of two numbers, with momentum, as a matrix."""

import numpy as np

from ...exercises import Case, Question


def momentum_round(lr_d, lr_g, mu):
    """A round is G's move after D's; (psi, theta, p, q) goes in and comes out."""
    d_move = np.array(
        [[1, -lr_d / 2, -lr_d * mu, 0], [0, 1, 0, 0], [0, 1 / 2, mu, 0], [0, 0, 0, 1]]
    )
    g_move = np.array(
        [[1, 0, 0, 0], [lr_g / 2, 1, 0, -lr_g * mu], [0, 0, 1, 0], [-1 / 2, 0, 0, mu]]
    )
    matrix = g_move @ d_move
    radius = np.abs(np.linalg.eigvals(matrix)).max()
    return matrix, radius


def round_cases(rng):
    """Draw rates and momenta: none, positive, negative."""

    def case(label, low, high):
        lr_d, lr_g = rng.permutation([rng.uniform(0.1, 0.4), rng.uniform(0.5, 1.2)])
        return Case(label, (float(lr_d), float(lr_g), float(rng.uniform(low, high))))

    lr_d, lr_g = map(float, rng.permutation([1, 2]))
    return [
        Case("without momentum, by hand", (lr_d, lr_g, 0.0)),
        Case("a momentum of one half, by hand", (lr_g, lr_d, 0.5)),
        case("without momentum", 0, 0),
        case("positive momentum", 0.3, 0.9),
        case("positive momentum", 0.3, 0.9),
        case("negative momentum", -0.4, -0.2),
        case("negative momentum", -0.9, -0.5),
    ]


QUESTION = Question(
    id="3_3.momentum_round",
    points=2,
    difficulty=4,
    minutes=25,
    section="3.3, Collapse",
    reference=momentum_round,
    outputs=("matrix", "radius"),
    intermediates=("d_move", "g_move"),
    transfer=True,
    cases=round_cases,
)

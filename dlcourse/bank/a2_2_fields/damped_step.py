"""One damped step of an arm of many links to its target."""

import numpy as np

from ...exercises import Case, Question


def damped_step(angles, targets, *, lengths, damping):
    """Let the joints do what lessens the miss, and no more than the damping lets them."""
    bearings = np.cumsum(angles, axis=1)
    x, y = lengths * np.cos(bearings), lengths * np.sin(bearings)
    u = np.cumsum(x[:, ::-1], axis=1)[:, ::-1]
    v = np.cumsum(y[:, ::-1], axis=1)[:, ::-1]
    J = np.stack([-v, u], axis=1)
    miss = targets - np.stack([u[:, 0], v[:, 0]], axis=1)
    A = np.einsum("nij,nik->njk", J, J) + damping * np.eye(len(lengths))
    g = np.einsum("nij,ni->nj", J, miss)
    return angles + np.linalg.solve(A, g[..., None])[..., 0]


def step_cases(rng):
    """Draw right angles first; then arms of one link to five, straight ones among them."""

    def case(label, count, links, damping, bent=1.0):
        angles = bent * rng.uniform(-1.5, 1.5, (count, links))
        lengths = rng.permuted(np.linspace(0.5, 1.5, links)) if links > 1 else np.array([1.3])
        settings = {"lengths": lengths, "damping": damping}
        return Case(label, (angles, 2 * rng.standard_normal((count, 2))), settings)

    def hand(label, quarters, lengths):
        target = rng.choice([-1.0, 1.0, 3.0, 4.0], (1, 2), replace=False)
        settings = {"lengths": np.array(lengths), "damping": 0.5}
        return Case(label, (np.array([quarters]) * np.pi / 2, target), settings)

    turn = int(rng.choice([-1, 1]))
    return [
        hand("one link, by hand", (turn,), (2.0,)),
        hand("two links, by hand", (0, turn), (2.0, 1.0)),
        case("one link", 3, 1, 0.3),
        case("two links", 4, 2, 0.1),
        case("a straight arm", 2, 2, 0.2, bent=0.0),
        case("three links", 5, 3, 0.1),
        case("three links", 1, 3, 2.0),
        case("many links", 3, 5, 0.4),
        case("many links", 6, 4, 0.05),
    ]


QUESTION = Question(
    id="2_2.damped_step",
    points=4,
    difficulty=4,
    minutes=35,
    section="2.2, Manufacturing: a robot arm",
    transfer=True,
    reference=damped_step,
    intermediates=("bearings", "u", "v", "J", "miss", "A", "g"),
    cases=step_cases,
)

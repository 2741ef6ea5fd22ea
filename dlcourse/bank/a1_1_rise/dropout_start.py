"""The spread of weights that keeps the second moment through a leaky ReLU and dropout."""

import numpy as np

from ...exercises import Case, Question


def dropout_start(fan_in, fan_out, *, slope, dropout):
    """Ask what the nonlinearity and the gaps leave of a second moment; the weights make it up."""
    leaky = (1 + slope**2) / 2
    gaps = 1 / (1 - dropout)
    forward = (fan_in * leaky * gaps) ** -0.5
    backward = (fan_out * leaky * gaps) ** -0.5
    return forward, backward


def start_cases(rng):
    """Draw layers: without gaps and without slope, one of both, both, and absolute values."""

    def case(label, slope=0.0, dropout=0.0):
        fan_in, fan_out = (int(n) for n in rng.choice(np.arange(3, 200), 2, replace=False))
        return Case(label, (fan_in, fan_out), {"slope": slope, "dropout": dropout})

    def hand(label, slope, dropout):
        fans = (int(n) for n in rng.permutation([2, 8, 18, 32, 50])[:2])
        return Case(label, tuple(fans), {"slope": slope, "dropout": dropout})

    return [
        hand("ReLU alone", 0.0, 0.0),
        hand("by hand", 0.0, 0.75),
        hand("by hand", 7.0, 0.0),
        case("a slope", slope=rng.uniform(0.05, 0.5)),
        case("dropout", dropout=rng.uniform(0.1, 0.6)),
        case("both", slope=rng.uniform(0.05, 0.5), dropout=rng.uniform(0.1, 0.6)),
        case("both", slope=rng.uniform(-0.9, -0.2), dropout=rng.uniform(0.1, 0.6)),
        case("nearly the absolute value", slope=-0.98, dropout=rng.uniform(0.1, 0.6)),
    ]


QUESTION = Question(
    id="1_1.dropout_start",
    points=3,
    difficulty=3,
    minutes=20,
    section="1.1, Where the weights should start",
    transfer=True,
    reference=dropout_start,
    outputs=("forward", "backward"),
    intermediates=("leaky", "gaps"),
    cases=start_cases,
)

"""Where a padded batch of sequences ends."""

import numpy as np

from ...exercises import Case, Question


def final_states(out, lengths, *, bidirectional):
    """Look each sequence up at its own last step; the reverse direction ends at step 0."""
    states = out[np.arange(len(out)), lengths - 1]
    if bidirectional:
        half = out.shape[2] // 2
        states[:, half:] = out[:, 0, half:]
    return states


def state_cases(rng):
    """Draw states of padded batches: beyond its length, a row holds zeros.

    In the second batch of a kind no sequence is of full length, as in a part of a larger batch.
    """

    def case(label, batch, steps, units, bidirectional, padded=False, full=True, integers=False):
        lengths = rng.integers(2, steps, batch) if padded else np.full(batch, steps)
        if full:
            lengths[rng.integers(batch)] = steps
        shape = batch, steps, units * (1 + bidirectional)
        out = rng.standard_normal(shape)
        if integers:
            out = 1.0 + rng.permutation(out.size).reshape(shape)
        out[np.arange(steps) >= lengths[:, None]] = 0
        return Case(label, (out, lengths), {"bidirectional": bidirectional})

    return [
        case("by hand", 2, 3, 1, False, padded=True, integers=True),
        case("by hand, both directions", 2, 3, 1, True, padded=True, integers=True),
        case("full length", 2, 4, 3, False),
        case("padded", 4, 6, 2, False, padded=True),
        case("padded", 5, 7, 3, False, padded=True, full=False),
        case("both directions", 3, 5, 2, True),
        case("both directions, padded", 4, 6, 3, True, padded=True),
        case("both directions, padded", 5, 8, 2, True, padded=True, full=False),
    ]


QUESTION = Question(
    id="3_2.final_states",
    points=2,
    difficulty=2,
    minutes=10,
    section="3.2, Many sequences, several layers, both directions",
    reference=final_states,
    cases=state_cases,
)

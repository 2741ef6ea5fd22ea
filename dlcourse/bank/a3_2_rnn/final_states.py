"""Where a padded batch of sequences ends."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question


def final_states(out, lengths, *, bidirectional):
    """Look each sequence up at its own last step; the reverse direction ends at step 0."""
    states = np.stack([row[length - 1] for row, length in zip(out, lengths, strict=True)])
    if bidirectional:
        half = out.shape[2] // 2
        states[:, half:] = out[:, 0, half:]
    return states


def beyond(out, lengths, *, bidirectional):
    """Count steps from 1."""
    states = np.stack([row[length] for row, length in zip(out, lengths, strict=True)])
    half = out.shape[2] // 2 if bidirectional else out.shape[2]
    states[:, half:] = out[:, 0, half:]
    return states


def last_column(out, lengths, *, bidirectional):
    """Take the last column, padding or not."""
    states = out[:, -1].copy()
    half = out.shape[2] // 2 if bidirectional else out.shape[2]
    states[:, half:] = out[:, 0, half:]
    return states


def swapped(out, lengths, *, bidirectional):
    """Exchange the two directions."""
    if not bidirectional:
        return final_states(out, lengths, bidirectional=False)
    half = out.shape[2] // 2
    first, last = out[:, 0], final_states(out, lengths, bidirectional=False)
    return np.concatenate([first[:, :half], last[:, half:]], axis=1)


def directions_added(out, lengths, *, bidirectional):
    """Add the two directions in place of setting them side by side."""
    states = final_states(out, lengths, bidirectional=bidirectional)
    half = out.shape[2] // 2
    return states[:, :half] + states[:, half:] if bidirectional else states


def _reverse_from(read):
    """Make a mistake: the second half of the units comes from elsewhere."""

    def wrong(out, lengths, *, bidirectional):
        states = final_states(out, lengths, bidirectional=False)
        if bidirectional:
            half = out.shape[2] // 2
            states[:, half:] = read(out, half)
        return states

    return wrong


def reverse_first(out, lengths, *, bidirectional):
    """Put the reverse direction in front."""
    states = final_states(out, lengths, bidirectional=bidirectional)
    return np.roll(states, out.shape[2] // 2, axis=1) if bidirectional else states


def one_direction(out, lengths, *, bidirectional):
    """Return the forward half only."""
    states = final_states(out, lengths, bidirectional=bidirectional)
    return states[:, : out.shape[2] // 2] if bidirectional else states


def state_cases(rng):
    """Draw states of padded batches: beyond its length, a row holds zeros.

    In the second batch of a kind no sequence is of full length, as in a part of a larger batch.
    """

    def case(label, batch, steps, units, bidirectional, padded=False, full=True):
        lengths = rng.integers(2, steps, batch) if padded else np.full(batch, steps)
        if full:
            lengths[rng.integers(batch)] = steps
        out = rng.standard_normal((batch, steps, units * (1 + bidirectional)))
        out[np.arange(steps) >= lengths[:, None]] = 0
        return Case(label, (out, lengths), {"bidirectional": bidirectional})

    return [
        case("full length", 2, 4, 3, False),
        case("padded", 4, 6, 2, False, padded=True),
        case("padded", 5, 7, 3, False, padded=True, full=False),
        case("both directions", 3, 5, 2, True),
        case("both directions", 2, 4, 3, True),
        case("both directions, padded", 4, 6, 3, True, padded=True),
        case("both directions, padded", 5, 8, 2, True, padded=True, full=False),
    ]


ONE_STEP = "One step of each sequence is asked for, the one that has read all of it."
QUESTION = Question(
    id="3_2.final_states",
    points=2,
    difficulty=2,
    minutes=10,
    section="3.2, Many sequences, several layers, both directions",
    reference=final_states,
    cases=state_cases,
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "the last column is read, padding or not",
            "A short sequence ended earlier: what stands in its last column is padding.",
            last_column,
        ),
        Mistake(
            "the last column is read, in both directions",
            "A short sequence ended earlier, and the reverse direction ended at step 0.",
            lambda out, lengths, *, bidirectional: out[:, -1].copy(),
        ),
        Mistake(
            "every length is looked up in every row",
            "A slice and an array of steps give each row all of these steps. "
            "Pair the rows with the steps.",
            lambda out, lengths, *, bidirectional: out[:, lengths - 1],
        ),
        Mistake(
            "the last sequence is returned",
            "The first axis counts sequences, the second one steps.",
            lambda out, lengths, *, bidirectional: out[-1].copy(),
        ),
        Mistake(
            "steps are counted from 1",
            "A sequence of length 3 has the steps 0, 1 and 2.",
            beyond,
        ),
        Mistake(
            "both directions are read at the last step",
            "The reverse direction starts there: it has read one token only. Where does it end?",
            lambda out, lengths, *, bidirectional: final_states(out, lengths, bidirectional=False),
        ),
        Mistake(
            "the reverse direction is read in the last column",
            "It starts at the sequence's own last step. Where does it end?",
            _reverse_from(lambda out, half: out[:, -1, half:]),
        ),
        Mistake(
            "the first half of the units is read twice",
            "At step 0 the reverse direction ends, and its units are the second half.",
            _reverse_from(lambda out, half: out[:, 0, :half]),
        ),
        Mistake(
            "the two directions are exchanged",
            "The first half of the units reads forwards and ends at the last step.",
            swapped,
        ),
        Mistake(
            "the two directions are added",
            "Both halves stay side by side: the result is as wide as out.",
            directions_added,
        ),
        Mistake(
            "the reverse direction comes first",
            "The halves stay where they are in out: first forwards, then backwards.",
            reverse_first,
        ),
        Mistake(
            "the reverse direction is left out",
            "Both halves are asked for: the result is as wide as out.",
            one_direction,
        ),
        Mistake(
            "an average over time",
            ONE_STEP,
            lambda out, lengths, *, bidirectional: out.sum(axis=1) / lengths[:, None],
        ),
        Mistake(
            "an average over time, padding included",
            ONE_STEP,
            lambda out, lengths, *, bidirectional: out.mean(axis=1),
        ),
        Mistake(
            "the largest value over time",
            ONE_STEP,
            lambda out, lengths, *, bidirectional: out.max(axis=1),
        ),
    ],
    hints=[
        "Take one row of the batch: at which index does a sequence of length 3 end?",
        "A loop over the batch will do. NumPy can also pick one step for each row: "
        "out[numpy.arange(N), steps] with an integer step for each row.",
        "The reverse direction reads the last token first. Draw both arrows over a sentence of "
        "three words, and mark where each one stops.",
    ],
)

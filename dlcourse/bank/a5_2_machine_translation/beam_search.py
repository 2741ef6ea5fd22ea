"""Beam search over a table of log-probabilities."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Question
from ._beam import beam_search
from ._beam_mistakes import MISTAKES

TRIALS = 400


def table_cases(rng):
    """Draw tables until each mistake that a case is about gives another answer."""

    def case(label, words, width, *tells, alpha=0.0, max_length=7, spread=1.2):
        settings = {"width": width, "alpha": alpha, "bos": 0, "eos": 1, "max_length": max_length}
        return Case(label, (_telling_table(rng, words, spread, tells, settings),), settings)

    return [
        case("one hypothesis", 5, 1, "like the others"),
        case("one hypothesis", 5, 1, "offers its own", alpha=2.0),
        case("a wider beam", 6, 2, "only one"),
        case("a wider beam", 6, 3, "keeps its own best"),
        case("ends at different steps", 6, 3, "are forgotten", alpha=0.5),
        case("ends at different steps", 6, 3, "every candidate that ends"),
        case("ends at different steps", 7, 3, "keep their place", "returned although", alpha=1.0),
        case("ends at different steps", 8, 3, "returned although", "keep their place", alpha=1.0),
        case("ends at different steps", 8, 3, "stay empty", "offers its own", alpha=2.0),
        case("ends at different steps", 8, 3, "width hypotheses have", "stay empty", alpha=2.0),
        case("ends at different steps", 8, 3, "narrower", "width hypotheses", "stay", alpha=2.0),
        case("ends at different steps", 8, 3, "compete by", "keep their place", alpha=2.0),
        case("length", 6, 3, "does not count", "first eos", alpha=2.0, spread=3.0),
        case("length", 6, 3, "first eos", "width hypotheses have", alpha=0.7),
        case("cut off", 8, 2, alpha=0.6, max_length=2),
        case("cut off", 8, 2, "after the last step", "too long", alpha=1.0, max_length=3),
    ]


def _telling_table(rng, words, spread, tells, settings):
    """Draw until the first mistake that is named gives neither the right answer nor the others'."""
    wrong = [m.implementation for part in tells for m in MISTAKES if part in m.name]
    for _ in range(TRIALS):
        log_p = _table(rng, words, spread)
        right, *answers = (f(log_p, **settings)[0].tolist() for f in (beam_search, *wrong))
        if not answers or answers[0] not in [right, *answers[1:]]:
            break
    return log_p


def _table(rng, words, spread):
    """Draw a table in which bos does not come again, and a sentence has at least one word."""
    logits = rng.normal(0, spread, (words, words))
    logits[:, 0] = logits[0, 1] = -8 * spread
    return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))


QUESTION = Question(
    id="5_2.beam_search",
    points=4,
    difficulty=4,
    minutes=35,
    section="5.2, Finding the best sentence",
    reference=beam_search,
    outputs=("tokens", "score"),
    cases=table_cases,
    forbids=LIBRARIES,
    mistakes=MISTAKES,
    hints=[
        "A hypothesis is a pair: its tokens and its sum. Keep two lists of pairs, the open ones, "
        "with one empty pair at first, and the finished ones.",
        "One step: every open hypothesis gives one candidate for each token. Sort them all by "
        "their sums. Which of them end, and which of them go on?",
        "sorted has a key and reverse=True. The length comes in only after the last step; "
        "eos counts in it, and leaves the answer at the very end.",
    ],
)

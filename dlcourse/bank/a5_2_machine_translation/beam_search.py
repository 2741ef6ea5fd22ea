"""Beam search over a table of log-probabilities."""

import numpy as np

from ...exercises import Case, Question

TRIALS = 400


def beam_search(log_p, *, width, alpha, bos, eos, max_length):
    """Extend the best open hypotheses; put aside what ends; compare by length at the end."""

    def score(hypothesis):
        tokens, total = hypothesis
        return total / (len(tokens) - 1) ** alpha

    open_ones, finished = [([bos], 0.0)], []
    for _ in range(max_length):
        grown = best(new for old in open_ones for new in grow(*old, log_p))
        finished += [(t, s) for t, s in grown[:width] if t[-1] == eos]
        open_ones = [(t, s) for t, s in grown if t[-1] != eos][:width]
    found = max(finished or open_ones, key=score)
    return np.array([token for token in found[0][1:] if token != eos]), score(found)


def grow(tokens, total, log_p):
    """Extend a hypothesis by every token."""
    return [([*tokens, token], total + p) for token, p in enumerate(log_p[tokens[-1]].tolist())]


def best(hypotheses):
    """Put the largest sums first."""
    return sorted(hypotheses, key=lambda found: found[1], reverse=True)


def table_cases(rng):
    """Draw tables until each mistake that a case is about gives another answer."""

    def case(label, words, width, *tells, alpha=0.0, max_length=7, spread=1.2):
        settings = {"width": width, "alpha": alpha, "bos": 0, "eos": 1, "max_length": max_length}
        return Case(label, (_telling_table(rng, words, spread, tells, settings),), settings)

    second = np.log([[0.1, 0.3, 0.6], [0.1, 0.8, 0.1], [0.1, 0.4, 0.5]])  # eos is never first
    settings = {"width": 1, "alpha": 0.0, "bos": 0, "eos": 1, "max_length": 2}
    return [
        Case("one hypothesis", (second,), settings),
        case("one hypothesis", 5, 1, "like-the-others"),
        case("one hypothesis", 5, 1, "own-offers", alpha=2.0),
        case("a wider beam", 6, 2, "one-kept"),
        case("a wider beam", 6, 3, "own-best"),
        case("ends at different steps", 6, 3, "forgotten", alpha=0.5),
        case("ends at different steps", 6, 3, "every-end"),
        case("ends at different steps", 7, 3, "places-kept", "open-returned", alpha=1.0),
        case("ends at different steps", 8, 3, "open-returned", "places-kept", alpha=1.0),
        case("ends at different steps", 8, 3, "places-empty", "own-offers", alpha=2.0),
        case("ends at different steps", 8, 3, "width-ends", "places-empty", alpha=2.0),
        case("ends at different steps", 8, 3, "narrower", "width-ends", "places-empty", alpha=2.0),
        case("ends at different steps", 8, 3, "scores-compete", "places-kept", alpha=2.0),
        case("length", 6, 3, "no-length", "eos-not-counted", "first-eos", alpha=2.0, spread=3.0),
        case("length", 6, 3, "first-eos", "width-ends", alpha=0.7),
        case("cut off", 8, 2, alpha=0.6, max_length=2),
        case("cut off", 8, 2, "ended-by-force", "too-long", alpha=1.0, max_length=3),
    ]


def _telling_table(rng, words, spread, tells, settings):
    """Draw until the first mistake that is named gives neither the right answer nor the others'."""
    wrong = {mistake.id: mistake.implementation for mistake in QUESTION.mistakes}
    functions = [beam_search, *(wrong[id] for id in tells)]
    for _ in range(TRIALS):
        log_p = _table(rng, words, spread)
        right, *answers = (f(log_p, **settings)[0].tolist() for f in functions)
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
    pairs=False,
    outputs=("tokens", "score"),
    cases=table_cases,
)

"""What goes wrong in a beam search."""

import numpy as np

from .._question import Mistake
from ._beam import beam_search, best, ends, grow


def search(log_p, width, alpha, bos, eos, max_length, **fault):
    """Search as `beam_search` does, with room for one fault."""
    step = fault.get("grow", grow)
    over, refill = fault.get("over", lambda finished: False), fault.get("refill", True)
    value = fault.get("value", lambda t, s: s / len(t) ** alpha)
    choose = fault.get("choose", lambda finished, open_ones: finished or open_ones)
    reach = fault.get("reach", width)
    open_ones, finished = [((), fault.get("start", 0.0))], []
    for _ in range(max_length):
        grown = best([new for old in open_ones for new in step(*old, log_p, bos)])
        grown = fault.get("sift", lambda grown: grown)(grown)
        finished += [found for found in grown[:reach] if ends(found, eos)]
        open_ones = [found for found in grown if not ends(found, eos)][:width]
        if not refill:
            open_ones = [found for found in grown[:width] if not ends(found, eos)]
        if over(finished) or not open_ones:
            break
    ranked = best([(t, value(t, s), s) for t, s in choose(finished, open_ones)])
    tokens, *scores = ranked[0]
    return np.array([token for token in tokens if token != eos]), scores["sum" in fault]


def _fault(**fault):
    """Make a mistake: a fault that does not depend on the settings."""

    def wrong(log_p, *, width, alpha, bos, eos, max_length):
        return search(log_p, width, alpha, bos, eos, max_length, **fault)

    return wrong


def _fault_of_alpha(value):
    """Make a mistake: another score, made from the tokens, their sum and alpha."""

    def wrong(log_p, *, width, alpha, bos, eos, max_length):
        return search(
            *(log_p, width, alpha, bos, eos, max_length), value=lambda t, s: value(t, s, alpha)
        )

    return wrong


def _length(count):
    """Make a mistake: another length; ``count`` gives it from the tokens and eos."""

    def wrong(log_p, *, width, alpha, bos, eos, max_length):
        def value(tokens, total):
            return total / count(tokens, eos) ** alpha

        return search(log_p, width, alpha, bos, eos, max_length, value=value)

    return wrong


def narrow(log_p, *, width, alpha, bos, eos, max_length):
    """Keep one hypothesis."""
    settings = {"alpha": alpha, "bos": bos, "eos": eos, "max_length": max_length}
    return beam_search(log_p, width=1, **settings)


def ends_when_full(log_p, *, width, alpha, bos, eos, max_length):
    """Stop as soon as there are width finished hypotheses."""

    def over(finished):
        return len(finished) >= width

    return search(log_p, width, alpha, bos, eos, max_length, over=over)


def beyond_the_end(log_p, *, width, alpha, bos, eos, max_length):
    """Take eos for a token like the others."""
    beam = [((), 0.0)]
    for _ in range(max_length):
        beam = best([new for old in beam for new in grow(*old, log_p, bos)])[:width]
    tokens, score = best([(t, s / len(t) ** alpha) for t, s in beam])[0]
    return np.array(tokens), score


def places_kept(log_p, *, width, alpha, bos, eos, max_length):
    """Let finished hypotheses stay in the beam and take up room."""
    beam = [((), 0.0)]
    for _ in range(max_length):
        grown = [[old] if ends(old, eos) else grow(*old, log_p, bos) for old in beam]
        beam = best([new for several in grown for new in several])[:width]
    tokens, score = best([(t, s / len(t) ** alpha) for t, s in beam])[0]
    return np.array([token for token in tokens if token != eos]), score


def one_child_each(grown):
    """Let each hypothesis keep its own best token, from the second step on."""
    if len(grown[0][0]) == 1:
        return grown
    families = {}
    for found in grown:
        families.setdefault(found[0][:-1], found)
    return list(families.values())


def multiplied(tokens, total, log_p, bos):
    """Multiply the log-probabilities."""
    return [(t, s * total) for t, s in grow(tokens, 0.0, log_p, bos)]


def probabilities(tokens, total, log_p, bos):
    """Multiply the probabilities: the right order, another score."""
    return [(t, np.exp(s) * total) for t, s in grow(tokens, 0.0, log_p, bos)]


def _with(change):
    """Make a mistake: the right answer, changed afterwards."""

    def wrong(log_p, *, bos, eos, **settings):
        tokens, score = beam_search(log_p, bos=bos, eos=eos, **settings)
        return change(tokens, bos, eos), score

    return wrong


MISTAKES = [
    Mistake(
        "only one hypothesis is kept",
        "That is greedy search. Go on from width hypotheses at every step.",
        narrow,
    ),
    Mistake(
        "eos is a token like the others",
        "After eos nothing follows: a hypothesis that ends is finished and put aside.",
        beyond_the_end,
    ),
    Mistake(
        "finished hypotheses keep their place in the beam",
        "A common variant. Here they are put aside, and width open ones go on.",
        places_kept,
    ),
    Mistake(
        "the places of finished hypotheses stay empty",
        "Of the candidates that do not end, the best width go on: look farther down the list.",
        _fault(refill=False),
    ),
    Mistake(
        "every candidate that ends is finished",
        "Only those among the best width of all candidates are put aside.",
        _fault(reach=None),
    ),
    Mistake(
        "the least probable hypotheses are kept",
        "The largest sums are those nearest to 0. sorted puts the smallest first.",
        _fault(sift=lambda grown: grown[::-1]),
    ),
    Mistake(
        "the table is read by columns",
        "log_p[u, w]: the row is the token before, the column the token that follows.",
        lambda log_p, **settings: beam_search(log_p.T, **settings),
    ),
    Mistake(
        "finished hypotheses are forgotten",
        "Keep a list of what has ended. In the end the best of that list is the answer.",
        _fault(choose=lambda finished, open_ones: open_ones),
    ),
    Mistake(
        "the search ends with the first eos",
        "A better hypothesis may still be open. Go on.",
        _fault(over=len),
    ),
    Mistake(
        "the search ends when width hypotheses have finished",
        "Short and poor ones fill the places before the long and good one is complete. Go on.",
        ends_when_full,
    ),
    Mistake(
        "an open hypothesis is returned although others have ended",
        "A sentence that was cut off counts only if none has ended.",
        _fault(choose=lambda finished, open_ones: finished + open_ones),
    ),
    Mistake(
        "log-probabilities are multiplied",
        "Probabilities multiply, so their logarithms add.",
        _fault(grow=multiplied, start=1.0),
    ),
    Mistake(
        "the score is a probability",
        "Stay with logarithms: products of many probabilities end at 0.",
        _fault(grow=probabilities, start=1.0),
    ),
    Mistake(
        "the sum is returned in the place of the score",
        "The score is what the finished hypotheses are compared by: divided by the length's power.",
        _fault(sum=True),
    ),
    Mistake(
        "the sum is multiplied by the length",
        "Divide: a longer sentence has the lower sum, and is to be helped.",
        _fault_of_alpha(lambda t, s, alpha: s * len(t) ** alpha),
    ),
    Mistake(
        "the length does not count",
        "At the end each sum is divided by length to the power alpha: "
        "a sum over more tokens is lower.",
        _length(lambda tokens, eos: 1),
    ),
    Mistake(
        "alpha is taken for 1",
        "The length is raised to the power alpha.",
        _fault(value=lambda tokens, total: total / len(tokens)),
    ),
    Mistake(
        "bos counts as a token",
        "The length is the number of tokens that were added, eos included.",
        _length(lambda tokens, eos: len(tokens) + 1),
    ),
    Mistake(
        "eos does not count as a token",
        "The length is the number of tokens that were added, eos included.",
        _length(lambda tokens, eos: len(tokens) - (tokens[-1] == eos)),
    ),
    Mistake(
        "each hypothesis keeps its own best token",
        "All extensions of all hypotheses compete for the places: two may come from one parent.",
        _fault(sift=one_child_each),
    ),
    Mistake(
        "bos is part of the answer",
        "Return what lies between bos and eos.",
        _with(lambda tokens, bos, eos: np.concatenate([[bos], tokens])),
    ),
    Mistake(
        "eos is part of the answer",
        "Return what lies between bos and eos.",
        _with(lambda tokens, bos, eos: np.concatenate([tokens, [eos]])),
    ),
]

"""Beam searches with one thing wrong."""

import numpy as np

from ._beam import beam_search, best, ends, grow


def search(log_p, width, alpha, bos, eos, max_length, **fault):
    """Search as `beam_search` does, with room for one fault."""
    step, sift = fault.get("grow", grow), fault.get("sift", lambda grown: grown)
    over = fault.get("over", lambda finished: False)
    value = fault.get("value", lambda t, s: s / len(t) ** alpha)
    choose = fault.get("choose", lambda finished, open_ones: finished or open_ones)
    open_ones, finished = [((), fault.get("start", 0.0))], []
    for _ in range(max_length + fault.get("steps", 0)):
        grown = sift(best([new for old in open_ones for new in step(*old, log_p, bos)]))
        finished += [found for found in grown[: fault.get("reach", width)] if ends(found, eos)]
        open_ones = [found for found in grown if not ends(found, eos)][:width]
        if not fault.get("refill", True):
            open_ones = [found for found in grown[:width] if not ends(found, eos)]
        width = len(open_ones) if "shrink" in fault else width
        if over(finished) or not open_ones:
            break
    scored = [(t, value(t, s), s) for t, s in choose(finished, open_ones)]
    tokens, *scores = max(scored, key=lambda found: found[1 + fault.get("by_sum", False)])
    return np.array([token for token in tokens if token != eos]), scores["sum" in fault]


def faulty(**fault):
    """Make a mistake: a fault that does not depend on the settings."""

    def wrong(log_p, *, width, alpha, bos, eos, max_length):
        return search(log_p, width, alpha, bos, eos, max_length, **fault)

    return wrong


def faulty_score(value):
    """Make a mistake: another score, made from the tokens, their sum and alpha."""

    def wrong(log_p, *, width, alpha, bos, eos, max_length):
        return search(
            *(log_p, width, alpha, bos, eos, max_length), value=lambda t, s: value(t, s, alpha)
        )

    return wrong


def faulty_length(count):
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


def greedy(log_p, *, width, alpha, bos, eos, max_length):
    """Follow the likeliest token until the sentence ends."""
    tokens, total = [bos], 0.0
    while len(tokens) <= max_length and tokens[-1] != eos:
        row = log_p[tokens[-1]]
        tokens.append(int(row.argmax()))
        total += row.max()
    answer = [token for token in tokens[1:] if token != eos]
    return np.array(answer), total / (len(tokens) - 1) ** alpha


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


def changed(change):
    """Make a mistake: the right answer, changed afterwards."""

    def wrong(log_p, *, bos, eos, **settings):
        tokens, score = beam_search(log_p, bos=bos, eos=eos, **settings)
        return change(tokens, bos, eos), score

    return wrong


def ended_by_force(log_p, *, width, alpha, bos, eos, max_length):
    """End after the last step what is open then."""

    def choose(finished, open_ones):
        return finished + [((*t, eos), s + log_p[t[-1], eos]) for t, s in open_ones]

    return search(log_p, width, alpha, bos, eos, max_length, choose=choose)


def end_for_nothing(log_p, *, width, alpha, bos, eos, max_length):
    """Leave the probability of eos out of the score."""

    def value(tokens, total):
        last = log_p[(bos, *tokens)[-2], eos] if tokens[-1] == eos else 0.0
        return (total - last) / len(tokens) ** alpha

    return search(log_p, width, alpha, bos, eos, max_length, value=value)


def few_offers(log_p, *, width, alpha, bos, eos, max_length):
    """Let each hypothesis offer its own best width tokens."""

    def offers(tokens, total, log_p, bos):
        return best(grow(tokens, total, log_p, bos))[:width]

    return search(log_p, width, alpha, bos, eos, max_length, grow=offers)


def ranked_by_score(log_p, *, width, alpha, bos, eos, max_length):
    """Keep finished hypotheses in the beam, and let scores compete for its places."""
    beam = [((), 0.0)]

    def score(hypothesis):
        return hypothesis[1] / len(hypothesis[0]) ** alpha

    for _ in range(max_length):
        grown = [[old] if ends(old, eos) else grow(*old, log_p, bos) for old in beam]
        candidates = [new for several in grown for new in several]
        beam = sorted(candidates, key=score, reverse=True)[:width]
    return np.array([token for token in beam[0][0] if token != eos]), score(beam[0])

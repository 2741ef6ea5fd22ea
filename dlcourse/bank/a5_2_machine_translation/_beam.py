"""The search of `beam_search`, and its parts, which the mistakes share."""

import numpy as np


def beam_search(log_p, *, width, alpha, bos, eos, max_length):
    """Extend the best open hypotheses; put aside what ends; compare by length at the end."""
    open_ones, finished = [((), 0.0)], []
    for _ in range(max_length):
        grown = best([new for old in open_ones for new in grow(*old, log_p, bos)])
        finished += [found for found in grown[:width] if ends(found, eos)]
        open_ones = [found for found in grown if not ends(found, eos)][:width]
    ranked = best([(t, total / len(t) ** alpha) for t, total in finished or open_ones])
    tokens, score = ranked[0]
    return np.array([token for token in tokens if token != eos]), score


def ends(hypothesis, eos):
    """Tell whether a hypothesis has come to its end."""
    return hypothesis[0][-1:] == (eos,)


def grow(tokens, total, log_p, bos):
    """Extend a hypothesis by every token."""
    last = tokens[-1] if tokens else bos
    return [((*tokens, token), total + p) for token, p in enumerate(log_p[last].tolist())]


def best(hypotheses):
    """Put the largest sums first."""
    return sorted(hypotheses, key=lambda found: found[1], reverse=True)

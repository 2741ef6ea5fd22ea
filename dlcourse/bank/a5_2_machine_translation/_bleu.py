"""The score of `bleu`, and its parts, which the mistakes share."""

from collections import Counter

import numpy as np


def bleu(hypotheses, references, *, max_n):
    """Count clipped n-grams over the whole set, take their geometric mean, punish brevity."""
    precisions = [clipped(hypotheses, references, n) for n in range(1, max_n + 1)]
    if min(precisions) == 0:
        return 0.0
    length = sum(map(len, hypotheses))
    wanted = sum(map(closest_length, hypotheses, references))
    brevity = min(1.0, np.exp(1 - wanted / length))
    return float(brevity * np.exp(np.mean(np.log(precisions))))


def n_grams(words, n):
    """Count every run of n words."""
    return Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))


def clipped(hypotheses, references, n):
    """Count an n-gram at most as often as the reference that has it most often."""
    found = total = 0
    for hypothesis, several in zip(hypotheses, references, strict=True):
        counts = n_grams(hypothesis, n)
        allowed = [n_grams(reference, n) for reference in several]
        found += sum(min(c, max(a[gram] for a in allowed)) for gram, c in counts.items())
        total += sum(counts.values())
    return found / total


def closest_length(hypothesis, several):
    """Take the nearest of the references' lengths, the shorter of two that are equally near."""
    return min(map(len, several), key=lambda m: (abs(m - len(hypothesis)), m))

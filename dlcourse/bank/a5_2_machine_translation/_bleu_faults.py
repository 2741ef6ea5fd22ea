"""BLEU scores with one thing wrong."""

import numpy as np

from ._bleu import bleu, clipped, closest_length, n_grams


def parts(precision=clipped, length=closest_length, mean=None, brevity=None):
    """Make a mistake: one part of the formula exchanged."""

    def wrong(hypotheses, references, *, max_n):
        p = [precision(hypotheses, references, n) for n in range(1, max_n + 1)]
        wanted = sum(map(length, hypotheses, references)) / sum(map(len, hypotheses))
        factor = brevity(wanted) if brevity else min(1.0, np.exp(1 - wanted))
        if mean:
            return float(factor * mean(p))
        return float(factor * np.exp(np.mean(np.log(p)))) if min(p) > 0 else 0.0

    return wrong


def counted(count):
    """Make a mistake: other counts; ``count`` gives what one sentence adds to found and total."""

    def precision(hypotheses, references, n):
        sums = [
            count(n_grams(h, n), [n_grams(r, n) for r in several])
            for h, several in zip(hypotheses, references, strict=True)
        ]
        found, total = (sum(column) for column in zip(*sums, strict=True))
        return found / total

    return parts(precision)


def unclipped(counts, allowed):
    """Count an n-gram as often as it comes, if any reference has it."""
    found = sum(c for gram, c in counts.items() if any(gram in a for a in allowed))
    return found, sum(counts.values())


def added(counts, allowed):
    """Allow as many as all references have together."""
    found = sum(min(c, sum(a[gram] for a in allowed)) for gram, c in counts.items())
    return found, sum(counts.values())


def once(counts, allowed):
    """Count different n-grams."""
    return sum(any(gram in a for a in allowed) for gram in counts), len(counts)


def recall(counts, allowed):
    """Divide by the number of n-grams in the references."""
    found = sum(min(c, max(a[gram] for a in allowed)) for gram, c in counts.items())
    return found, sum(allowed[0].values())


def everywhere(counts, allowed):
    """Allow as many as every reference has."""
    return sum(min(c, *(a[gram] for a in allowed)) for gram, c in counts.items()), counts.total()


def one_reference(counts, allowed):
    """Compare with the one reference that has most in common."""
    return max((counts & a).total() for a in allowed), counts.total()


def one_more(hypotheses, references, n):
    """Add one to both counts."""
    total = sum(len(h) - n + 1 for h in hypotheses)
    return (clipped(hypotheses, references, n) * total + 1) / (total + 1)


def by_words(hypotheses, references, n):
    """Divide by the number of words."""
    n_grams_of_all = sum(len(h) - n + 1 for h in hypotheses)
    return clipped(hypotheses, references, n) * n_grams_of_all / sum(map(len, hypotheses))


def last_missed(hypotheses, references, n):
    """Stop one n-gram before the end of a sentence."""
    shorter = [[words[:-1] for words in several] for several in references]
    return clipped([words[:-1] for words in hypotheses], shorter, n)


def lengths_to(last):
    """Make a mistake: n runs to another end; ``last`` gives it from max_n."""

    def wrong(hypotheses, references, *, max_n):
        return bleu(hypotheses, references, max_n=last(max_n)) if last(max_n) else 0.0

    return wrong


def root_of_four(hypotheses, references, *, max_n):
    """Take the fourth root of whatever number of precisions."""
    p = [clipped(hypotheses, references, n) for n in range(1, max_n + 1)]
    wanted = sum(map(closest_length, hypotheses, references)) / sum(map(len, hypotheses))
    return float(min(1.0, np.exp(1 - wanted)) * np.prod(p) ** 0.25)


def penalties_multiplied(hypotheses, references, *, max_n):
    """Give each sentence a penalty of its own."""
    score = parts(brevity=lambda ratio: 1.0)(hypotheses, references, max_n=max_n)
    pairs = zip(hypotheses, references, strict=True)
    ratios = [closest_length(h, several) / len(h) for h, several in pairs]
    return float(score * np.prod([min(1.0, np.exp(1 - ratio)) for ratio in ratios]))


def per_sentence(hypotheses, references, *, max_n):
    """Average the scores of the sentences."""
    pairs = zip(hypotheses, references, strict=True)
    return float(np.mean([bleu([h], [several], max_n=max_n) for h, several in pairs]))


def mean_of_precisions(hypotheses, references, n):
    """Average each precision over the sentences."""
    pairs = zip(hypotheses, references, strict=True)
    return float(np.mean([clipped([h], [several], n) for h, several in pairs]))

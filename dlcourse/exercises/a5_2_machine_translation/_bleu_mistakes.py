"""What goes wrong in a BLEU score."""

import numpy as np

from .._question import Mistake
from ._bleu import bleu, clipped, closest_length, n_grams


def _parts(precision=clipped, length=closest_length, mean=None, brevity=None):
    """Make a mistake: one part of the formula exchanged."""

    def wrong(hypotheses, references, *, max_n):
        p = [precision(hypotheses, references, n) for n in range(1, max_n + 1)]
        wanted = sum(map(length, hypotheses, references)) / sum(map(len, hypotheses))
        factor = brevity(wanted) if brevity else min(1.0, np.exp(1 - wanted))
        if mean:
            return float(factor * mean(p))
        return float(factor * np.exp(np.mean(np.log(p)))) if min(p) > 0 else 0.0

    return wrong


def _counted(count):
    """Make a mistake: other counts; ``count`` gives what one sentence adds to found and total."""

    def precision(hypotheses, references, n):
        sums = [
            count(n_grams(h, n), [n_grams(r, n) for r in several])
            for h, several in zip(hypotheses, references, strict=True)
        ]
        found, total = (sum(column) for column in zip(*sums, strict=True))
        return found / total

    return _parts(precision)


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


def per_sentence(hypotheses, references, *, max_n):
    """Average the scores of the sentences."""
    pairs = zip(hypotheses, references, strict=True)
    return float(np.mean([bleu([h], [several], max_n=max_n) for h, several in pairs]))


def mean_of_precisions(hypotheses, references, n):
    """Average each precision over the sentences."""
    pairs = zip(hypotheses, references, strict=True)
    return float(np.mean([clipped([h], [several], n) for h, several in pairs]))


MISTAKES = [
    Mistake(
        "nothing is clipped",
        "A word that the reference has once counts once, however often it is repeated.",
        _counted(unclipped),
    ),
    Mistake(
        "the references' counts are added",
        "An n-gram may count as often as in the one reference that has it most often.",
        _counted(added),
    ),
    Mistake(
        "every n-gram counts once",
        "Count n-grams as often as they come, up to what a reference has: no sets.",
        _counted(once),
    ),
    Mistake(
        "the n-grams of the reference are counted below the line",
        "Precision divides by the number of n-grams of the translation.",
        _counted(recall),
    ),
    Mistake(
        "the arithmetic mean of the precisions",
        "The geometric mean: average the logarithms, then take exp.",
        _parts(mean=np.mean),
    ),
    Mistake(
        "the precisions are multiplied and no root is taken",
        "The geometric mean of max_n numbers is the root of that order of their product.",
        _parts(mean=np.prod),
    ),
    Mistake(
        "only the longest n-grams count",
        "All n from 1 to max_n enter the mean.",
        _parts(mean=lambda p: p[-1]),
    ),
    Mistake(
        "the score is in percent",
        "Often printed so; here it lies between 0 and 1.",
        lambda hypotheses, references, *, max_n: 100 * bleu(hypotheses, references, max_n=max_n),
    ),
    Mistake(
        "the brevity penalty is left out",
        "Without it a translation of one sure word would be perfect.",
        _parts(brevity=lambda ratio: 1.0),
    ),
    Mistake(
        "the brevity penalty is reversed",
        "Short translations are punished, long ones are not: their precision suffers already.",
        _parts(brevity=lambda ratio: min(1.0, np.exp(1 - 1 / ratio))),
    ),
    Mistake(
        "long translations are rewarded",
        "The penalty is never larger than 1.",
        _parts(brevity=lambda ratio: np.exp(1 - ratio)),
    ),
    Mistake(
        "the penalty is the ratio of the lengths",
        "The penalty is exp(1 - r / c), where c is shorter than r.",
        _parts(brevity=lambda ratio: min(1.0, 1 / ratio)),
    ),
    Mistake(
        "the longest reference sets the length",
        "Of each sentence's references the one nearest in length counts.",
        _parts(length=lambda hypothesis, several: max(map(len, several))),
    ),
    Mistake(
        "the shortest reference sets the length",
        "Of each sentence's references the one nearest in length counts.",
        _parts(length=lambda hypothesis, several: min(map(len, several))),
    ),
    Mistake(
        "the mean length of the references is taken",
        "Of each sentence's references the one nearest in length counts.",
        _parts(length=lambda hypothesis, several: np.mean(list(map(len, several)))),
    ),
    Mistake(
        "of two equally near references the longer is taken",
        "Of two that are equally near, the shorter one counts.",
        _parts(
            length=lambda hypothesis, several: min(
                map(len, several), key=lambda m: (abs(m - len(hypothesis)), -m)
            )
        ),
    ),
    Mistake(
        "only the first reference is read",
        "Each translation comes with a list of references.",
        lambda hypotheses, references, *, max_n: bleu(
            hypotheses, [several[:1] for several in references], max_n=max_n
        ),
    ),
    Mistake(
        "the scores of the sentences are averaged",
        "Counts and lengths are added over all sentences first.",
        per_sentence,
    ),
    Mistake(
        "the precisions of the sentences are averaged",
        "Counts are added over all sentences first: found and total, for each n.",
        _parts(mean_of_precisions),
    ),
]

"""BLEU of a set of translations, each with one or more references."""

from collections import Counter

import numpy as np

from ...exercises import Case, Question

WORDS = "the a cat dog sat ran on under mat table near big old".split()


def bleu(hypotheses, references, *, max_n):
    """Count clipped n-grams over the whole set, take their geometric mean, punish brevity."""
    p = [precision(hypotheses, references, n) for n in range(1, max_n + 1)]
    c = sum(map(len, hypotheses))
    r = sum(map(nearest_length, hypotheses, references))
    brevity = min(1.0, np.exp(1 - r / c))
    return brevity * np.prod(p) ** (1 / max_n)


def precision(hypotheses, references, n):
    """Count an n-gram at most as often as the reference that has it most often."""
    found = total = 0
    for hypothesis, several in zip(hypotheses, references, strict=True):
        counts, allowed = n_grams(hypothesis, n), Counter()
        for reference in several:
            allowed |= n_grams(reference, n)
        found += (counts & allowed).total()
        total += counts.total()
    return found / total


def n_grams(words, n):
    """Count every run of n words."""
    return Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))


def nearest_length(hypothesis, several):
    """Take the nearest of the references' lengths, the shorter of two that are equally near."""
    return min(map(len, several), key=lambda m: (abs(m - len(hypothesis)), m))


def sentence_cases(rng):
    """Draw references and translations that share runs of words with them."""

    def case(label, shapes, max_n=4, known=WORDS):
        """Each shape has the length of the translation, then those of its references."""
        hypotheses, references = [], []
        for length, *lengths in shapes:
            several = [_words(rng, size, known) for size in lengths]
            source = several[int(rng.integers(len(several)))]
            hypotheses.append(_worn(rng, source, length, known))
            references.append(several)
        return Case(label, (hypotheses, references), {"max_n": max_n})

    return [
        case("single words", [(9, 9)], max_n=1),
        case("repeated words", [(12, 12)], max_n=2, known=WORDS[:3]),
        case("one sentence", [(13, 12)]),
        case("one sentence", [(16, 11)]),
        case("too short", [(9, 14)]),
        case("too short", [(8, 11)], max_n=3),
        case("several references", [(15, 8, 9, 10)], known=WORDS[:2], max_n=2),
        case("several references", [(11, 9, 13, 15)], known=WORDS[:4], max_n=2),
        case("several references", [(10, 16, 11, 13)], known=WORDS[:3]),
        Case("several references", _of_two_references(rng), {"max_n": 2}),
        case("several sentences", [(9, 12), (17, 15), (11, 10)], known=WORDS[:5]),
        case("several of both", [(9, 12, 10), (16, 15, 18, 9), (12, 9, 14)], known=WORDS[:4]),
        Case("nothing in common", ([_words(rng, 6)], [["nothing like it".split()]]), {"max_n": 4}),
    ]


def _words(rng, length, known=WORDS):
    return [str(word) for word in rng.choice(known, length)]


def _of_two_references(rng):
    """Take the beginning of one reference and the end of the other."""
    first, second = _words(rng, 12), _words(rng, 12)
    return [[*first[:6], *second[6:]]], [[first, second]]


def _worn(rng, sentence, length, known):
    """Copy a sentence in two runs, with a word between, to a given length."""
    cut = int(rng.integers(4, len(sentence) - 3))
    worn = [*sentence[:cut], *_words(rng, 1), *sentence[cut:], *_words(rng, length, known)]
    return worn[:length]


QUESTION = Question(
    id="5_2.bleu",
    points=3,
    difficulty=4,
    minutes=35,
    section="5.2, BLEU, and the mistakes",
    reference=bleu,
    cases=sentence_cases,
)

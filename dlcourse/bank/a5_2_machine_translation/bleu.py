"""BLEU of a set of translations, each with one or more references."""

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Question
from ._bleu import bleu
from ._bleu_mistakes import MISTAKES

WORDS = "the a cat dog sat ran on under mat table near big old".split()


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
    points=4,
    difficulty=4,
    minutes=35,
    section="5.2, BLEU, and the mistakes",
    reference=bleu,
    cases=sentence_cases,
    forbids=(*LIBRARIES, "dlcourse.metrics", "nltk", "sacrebleu"),
    mistakes=MISTAKES,
    hints=[
        "collections.Counter of tuples counts n-grams. How many n-grams has a sentence of six "
        "words, for n = 4?",
        "For each n keep two numbers over all sentences: what was found, at most as often as "
        "allowed, and how many n-grams there were.",
        "Two numbers more for the penalty: all words of the translations, and for each the "
        "length of its nearest reference. If nothing was found for some n, the score is 0.",
    ],
)

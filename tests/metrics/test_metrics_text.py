"""BLEU and exact match: NLTK's numbers on random corpora, the examples of the article, edges."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dlcourse.metrics import bleu, exact_match

SmoothingFunction, corpus_bleu = (
    getattr(pytest.importorskip("nltk.translate.bleu_score"), name)
    for name in ("SmoothingFunction", "corpus_bleu")
)

METHODS = {"none": "method0", "epsilon": "method1", "add_one": "method2", "geometric": "method3"}

tokens = st.lists(st.sampled_from("abc"), max_size=9)
# Half of the sentences repeat one another's tokens, so that long n-grams are found too.
sentences = tokens | tokens.map(lambda few: (few * 4)[:12])
corpora = st.lists(
    st.tuples(sentences, st.lists(sentences, min_size=1, max_size=4)), min_size=1, max_size=5
)
WEIGHTS = [None, (0.1, 0.3, 0.5, 0.1), (0.5, 0.0, 0.25, 0.25), (0.7, 0.3), (1.0,), (0.2,) * 5]


def theirs(hypotheses, references, max_n, weights, smoothing):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NLTK says where an n-gram is not found
        return corpus_bleu(
            references,
            hypotheses,
            weights=tuple(weights or [1 / max_n] * max_n),
            smoothing_function=getattr(SmoothingFunction(), METHODS[smoothing]),
        )


@settings(max_examples=400, deadline=None)
@given(corpora, st.sampled_from(list(METHODS)), st.sampled_from(WEIGHTS), st.integers(1, 5))
@example([([], [["a"]])], "epsilon", None, 4)  # an empty hypothesis
@example([([], [["a"]]), (["a"], [["a"]])], "none", None, 1)
@example([(["a", "b"], [["a", "b"]])], "none", None, 4)  # fewer than n tokens
@example([(["a", "b"], [["a", "b"]])], "geometric", None, 4)
@example([(["a", "a"], [["b", "c"]])], "add_one", None, 2)  # not one token is found
@example([(["a", "b", "a"], [["a", "b"], ["a", "b", "a", "b"]])], "none", None, 2)  # equally near
@example([(["a", "b", "a"], [["a", "b", "a", "b"], ["a", "b"]])], "none", None, 2)
@example([(["a"], [[]])], "epsilon", None, 2)  # an empty reference
@example([(["a", "b", "c", "a"], [["a", "b", "c", "a"]])], "none", None, 4)
def test_bleu_equals_nltk(corpus, smoothing, weights, max_n):
    hypotheses, references = zip(*corpus, strict=True)
    max_n = max_n if weights is None else len(weights)
    ours = bleu(hypotheses, references, max_n=max_n, weights=weights, smoothing=smoothing)
    expected = theirs(hypotheses, references, max_n, weights, smoothing)
    assert ours == pytest.approx(expected, abs=1e-9)
    assert isinstance(ours, float)
    assert 0 <= ours <= 1 + 1e-12


def test_long_sentences_equal_nltk():
    rng = np.random.default_rng(0)
    for _ in range(20):
        references = [[rng.integers(0, 30, rng.integers(5, 40)).tolist()] for _ in range(30)]
        hypotheses = [
            [t if rng.random() < 0.8 else int(rng.integers(30)) for t in r[0]] for r in references
        ]
        expected = theirs(hypotheses, references, 4, None, "none")
        assert expected > 0.1
        assert bleu(hypotheses, references) == pytest.approx(expected, rel=1e-12)
        arrays = [np.array(h) for h in hypotheses]
        assert bleu(arrays, [[np.array(r) for r in rs] for rs in references]) == pytest.approx(
            expected, rel=1e-12
        )


def test_the_examples_of_the_article():
    """Section 2.1: of seven "the" two count. Section 2.2.2: exp(1 - r / c)."""
    references = ["the cat is on the mat".split(), "there is a cat on the mat".split()]
    assert bleu([["the"] * 7], [references], max_n=1) == pytest.approx(2 / 7)
    short = bleu([["the", "cat"]], [references], max_n=2)
    assert short == pytest.approx(math.exp(1 - 6 / 2))


def test_counts_are_summed_before_they_are_divided():
    hypotheses = [["a"], ["b", "b", "b"]]
    references = [[["a"]], [["c", "c", "c"]]]
    assert bleu(hypotheses, references, max_n=1) == pytest.approx(1 / 4)  # not (1 + 0) / 2


def test_without_smoothing_a_length_that_is_not_found_gives_zero():
    hypothesis, reference = "a b c".split(), "a c b".split()
    assert bleu([hypothesis], [[reference]]) == 0
    assert bleu([hypothesis], [[reference]], max_n=1) == 1
    assert bleu([hypothesis], [[reference]], max_n=2, weights=[1, 0]) == 1
    # p = 3/3, 0/2 and 0/1, by hand.
    for smoothing, product in [
        ("epsilon", 0.1 / 2 * 0.1),
        ("add_one", 1 / 3 * 1 / 2),
        ("geometric", 1 / 2 / 2 * 1 / 4),
    ]:
        score = bleu([hypothesis], [[reference]], max_n=3, smoothing=smoothing)
        assert score**3 == pytest.approx(product)


def test_exact_match():
    assert exact_match(["ab", "c", ""], ["ab", "d", ""]) == pytest.approx(2 / 3)
    assert exact_match([["a", "b"], []], [("a", "b"), ["a"]]) == 0.5
    assert exact_match([np.array([1, 2]), [3]], [[1, 2], np.array([3])]) == 1
    assert exact_match([["a"], ["b"]], [[["b"], ["a"]], [["a"]]]) == 0.5
    assert exact_match(["a", "b"], [["b", "a"], "b"]) == 1
    assert exact_match([["a", "b"]], [["ab"]]) == 0
    assert exact_match([["1"]], [[1]]) == 0


H, R = [["a", "b"]], [[["a", "b"]]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bleu([], []), "hypotheses must be a list of at least one sentence, got []"),
        (lambda: bleu("ab", R), "hypotheses must be a list of at least one sentence, got 'ab'"),
        (lambda: bleu(H, R * 2), "hypotheses and references must have the same length, got 1 and"),
        (lambda: bleu(["a b"], R), "hypotheses[0] must be a list of tokens, as from split() or "),
        (lambda: bleu(H, [[]]), "references[0] must be a list of sentences, got []"),
        (lambda: bleu(H, ["a b"]), "references[0] must be a list of sentences, got 'a b'"),
        (lambda: bleu(H, H), "references[0][0] must be a list of tokens, as from split() or list"),
        (lambda: bleu([[["a"]]], R), "hypotheses[0] must be a list of tokens"),
        (lambda: bleu([[{"a"}]], R), "hypotheses[0] must be a list of tokens"),
        (lambda: bleu([np.zeros((1, 2), int)], R), "hypotheses[0] must be a list of tokens"),
        (lambda: bleu(H, R, max_n=0), "max_n must be an integer of at least 1, got 0"),
        (lambda: bleu(H, R, weights=(0.5, 0.5)), "weights must be a list of max_n=4 numbers, got"),
        (lambda: bleu(H, R, max_n=2, weights=(0.5, 0.4)), "weights must sum to 1, got 0.9"),
        (lambda: bleu(H, R, max_n=2, weights=(2, -1)), "weights[0] must be a number from 0 to 1"),
        (lambda: bleu(H, R, smoothing="method4"), "smoothing must be 'none', 'epsilon', 'add_one'"),
        (lambda: exact_match([], []), "hypotheses must be a list of at least one sentence"),
        (lambda: exact_match(["a"], "a"), "references must be a list of at least one sentence"),
        (lambda: exact_match(["a"], ["a", "b"]), "must have the same length, got 1 and 2"),
        (lambda: exact_match(["a"], [5]), "references[0] must be a str, got 5"),
        (lambda: exact_match(["a"], [[["a"]]]), "references[0] must be a str, got ['a']"),
        (lambda: exact_match([["a"]], ["a"]), "references[0] must be a list of tokens"),
        (lambda: exact_match([5], [5]), "hypotheses[0] must be a list of tokens"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError) as caught:
        call()
    assert message in str(caught.value)

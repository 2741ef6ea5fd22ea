"""BLEU and exact match: NLTK's numbers on random corpora, the examples of the article, edges."""

import math

import numpy as np
import pytest

from dlcourse.metrics import bleu, exact_match


def test_bleu_equals_nltk():
    from bleu_of_nltk import check_any_corpus

    check_any_corpus()


def test_long_sentences_equal_nltk():
    from bleu_of_nltk import theirs

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

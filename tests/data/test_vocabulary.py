"""A vocabulary: numbers of tokens, batches, what is refused."""

import re

import numpy as np
import pytest

from dlcourse.data import Vocabulary


def test_vocabulary_numbers_its_tokens():
    vocabulary = Vocabulary(["b", "a"])
    assert list(vocabulary) == ["<pad>", "<bos>", "<eos>", "b", "a"]
    assert len(vocabulary) == 5
    assert (vocabulary.pad, vocabulary.bos, vocabulary.eos) == (0, 1, 2)
    assert vocabulary.encode(["a", "b", "a"]) == [4, 3, 4]
    assert vocabulary.decode([1, 4, 3, 2, 4]) == ["a", "b"]
    assert vocabulary.decode(np.array([4, 0, 0])) == ["a"]
    assert vocabulary.decode([]) == []
    assert "a" in vocabulary
    assert "c" not in vocabulary
    assert vocabulary == Vocabulary("ba")
    assert vocabulary != Vocabulary("ab")
    assert hash(vocabulary) == hash(Vocabulary("ba"))
    assert vocabulary.fingerprint != Vocabulary("ab").fingerprint


def test_vocabulary_of_sentences_has_one_order():
    sentences = [["z", "é"], ["a", "z"]]
    assert Vocabulary.of(sentences).tokens[3:] == ("a", "z", "é")
    assert Vocabulary.of(reversed(sentences)) == Vocabulary.of(sentences)
    assert repr(Vocabulary.of(sentences)).startswith("Vocabulary of 3 words")


def test_batch_is_filled_up_with_zeros():
    vocabulary = Vocabulary("ab")
    ids, lengths = vocabulary.batch([["a"], ["b", "a", "b"]])
    assert ids.tolist() == [[3, 0, 0], [4, 3, 4]]
    assert lengths.tolist() == [1, 3]
    ids, lengths = vocabulary.batch([["a"], ["b", "b"]], ends=True)
    assert ids.tolist() == [[1, 3, 2, 0], [1, 4, 4, 2]]
    assert lengths.tolist() == [3, 4]
    assert ids.dtype == lengths.dtype == np.int64


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda v: v.encode(["march", "marhc"]), "'marhc' is not in the vocabulary of 2 words"),
        (lambda v: v.encode(["marhc"]), "near it: march"),
        (lambda v: v.encode(["#"]), "it has may march ..."),
        (lambda v: Vocabulary(["-five", "may"]).encode(["#"]), "2 words; it has may ..."),
        (lambda v: Vocabulary(["1", "2"]).encode(["#"]), "2 words; it has 1 2 ..."),
        (lambda v: v.encode(["<pad>"]), "'<pad>' is not in the vocabulary"),
        (lambda v: v.encode([5]), "5 is not in the vocabulary"),
        (lambda v: v.encode([["may"]]), "['may'] is not in the vocabulary"),
        (lambda v: v.encode("may"), "must be a list of tokens, got the string 'may'"),
        (lambda v: v.encode([]), "sentence must have at least one token, got none"),
        (lambda v: v.encode(None), "sentence must be a list, got None"),
        (lambda v: v.batch("may"), "sentences must be lists of tokens, got the string 'may'"),
        (lambda v: v.batch(None), "sentences must be a list, got None"),
        (lambda v: v.decode([[3], [3, 4]]), "ids must be integers (T,), got [[3], [3, 4]]"),
        (lambda v: Vocabulary.of("may"), "must be lists of tokens, got the string 'may'"),
        (lambda v: Vocabulary.of(["may 5"]), "must be a list of tokens, got the string 'may 5'"),
        (lambda v: Vocabulary.of([["may", 5]]), "must be strings of at least one letter, got 5"),
        (lambda v: Vocabulary(None), "tokens must be a list, got None"),
        (lambda v: v.batch([]), "sentences must hold at least one sentence, got none"),
        (lambda v: v.batch([["may"], []]), "sentence must have at least one token"),
        (lambda v: v.decode([3, 5]), "ids must lie in 0..4, got 5"),
        (lambda v: v.decode([-1]), "ids must lie in 0..4, got -1"),
        (lambda v: v.decode([3.0]), "ids must be integers (T,), got float64 (1,)"),
        (lambda v: v.decode([[3]]), "ids must be integers (T,), got int64 (1, 1)"),
        (lambda v: Vocabulary(["a", "a"]), "'a' is there twice"),
        (lambda v: Vocabulary(["<eos>"]), "'<eos>' is there twice"),
        (lambda v: Vocabulary(["a", ""]), "tokens must be strings of at least one letter, got ''"),
        (lambda v: Vocabulary([3]), "tokens must be strings of at least one letter, got 3"),
    ],
)
def test_bad_use_of_a_vocabulary_is_refused(use, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        use(Vocabulary(["may", "march"]))

"""The languages of `6_5.fill_slots` are as its statement says, and no length gives a name away."""

from itertools import groupby

import numpy as np
import pytest

from dlcourse.bank.a6_5_customer_service._language import VOWELS, Language

KINDS = pytest.mark.parametrize("kind", ["words", "endings", "voice"])


def is_name(pair):
    """Only the words of names end in a consonant."""
    return pair[0][-1] not in VOWELS


def names_of(sentence):
    """Runs of words that end as names do, each a list of words with their tags."""
    pairs = zip(*(line.split() for line in sentence), strict=True)
    return [list(run) for name, run in groupby(pairs, key=is_name) if name]


@KINDS
@pytest.mark.parametrize("new", [False, True])
def test_between_two_names_there_is_another_word(kind, new):
    language = Language(kind, np.random.default_rng(0))
    known = {tuple(name) for name in language.names + language.strangers}
    for _ in range(200):
        for run in names_of(language.sentence(new)):
            *first, (last, tag) = run
            marked = kind == "endings" and tag != "O"
            assert (*(word for word, _ in first), last[:-2] if marked else last) in known, run


@KINDS
def test_names_and_other_words_have_the_same_lengths(kind):
    names, others = set(), set()
    for seed in range(5):
        language = Language(kind, np.random.default_rng(seed))
        sentences = [language.sentence(False)[0] for _ in range(50)]
        words = {word for line in sentences for word in line.split()}
        marks = {mark for around in language.marks.values() for mark in around}
        names |= {len(word) for word in words if word[-1] not in VOWELS}
        others |= {len(word) for word in words - marks if word[-1] in VOWELS}
    assert names == others == {2, 3, 4, 5, 6, 7}


def test_each_last_letter_of_a_name_can_be_learned():
    """Where a name's last word gets an ending, first words show the letters that no ending has."""
    for seed in range(100):
        language = Language("endings", np.random.default_rng(seed))
        with_slot = [name for k, name in enumerate(language.names) if k % 5 < 4]
        learned = {word[-1] for name in with_slot for word in name[:-1]}
        learned |= {ending[-1] for _, ending in language.marks.values()}
        names = language.names + language.strangers
        assert learned == {word[-1] for name in names for word in name}, seed

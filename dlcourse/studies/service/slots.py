"""Slots as spans of words, and how many of them a tagger finds."""

from collections import Counter
from typing import NamedTuple

import numpy as np

from ...settings import check_choice
from .words import UNKNOWN


class SpanScore(NamedTuple):
    """Of all slots of all sentences together."""

    precision: float  # share of the spans that were found which are right
    recall: float  # share of the right spans which were found
    f1: float  # their harmonic mean


def spans(tags):
    """Slots that the tags of one sentence name: (slot, first, end), the end not included.

    A span begins at a B, and at an I that does not go on with a span of its own slot (an I after
    an O, after another slot's tag, or at the start): the reading of the CoNLL evaluation script.
    It goes on through the I of its slot.

    Examples
    --------
    >>> spans(["O", "B-to", "I-to", "B-to", "I-from"])
    [('to', 1, 3), ('to', 3, 4), ('from', 4, 5)]
    """
    found, slot, first = [], None, 0
    for i, tag in enumerate([*tags, "O"]):
        place, _, name = tag.partition("-")
        if slot is not None and (place != "I" or name != slot):
            found.append((slot, first, i))
            slot = None
        if place != "O" and slot is None:
            slot, first = name, i
    return found


def span_f1(right, given):
    """Precision, recall and F1 of spans: one counts only if slot, start and end are right.

    .. math:: P = \\frac{|R \\cap G|}{|G|}, \\qquad Q = \\frac{|R \\cap G|}{|R|}, \\qquad
        F_1 = \\frac{2PQ}{P + Q} = \\frac{2\\,|R \\cap G|}{|R| + |G|}

    Parameters
    ----------
    right, given : sequence of sequence of str
        Tags of the same sentences: the true ones and the tagger's.

    Returns
    -------
    SpanScore
        A share of nothing is 0, as seqeval counts it.

    Raises
    ------
    ValueError
        If the sentences are not equally many, or two of them differ in length.

    References
    ----------
    Erik Tjong Kim Sang, Fien De Meulder (2003), Introduction to the CoNLL-2003 shared task.

    Examples
    --------
    >>> span_f1([["B-to", "I-to", "O", "B-day"]], [["B-to", "O", "O", "B-day"]])
    SpanScore(precision=0.5, recall=0.5, f1=0.5)
    """
    sizes = [[len(tags) for tags in side] for side in (right, given)]
    if sizes[0] != sizes[1]:
        raise ValueError(f"right and given must be of the same lengths, got {sizes[0]}, {sizes[1]}")
    sides = [
        {(i, *s) for i, tags in enumerate(side) for s in spans(tags)} for side in (right, given)
    ]
    both, wanted, found = len(sides[0] & sides[1]), len(sides[0]), len(sides[1])
    return SpanScore(*map(_share, (both, both, 2 * both), (found, wanted, wanted + found)))


def _share(part, whole):
    return part / whole if whole else 0.0


def tag_accuracy(right, given):
    """Share of the words whose tag is right."""
    pairs = [(a, b) for r, g in zip(right, given, strict=True) for a, b in zip(r, g, strict=True)]
    return float(np.mean([a == b for a, b in pairs]))


class CountedTags:
    """Gives each word the tag it had most often in training: by counting alone.

    Parameters
    ----------
    requests : list of Request
    window : {0, 1}
        0 looks at the word alone. 1 looks at the word and its neighbor on each side; where that
        triple was never seen, at the word and the one before it; then at the word alone.
        What was never seen at all is O.
    """

    def __init__(self, requests, window=0):
        check_choice("window", window, (0, 1))
        self.window, self.counts = window, {}
        self.words = {UNKNOWN} | {word for request in requests for word in request.words}
        for request in requests:
            for i, tag in enumerate(request.tags):
                for key in self._keys(request.words, i):
                    self.counts.setdefault(key, Counter())[tag] += 1

    def tags(self, sentences):
        """Tags of each sentence's words, a list of lists of str."""
        seen = [[w if w in self.words else UNKNOWN for w in words] for words in sentences]
        return [[self._tag(words, i) for i in range(len(words))] for words in seen]

    def _keys(self, words, i):
        """What a tag is counted under, the most detailed first."""
        around = ("<bos>", *words, "<eos>")
        before, word, after = around[i : i + 3]
        wide = [(before, word, after), (before, word)] if self.window else []
        return [*wide, (word,)]

    def _tag(self, words, i):
        known = next((k for k in self._keys(words, i) if k in self.counts), None)
        return "O" if known is None else self.counts[known].most_common(1)[0][0]

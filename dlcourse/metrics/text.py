"""Metrics of texts: how near the sentences that were written are to those that were wanted."""

import math
from collections import Counter
from collections.abc import Hashable

import numpy as np

from ..settings import check_choice, check_integer, check_number

SMOOTHING = "none", "epsilon", "add_one", "geometric"


def bleu(hypotheses, references, *, max_n=4, weights=None, smoothing="none"):
    """Bilingual evaluation understudy of a corpus: ``brevity · exp(Σ_n weights[n] log p[n])``.

    p[n] is the share of the hypotheses' n-grams that occur in a reference, an n-gram counting at
    most as often as in one of its references. Numbers of n-grams are summed over the corpus before
    they are divided. The factor brevity is 1 if the hypotheses have more tokens in all, c, than the
    references, r, else exp(1 - r / c); of several references, the one nearest in length counts, of
    two as near, the shorter one.

    Parameters
    ----------
    hypotheses : list of N sentences
        A sentence is a list or array of tokens, such as words or ids; it may be empty.
    references : list of N lists of sentences
        One or more for each hypothesis.
    max_n : int
        The longest n-grams.
    weights : list of max_n numbers, optional
        They sum to 1. Default: all equal.
    smoothing : {"none", "epsilon", "add_one", "geometric"}
        What to do where no n-gram of some length is found. "none": the score is 0. "epsilon": 0.1
        of them are. "add_one": one more is found among one more, of each length above 1.
        "geometric": half of one is, for the next such length a quarter, and so on. These are
        ``method0`` to ``method3`` of NLTK. Where not one token is found, the score is always 0.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        If the corpus is empty, lengths differ, a sentence is a str or no list, a hypothesis has no
        reference, or a setting does not fit.

    Notes
    -----
    Equal to ``nltk.translate.bleu_score.corpus_bleu``, also where it departs from the article: a
    hypothesis of fewer than n tokens counts as if it had one n-gram, not found. Without smoothing,
    NLTK takes 2e-308 for p[n] = 0, so that its score is not quite 0.

    References
    ----------
    Papineni, Roukos, Ward, Zhu (2002), BLEU: a Method for Automatic Evaluation of Machine
    Translation, sections 2.1 to 2.3.
    Smoothing: Chen, Cherry (2014), A Systematic Comparison of Smoothing Techniques for
    Sentence-Level BLEU.

    Examples
    --------
    Of the four tokens two count, as the reference has one "the" and one "cat": p[1] = 2/4. Of the
    pairs "the cat", "cat the", "the cat" one counts: p[2] = 1/3. No brevity: √(2/4 · 1/3) = √(1/6).

    >>> hypothesis, reference = ["the", "cat", "the", "cat"], ["the", "cat", "sat"]
    >>> round(bleu([hypothesis], [[reference]], max_n=2) ** 2, 4)
    0.1667
    """
    weights = _check_settings(max_n, weights, smoothing)
    pairs = _check_corpus(hypotheses, references)
    counts = [_count(pairs, n) for n in range(1, max_n + 1)]
    if counts[0][0] == 0:
        return 0.0
    logs = [
        weight * _log(share)
        for weight, share in zip(weights, _smooth(counts, smoothing), strict=True)
        if weight > 0
    ]
    c = sum(len(hypothesis) for hypothesis, _ in pairs)
    r = sum(_nearest_length(*pair) for pair in pairs)
    return math.exp(min(0, 1 - r / c) + math.fsum(logs))


def exact_match(hypotheses, references):
    """Share of hypotheses that equal their reference, or one of several, token by token.

    Parameters
    ----------
    hypotheses : list of N sentences
        Each a str, or a list or array of tokens.
    references : list of N sentences of that kind, or of N lists of them

    Raises
    ------
    ValueError
        If there is none, lengths differ, or a reference is no sentence of that kind.

    Examples
    --------
    >>> exact_match(["le chat", "un chien"], ["le chat", "le chien"])
    0.5
    >>> exact_match([["le", "chat"]], [[["un", "chat"], ["le", "chat"]]])
    1.0
    """
    _check_lengths(hypotheses, references)
    right = 0
    for i, (hypothesis, given) in enumerate(zip(hypotheses, references, strict=True)):
        kind = str if isinstance(hypothesis, str) else tuple
        tokens = _sentence(f"hypotheses[{i}]", hypothesis, kind)
        several = isinstance(given, (list, tuple)) and (kind is str or _holds_sentences(given))
        right += any(
            tokens == _sentence(f"references[{i}]", reference, kind)
            for reference in (given if several else [given])
        )
    return right / len(hypotheses)


def _count(pairs, n):
    """Numbers of n-grams of the hypotheses: those found in a reference, and all."""
    found = total = 0
    for hypothesis, references in pairs:
        here = _ngrams(hypothesis, n)
        there = Counter()
        for reference in references:
            there |= _ngrams(reference, n)  # the larger count of each
        found += (here & there).total()  # the smaller one
        total += max(here.total(), 1)
    return found, total


def _ngrams(tokens, n):
    return Counter(tokens[i : i + n] for i in range(len(tokens) - n + 1))


def _smooth(counts, smoothing):
    """p[n] for each (found, total)."""
    halves = 1
    for n, (found, total) in enumerate(counts, start=1):
        if smoothing == "add_one" and n > 1:
            found, total = found + 1, total + 1
        elif smoothing == "epsilon" and not found:
            found = 0.1
        elif smoothing == "geometric" and not found:
            halves /= 2
            found = halves
        yield found / total


def _log(share):
    return math.log(share) if share else -math.inf


def _nearest_length(hypothesis, references):
    return min(map(len, references), key=lambda length: (abs(length - len(hypothesis)), length))


def _check_settings(max_n, weights, smoothing):
    check_integer("max_n", max_n, low=1)
    check_choice("smoothing", smoothing, SMOOTHING)
    if weights is None:
        return [1 / max_n] * max_n
    if not isinstance(weights, (list, tuple)) or len(weights) != max_n:
        raise ValueError(f"weights must be a list of max_n={max_n} numbers, got {weights!r}")
    weights = [check_number(f"weights[{i}]", weight, 0, 1) for i, weight in enumerate(weights)]
    if abs(math.fsum(weights) - 1) > 1e-6:
        raise ValueError(f"weights must sum to 1, got {math.fsum(weights)}")
    return weights


def _check_corpus(hypotheses, references):
    """The corpus as pairs of a sentence and its references, each sentence a tuple."""
    _check_lengths(hypotheses, references)
    pairs = []
    for i, (hypothesis, given) in enumerate(zip(hypotheses, references, strict=True)):
        if not isinstance(given, (list, tuple)) or not given:
            raise ValueError(f"references[{i}] must be a list of sentences, got {given!r}")
        sentences = [
            _sentence(f"references[{i}][{j}]", reference, tuple)
            for j, reference in enumerate(given)
        ]
        pairs.append((_sentence(f"hypotheses[{i}]", hypothesis, tuple), sentences))
    return pairs


def _check_lengths(hypotheses, references):
    for name, corpus in (("hypotheses", hypotheses), ("references", references)):
        if not isinstance(corpus, (list, tuple)) or not corpus:
            raise ValueError(f"{name} must be a list of at least one sentence, got {corpus!r}")
    if len(hypotheses) != len(references):
        raise ValueError(
            "hypotheses and references must have the same length, "
            f"got {len(hypotheses)} and {len(references)}"
        )


def _sentence(name, given, kind):
    """A sentence as a tuple of tokens, or as it is where texts are compared."""
    if kind is str and isinstance(given, str):
        return given
    if kind is tuple and isinstance(given, np.ndarray) and given.ndim == 1:
        given = given.tolist()
    if kind is tuple and isinstance(given, (list, tuple)) and _holds_tokens(given):
        return tuple(given)
    wanted = "a str" if kind is str else "a list of tokens, as from split() or list()"
    raise ValueError(f"{name} must be {wanted}, got {given!r}")


def _holds_tokens(given):
    return all(isinstance(token, Hashable) for token in given) and not _holds_sentences(given)


def _holds_sentences(given):
    return any(isinstance(token, (list, tuple, np.ndarray)) for token in given)

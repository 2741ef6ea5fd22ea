"""From probabilities to a sentence: the greedy way, and beam search."""

from typing import NamedTuple

import numpy as np

from ...functional import log_softmax_forward
from ...settings import check_integer, check_number
from ._beam import Beam
from .model import check_model


class Hypothesis(NamedTuple):
    """A translation and what the model thinks of it."""

    tokens: list  # without the tokens that begin and end a sentence
    log_prob: float  # natural logarithm of its probability, its end included
    score: float  # log_prob / length ** alpha: what a search ranks by
    ended: bool  # False: cut off at max_length
    attention: np.ndarray | None  # (length, S): where each token, and the end, looked


def greedy(model, source, *, bos=1, eos=2, max_length=50):
    """Take the most probable token at every step, until the end token.

    Parameters
    ----------
    model : EncoderDecoder
    source : integers (N, S)
        Sentences, filled up with the model's `pad`.
    bos, eos : int
        Target tokens that begin and end a sentence.
    max_length : int
        Tokens at most, the end included.

    Returns
    -------
    list of Hypothesis
        One for each sentence. It is cut off if it has not ended within max_length.

    Raises
    ------
    ValueError
        If a setting does not fit, a weight of the model is not finite, a token is outside its
        vocabulary or a sentence is empty.
    """
    _check(model, bos, eos, max_length)
    memory = model.encode(source)
    token, state = np.full((len(source), 1), bos), memory.start
    tokens, log_probs, looks = [], [], []
    while len(tokens) < max_length and not (tokens and _ended(tokens, eos).all()):
        logits, state, weights = model.decode(token, memory, state)
        log_p, _ = log_softmax_forward(logits, dim=2)
        token = log_p.argmax(axis=2)
        tokens.append(token[:, 0])
        log_probs.append(log_p.max(axis=2)[:, 0])
        looks.append(weights)
    looks = np.concatenate(looks, axis=1) if model.attention else [None] * len(source)
    tokens, log_probs = np.stack(tokens, axis=1), np.stack(log_probs, axis=1)
    return [_cut(*parts, eos) for parts in zip(tokens, log_probs, looks, strict=True)]


def beam_search(model, source, width=4, *, alpha=0.0, bos=1, eos=2, max_length=50):
    """Go on from the `width` most probable beginnings at every step, not from one.

    Every beginning is tried with every next token. Those of the `width` most probable results that
    end are finished; the `width` most probable of the others go on. It is over when no beginning
    under way can still beat the best that is finished, however it goes on. With ``width=1`` and
    ``alpha=0`` this is `greedy`.

    Parameters
    ----------
    model : EncoderDecoder
    source : integers (N, S)
    width : int
    alpha : float
        From 0 to 10. Every token costs probability, so short sentences are favored. Finished
        translations are ranked by ``log_prob / length ** alpha``: 0 ranks by the probability, 1 by
        its mean over the tokens.
    bos, eos, max_length : int
        As in `greedy`.

    Returns
    -------
    list of list of Hypothesis
        For each sentence at most `width` that were finished when the search was over, the best
        first. If none has ended within max_length, those that were under way.

    Raises
    ------
    ValueError
        If a setting does not fit, a weight of the model is not finite, a token is outside its
        vocabulary or a sentence is empty.

    References
    ----------
    Yonghui Wu and others (2016), Google's neural machine translation system: bridging the gap
    between human and machine translation, divide by a power of the length too. When to stop: Liang
    Huang, Kai Zhao, Mingbo Ma (2017), When to finish? Optimal beam search for neural text
    generation (modulo beam size).
    """
    _check(model, bos, eos, max_length)
    check_integer("width", width, low=1)
    check_alpha(alpha)
    beam, finished = Beam(model, source, width, bos), [[] for _ in source]
    over = np.zeros(len(source), bool)
    while beam.length < max_length and not over.all():
        for row, way in beam.step(eos):
            if not over[row]:
                finished[row].append(_hypothesis(*way, True, alpha))
        best = [max((way.score for way in ways), default=-np.inf) for ways in finished]
        # A longer sentence is no more probable, and its length divides by max_length ** alpha.
        over = beam.log_prob.max(axis=1) / max_length**alpha <= best
    for row, ways in enumerate(finished):
        if not ways:
            ways += [_hypothesis(*way, False, alpha) for way in beam.under_way(row)]
    return [sorted(ways, key=lambda way: -way.score)[:width] for ways in finished]


def check_alpha(alpha):
    """Refuse powers of the length that are negative, or too large for any use."""
    check_number("alpha", alpha, 0, 10)


def _hypothesis(tokens, log_prob, attention, ended, alpha):
    length = len(tokens)
    tokens = tokens[:-1] if ended else tokens
    score = float(log_prob / length**alpha)
    return Hypothesis(tokens.tolist(), float(log_prob), score, ended, attention)


def _ended(tokens, eos):
    return (np.stack(tokens) == eos).any(axis=0)


def _cut(tokens, log_probs, attention, eos):
    """A row up to its end token: what was computed behind it for the sake of others is dropped."""
    ended = bool((tokens == eos).any())
    length = int((tokens == eos).argmax()) + 1 if ended else len(tokens)
    attention = None if attention is None else attention[:length]
    return _hypothesis(tokens[:length], log_probs[:length].sum(), attention, ended, 0.0)


def _check(model, bos, eos, max_length):
    check_model(model)
    for name, param in model.params.items():
        if not np.isfinite(param).all():
            raise ValueError(f"{name} of the model is not finite: its training has failed")
    for name, token in (("bos", bos), ("eos", eos)):
        check_integer(name, token, 0, model.sizes[1] - 1)
    check_integer("max_length", max_length, low=1)

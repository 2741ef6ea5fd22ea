"""Greedy and beam search: the twin's choices, the chain rule, the best of all ways."""

import itertools

import numpy as np
import pytest
from small_translators import ATTENTION, SOURCE, TARGET, Twin, build, trained

from dlcourse.checks.torch import copy_weights
from dlcourse.functional import log_softmax_forward
from dlcourse.studies.translation import beam_search, greedy


@ATTENTION
def test_learns_by_heart_what_it_is_shown(attention):
    model = trained(attention, 150)
    wanted = [[k for k in row[1:] if k not in (0, 2)] for row in TARGET.tolist()]
    assert [found.tokens for found in greedy(model, SOURCE)] == wanted


@ATTENTION
@pytest.mark.parametrize("steps", [0, 20, 60])
def test_greedy_is_that_of_pytorch(attention, steps):
    model, twin = trained(attention, steps), Twin(attention).double()
    copy_weights(model, twin)
    for row, found in zip(SOURCE, greedy(model, SOURCE, max_length=9), strict=True):
        assert found.tokens == twin.translate(row[row != 0], 9)


def log_prob_of(model, source, tokens):
    """The chain rule, term by term."""
    log_p, _ = log_softmax_forward(model(source[None], np.array([[1, *tokens[:-1]]])), dim=1)
    return sum(log_p[0, token, t] for t, token in enumerate(tokens))


@ATTENTION
@pytest.mark.parametrize("steps", [0, 20])
def test_log_prob_is_that_of_the_chain_rule(attention, steps):
    model = trained(attention, steps)
    ways = [*enumerate(greedy(model, SOURCE, max_length=6))]
    beams = enumerate(beam_search(model, SOURCE, 5, max_length=6))
    ways += [(row, way) for row, found in beams for way in found]
    for row, way in ways:
        source, tokens = SOURCE[row][SOURCE[row] != 0], way.tokens + [2] * way.ended
        assert np.isclose(way.log_prob, log_prob_of(model, source, tokens), rtol=1e-10)
        if attention:
            memory = model.encode(SOURCE[row][None])
            _, _, looked = model.decode(np.array([[1, *tokens[:-1]]]), memory, memory.start)
            assert np.allclose(way.attention, looked[0], rtol=0, atol=1e-12)
            assert np.allclose(way.attention.sum(axis=1), 1)
            assert np.allclose(way.attention[:, len(source) :], 0)


@ATTENTION
@pytest.mark.parametrize("steps", [0, 20, 60])
def test_beam_of_one_is_greedy(attention, steps):
    model = trained(attention, steps)
    for one, (other,) in zip(
        greedy(model, SOURCE, max_length=9),
        beam_search(model, SOURCE, 1, max_length=9),
        strict=True,
    ):
        assert one.tokens == other.tokens
        assert one.ended == other.ended
        assert np.isclose(one.log_prob, other.log_prob, rtol=1e-12)
        assert not attention or np.allclose(one.attention, other.attention)


@pytest.mark.parametrize("alpha", [0.0, 0.6, 1.0])
@pytest.mark.parametrize("steps", [0, 20])
def test_wide_beam_finds_the_best_of_all(alpha, steps):
    model, most = trained(True, steps), 4
    for row in (0, 1):
        source = SOURCE[row][SOURCE[row] != 0]
        inner = [k for k in range(7) if k != 2]
        ways = [
            (*way, 2) for length in range(most) for way in itertools.product(inner, repeat=length)
        ]
        scores = {way: log_prob_of(model, source, way) / len(way) ** alpha for way in ways}
        found = beam_search(model, source[None], 2000, alpha=alpha, max_length=most)[0]
        assert (*found[0].tokens, 2) == max(scores, key=scores.get)
        for way in found:
            assert np.isclose(way.score, scores[*way.tokens, 2])
        assert [way.score for way in found] == sorted((way.score for way in found), reverse=True)


def test_wider_beams_find_at_least_as_much():
    model = trained(True, 20)
    probabilities = [
        [found[0].log_prob for found in beam_search(model, SOURCE, width, max_length=9)]
        for width in (1, 30)
    ]
    assert (np.array(probabilities[1]) >= np.array(probabilities[0]) - 1e-12).all()


@ATTENTION
def test_search_does_not_depend_on_the_batch(attention):
    model = trained(attention, 20)
    together = beam_search(model, SOURCE, 3, max_length=7)
    for row, found in zip(SOURCE, together, strict=True):
        alone = beam_search(model, row[row != 0][None], 3, max_length=7)[0]
        assert [way.tokens for way in alone] == [way.tokens for way in found]


def test_unended_translations_are_said_to_be():
    model = build()
    model.inner["output"].params["bias"][2] = -50.0  # it never ends
    (cut,) = greedy(model, SOURCE[:1], max_length=4)
    assert not cut.ended
    assert len(cut.tokens) == 4
    assert not any(way.ended for way in beam_search(model, SOURCE[:1], 2, max_length=4)[0])


def test_an_empty_translation_is_one():
    model = build()
    model.inner["output"].params["bias"][2] = 50.0  # it ends at once
    assert greedy(model, SOURCE[:1])[0].tokens == []
    assert beam_search(model, SOURCE[:1], 2)[0][0].tokens == []


@pytest.mark.parametrize("search", [greedy, beam_search])
@pytest.mark.parametrize(
    ("source", "message"),
    [
        ([[4, 10]], "source holds the token 10 in sentence 0, but .* 0 to 9"),
        ([[4, 5], [4, -1]], "source holds the token -1 in sentence 1"),
        ([[4, 5], [0, 0]], "sentence 1 of source is empty"),
        ([[4, 0, 5]], "sentence 0 of source has padding before its last token"),
        (np.zeros((2, 0), int), "source must hold at least one sentence and one token"),
        ([4, 5], "source must have 2 axes"),
        ([[4.0]], "source must be integers"),
    ],
)
def test_bad_sentences_are_refused(search, source, message):
    with pytest.raises(ValueError, match=message):
        search(build(), np.array(source))

"""The encoder-decoder: gradients, the twin in PyTorch, the searches, what is refused."""

import itertools

import numpy as np
import pytest
import torch
from torch import nn

from dlcourse.checks import gradcheck_model
from dlcourse.checks.torch import compare_training, copy_weights
from dlcourse.functional import cross_entropy_backward, cross_entropy_forward, log_softmax_forward
from dlcourse.optim import Adam
from dlcourse.studies.translation import EncoderDecoder, beam_search, greedy

LOSS = cross_entropy_forward, cross_entropy_backward
ATTENTION = pytest.mark.parametrize("attention", [True, False], ids=["attention", "plain"])
SOURCE = np.array([[4, 5, 6, 3], [8, 4, 0, 0], [3, 7, 2, 0], [5, 0, 0, 0], [9, 9, 1, 4]])
TARGET = np.array(
    [
        [1, 5, 3, 6, 5, 2],
        [1, 4, 2, 0, 0, 0],
        [1, 4, 4, 2, 0, 0],
        [1, 2, 0, 0, 0, 0],
        [1, 6, 6, 6, 3, 2],
    ]
)


def build(attention=True, seed=0, dtype=np.float64, **sizes):
    sizes = {"embedding": 3, "hidden": 6, **sizes}
    return EncoderDecoder(
        10, 7, attention=attention, rng=np.random.default_rng(seed), dtype=dtype, **sizes
    )


class Twin(nn.Module):
    """The same model in PyTorch's own layers, written without a look at ours."""

    def __init__(self, attention, embedding=3, hidden=6):
        super().__init__()
        self.source_embedding = nn.Embedding(10, embedding)
        self.encoder = nn.LSTM(embedding, hidden // 2, batch_first=True, bidirectional=True)
        self.target_embedding = nn.Embedding(7, embedding)
        self.decoder = nn.LSTM(embedding, hidden, batch_first=True)
        if attention:
            self.combine = nn.Linear(2 * hidden, hidden)
        self.output = nn.Linear(hidden, 7)
        self.attention = attention

    def forward(self, source, target):
        lengths = (source != 0).sum(dim=1)
        packed = nn.utils.rnn.pack_padded_sequence(
            self.source_embedding(source), lengths, batch_first=True, enforce_sorted=False
        )
        states, ends = self.encoder(packed)
        states, _ = nn.utils.rnn.pad_packed_sequence(
            states, batch_first=True, total_length=source.shape[1]
        )
        start = tuple(torch.cat([end[0], end[1]], dim=1)[None] for end in ends)
        out, _ = self.decoder(self.target_embedding(target), start)
        if self.attention:
            mask = (source != 0)[:, None]
            attend = nn.functional.scaled_dot_product_attention
            context = attend(out, states, states, mask, scale=1.0)
            out = torch.tanh(self.combine(torch.cat([context, out], dim=2)))
        return self.output(out).mT

    @torch.no_grad()
    def translate(self, source, max_length):
        """Greedy, from the beginning at every step: slow, and hard to get wrong."""
        tokens = [1]
        while len(tokens) <= max_length and tokens[-1] != 2:
            logits = self(torch.tensor(source)[None], torch.tensor([tokens]))
            tokens.append(int(logits[0, :, -1].argmax()))
        return tokens[1:-1] if tokens[-1] == 2 else tokens[1:]


@ATTENTION
def test_gradients(attention):
    report = gradcheck_model(
        build(attention),
        (SOURCE, TARGET[:, :-1]),
        loss=LOSS,
        targets=TARGET[:, 1:],
        ignore_index=0,
    )
    assert len(report.errors) == len(build(attention).params)


@ATTENTION
def test_training_is_that_of_pytorch(attention):
    ours, theirs = build(attention), Twin(attention).double()
    rng = np.random.default_rng(1)
    orders = [rng.permutation(5)[:3] for _ in range(5)]
    batches = [((SOURCE[i], TARGET[i, :-1]), TARGET[i, 1:]) for i in orders]
    report = compare_training(
        ours,
        theirs,
        batches,
        optimizer=Adam(ours.params),
        torch_optimizer=torch.optim.Adam(theirs.parameters()),
        clip_norm=0.5,
        ignore_index=0,
    )
    assert report.steps == 5


@ATTENTION
def test_padding_changes_nothing(attention):
    model = build(attention)
    alone = model(SOURCE[1:2, :2], TARGET[1:2, :-1])
    assert np.allclose(model(SOURCE, TARGET[:, :-1])[1], alone[0], rtol=0, atol=1e-12)


@ATTENTION
def test_loss_is_the_mean_over_real_tokens(attention):
    model = build(attention)
    loss, _ = cross_entropy_forward(
        model(SOURCE, TARGET[:, :-1]), targets=TARGET[:, 1:], ignore_index=0
    )
    total, count = 0.0, 0
    for source, target in zip(SOURCE, TARGET, strict=True):
        source, target = source[source != 0][None], target[target != 0][None]
        log_p, _ = log_softmax_forward(model(source, target[:, :-1]), dim=1)
        for t, token in enumerate(target[0, 1:]):
            total, count = total - log_p[0, token, t], count + 1
    assert np.isclose(loss, total / count, rtol=1e-12)


def trained(attention, steps=60):
    """A model that has seen the five sentences, so that its translations end."""
    model = build(attention)
    optimizer = Adam(model.params, lr=0.03)
    for _ in range(steps):
        _, cache = cross_entropy_forward(
            model(SOURCE, TARGET[:, :-1]), targets=TARGET[:, 1:], ignore_index=0
        )
        model.backward(cross_entropy_backward(1.0, cache))
        optimizer.step(model.grads)
    return model


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


def test_a_mask_that_hides_everything_is_refused():
    model = build()
    memory = model.encode(SOURCE)
    memory.mask[3] = False
    with pytest.raises(ValueError, match="the mask hides all of sentence 3"):
        model.decode(TARGET, memory, memory.start)


@ATTENTION
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t, m, s: (t[:2], m, s), "source has 5 sentences but target has 2"),
        (lambda t, m, s: (t, m, tuple(a[:, :1] for a in s)), r"h_0 must have shape \(1, 5, 6\)"),
        (lambda t, m, s: (t, m, tuple(a[..., :4] for a in s)), r"h_0 must have shape \(1, 5, 6\)"),
        (lambda t, m, s: (t, m, s[0]), "states must be the pair"),
        (lambda t, m, s: (t, m, None), r"state must be a pair \(h, c\), .* got None"),
        (lambda t, m, s: (t, None, s), "memory must be what encode returns, got NoneType"),
        (lambda t, m, s: (t, tuple(m), s), "memory must be what encode returns, got tuple"),
    ],
)
def test_what_does_not_belong_together_is_refused(attention, change, message):
    """Without attention the memory is not looked at, so nothing else would notice."""
    model = build(attention)
    memory = model.encode(SOURCE)
    with pytest.raises(ValueError, match=message):
        model.decode(*change(TARGET, memory, memory.start))


def diverged(model):
    model.params["output.bias"][3] = np.nan
    return model


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m: m(SOURCE, TARGET[:2]), "source has 5 sentences but target has 2"),
        (lambda m: m(SOURCE, TARGET + 5), "target holds the token 10 in sentence 0"),
        (lambda m: m(SOURCE, None), "target must be a NumPy array, got NoneType"),
        (lambda m: greedy(diverged(m), SOURCE), "output.bias of the model is not finite"),
        (lambda m: beam_search(diverged(m), SOURCE), "output.bias of the model is not finite"),
        (lambda m: beam_search(m, SOURCE, alpha=11), "alpha must be a number from 0 to 10, got 11"),
        (lambda m: greedy(m, SOURCE, max_length=0), "max_length must be an integer of at least 1"),
        (lambda m: greedy(m, SOURCE, bos=7), "bos must be an integer from 0 to 6"),
        (lambda m: beam_search(m, SOURCE, 0), "width must be an integer of at least 1"),
        (lambda m: beam_search(m, SOURCE, alpha=-1), "alpha must be a number"),
        (lambda m: greedy(None, SOURCE), "model must be an EncoderDecoder, got NoneType"),
        (lambda m: build(hidden=5), "hidden must be even"),
        (lambda m: build(hidden=0), "hidden must be an integer of at least 1"),
        (lambda m: build(attention=1), "attention must be True or False"),
    ],
)
def test_bad_settings_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call(build())


def test_state_dict_round_trip():
    model, other = build(), build(seed=1)
    other.load_state_dict(model.state_dict())
    assert np.array_equal(model(SOURCE, TARGET), other(SOURCE, TARGET))
    assert build(dtype=np.float32)(SOURCE, TARGET).dtype == np.float32

"""The encoder-decoder: gradients, the twin in PyTorch, what is refused."""

import numpy as np
import pytest
import torch
from small_translators import ATTENTION, SOURCE, TARGET, Twin, build

from dlcourse.checks import gradcheck_model
from dlcourse.checks.torch import compare_training
from dlcourse.functional import cross_entropy_backward, cross_entropy_forward, log_softmax_forward
from dlcourse.optim import Adam
from dlcourse.studies.translation import beam_search, greedy

LOSS = cross_entropy_forward, cross_entropy_backward


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

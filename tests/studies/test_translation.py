"""Training, and from text to text."""

import numpy as np
import pytest

from dlcourse.data import Vocabulary
from dlcourse.functional import cross_entropy_forward
from dlcourse.optim import SGD, Adam, CosineAnnealingLR
from dlcourse.studies.translation import (
    EncoderDecoder,
    Translator,
    batches,
    step,
    train,
)
from dlcourse.studies.translation.corpus import tokenize

PAIRS = [
    (["one"], ["un"]),
    (["two", "euros"], ["deux", "euros"]),
    (["one", "and", "two"], ["un", "et", "deux", "euros"]),
    (["two"], ["deux"]),
    (["euros", "one"], ["euros", "et", "un"]),
]
ENGLISH, FRENCH = (Vocabulary.of(side) for side in zip(*PAIRS, strict=True))
SOURCE, _ = ENGLISH.batch([source for source, _ in PAIRS])
TARGET, _ = FRENCH.batch([target for _, target in PAIRS], ends=True)


def build(seed=0, attention=True, dtype=np.float64):
    rng = np.random.default_rng(seed)
    return EncoderDecoder(len(ENGLISH), len(FRENCH), 6, 8, attention, rng=rng, dtype=dtype)


def test_batches_hold_every_pair_once():
    rng = np.random.default_rng(0)
    seen = []
    for source, target in batches(SOURCE, TARGET, batch_size=2, rng=rng):
        assert len(source) == len(target) <= 2
        assert (source != 0).any(axis=0).all()  # no column of padding
        assert (target != 0).any(axis=0).all()
        pad = ((0, 0), (0, SOURCE.shape[1] - source.shape[1]))
        seen += np.pad(source, pad).tolist()
    assert sorted(seen) == sorted(SOURCE.tolist())


def test_batches_join_pairs_of_like_length():
    rng = np.random.default_rng(0)
    lengths = rng.integers(1, 20, 400)
    target = (np.arange(20) < lengths[:, None]).astype(int)
    made = list(batches(target, target, batch_size=40, rng=rng))
    columns = sum(len(rows) * rows.shape[1] for _, rows in made)
    assert columns < 1.15 * lengths.sum()
    widths = [rows.shape[1] for _, rows in made]
    assert widths != sorted(widths)  # but they do not come in that order


def test_step_descends_the_masked_loss_with_a_bound():
    model = build()
    before = {name: p.copy() for name, p in model.params.items()}
    loss = step(model, SGD(model.params, lr=1.0), SOURCE, TARGET, clip_norm=0.01)
    moved = np.sqrt(sum(((model.params[k] - before[k]) ** 2).sum() for k in before))
    assert np.isclose(moved, 0.01, rtol=1e-3)
    model.load_state_dict(before)
    logits = model(SOURCE, TARGET[:, :-1])
    wanted, _ = cross_entropy_forward(logits, targets=TARGET[:, 1:], ignore_index=0)
    assert np.isclose(loss, wanted, rtol=1e-12)


def learn(seed=0, **settings):
    settings = {"epochs": 60, "batch_size": 2, "lr": 0.03, "progress": False} | settings
    model = build()
    losses = train(model, SOURCE, TARGET, rng=np.random.default_rng(seed), **settings)
    return model, losses


def test_training_learns_the_pairs_and_repeats():
    model, losses = learn()
    assert len(losses) == 60 * 3
    assert losses[-1] < 0.05 * losses[0]
    translator = Translator(model, ENGLISH, FRENCH, "fr")
    found = translator.translate([" ".join(source) for source, _ in PAIRS])
    assert [way.tokens for way in found] == [target for _, target in PAIRS]
    again, _ = learn()
    other, _ = learn(seed=1)
    same = [np.array_equal(model.params[name], again.params[name]) for name in model.params]
    assert all(same)
    assert not np.array_equal(model.params["output.bias"], other.params["output.bias"])


def test_training_is_adam_along_half_a_cosine():
    model, losses = learn(epochs=4)
    other, rng = build(), np.random.default_rng(0)
    optimizer = Adam(other.params, lr=0.03)
    schedule = CosineAnnealingLR(optimizer, 4 * 3)
    by_hand = []
    for _ in range(4):
        for pair in batches(SOURCE, TARGET, batch_size=2, rng=rng):
            by_hand.append(step(other, optimizer, *pair))
            schedule.step()
    assert losses == by_hand
    assert all(np.array_equal(model.params[name], other.params[name]) for name in model.params)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"epochs": 0}, "epochs must be an integer of at least 1"),
        ({"batch_size": 1.5}, "batch_size must be an integer"),
        ({"clip_norm": -1}, "clip_norm must be a number"),
        ({"rng": 0}, "rng must be a numpy.random.Generator, got int"),
        ({"source": SOURCE[:2]}, "source has 2 sentences but target has 5"),
        ({"target": np.zeros_like(TARGET)}, "sentence 0 of target is empty"),
        ({"target": TARGET[:, :1]}, "sentence 0 of target has one token, expected at least two"),
        ({"progress": 1}, "progress must be True or False, got 1"),
    ],
)
def test_training_refuses(settings, message):
    given = {"source": SOURCE, "target": TARGET, "epochs": 1, "rng": np.random.default_rng(0)}
    given |= settings
    with pytest.raises(ValueError, match=message):
        train(build(), given.pop("source"), given.pop("target"), **{"progress": False} | given)


@pytest.mark.parametrize(
    ("source", "target", "settings", "message"),
    [
        (SOURCE, np.where(TARGET == 1, 1, 0), {}, "sentence 0 of target has one token"),
        (SOURCE, TARGET[:2], {}, "source has 5 sentences but target has 2"),
        (SOURCE, TARGET.tolist(), {}, "target must be a NumPy array, got list"),
        (SOURCE, np.where(TARGET == 2, 7, TARGET), {}, "target holds the token 7 in sentence 0"),
        (SOURCE, np.roll(TARGET, 2, axis=1), {}, "sentence 0 of target has padding before"),
        (SOURCE + 7, TARGET, {}, "source holds the token"),
        (SOURCE, TARGET, {"clip_norm": -1}, "clip_norm must be a number of at least 0, got -1"),
        (SOURCE, TARGET, {"model": None}, "model must be an EncoderDecoder, got NoneType"),
    ],
)
def test_step_refuses_and_leaves_the_weights(source, target, settings, message):
    """A target that is all padding has no mean: it would put nan into every weight."""
    model = build()
    before = {name: p.copy() for name, p in model.params.items()}
    given = {"model": model, "optimizer": SGD(model.params, lr=1.0), "source": source}
    with pytest.raises(ValueError, match=message):
        step(**given | {"target": target} | settings)
    assert all(np.array_equal(before[name], p) for name, p in model.params.items())


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"batch_size": 0}, "batch_size must be an integer of at least 1, got 0"),
        ({"rng": None}, "rng must be a numpy.random.Generator, got NoneType"),
        ({"source": SOURCE[:2]}, "source has 2 sentences but target has 5"),
        ({"target": TARGET.tolist()}, "target must be a NumPy array, got list"),
        ({"target": TARGET[0]}, "target must have 2 axes"),
    ],
)
def test_batches_refuse_at_once(settings, message):
    given = {"source": SOURCE, "target": TARGET, "batch_size": 2, "rng": np.random.default_rng(0)}
    with pytest.raises(ValueError, match=message):
        batches(**given | settings)


def test_translator_keeps_the_order_of_its_texts():
    translator = Translator(learn()[0], ENGLISH, FRENCH, "fr")
    texts = ["one and two", "two", "euros one", "one"]
    wanted = [translator.translate(text) for text in texts]
    found = translator.translate(texts, batch_size=3)
    assert [way.text for way in found] == [way.text for way in wanted]
    assert [way.source for way in found] == [tokenize(text, "en") for text in texts]
    for way in found:
        assert way.attention.shape == (len(way.tokens), len(way.source))
        assert np.isclose(way.log_prob, translator.translate(" ".join(way.source)).log_prob)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("too euros", "'too' is not in the vocabulary of 4 words; near it: two"),
        ("", "text must have a word"),
        (["one", " "], "text must have a word"),
        (5, "texts must be a sentence or a list of them, got 5"),
        ([], "texts must be a sentence or a list of them"),
        ([5], "text must be a string, got int"),
    ],
)
def test_translator_refuses(text, message):
    translator = Translator(build(), ENGLISH, FRENCH, "fr")
    with pytest.raises(ValueError, match=message):
        translator.translate(text)
    if isinstance(text, str):
        with pytest.raises(ValueError, match=message):
            translator.candidates(text)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ((Vocabulary(["a"]), FRENCH), "the model is for vocabularies of 7 and 7 tokens"),
        ((list(ENGLISH), FRENCH), "source must be a Vocabulary, got list"),
        ((ENGLISH, None), "target must be a Vocabulary, got NoneType"),
    ],
)
def test_translator_refuses_other_vocabularies(parts, message):
    with pytest.raises(ValueError, match=message):
        Translator(build(), *parts, "fr")
    with pytest.raises(ValueError, match="model must be an EncoderDecoder, got str"):
        Translator("model", ENGLISH, FRENCH, "fr")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"alpha": -1}, "alpha must be a number from 0 to 10, got -1"),
        ({"width": 0}, "width must be an integer of at least 1, got 0"),
        ({"max_length": 0}, "max_length must be an integer of at least 1, got 0"),
        ({"batch_size": 0}, "batch_size must be an integer of at least 1, got 0"),
    ],
)
@pytest.mark.parametrize("texts", ["two", ["two", "one"]])
def test_translator_refuses_settings_also_where_they_change_nothing(texts, settings, message):
    with pytest.raises(ValueError, match=message):
        Translator(build(), ENGLISH, FRENCH, "fr").translate(texts, **settings)

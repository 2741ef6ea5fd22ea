"""Readers of intents: bags by hand, scikit-learn's own answer, unknown words, the desk."""

import numpy as np
import pytest

from dlcourse.studies import service
from dlcourse.studies.service.words import UNKNOWN


def request(sentence, intent="track"):
    words = tuple(sentence.split())
    return service.Request(words, intent, ("O",) * len(words), 0)


@pytest.fixture(scope="module")
def deal():
    return service.deal(0, 3, count=120, tests=60)


def test_bags_by_hand():
    learned = [request("is it it")]
    vocabulary = service.vocabulary(learned)
    bag = service.bags([request("it is it here")], vocabulary)
    assert dict(zip(vocabulary.tokens, bag[0], strict=True)) == {
        "<pad>": 0, "<bos>": 0, "<eos>": 0, UNKNOWN: 0, "is": 1, "it": 2,
    }  # fmt: skip


def test_encode_and_known():
    vocabulary = service.vocabulary([request("is it")])
    assert service.encode([("it", "was")], vocabulary).tolist() == [[5, 3]]
    assert service.known(("it", "was"), vocabulary) == [True, False]
    assert service.unknown_share([request("it was so")], vocabulary) == pytest.approx([2 / 3])


def test_bag_reader_is_that_of_scikit_learn(deal):
    linear = pytest.importorskip("sklearn.linear_model")
    reader = service.BagReader(deal.train, strength=2.0)
    model = linear.LogisticRegression(C=2.0, max_iter=1000)
    x = service.bags(deal.train, deal.vocabulary)
    model.fit(x, service.intent_ids(deal.train))
    expected = model.predict_proba(service.bags(deal.new, deal.vocabulary))
    assert np.allclose(reader.probabilities(deal.new), expected, rtol=0, atol=1e-6)


def test_bag_reader_gives_nothing_to_an_intent_it_never_met(deal):
    some = [r for r in deal.train if r.intent in ("book", "track", "damaged")]
    p = service.BagReader(some).probabilities(deal.new)
    missing = [i for i, k in enumerate(service.INTENTS) if k not in ("book", "track", "damaged")]
    assert (p[:, missing] == 0).all()
    assert np.allclose(p.sum(axis=1), 1)


def test_order_is_nothing_to_a_bag_and_something_to_a_gru(deal):
    bag, gru = service.BagReader(deal.train), service.GruReader(deal.train, seed=0)
    pair = [request("cancel order 4 7 please"), request("please order 7 4 cancel")]
    assert np.allclose(*bag.probabilities(pair), rtol=0, atol=1e-12)
    assert np.abs(np.subtract(*gru.probabilities(pair))).max() > 1e-3


@pytest.mark.parametrize("reader", [service.BagReader, service.GruReader])
def test_readers_learn_the_phrasings_they_see(reader, deal):
    settings = {} if reader is service.BagReader else {"seed": 0}
    made = reader(deal.train, **settings)
    assert service.right(made, deal.train).mean() > 0.95
    p = made.probabilities(deal.new)
    assert np.array_equal(service.confidence(made, deal.new), p.max(axis=1))


def test_hide_leaves_padding_and_its_argument():
    ids = np.array([[4, 5, 0], [6, 0, 0]])
    kept = ids.copy()
    assert service.hide(ids, 1.0, rng=np.random.default_rng(0)).tolist() == [[3, 3, 0], [3, 0, 0]]
    assert np.array_equal(service.hide(ids, 0.0, rng=np.random.default_rng(0)), ids)
    assert np.array_equal(ids, kept)


def test_hide_takes_its_share():
    ids = np.full((100, 100), 7)
    share = (service.hide(ids, 0.3, rng=np.random.default_rng(0)) == 3).mean()
    assert share == pytest.approx(0.3, abs=0.02)


def test_desk(deal):
    desk = service.train_desk(deal.train, seed=1, epochs=4)
    reading = desk.read("Cancel order 4 7 xyzzy")
    assert reading.words == ("cancel", "order", "4", "7", "xyzzy")
    assert reading.known[-1] is False
    assert len(reading.tags) == 5
    assert reading.intents.shape == (6,)
    assert np.isclose(reading.intents.sum(), 1)
    again = service.train_desk(deal.train, seed=1, epochs=4).read("cancel order 4 7 xyzzy")
    assert np.array_equal(reading.intents, again.intents)
    assert reading.tags == again.tags
    with pytest.raises(ValueError, match="at least one word"):
        desk.read("  ")

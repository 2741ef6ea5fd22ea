"""Generated customers: what a split keeps apart, what the tags say, what cannot be drawn."""

import numpy as np
import pytest

from dlcourse.studies import service
from dlcourse.studies.service.phrasings import PER_INTENT, WRITTEN, fill, invented


def test_every_intent_has_as_many_phrasings_and_none_twice():
    written = [line for text in WRITTEN.values() for line in text.strip().split("\n")]
    counts = {intent: len(text.strip().split("\n")) for intent, text in WRITTEN.items()}
    assert counts == dict.fromkeys(service.INTENTS, PER_INTENT)
    assert len(set(written)) == len(written)


def test_every_gap_is_a_slot():
    pieces = {p for text in WRITTEN.values() for p in text.split() if "{" in p or "}" in p}
    assert pieces <= {f"{{{slot}}}" for slot in service.SLOTS}


def test_split_keeps_phrasings_apart():
    seen, new = service.split_phrasings(np.random.default_rng(3), held_out=10)
    for intent in service.INTENTS:
        assert sorted(seen[intent] + new[intent]) == list(range(PER_INTENT))
        assert len(new[intent]) == 10


def test_parts_of_a_deal_share_no_phrasing_but_those_meant_to():
    deal = service.deal(1, 5, count=300, tests=150)
    trained, same, aside, new = (
        set(service.groups(part)) for part in (deal.train, deal.same, deal.aside, deal.new)
    )
    assert same <= trained
    assert len(trained) == 30
    assert not trained & new
    assert not trained & aside
    assert not aside & new


def test_fewer_phrasings_are_among_the_more_and_new_ones_stay():
    few, many = service.deal(2, 3), service.deal(2, 9)
    assert set(service.groups(few.train)) < set(service.groups(many.train))
    assert few.new == many.new


def test_requests_are_what_their_tags_say():
    seen, _ = service.split_phrasings(np.random.default_rng(0))
    rng = np.random.default_rng(1)
    for request in service.requests(200, seen, rng=rng, digits=(2, 3)):
        assert len(request.words) == len(request.tags)
        assert set(request.tags) <= set(service.TAGS)
        number = service.slot(request, "number")
        assert all(word.isdigit() for word in number)
        assert len(number) in (0, 2, 3)
        start, end = service.slot(request, "from"), service.slot(request, "to")
        assert start != end or not start
        for city in (start, end):
            assert not city or "_".join(city) in service.CITIES


def test_intents_are_equally_frequent():
    seen, _ = service.split_phrasings(np.random.default_rng(0))
    found = [r.intent for r in service.requests(60, seen, rng=np.random.default_rng(1))]
    assert {intent: found.count(intent) for intent in service.INTENTS} == dict.fromkeys(
        service.INTENTS, 10
    )


def test_the_same_seed_draws_the_same():
    seen, _ = service.split_phrasings(np.random.default_rng(0))
    both = [service.requests(20, seen, rng=np.random.default_rng(7)) for _ in range(2)]
    assert both[0] == both[1]


def test_new_cities_are_new():
    assert not set(service.NEW_CITIES) & set(service.CITIES)
    words, tags = fill("go to {to}", rng=np.random.default_rng(0), cities=("a_b", "c_d"))
    assert [tag for tag in tags if tag != "O"] == ["B-to", "I-to"]
    assert "_" not in " ".join(words)


def test_nonsense_is_no_intent():
    found = service.nonsense(40, rng=np.random.default_rng(0))
    assert {r.intent for r in found} == {"none"}
    assert {t for r in found for t in r.tags} == {"O"}
    known = {word for text in WRITTEN.values() for word in text.split()}
    assert not known & {word for r in found[1::2] for word in r.words}


def test_invented_words_differ():
    rng = np.random.default_rng(0)
    assert len({invented(rng) for _ in range(50)}) > 40


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("sell", 0), "intent"), (("book", PER_INTENT), "index"), (("book", -1), "index")],
)
def test_what_is_not_written_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        service.phrasing(*arguments)

"""Answers: their forms, numbers that training does not have, and the packaged networks."""

import numpy as np
import pytest

from dlcourse.studies import service
from dlcourse.studies.service.dialogue import DIGITS, answerer, arrays
from dlcourse.studies.service.packaged import SEEDS


@pytest.fixture(scope="module")
def talk():
    return service.talk()


def test_every_form_is_parsed_back():
    for intent in service.ANSWERS:
        city = ("new", "york") if intent == "redirect" else ()
        words = service.fill_answer(intent, ("4", "0", "7"), city)
        assert service.parse(words) == (intent, ("4", "0", "7"), city)


@pytest.mark.parametrize(
    "said",
    [
        "order is on its way",
        "order 4 7 is on its",
        "we will send order 4 7 to nowhere",
        "order 4 7 is canceled to oslo",
        "order 47 x is canceled",
        "",
    ],
)
def test_other_sentences_are_not_parsed(said):
    assert service.parse(said.split()) is None


def test_talk_keeps_numbers_and_phrasings_apart(talk):
    numbers = [{service.slot(r, "number") for r in p} for p in (talk.train, talk.test, talk.new)]
    assert not numbers[0] & (numbers[1] | numbers[2])
    assert {len(n) for n in numbers[0]} == set(range(DIGITS[0], DIGITS[1] + 1))
    trained, test, new = (set(service.groups(p)) for p in (talk.train, talk.test, talk.new))
    assert test <= trained
    assert not new & trained


def test_arrays_hold_request_and_answer(talk):
    x, y = arrays(talk.test[:5], talk.source, talk.target)
    for request, source, target in zip(talk.test, x, y, strict=False):
        assert tuple(talk.source.decode(source)) == request.words
        assert tuple(talk.target.decode(target)) == service.answer(request)


@pytest.mark.parametrize("attention", [False, True])
def test_packaged_answerers(talk, attention):
    models = service.answerers(talk, attention=attention)
    assert len(models) == len(SEEDS)
    wanted = [service.answer(r) for r in talk.test]
    for model in models:
        said, looks = service.reply(model, talk.test, talk)
        share = np.mean([a == b for a, b in zip(said, wanted, strict=True)])
        assert share > 0.95 if attention else 0.3 < share < 0.7
        assert (looks[0] is not None) == attention
    first, second, _ = (m.state_dict()["output.weight"] for m in models)
    assert not np.allclose(first, second)


def test_training_an_answerer_lowers_its_loss(talk):
    small = talk._replace(train=talk.train[:200])
    how = {"attention": True, "seed": 0, "epochs": 6}
    model, losses = service.train_answerer(small, **how)
    assert np.mean(losses[-5:]) < 0.8 * np.mean(losses[:3])
    before = answerer(small, attention=True, seed=0).state_dict()
    assert any(not np.array_equal(a, model.state_dict()[k]) for k, a in before.items())

"""The translator's lab, driven from Python: what is typed, chosen and shown."""

import re

import numpy as np
import pytest
from lab_tools import widgets_of

from dlcourse.labs import translator

ENGLISH = "Tuesday, March 5, 2024"


@pytest.fixture(scope="module")
def lab():
    return translator()


@pytest.fixture(autouse=True)
def as_it_was(lab):
    lab.search, lab.model, lab.language, lab.text = "greedy", "with attention", "Chinese", ENGLISH


def test_it_translates_and_knows_that_it_is_right(lab):
    assert lab.translation.text == lab.wanted == "2024年3月5日星期二"
    assert lab.right
    assert "✓ Right" in lab.words.value
    assert lab.shown == len(lab.translation.tokens) == 12
    lab.language = "French"
    assert lab.translation.text == "mardi 5 mars 2024"
    assert 'lang="fr"' in lab.picture.value


def test_typing_and_menus_do_the_same(lab):
    (field,) = widgets_of(lab, "Text")
    field.value = "12 hours"
    assert lab.translation.text == "12小时"
    into, search, model = widgets_of(lab, "Dropdown")
    into.value, search.value, model.value = "French", "beam of 4", "without attention"
    assert lab.translation.text == "12 heures"
    assert lab.translation.attention is None
    assert "Without attention" in lab.picture.value
    assert "first state" in lab.words.value


@pytest.mark.parametrize(
    "typed", ["tue, mar 5th 2024", "  TUESDAY,  March 5, 2024.", "Tue, 5 March 2024"]
)
def test_other_ways_to_write_it(lab, typed):
    lab.text = typed
    assert lab.right is True, lab.message
    assert lab.translation.text == "2024年3月5日星期二"


def test_it_appears_token_by_token(lab):
    (steps,), (play,) = widgets_of(lab, "IntSlider"), widgets_of(lab, "Play")
    assert steps.max == play.max == 12
    for shown in (0, 1, 5, 11):
        steps.value = shown
        assert lab.shown == play.value == shown
        assert lab.picture.value.count("visibility:hidden") == 12 - shown
        written = re.search(r"<b[^>]*>(.*?)</b>", lab.words.value)[1]
        assert written == (" ".join(lab.translation.tokens[:shown]) or "…")
    play.value = 12
    assert "✓ Right" in lab.words.value
    lab.text = "5 meters"
    assert lab.shown == steps.max == play.max == len(lab.translation.tokens) == 2


def test_the_picture_is_the_attention(lab):
    opacities = re.findall(r"rgba\(0,114,178,([\d.]+)\)", lab.picture.value)
    assert np.allclose(np.array(opacities, float), lab.translation.attention.ravel(), atol=0.0051)
    assert "Percent of attention" in lab.picture.value
    assert "2024年3月5日星期二" in lab.alt
    assert "二 at tuesday" in lab.alt


def test_beam_shows_what_else_was_likely(lab):
    lab.search, lab.model = "beam of 4", "without attention"
    lab.text = "seventy-seven million, seven hundred and seven thousand, seven hundred Swiss francs"
    assert 1 < len(lab.candidates) <= 4
    assert "Next best" in lab.words.value


def test_a_mistake_is_called_one(lab):
    lab.wanted, before = "something else", lab.wanted
    lab.redraw()
    assert not lab.right
    assert "✗ Wrong" in lab.words.value
    assert "something else" in lab.words.value
    lab.wanted = before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("marsh 5, 2024", "'marsh' is not in the vocabulary of .* near it: .*march"),
        ("", "There is nothing to translate"),
        ("   ", "There is nothing to translate"),
        ("<b>5</b>", "is not in the vocabulary"),
        (
            "200 grams of gold",
            r"'of' is not in the vocabulary of 140 words; it has and apr .*\w\.$",
        ),
        ("one " * 200, "800 letters, too many"),
    ],
)
def test_what_cannot_be_translated_gets_a_helpful_sentence(lab, typed, said):
    lab.text = typed
    assert re.search(said, lab.message)
    assert lab.alt == lab.message
    assert lab.translation is None
    assert lab.right is None
    assert lab.shown == 0
    assert ("&lt;" in lab.picture.value) == ("<" in typed)
    assert "March 5, 2024" in lab.words.value
    lab.text = "5 days"
    assert lab.translation.text == "5天"
    assert lab.message == ""


def test_what_is_not_understood_is_translated_but_not_judged(lab):
    lab.text = "march march march"
    assert lab.translation is not None
    assert lab.right is None
    assert "cannot be said" in lab.words.value


@pytest.mark.parametrize("search", ["greedy", "beam of 4"])
def test_a_change_is_translated_once_and_a_token_more_or_less_is_not(lab, search, monkeypatch):
    lab.search, asked = search, []
    translate = type(lab)._translate
    monkeypatch.setattr(type(lab), "_translate", lambda lab: (asked.append(1), translate(lab)))
    lab.text = "seventy-seven million, six hundred and fifty-four thousand euros"
    picture = lab.picture.value
    lab.shown = 3
    assert lab.picture.value != picture
    assert len(asked) == 1
    lab.translate()
    assert lab.picture.value == picture
    assert len(asked) == 2

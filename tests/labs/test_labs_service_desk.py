"""The desk of a parcel service, driven from Python: what is typed, understood, asked and said."""

import re

import numpy as np
import pytest
from lab_tools import shown, sliders_of, widgets_of
from matplotlib.colors import to_rgb

from dlcourse.labs import service_desk
from dlcourse.labs.service_desk.answers import ASKED, BEFORE, DONE, NEEDED, WISHES, answer, slots_of
from dlcourse.labs.service_desk.desks import EXAMPLES, OWN, PHRASINGS, SPLIT, trained, words_of
from dlcourse.labs.service_desk.picture import COLUMNS, MOST_WORDS, ROWS, mixed
from dlcourse.studies.service import INTENTS, SLOTS, deal, phrasing, split_phrasings

KNOWN = "the content of 4711 is in pieces"


@pytest.fixture(scope="module")
def lab():
    return service_desk()


@pytest.fixture(autouse=True)
def as_it_was(lab):
    lab.threshold, lab.phrasings, lab.example, lab.text = 0.6, 14, OWN, KNOWN


def drawn(lab):
    """Words that the picture shows, and what stands below them."""
    pairs = [(w.text.get_text(), w.tag.get_text()) for w in lab.drawing._words if _seen(w)]
    return [list(part) for part in zip(*pairs, strict=True)] if pairs else [[], []]


def _seen(word):
    return word.text.get_visible() and word.tag.get_visible()


def test_it_understands_a_phrasing_that_it_knows(lab):
    assert lab.intent == "damaged"
    assert lab.slots == {"number": "4711"}
    assert not lab.asks_back
    assert lab.answer == "I report that order 4711 is damaged."
    assert "I report that order 4711 is damaged." in lab.words.value
    words, tags = drawn(lab)
    assert words == "the content of 4 7 1 1 is in pieces".split()
    assert tags == ["O"] * 3 + ["B-number"] + ["I-number"] * 3 + ["O"] * 3


def test_the_threshold_decides_whether_it_asks_back(lab):
    lab.threshold = 1.0
    assert lab.asks_back
    assert lab.answer.startswith("Do you want to report damage or to ")
    assert "It asks back" in lab.words.value
    assert "so it asks back" in lab.alt
    assert lab.drawing._line.get_xdata() == [1.0, 1.0]
    lab.threshold = 0.0
    assert not lab.asks_back
    assert "so it goes on" in lab.alt


def test_a_desk_of_few_phrasings_is_another_desk(lab):
    lab.text = EXAMPLES["new: on friday i want ..."]
    read = []
    for slider in sliders_of(lab):
        if slider.description == "phrasings seen":
            for count in PHRASINGS:
                slider.value = count
                assert lab.phrasings == count
                read.append((lab.confidence, lab.unknown))
    assert len({confidence for confidence, _ in read}) == 3
    assert len(read[0][1]) > len(read[2][1])


@pytest.mark.parametrize("phrasings", PHRASINGS)
def test_what_is_read_is_what_the_desk_reads(lab, phrasings):
    lab.phrasings = phrasings
    desk = trained()[phrasings]
    for text in EXAMPLES.values():
        lab.text = text
        reading = desk.read(" ".join(words_of(text)))
        np.testing.assert_array_equal(lab.reading.intents, reading.intents)
        assert lab.confidence == reading.intents.max()
        assert lab.intent == INTENTS[reading.intents.argmax()]
        assert lab.reading.tags == reading.tags


def test_the_bars_are_the_probabilities(lab):
    for threshold, color in ((0.0, "#0072B2"), (1.0, "#8A8A8A")):
        lab.threshold = threshold
        bars = lab.drawing._bars
        np.testing.assert_allclose([bar.get_width() for bar in bars], lab.reading.intents)
        longest = max(bars, key=lambda bar: bar.get_width())
        assert longest.get_facecolor()[:3] == to_rgb(color)
        assert [n.get_text() for n in lab.drawing._numbers] == [
            f"{p:.2f}" for p in lab.reading.intents
        ]


def test_unknown_words_are_marked_and_slots_have_their_color(lab):
    lab.text = "the zopi of 4711 is in pieces"
    assert lab.unknown == ["zopi"]
    assert "Unknown words: zopi" in lab.words.value
    assert "Unknown words: zopi" in lab.alt
    words, tags = drawn(lab)
    assert [word for word, tag in zip(words, tags, strict=True) if "?" in tag] == ["zopi"]
    for word in lab.drawing._words[: len(words)]:
        patch = word.text.get_bbox_patch()
        assert (patch.get_edgecolor()[3] > 0) == (word.text.get_text() == "zopi")
        slot = "number" in word.tag.get_text()
        assert patch.get_facecolor()[:3] == (mixed("orange") if slot else (1, 1, 1))


def test_examples_are_what_their_names_say(lab):
    """Seen: in the training sets of all three desks. New: in none. See `deal`."""
    seen, new = split_phrasings(np.random.default_rng(SPLIT))
    lists = {"seen": {i: part[: min(PHRASINGS)] for i, part in seen.items()}, "new": new}
    for name, text in EXAMPLES.items():
        kind = name.partition(":")[0]
        for part in ("seen", "new"):
            frames = [phrasing(i, k) for i, numbers in lists[part].items() for k in numbers]
            assert any(fits(text, frame) for frame in frames) == (kind == part), (name, part)
    for count in PHRASINGS:
        made = {(r.intent, r.phrasing) for r in deal(SPLIT, count, count=400).train}
        for text in [text for name, text in EXAMPLES.items() if name.startswith("seen")]:
            assert any(fits(text, phrasing(*pair)) for pair in made)
        assert not {(i, k) for i, part in new.items() for k in part} & made


def fits(text, frame):
    """Whether a sentence can be made of a phrasing."""
    pattern = re.sub(r"\\{\w+\\}", ".+", re.escape(frame))
    return re.fullmatch(pattern, text) is not None


def test_the_menu_writes_and_typing_leaves_it(lab):
    (menu,), (field,) = widgets_of(lab, "Dropdown"), widgets_of(lab, "Text")
    name = "nonsense: a cat"
    menu.value = name
    assert lab.text == field.value == EXAMPLES[name]
    assert "cat" in lab.alt
    field.value = "where is order 12"
    assert lab.example == menu.value == OWN
    assert lab.slots["number"] == "12"
    menu.value = name
    assert field.value == EXAMPLES[name]
    field.value = KNOWN
    field.value = EXAMPLES["seen: how much is it ..."]
    assert menu.value == "seen: how much is it ..."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "nothing to read"),
        (" ?!.. ", "nothing to read"),
        ("word " * (MOST_WORDS + 1), "At most 24 words"),
        ("a" * 21, "more than 20 letters"),
        ("transportation " * 9, "120 letters"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_a_sentence(lab, typed, said):
    lab.text = typed
    assert said in lab.answer
    assert lab.alt == lab.answer == shown(lab)[0]
    assert lab.reading is None
    assert lab.slots == {}
    assert not lab.asks_back
    assert drawn(lab) == [[], []]
    lab.text = KNOWN
    assert lab.intent == "damaged"
    assert drawn(lab)[0]


def test_tags_of_another_page_stay_text(lab):
    lab.text = "<b>order</b> 12 <script>"
    assert "<script>" not in lab.words.value + lab.picture.value
    assert lab.reading.words == ("b", "order", "b", "1", "2", "script")


def test_the_longest_sentence_has_room(lab):
    for text in ("ab " * 12 + "7 " * 12, "transportations " * 8, "abcdefghijklmnopqrst " * 6):
        lab.text = text
        assert lab.reading is not None
        places = [word.text.get_position() for word in lab.drawing._words if _seen(word)]
        assert len(set(places)) == len(lab.reading.words)
        assert min(y for _, y in places) > -ROWS
        ends = [(x, len(w) / 2) for (x, _), w in zip(places, lab.reading.words, strict=True)]
        assert all(x - half >= 0 and x + half <= COLUMNS for x, half in ends)


def test_words_are_split_as_the_training_sets_are():
    assert words_of("Don't come on Friday for 4711, we cancel it!") == (
        "don't come on friday for 4 7 1 1 we cancel it".split()
    )
    assert words_of("São Paulo") == ["são", "paulo"]


def test_answers_by_hand():
    assert slots_of(
        ["4", "7", "to", "new", "york"], ["B-number", "I-number", "O", "B-to", "I-to"]
    ) == {
        "number": "47",
        "to": "new york",
    }
    assert slots_of(["7", "rome", "oslo"], ["B-number", "I-number", "B-to"])["number"] == "7 rome"
    assert slots_of(["rome", "oslo"], ["B-to", "B-to"]) == {"to": "rome"}
    route = {"from": "oslo", "to": "rome"}
    assert answer("book", route) == "I book a parcel from oslo to rome."
    assert answer("book", route | {"day": "friday", "item": "wine"}) == (
        "I book a parcel with wine from oslo to rome on friday."
    )
    assert answer("book", {}) == "You want to book a parcel. From where?"
    assert answer("price", {"to": "rome"}) == "You want to know a price. From where?"
    assert answer("track", {}) == "You want to know where an order is. Which number has the order?"


def test_every_wish_has_its_words():
    assert set(WISHES) == set(NEEDED) == set(DONE) == set(INTENTS)
    assert set(BEFORE) == set(SLOTS)
    assert {slot for slots in NEEDED.values() for slot in slots} == set(ASKED)
    for intent in INTENTS:
        said = answer(intent, {slot: f"<{slot}>" for slot in NEEDED[intent]})
        assert all(f"<{slot}>" in said for slot in NEEDED[intent])

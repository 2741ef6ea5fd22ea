"""Spans and their score by hand; the counting tagger; the recurrent one against PyTorch."""

import numpy as np
import pytest

from dlcourse.checks import gradcheck_model
from dlcourse.studies import service
from dlcourse.studies.service.words import IGNORED, UNKNOWN

BY_HAND = [
    (["O", "O"], []),
    (["B-to"], [("to", 0, 1)]),
    (["B-to", "I-to", "I-to"], [("to", 0, 3)]),
    (["B-to", "B-to"], [("to", 0, 1), ("to", 1, 2)]),
    (["I-to", "O", "I-to", "I-to"], [("to", 0, 1), ("to", 2, 4)]),  # an I that begins
    (["B-to", "I-from", "I-from"], [("to", 0, 1), ("from", 1, 3)]),
    (["B-to", "O", "I-to"], [("to", 0, 1), ("to", 2, 3)]),
]


@pytest.mark.parametrize(("tags", "expected"), BY_HAND)
def test_spans_by_hand(tags, expected):
    assert service.spans(tags) == expected


def test_span_f1_by_hand():
    right = [["B-to", "I-to", "O", "B-day"], ["O", "B-from"], ["O"]]
    given = [["B-to", "I-to", "O", "O"], ["B-to", "B-from"], ["B-day"]]
    score = service.span_f1(right, given)
    # Right spans: 3. Given: 4. Both: 2.
    assert score == pytest.approx((2 / 4, 2 / 3, 4 / 7))
    assert service.tag_accuracy(right, given) == pytest.approx(4 / 7)


def test_the_same_span_of_another_sentence_is_another():
    assert service.span_f1([["B-to"], ["O"]], [["O"], ["B-to"]]).f1 == 0


def test_nothing_found_scores_zero():
    assert service.span_f1([["B-to"]], [["O"]]) == (0, 0, 0)
    assert service.span_f1([["O"]], [["O"]]) == (0, 0, 0)


def test_f1_is_the_harmonic_mean():
    rng = np.random.default_rng(0)

    def draw():
        return [[str(t) for t in rng.choice(["O", "B-to", "I-to", "B-day"], 6)] for _ in "abc"]

    for _ in range(20):
        p, q, f1 = service.span_f1(draw(), draw())
        assert f1 == pytest.approx(2 * p * q / (p + q) if p + q else 0)


@pytest.mark.parametrize("given", [[["O"]], [["O", "O"], ["O"]]])
def test_sentences_of_other_lengths_are_refused(given):
    with pytest.raises(ValueError, match="same lengths"):
        service.span_f1([["O"], ["O"]], given)


def request(sentence, tags):
    return service.Request(tuple(sentence.split()), "price", tuple(tags.split()), 0)


def test_counted_tags():
    learned = [request("from oslo to rome", "O B-from O B-to")] * 2
    learned += [request("from rome to oslo", "O B-from O B-to")]
    alone, around = (service.CountedTags(learned, window=window) for window in (0, 1))
    sentence = ("from", "rome", "to", "paris")
    assert alone.tags([sentence]) == [["O", "B-to", "O", "O"]]
    assert around.tags([sentence]) == [["O", "B-from", "O", "O"]]
    copies = service.hidden_copies(learned, 1.0, 1, rng=np.random.default_rng(0))
    assert set(copies[0].words) == {UNKNOWN}
    assert copies[0].tags == learned[0].tags


def test_hidden_copies_teach_unknown_names():
    learned = [request("from oslo to rome", "O B-from O B-to")]
    hidden = [r._replace(words=("from", UNKNOWN, "to", UNKNOWN)) for r in learned]
    tags = service.CountedTags(learned + hidden, window=1).tags([("from", "lima", "to", "cairo")])
    assert tags == [["O", "B-from", "O", "B-to"]]


def test_window_is_checked():
    with pytest.raises(ValueError, match="window"):
        service.CountedTags([], window=2)


@pytest.fixture
def ids():
    return np.array([[4, 2, 6, 1], [3, 5, 0, 0], [1, 0, 0, 0]])


@pytest.mark.parametrize("both", [False, True])
def test_tagger_gradients(both, ids):
    made = {"rng": np.random.default_rng(0), "dtype": np.float64}
    gradcheck_model(service.Tagger(7, 2, 3, 4, bidirectional=both, **made), ids)


@pytest.mark.parametrize("both", [False, True])
def test_tagger_agrees_with_pytorch(both, ids):
    torch = pytest.importorskip("torch")
    made = {"rng": np.random.default_rng(0), "dtype": np.float64}
    model = service.Tagger(7, 2, 3, 4, bidirectional=both, **made)
    state = {name: torch.from_numpy(a) for name, a in model.state_dict().items()}
    twin = torch.nn.GRU(2, 3, batch_first=True, bidirectional=both).double()
    twin.load_state_dict({k[4:]: v for k, v in state.items() if k.startswith("gru.")})
    out = model(ids)
    assert out.shape == (3, 4, 4)
    for row, length, logits in zip(ids, (4, 2, 1), out, strict=True):
        states, _ = twin(state["embedding.weight"][torch.from_numpy(row[None, :length])])
        expected = states[0] @ state["head.weight"].T + state["head.bias"]
        assert np.allclose(logits[:, :length], expected.detach().numpy().T, rtol=0, atol=1e-12)


def test_one_direction_does_not_look_ahead(ids):
    model = service.Tagger(7, 2, 3, 4, bidirectional=False, rng=np.random.default_rng(0))
    before, changed = model(ids), ids.copy()
    changed[0, 3] = 5
    assert np.array_equal(before[0, :, :3], model(changed)[0, :, :3])


def test_tag_ids_ignore_the_padding():
    found = service.tag_ids([request("to rome", "O B-to")], 3)
    assert found.tolist() == [[0, service.TAGS.index("B-to"), IGNORED]]

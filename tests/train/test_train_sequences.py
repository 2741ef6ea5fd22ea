"""Training on sequences: one class for each step, and none behind the end."""

from functools import partial

import numpy as np
import pytest
import torch

from dlcourse import layers as L
from dlcourse import optim, train
from dlcourse.functional import cross_entropy_backward, cross_entropy_forward

WORDS, CLASSES, T = 9, 4, 6


class Tagger(L.Container):
    """A class for each word: logits (N, C, T), with the classes where the losses expect them."""

    def __init__(self, seed=0):
        made = {"rng": np.random.default_rng(seed), "dtype": np.float64}
        super().__init__(
            {
                "embedding": L.Embedding(WORDS, 5, **made),
                "gru": L.GRU(5, 7, batch_first=True, **made),
                "fc": L.Linear(7, CLASSES, **made),
            }
        )

    def forward(self, ids):
        out, _ = self.inner["gru"](self.inner["embedding"](ids))
        return self.inner["fc"](out).swapaxes(1, 2)

    def backward(self, dout):
        dout = self.inner["fc"].backward(dout.swapaxes(1, 2))
        self.inner["embedding"].backward(self.inner["gru"].backward(dout)[0])


def sentences(count=23, padding=-100):
    rng = np.random.default_rng(5)
    ids = rng.integers(0, WORDS, (count, T))
    tags = (ids + np.roll(ids, 1, axis=1)) % CLASSES
    behind = np.arange(T) >= rng.integers(1, T + 1, count)[:, None]
    return ids, np.where(behind, padding, tags)


def test_loss_and_accuracy_are_those_of_the_targets_that_count():
    model, (ids, tags) = Tagger(), sentences()
    logits = train.predict(model, ids)
    count = tags != -100
    loss = cross_entropy_forward(logits, targets=tags)[0]
    accuracy = (logits.argmax(axis=1) == tags)[count].mean()
    for batch_size in (1, 4, 23):
        found = train.evaluate(model, ids, tags, batch_size=batch_size)
        assert found.loss == pytest.approx(loss, rel=1e-12)
        assert found.accuracy == pytest.approx(accuracy, rel=1e-12)


def test_the_loss_of_an_epoch_counts_targets_not_sentences():
    model, (ids, tags) = Tagger(), sentences()
    expected = train.evaluate(model, ids, tags)
    history = train.fit(
        model,
        optim.SGD(model.params, lr=0.0),
        ids,
        tags,
        epochs=2,
        batch_size=4,
        rng=np.random.default_rng(0),
        progress=False,
    )
    assert history.train_loss == pytest.approx([expected.loss] * 2, rel=1e-12)
    assert history.train_accuracy == pytest.approx([expected.accuracy] * 2, rel=1e-12)


def test_a_batch_without_targets():
    model, (ids, tags) = Tagger(), sentences()
    full = train.evaluate(model, ids[1:], tags[1:])
    tags[0] = -100
    # Alone in its batch, a sentence without targets has no mean loss, and is left out.
    assert train.evaluate(model, ids, tags, batch_size=1).loss == pytest.approx(full.loss)
    before = model.state_dict()
    for use in (
        lambda: train.evaluate(model, ids[:1], tags[:1]),
        lambda: train.fit(
            model,
            optim.SGD(model.params, lr=0.1),
            ids,
            tags,
            epochs=1,
            batch_size=1,
            progress=False,
        ),
    ):
        with pytest.raises(ValueError, match="all targets of a batch or data set are -100"):
            use()
    assert all(np.array_equal(before[k], v) for k, v in model.state_dict().items())


@pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
def test_two_ways_to_write_the_loss_of_sequences(reduction):
    """Classes on axis 1, or all steps in one row: PyTorch's two ways, and its numbers."""
    rng = np.random.default_rng(0)
    logits, (_, tags) = rng.standard_normal((23, T, CLASSES)), sentences(padding=0)
    settings = {"ignore_index": 0, "reduction": reduction}
    first, cache = cross_entropy_forward(logits.swapaxes(1, 2), targets=tags, **settings)
    dout = rng.standard_normal(np.shape(first))
    d_first = cross_entropy_backward(dout, cache).swapaxes(1, 2)
    second, cache = cross_entropy_forward(
        logits.reshape(-1, CLASSES), targets=tags.reshape(-1), **settings
    )
    d_second = cross_entropy_backward(dout.reshape(np.shape(second)), cache)
    np.testing.assert_allclose(first, second.reshape(np.shape(first)), rtol=1e-12)
    np.testing.assert_allclose(d_first, d_second.reshape(logits.shape), rtol=1e-12)
    assert not d_first[tags == 0].any()
    tensor = torch.tensor(logits.reshape(-1, CLASSES), requires_grad=True)
    theirs = torch.nn.functional.cross_entropy(tensor, torch.tensor(tags.reshape(-1)), **settings)
    theirs.backward(torch.tensor(dout.reshape(np.shape(second))))
    np.testing.assert_allclose(second, theirs.detach().numpy(), rtol=1e-12)
    np.testing.assert_allclose(d_second, tensor.grad.numpy(), rtol=1e-10, atol=1e-14)


def test_settings_of_the_loss_survive_a_restart(tmp_path):
    ids, tags = sentences(padding=0)

    def run(epochs, ignore_index=0):
        model = Tagger()
        loss = partial(cross_entropy_forward, ignore_index=ignore_index), cross_entropy_backward
        return train.fit(
            model,
            optim.Adam(model.params, lr=0.05),
            ids,
            tags,
            epochs=epochs,
            loss=loss,
            checkpoint=tmp_path / "run.npz",
            progress=False,
        )

    half, whole = run(2).loss, run(4).loss
    assert whole[: len(half)] == half
    assert len(whole) == 2 * len(half)
    assert whole[-1] < whole[0]
    with pytest.raises(ValueError, match="belongs to another run: loss is .*'ignore_index': 0"):
        run(4, ignore_index=1)

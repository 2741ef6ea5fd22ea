"""Networks with a recurrent layer: gradients, training beside PyTorch's, tables."""

import numpy as np
import pytest
import torch
from recurrent_twins import D, H, LastState, N, T, kinds
from torch.nn.utils.rnn import pack_padded_sequence

from dlcourse import layers as L
from dlcourse.checks import gradcheck_model
from dlcourse.checks.torch import compare_training
from dlcourse.functional import cross_entropy_backward, cross_entropy_forward
from dlcourse.optim import SGD, Adam
from dlcourse.train import evaluate, fit, predict


@kinds
def test_gradcheck_of_a_network_with_a_recurrent_layer(kind, rng):
    rnn = getattr(L, kind)(D, H, num_layers=2, batch_first=True, rng=rng, dtype=np.float64)
    report = gradcheck_model(LastState(rnn, rng), rng.standard_normal((N, T, D)))
    assert {"x", "rnn.weight_hh_l1", "fc.bias"} <= set(report.errors)


class Classifier(L.Container):
    """Read words, and say the class of the sentence from the state at its last word.

    Id 0 is padding: it tells where a sentence ends.
    """

    input_dtype = np.int64

    def __init__(self, words, classes, rng, dtype=np.float64):
        made = {"rng": rng, "dtype": dtype}
        super().__init__(
            {
                "embedding": L.Embedding(words, D, padding_idx=0, **made),
                "lstm": L.LSTM(D, H, num_layers=2, batch_first=True, **made),
                "fc": L.Linear(H, classes, **made),
            }
        )

    def forward(self, ids, lengths=None):
        if lengths is None:
            lengths = np.maximum((ids != 0).sum(axis=1), 1)
        vectors = self.inner["embedding"](ids)
        _, (h_n, _) = self.inner["lstm"](vectors, lengths=lengths)
        self.h_n = h_n
        return self.inner["fc"](h_n[-1])

    def backward(self, dout):
        dh_n = np.zeros_like(self.h_n)
        dh_n[-1] = self.inner["fc"].backward(dout)
        dvectors, _ = self.inner["lstm"].backward(None, (dh_n, None))
        self.inner["embedding"].backward(dvectors)


class TorchClassifier(torch.nn.Module):
    def __init__(self, words, classes):
        super().__init__()
        self.embedding = torch.nn.Embedding(words, D, padding_idx=0)
        self.lstm = torch.nn.LSTM(D, H, num_layers=2, batch_first=True)
        self.fc = torch.nn.Linear(H, classes)

    def forward(self, ids, lengths=None):
        lengths = (ids != 0).sum(1) if lengths is None else lengths
        settings = {"batch_first": True, "enforce_sorted": False}
        packed = pack_padded_sequence(self.embedding(ids), lengths.cpu(), **settings)
        return self.fc(self.lstm(packed)[1][0][-1])


WORDS, CLASSES = 11, 3


def sentences(rng, steps, n=7):
    for _ in range(steps):
        lengths = rng.integers(1, T + 1, n)
        ids = rng.integers(1, WORDS, (n, T)) * (np.arange(T) < lengths[:, None])
        yield ids, lengths, rng.integers(0, CLASSES, n)


OPTIMIZERS = [
    (lambda p: SGD(p, lr=0.5, momentum=0.9), lambda p: torch.optim.SGD(p, lr=0.5, momentum=0.9)),
    (lambda p: Adam(p, lr=0.05), lambda p: torch.optim.Adam(p, lr=0.05)),
]


@pytest.mark.parametrize("clip_norm", [None, 0.1])
@pytest.mark.parametrize(("ours", "theirs"), OPTIMIZERS, ids=["SGD", "Adam"])
@pytest.mark.parametrize("several", [False, True], ids=["ids", "ids and lengths"])
def test_a_sequence_classifier_learns_as_in_torch(ours, theirs, clip_norm, several, rng):
    model, module = Classifier(WORDS, CLASSES, rng), TorchClassifier(WORDS, CLASSES).double()
    report = compare_training(
        model,
        module,
        (((x, n) if several else x, y) for x, n, y in sentences(rng, 10)),
        optimizer=ours(model.params),
        torch_optimizer=theirs(module.parameters()),
        clip_norm=clip_norm,
        tolerance=1e-10,
    )
    assert report.steps == 10
    assert set(report.parameters) == set(module.state_dict())


def test_another_clip_norm_is_found(rng):
    model, module = Classifier(WORDS, CLASSES, rng), TorchClassifier(WORDS, CLASSES).double()
    optimizer = SGD(model.params, lr=0.5)
    right = optimizer.step
    optimizer.step = lambda grads: right({k: g * 1.001 for k, g in grads.items()})
    with pytest.raises(AssertionError, match=r"step 1: \w+.* differs from PyTorch's"):
        compare_training(
            model,
            module,
            ((x, y) for x, _, y in sentences(rng, 3)),
            optimizer=optimizer,
            torch_optimizer=torch.optim.SGD(module.parameters(), lr=0.5),
            clip_norm=0.1,
        )


def test_gradcheck_of_the_classifier(rng):
    model = Classifier(WORDS, CLASSES, rng)
    ids, lengths, classes = next(sentences(rng, 1))
    ids[:, 0] = np.maximum(ids[:, 0], 1)
    report = gradcheck_model(model, ids, directions=2)
    assert set(report.errors) == set(model.params)
    pair = cross_entropy_forward, cross_entropy_backward
    gradcheck_model(model, (ids, lengths), loss=pair, targets=classes, directions=2)


def test_fit_evaluate_and_predict(rng):
    """Is the first word below 6? The state has to carry that to the end."""
    model = Classifier(WORDS, 2, rng, np.float32)
    ids = np.concatenate([x for x, _, _ in sentences(rng, 40)])
    classes = (ids[:, 0] < 6).astype(int)
    optimizer = Adam(model.params, lr=0.02)
    history = fit(model, optimizer, ids, classes, epochs=10, rng=rng, clip_norm=1.0, progress=False)
    assert history.train_loss[-1] < 0.3 * history.train_loss[0]
    assert evaluate(model, ids, classes).accuracy > 0.95
    assert predict(model, ids).shape == (len(ids), 2)


def test_the_table_of_a_model(rng):
    assert L.LSTM(D, H, batch_first=True).summary((T, D)).rows == [
        ("LSTM(4, 6, batch_first=True)", (T, H), 4 * H * (D + H + 2))
    ]
    rows = Classifier(WORDS, CLASSES, rng).summary((T,)).rows
    assert [row[1] for row in rows] == [(CLASSES,)]
    lines = repr(Classifier(WORDS, CLASSES, rng)).splitlines()
    assert lines[2].startswith("  (lstm) LSTM(4, 6, num_layers=2, batch_first=True): weight_ih_l0")

"""Encoder-decoders of two little languages, and their twin in PyTorch."""

import numpy as np
import pytest
import torch
from torch import nn

from dlcourse.functional import cross_entropy_backward, cross_entropy_forward
from dlcourse.optim import Adam
from dlcourse.studies.translation import EncoderDecoder

ATTENTION = pytest.mark.parametrize("attention", [True, False], ids=["attention", "plain"])
SOURCE = np.array([[4, 5, 6, 3], [8, 4, 0, 0], [3, 7, 2, 0], [5, 0, 0, 0], [9, 9, 1, 4]])
TARGET = np.array(
    [
        [1, 5, 3, 6, 5, 2],
        [1, 4, 2, 0, 0, 0],
        [1, 4, 4, 2, 0, 0],
        [1, 2, 0, 0, 0, 0],
        [1, 6, 6, 6, 3, 2],
    ]
)


def build(attention=True, seed=0, dtype=np.float64, **sizes):
    sizes = {"embedding": 3, "hidden": 6, **sizes}
    return EncoderDecoder(
        10, 7, attention=attention, rng=np.random.default_rng(seed), dtype=dtype, **sizes
    )


class Twin(nn.Module):
    """The same model in PyTorch's own layers, written without a look at ours."""

    def __init__(self, attention, embedding=3, hidden=6):
        super().__init__()
        self.source_embedding = nn.Embedding(10, embedding)
        self.encoder = nn.LSTM(embedding, hidden // 2, batch_first=True, bidirectional=True)
        self.target_embedding = nn.Embedding(7, embedding)
        self.decoder = nn.LSTM(embedding, hidden, batch_first=True)
        if attention:
            self.combine = nn.Linear(2 * hidden, hidden)
        self.output = nn.Linear(hidden, 7)
        self.attention = attention

    def forward(self, source, target):
        lengths = (source != 0).sum(dim=1)
        packed = nn.utils.rnn.pack_padded_sequence(
            self.source_embedding(source), lengths, batch_first=True, enforce_sorted=False
        )
        states, ends = self.encoder(packed)
        states, _ = nn.utils.rnn.pad_packed_sequence(
            states, batch_first=True, total_length=source.shape[1]
        )
        start = tuple(torch.cat([end[0], end[1]], dim=1)[None] for end in ends)
        out, _ = self.decoder(self.target_embedding(target), start)
        if self.attention:
            mask = (source != 0)[:, None]
            attend = nn.functional.scaled_dot_product_attention
            context = attend(out, states, states, mask, scale=1.0)
            out = torch.tanh(self.combine(torch.cat([context, out], dim=2)))
        return self.output(out).mT

    @torch.no_grad()
    def translate(self, source, max_length):
        """Greedy, from the beginning at every step: slow, and hard to get wrong."""
        tokens = [1]
        while len(tokens) <= max_length and tokens[-1] != 2:
            logits = self(torch.tensor(source)[None], torch.tensor([tokens]))
            tokens.append(int(logits[0, :, -1].argmax()))
        return tokens[1:-1] if tokens[-1] == 2 else tokens[1:]


def trained(attention, steps=60):
    """A model that has seen the five sentences, so that its translations end."""
    model = build(attention)
    optimizer = Adam(model.params, lr=0.03)
    for _ in range(steps):
        _, cache = cross_entropy_forward(
            model(SOURCE, TARGET[:, :-1]), targets=TARGET[:, 1:], ignore_index=0
        )
        model.backward(cross_entropy_backward(1.0, cache))
        optimizer.step(model.grads)
    return model

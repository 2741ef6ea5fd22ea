"""Recurrent layers of ours and of torch.nn, with the same weights, and what both are given."""

import numpy as np
import pytest
import torch

from dlcourse import layers as L
from dlcourse.checks.torch import copy_weights

KINDS = "RNN", "LSTM", "GRU"
N, T, D, H = 3, 5, 4, 6
LENGTHS = np.array([2, 5, 3])
kinds = pytest.mark.parametrize("kind", KINDS)


def build(kind, rng, **settings):
    """Both libraries' layer, with the same weights."""
    layer = getattr(L, kind)(D, H, **settings, rng=rng, dtype=np.float64)
    module = getattr(torch.nn, kind)(D, H, **settings).double()
    copy_weights(layer, module)
    return layer, module


def draw(rng, settings, with_states):
    x = rng.standard_normal((N, T, D) if settings["batch_first"] else (T, N, D))
    runs = settings["num_layers"] * (2 if settings["bidirectional"] else 1)
    return x, [rng.standard_normal((runs, N, H)) for _ in range(2)] if with_states else [None, None]


def as_states(kind, arrays):
    """What is given for the states: one array, a pair of them, or None."""
    return arrays[0] if kind != "LSTM" else None if arrays[0] is None else tuple(arrays)


def flat(states):
    return list(states) if isinstance(states, tuple) else [states]


class LastState(L.Container):
    """A layer's last state, and a linear map of it."""

    def __init__(self, rnn, rng):
        fc = L.Linear(H, 3, rng=rng, dtype=np.float64)
        super().__init__({"rnn": rnn, "fc": fc})

    def forward(self, x):
        _, states = self.inner["rnn"](x)
        h_n = states[0] if isinstance(states, tuple) else states
        self.shape = h_n.shape
        return self.inner["fc"](h_n[-1])

    def backward(self, dout):
        dh_n = np.zeros(self.shape)
        dh_n[-1] = self.inner["fc"].backward(dout)
        given = (dh_n, None) if isinstance(self.inner["rnn"], L.LSTM) else dh_n
        dx, _ = self.inner["rnn"].backward(None, given)
        return dx

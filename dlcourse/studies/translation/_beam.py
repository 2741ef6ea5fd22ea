"""The beginnings that a beam search goes on from, for several sentences at once."""

import numpy as np

from ...functional import log_softmax_forward
from .model import Memory


class Beam:
    """`width` beginnings for each of N sentences, held as N · width rows of one batch."""

    def __init__(self, model, source, width, bos):
        memory = model.encode(source)
        self.model, self.width, self.sentences = model, width, len(source)
        h, c = (np.repeat(state, width, axis=1) for state in memory.start)
        states, mask = (np.repeat(array, width, axis=0) for array in memory[:2])
        self.memory, self.state = Memory(states, mask, (h, c)), (h, c)
        rows = len(states)
        self.tokens = np.full((rows, 1), bos)
        self.attention = np.empty((rows, 0, source.shape[1]), states.dtype)
        # At first all beginnings of a sentence are the same: only one of them may count.
        self.log_prob = np.full((self.sentences, width), -np.inf)
        self.log_prob[:, 0] = 0

    @property
    def length(self):
        """Tokens so far."""
        return self.tokens.shape[1] - 1

    def step(self, eos):
        """Try every token after every beginning; return what has ended, as (sentence, way)."""
        logits, self.state, weights = self.model.decode(
            self.tokens[:, -1:], self.memory, self.state
        )
        log_p, _ = log_softmax_forward(logits[:, 0], dim=1)
        total = self.log_prob[:, :, None] + log_p.reshape(self.sentences, self.width, -1)
        vocabulary = total.shape[2]
        total = total.reshape(self.sentences, -1)
        order = np.argsort(-total, axis=1, kind="stable")[:, : 2 * self.width]
        self._look(weights)
        ended = []
        for row, best in enumerate(order):
            possible = best[: self.width][np.isfinite(total[row, best[: self.width]])]
            ends = possible[possible % vocabulary == eos]
            ended += [(row, self._way(row, k // vocabulary, eos, total[row, k])) for k in ends]
        self._go_on(total, order, vocabulary, eos)
        return ended

    def under_way(self, row):
        """The beginnings of one sentence, as they are."""
        for k in np.flatnonzero(np.isfinite(self.log_prob[row])):
            place = row * self.width + k
            yield self.tokens[place, 1:], self.log_prob[row, k], self._looks(place)

    def _go_on(self, total, order, vocabulary, eos):
        """Keep, for each sentence, the best that have not ended."""
        open_ones = order % vocabulary != eos
        first = np.argsort(~open_ones, axis=1, kind="stable")[:, : self.width]
        kept = np.take_along_axis(order, first, axis=1)
        kept_open = np.take_along_axis(open_ones, first, axis=1)
        self.log_prob = np.where(kept_open, np.take_along_axis(total, kept, axis=1), -np.inf)
        rows = (np.arange(self.sentences)[:, None] * self.width + kept // vocabulary).ravel()
        self.state = tuple(state[:, rows] for state in self.state)
        self.tokens = np.hstack([self.tokens[rows], (kept % vocabulary).reshape(-1, 1)])
        self.attention = self.attention[rows]

    def _look(self, weights):
        if weights is not None:
            self.attention = np.concatenate([self.attention, weights], axis=1)

    def _looks(self, place):
        return self.attention[place] if self.model.attention else None

    def _way(self, row, k, eos, log_prob):
        place = row * self.width + k
        return np.append(self.tokens[place, 1:], eos), log_prob, self._looks(place)

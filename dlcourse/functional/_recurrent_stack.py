"""Several recurrent layers, one or both directions, examples of several lengths.

The second direction is the first on reversed sequences. Each sequence is reversed within its own
length, so its first step is the last one that counts. The examples are sorted, the longest first:
then those that still go on at a step are the first n, and the others cost nothing.
"""

from typing import NamedTuple

import numpy as np

from ._recurrent_layer import layer_backward, layer_forward, stretches


class Stack(NamedTuple):
    """The settings of a stack of layers, and the order in which its examples are computed."""

    steps: object
    directions: int
    lengths: np.ndarray | None
    order: np.ndarray | None
    truncate: int | None
    parts: list

    def sort(self, a):
        """Examples, on the second axis, the longest first."""
        return a if self.order is None else a[:, self.order]

    def unsort(self, a):
        """The examples as they were given."""
        return a if self.order is None else a[:, np.argsort(self.order)]

    def reverse(self, a):
        """a (T, N, ...) with the steps of each example in reverse."""
        if self.lengths is None:
            return a[::-1]
        t = np.arange(len(a))[:, None]
        return a[np.where(t < self.lengths, self.lengths - 1 - t, t), np.arange(a.shape[1])]

    def last(self, a):
        """a (T + 1, N, H) after the last step of each example."""
        return a[-1] if self.lengths is None else a[self.lengths, np.arange(a.shape[1])]


def plan(steps, x, directions, lengths, truncate):
    """The stack for x (T, N, D)."""
    order = None
    if lengths is not None:
        lengths = lengths.astype(np.int64)  # differences of unsigned integers would wrap around
        order = np.argsort(-lengths, kind="stable")
        lengths = lengths[order]
    parts = stretches(*x.shape[:2], lengths, truncate)
    return Stack(steps, directions, lengths, order, truncate, parts)


def stack_forward(stack, x, states, layers):
    """out (T, N, P · H), the last states, each (L · P, N, H), and the caches.

    x (T, N, D), each of `states` (L · P, N, H), `layers` the weights of each layer and direction.
    """
    x, states = stack.sort(x), [stack.sort(state) for state in states]
    caches, lasts = [], []
    while len(caches) < len(layers):
        outs = []
        for backwards in range(stack.directions):
            d = len(caches)
            inputs = stack.reverse(x) if backwards else x
            first = [state[d] for state in states]
            cache = layer_forward(stack.steps, inputs, first, layers[d], stack.parts)
            outs.append(stack.reverse(cache.h[1:]) if backwards else cache.h[1:])
            lasts.append(_lasts(stack, cache))
            caches.append(cache)
        x = np.concatenate(outs, axis=2) if stack.directions == 2 else outs[0]
    ends = [stack.unsort(np.stack(last)) for last in zip(*lasts, strict=True)]
    return stack.unsort(x), ends, caches


def stack_backward(stack, dout, dends, caches):
    """dx, then the gradients of the first states, then those of the weights of each layer."""
    dout, dends = stack.sort(dout), [stack.sort(dend) for dend in dends]
    dstates, dweights = [], []
    while len(dstates) < len(caches):
        dx = 0
        for backwards, part in reversed(list(enumerate(np.split(dout, stack.directions, axis=2)))):
            d = len(caches) - 1 - len(dstates)
            part = stack.reverse(part) if backwards else part
            last = [dend[d] for dend in dends]
            dinputs, dfirst, dws = layer_backward(
                stack.steps, part, last, caches[d], stack.parts, stack.truncate
            )
            dx = dx + (stack.reverse(dinputs) if backwards else dinputs)
            dstates.append(dfirst)
            dweights.append(dws)
        dout = dx
    starts = [stack.unsort(np.stack(first[::-1])) for first in zip(*dstates, strict=True)]
    return stack.unsort(dout), starts, [dw for dws in reversed(dweights) for dw in dws]


def _lasts(stack, cache):
    """h, and c where there is one, after the last step of each example."""
    row = stack.steps.memory
    ends = [cache.h] if row is None else [cache.h, cache.saved[:, row]]
    return [stack.last(end) for end in ends]

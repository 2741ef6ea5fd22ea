"""The cells over many steps: the equations of `cells`, on long arrays.

Time comes first. xh (T + 1, N, K) holds (x, 1, h, 1) of every step. With W = (w_ih | b_ih | w_hh |
b_hh), W xh are all gates before they are bent; without biases the ones are missing. h (T + 1, N, H)
is the part of xh with the states: h[t + 1], once written, stands in the next step's xh. saved
(T + 1, R, N, H) keeps what backward needs: step t writes saved[t + 1], and saved[0] holds what is
known before the first step.

Backward begins at the last step. dh is what reaches h[t + 1] from outside and from later steps; dc
is the same for a cell state. Both are updated in place. Each step writes da (N, G, H), the
gradients of the gates before they are bent. The products that do not need the step before wait
until the loop is done.
"""

import math

import numpy as np

from . import cells
from ._products import in_blocks, in_blocks_transposed, product, product_transposed


class Steps:
    """What the cells have in common: G gates, R rows of `saved`, one matrix W."""

    gates = 1
    kept = 0
    memory = None
    """The row of `saved` that is a state too, as the LSTM's c."""

    def weights(self, w, cut, examples):
        """What ``forward`` needs of W (G · H, K), whose first `cut` columns meet (x, 1)."""
        return in_blocks(w, self.gates, examples)

    def weights_back(self, w_hh, examples):
        """What ``backward`` needs of w_hh (G · H, H)."""
        return in_blocks_transposed(w_hh, self.gates, examples)

    def weight_gradient(self, da, da_h, xh, cut, saved):
        """dW = Σ_t da[t]ᵀ xh[t]; da_h, which ``backward`` gave, is what w_hh sees of da."""
        return rows(da).T @ rows(xh)


class RNN(Steps):
    """The plain cell: one sum, and the state is all that backward needs."""

    def __init__(self, nonlinearity):
        self.nonlinearity = nonlinearity

    def forward(self, w, xh, h, saved):
        """All steps."""
        a = np.empty((1, *h.shape[1:]), h.dtype)
        for t in range(len(xh) - 1):
            product(xh[t], w, out=a)
            cells.rnn(a[0], h[t + 1], self.nonlinearity)

    def backward(self, w, dout, h, saved, da, dh):
        """All steps, the last first."""
        for t in reversed(range(len(dout))):
            dh += dout[t]
            cells.rnn_back(dh, h[t + 1], da[t, :, 0], self.nonlinearity)
            dh[:] = product_transposed(da[t], w)
        return da


class LSTM(Steps):
    """Four gates of one product, and a second state."""

    gates = 4
    kept = 6  # i, f, g, o, c', tanh(c')
    memory = 4

    def forward(self, w, xh, h, saved):
        """All steps."""
        for t in range(len(xh) - 1):
            product(xh[t], w, out=saved[t + 1, :4])
            cells.lstm(saved[t + 1], saved[t, self.memory], h[t + 1])

    def backward(self, w, dout, h, saved, da, dh, dc):
        """All steps, the last first."""
        for t in reversed(range(len(dout))):
            dh += dout[t]
            cells.lstm_back(dh, dc, saved[t, self.memory], saved[t + 1], da[t].swapaxes(0, 1))
            dh[:] = product_transposed(da[t], w)
        return da


def rows(a):
    """(T, N, ...) as a matrix with a row for each example at each step."""
    return a.reshape(a.shape[0] * a.shape[1], math.prod(a.shape[2:]))

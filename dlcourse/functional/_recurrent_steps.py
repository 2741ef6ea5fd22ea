"""The plain cell and the LSTM over many steps: the cells' equations, written into long arrays.

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

from ._gates import in_blocks, in_blocks_transposed, product, product_transposed, sigmoid


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
    """h' = tanh(W xh), or max(W xh, 0)."""

    def __init__(self, nonlinearity):
        self.nonlinearity = nonlinearity

    def forward(self, w, xh, h, saved):
        """All steps."""
        a = np.empty((1, *h.shape[1:]), h.dtype)
        for t in range(len(xh) - 1):
            product(xh[t], w, out=a)
            if self.nonlinearity == "tanh":
                np.tanh(a[0], out=h[t + 1])
            else:
                np.maximum(a[0], 0, out=h[t + 1])

    def backward(self, w, dout, h, saved, da, dh):
        """da = dh ⊙ (1 - h'²), or dh where h' > 0."""
        for t in reversed(range(len(dout))):
            dh += dout[t]
            slope = 1 - h[t + 1] * h[t + 1] if self.nonlinearity == "tanh" else h[t + 1] > 0
            np.multiply(dh, slope, out=da[t, :, 0])
            dh[:] = product_transposed(da[t], w)
        return da


class LSTM(Steps):
    """c' = f ⊙ c + i ⊙ g and h' = o ⊙ tanh(c')."""

    gates = 4
    kept = 6  # i, f, g, o, c', tanh(c')
    memory = 4

    def forward(self, w, xh, h, saved):
        """All steps."""
        for t in range(len(xh) - 1):
            a, c, (i, f, g, o, new_c, tanh_c) = saved[t + 1, :4], saved[t, 4], saved[t + 1]
            product(xh[t], w, out=a)
            sigmoid(a[:2], out=a[:2])
            np.tanh(g, out=g)
            sigmoid(o, out=o)
            np.add(f * c, i * g, out=new_c)
            np.tanh(new_c, out=tanh_c)
            np.multiply(o, tanh_c, out=h[t + 1])

    def backward(self, w, dout, h, saved, da, dh, dc):
        """dc takes in what comes through h'. Then each gate has its line."""
        for t in reversed(range(len(dout))):
            c, (i, f, g, o, _, tanh_c) = saved[t, 4], saved[t + 1]
            di, df, dg, do = da[t].swapaxes(0, 1)
            dh += dout[t]
            dc += dh * (o - h[t + 1] * tanh_c)  # dh ⊙ o ⊙ (1 - tanh²), since h' = o ⊙ tanh
            np.multiply(dc * g, i - i * i, out=di)
            np.multiply(dc * c, f - f * f, out=df)
            np.multiply(dc * i, 1 - g * g, out=dg)
            np.multiply(dh * tanh_c, o - o * o, out=do)
            dc *= f
            dh[:] = product_transposed(da[t], w)
        return da


def rows(a):
    """(T, N, ...) as a matrix with a row for each example at each step."""
    return a.reshape(a.shape[0] * a.shape[1], math.prod(a.shape[2:]))

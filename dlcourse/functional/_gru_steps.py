"""The two GRUs over many steps. See `_recurrent_steps` for the arrays.

Both have h' = (1 - z) ⊙ n + z ⊙ h. They differ in where the reset gate r acts: on W_hn h + b_hn in
PyTorch's variant, on h before that product in the textbook's.
"""

import numpy as np

from ._gates import in_blocks, in_blocks_transposed, product, product_transposed, sigmoid
from ._recurrent_steps import Steps, rows


class GRU(Steps):
    """n = tanh(W_in (x, 1) + r ⊙ W_hn (h, 1))."""

    gates = 3
    kept = 4  # r, z, n, W_hn (h, 1)

    def weights(self, w, cut, examples):
        """r and z see (x, 1, h, 1); n sees (x, 1) and (h, 1) apart."""
        w_rz, w_n = np.split(w, [len(w) // 3 * 2])
        w_in, w_hn = w_n[:, :cut], w_n[:, cut:]
        return cut, *(in_blocks(w, g, examples) for w, g in ((w_rz, 2), (w_in, 1), (w_hn, 1)))

    def forward(self, w, xh, h, saved):
        """All steps."""
        cut, w_rz, w_in, w_hn = w
        n_x = np.empty((1, *h.shape[1:]), h.dtype)
        for t in range(len(xh) - 1):
            r, z, n, n_h = saved[t + 1]
            product(xh[t], w_rz, out=saved[t + 1, :2])
            product(xh[t, :, :cut], w_in, out=n_x)
            product(xh[t, :, cut:], w_hn, out=saved[t + 1, 3:])
            sigmoid(saved[t + 1, :2], out=saved[t + 1, :2])
            np.tanh(n_x[0] + r * n_h, out=n)
            np.add((1 - z) * n, z * h[t], out=h[t + 1])

    def backward(self, w, dout, h, saved, da, dh):
        """The weights of h see r ⊙ dn where those of x see dn."""
        da_h = np.empty_like(da)
        for t in reversed(range(len(dout))):
            r, z, n, n_h = saved[t + 1]
            dr, dz, dn = da[t].swapaxes(0, 1)
            dh += dout[t]
            np.multiply(dh * (1 - z), 1 - n * n, out=dn)
            np.multiply(dh * (h[t] - n), z - z * z, out=dz)
            np.multiply(dn * n_h, r - r * r, out=dr)
            da_h[t, :, :2] = da[t, :, :2]
            np.multiply(dn, r, out=da_h[t, :, 2])
            dh *= z
            dh += product_transposed(da_h[t], w)
        return da_h

    def weight_gradient(self, da, da_h, xh, cut, saved):
        """The columns of x get da, those of h get da_h."""
        parts = (da, xh[:, :, :cut]), (da_h, xh[:, :, cut:])
        return np.concatenate([rows(d).T @ rows(part) for d, part in parts], axis=1)


class TextbookGRU(Steps):
    """n = tanh(W_in (x, 1) + W_hn (r ⊙ h, 1))."""

    gates = 3
    kept = 4  # r, z, n, r ⊙ h

    def weights(self, w, cut, examples):
        """r and z see (x, 1, h, 1); n sees (x, 1, r ⊙ h, 1)."""
        w_rz, w_n = np.split(w, [len(w) // 3 * 2])
        return cut, in_blocks(w_rz, 2, examples), in_blocks(w_n, 1, examples)

    def weights_back(self, w_hh, examples):
        """n's part apart from that of r and z."""
        w_rz, w_n = np.split(w_hh, [len(w_hh) // 3 * 2])
        return in_blocks_transposed(w_rz, 2, examples), in_blocks_transposed(w_n, 1, examples)

    def forward(self, w, xh, h, saved):
        """All steps."""
        cut, w_rz, w_n = w
        for t in range(len(xh) - 1):
            r, z, n, reset_h = saved[t + 1]
            product(xh[t], w_rz, out=saved[t + 1, :2])
            sigmoid(saved[t + 1, :2], out=saved[t + 1, :2])
            np.multiply(r, h[t], out=reset_h)
            seen = xh[t].copy()
            seen[:, cut : cut + h.shape[2]] = reset_h
            product(seen, w_n, out=saved[t + 1, 2:3])
            np.tanh(n, out=n)
            np.add((1 - z) * n, z * h[t], out=h[t + 1])

    def backward(self, w, dout, h, saved, da, dh):
        """From n through W_hn to r ⊙ h, and from there both to r and to h."""
        w_rz, w_n = w
        for t in reversed(range(len(dout))):
            r, z, n, _ = saved[t + 1]
            dr, dz, dn = da[t].swapaxes(0, 1)
            dh += dout[t]
            np.multiply(dh * (1 - z), 1 - n * n, out=dn)
            np.multiply(dh * (h[t] - n), z - z * z, out=dz)
            dreset_h = product_transposed(da[t, :, 2:], w_n)
            np.multiply(dreset_h * h[t], r - r * r, out=dr)
            dh *= z
            dh += dreset_h * r
            dh += product_transposed(da[t, :, :2], w_rz)
        return da

    def weight_gradient(self, da, da_h, xh, cut, saved):
        """The weights of n have met r ⊙ h and not h."""
        dw, reset_h = rows(da).T @ rows(xh), saved[1:, 3]
        hidden = reset_h.shape[2]
        dw[2 * hidden :, cut : cut + hidden] = rows(da[:, :, 2]).T @ rows(reset_h)
        return dw

"""The two GRUs over many steps: the equations of `cells`, on the arrays of `_recurrent_steps`."""

import numpy as np

from . import cells
from ._products import in_blocks, in_blocks_transposed, product, product_transposed
from ._recurrent_steps import Steps, rows


class GRU(Steps):
    """PyTorch's: all products of a step come before its equations."""

    gates = 3
    kept = 4  # r, z, n, n_h = W_hn (h, 1)

    def weights(self, w, cut, examples):
        """r and z see (x, 1, h, 1); n sees (x, 1) and (h, 1) apart."""
        w_rz, w_n = np.split(w, [len(w) // 3 * 2])
        w_in, w_hn = w_n[:, :cut], w_n[:, cut:]
        return cut, *(in_blocks(w, g, examples) for w, g in ((w_rz, 2), (w_in, 1), (w_hn, 1)))

    def forward(self, w, xh, h, saved):
        """All steps."""
        cut, w_rz, w_in, w_hn = w
        for t in range(len(xh) - 1):
            product(xh[t], w_rz, out=saved[t + 1, :2])
            product(xh[t, :, :cut], w_in, out=saved[t + 1, 2:3])
            product(xh[t, :, cut:], w_hn, out=saved[t + 1, 3:])
            cells.reset_after(saved[t + 1])
            cells.update(saved[t + 1], h[t], h[t + 1])

    def backward(self, w, dout, h, saved, da, dh):
        """All steps, the last first. w_hh sees dn_h where w_ih sees dn."""
        da_h = np.empty_like(da)
        for t in reversed(range(len(dout))):
            das = da[t].swapaxes(0, 1)
            dh += dout[t]
            cells.update_back(dh, h[t], saved[t + 1], das)
            cells.reset_after_back(saved[t + 1], das, da_h[t, :, 2])
            da_h[t, :, :2] = da[t, :, :2]
            dh += product_transposed(da_h[t], w)
        return da_h

    def weight_gradient(self, da, da_h, xh, cut, saved):
        """The columns of x get da, those of h get da_h."""
        parts = (da, xh[:, :, :cut]), (da_h, xh[:, :, cut:])
        return np.concatenate([rows(d).T @ rows(part) for d, part in parts], axis=1)


class TextbookGRU(Steps):
    """The textbook's: n needs a product in the middle of the equations."""

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
        hidden = slice(cut, cut + h.shape[2])
        for t in range(len(xh) - 1):
            product(xh[t], w_rz, out=saved[t + 1, :2])
            cells.reset_before(saved[t + 1], h[t])
            seen = xh[t].copy()
            seen[:, hidden] = saved[t + 1, 3]
            product(seen, w_n, out=saved[t + 1, 2:3])
            cells.update(saved[t + 1], h[t], h[t + 1])

    def backward(self, w, dout, h, saved, da, dh):
        """All steps, the last first."""
        w_rz, w_n = w
        for t in reversed(range(len(dout))):
            das = da[t].swapaxes(0, 1)
            dh += dout[t]
            cells.update_back(dh, h[t], saved[t + 1], das)
            dreset_h = product_transposed(da[t, :, 2:], w_n)
            cells.reset_before_back(dh, h[t], saved[t + 1], das, dreset_h)
            dh += product_transposed(da[t, :, :2], w_rz)
        return da

    def weight_gradient(self, da, da_h, xh, cut, saved):
        """The weights of n have met r ⊙ h and not h."""
        dw, reset_h = rows(da).T @ rows(xh), saved[1:, 3]
        hidden = reset_h.shape[2]
        dw[2 * hidden :, cut : cut + hidden] = rows(da[:, :, 2]).T @ rows(reset_h)
        return dw

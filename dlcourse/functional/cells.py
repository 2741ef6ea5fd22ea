"""The cells between their matrix products: the equations of a step, as functions of arrays.

One step (`lstm_cell_forward`) and all steps of a sequence (`lstm_forward`) come by the sums
W_ih x + b_ih + W_hh h + b_hh in two ways. What they do with them stands here, once.

Every array is (N, H). The functions write into arrays that they are given. On the way there a gate
takes the place of its sum; `saved` holds these and what else the way back needs. On the way back
`da` takes the gradients of the sums, and dh and dc, those of h' and c', end as those of h and c.
"""

import numpy as np


def sigmoid(a, out=None):
    """1 / (1 + exp(-a)) = (1 + tanh(a / 2)) / 2, in which nothing overflows. `out` may be `a`."""
    out = np.multiply(a, 0.5, out=out)
    np.tanh(out, out=out)
    out *= 0.5
    out += 0.5
    return out


def by_gate(a, gates):
    """(N, G · H) as (G, N, H), the same memory."""
    return a.reshape(len(a), gates, a.shape[1] // gates).swapaxes(0, 1)


def rnn(a, new_h, nonlinearity):
    """h' = tanh(a), or max(a, 0)."""
    if nonlinearity == "tanh":
        np.tanh(a, out=new_h)
    else:
        np.maximum(a, 0, out=new_h)


def rnn_back(dh, new_h, da, nonlinearity):
    """da = dh ⊙ (1 - h'²), or dh where h' > 0. All of h is behind a matrix: dh is left to it."""
    da[...] = dh * (1 - new_h * new_h) if nonlinearity == "tanh" else dh * (new_h > 0)


def lstm(saved, c, new_h):
    """c' = f ⊙ c + i ⊙ g and h' = o ⊙ tanh(c'). `saved` has the rows i, f, g, o, c', tanh(c')."""
    i, f, g, o, new_c, tanh_c = saved
    for gate in (i, f, o):
        sigmoid(gate, out=gate)
    np.tanh(g, out=g)
    new_c[...] = f * c + i * g
    np.tanh(new_c, out=tanh_c)
    new_h[...] = o * tanh_c


def lstm_back(dh, dc, c, saved, da):
    """With dc = all that reaches c', every gate's gradient is a product of its neighbors in c'.

    All of h is behind a matrix: dh is left to it. The slope of σ is σ - σ².
    """
    i, f, g, o, _, tanh_c = saved
    di, df, dg, do = da
    dc += dh * (o - o * tanh_c * tanh_c)
    di[...] = dc * g * (i - i * i)
    df[...] = dc * c * (f - f * f)
    dg[...] = dc * i * (1 - g * g)
    do[...] = dh * tanh_c * (o - o * o)
    dc *= f


def reset_after(saved):
    """PyTorch's GRU: n = tanh(n_x + r ⊙ n_h), where n_h = W_hn h + b_hn.

    `saved` has the rows r, z, n, n_h. n begins as n_x, the sum of x alone, and is left as a sum.
    """
    rz, (r, _, n, n_h) = saved[:2], saved
    sigmoid(rz, out=rz)
    n += r * n_h


def reset_after_back(saved, da, dn_h):
    """r and n_h are factors of one product: each gets the other. Both are behind matrices."""
    r, _, _, n_h = saved
    dr, _, dn = da
    dr[...] = dn * n_h * (r - r * r)
    dn_h[...] = dn * r


def reset_before(saved, h):
    """The textbook's GRU: n = tanh(n_x + W_hn (r ⊙ h) + b_hn). The sum n has to follow.

    `saved` has the rows r, z, n, r ⊙ h.
    """
    rz, (r, _, _, reset_h) = saved[:2], saved
    sigmoid(rz, out=rz)
    reset_h[...] = r * h


def reset_before_back(dh, h, saved, da, dreset_h):
    """r and h are factors of one product: each gets the other. W_hn has sent dreset_h."""
    r, _, _, _ = saved
    dr, _, _ = da
    dr[...] = dreset_h * h * (r - r * r)
    dh += dreset_h * r


def update(saved, h, new_h):
    """Both GRUs: h' = (1 - z) ⊙ n + z ⊙ h, where n is still a sum."""
    _, z, n, _ = saved
    np.tanh(n, out=n)
    new_h[...] = (1 - z) * n + z * h


def update_back(dh, h, saved, da):
    """z meets n and h in h'. dh ends as z ⊙ dh, what reaches h past the gates."""
    _, z, n, _ = saved
    _, dz, dn = da
    dn[...] = dh * (1 - z) * (1 - n * n)
    dz[...] = dh * (h - n) * (z - z * z)
    dh *= z

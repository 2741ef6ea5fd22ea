"""One step of the GRU in both conventions, and what goes wrong in it."""

import numpy as np

from ._gates import sigmoid


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh, *, variant):
    """Mix the old state with a candidate that the reset gate lets forget."""
    (wr, wz, wn), (ur, uz, un) = np.split(w_ih, 3), np.split(w_hh, 3)
    (ar, az, an), (br, bz, bn) = np.split(b_ih, 3), np.split(b_hh, 3)
    r = sigmoid(x @ wr.T + ar + h @ ur.T + br)
    z = sigmoid(x @ wz.T + az + h @ uz.T + bz)
    if variant == "pytorch":
        n = np.tanh(x @ wn.T + an + r * (h @ un.T + bn))
    else:
        n = np.tanh(x @ wn.T + an + (r * h) @ un.T + bn)
    return (1 - z) * n + z * h


def always(variant):
    """Make a mistake: know one convention only."""

    def wrong(*arrays, **settings):
        return gru_cell(*arrays, variant=variant)

    return wrong


def exchanged(*arrays, variant):
    """Take each convention for the other."""
    return gru_cell(*arrays, variant="textbook" if variant == "pytorch" else "pytorch")


def _parts(x, h, w_ih, w_hh, b_ih, b_hh):
    """Give both halves of what r, z and n receive."""
    return zip(np.split(x @ w_ih.T + b_ih, 3, 1), np.split(h @ w_hh.T + b_hh, 3, 1), strict=True)


def bias_outside(x, h, w_ih, w_hh, b_ih, b_hh, *, variant):
    """Let the reset gate miss the bias, which makes a third convention."""
    if variant == "textbook":
        return gru_cell(x, h, w_ih, w_hh, b_ih, b_hh, variant=variant)
    units = h.shape[1]
    moved = np.concatenate([0 * b_hh[: 2 * units], b_hh[2 * units :]])
    return gru_cell(x, h, w_ih, w_hh, b_ih + moved, b_hh - moved, variant=variant)


def input_reset(*arrays, variant):
    """Let the reset gate close the input."""
    (ar, br), (az, bz), (an, bn) = _parts(*arrays)
    z, n = sigmoid(az + bz), np.tanh(sigmoid(ar + br) * an + bn)
    return (1 - z) * n + z * arrays[1]


def sum_reset(*arrays, variant):
    """Let the reset gate close input and state alike."""
    (ar, br), (az, bz), (an, bn) = _parts(*arrays)
    z, n = sigmoid(az + bz), np.tanh(sigmoid(ar + br) * (an + bn))
    return (1 - z) * n + z * arrays[1]


def no_reset(*arrays, variant):
    """Leave the reset gate out."""
    _, (az, bz), (an, bn) = _parts(*arrays)
    z, n = sigmoid(az + bz), np.tanh(an + bn)
    return (1 - z) * n + z * arrays[1]


def reset_kept(*arrays, variant):
    """Keep the reset state, where the old state should be kept."""
    x, h, *_ = arrays
    (ar, br), (az, bz), _ = _parts(*arrays)
    r, z = sigmoid(ar + br), sigmoid(az + bz)
    return gru_cell(*arrays, variant=variant) - z * h + z * r * h


def _pieces(x, h, w_ih, w_hh, b_ih, b_hh):
    """Give r, z, the input's part of the candidate, and weights and bias of the state's part."""
    (ar, br), (az, bz), (an, _) = _parts(x, h, w_ih, w_hh, b_ih, b_hh)
    return sigmoid(ar + br), sigmoid(az + bz), an, np.split(w_hh, 3)[2], np.split(b_hh, 3)[2]


def changed(squash=np.tanh, reset=lambda r: r, keep=lambda z: z, fill=lambda z: 1 - z, bias=1):
    """Make a mistake: a step with one thing changed."""

    def wrong(*arrays, variant):
        (_, h, *_), (r, z, an, un, bn) = arrays, _pieces(*arrays)
        r, bn = reset(r), bn * bias if variant == "textbook" else bn
        inside = r * (h @ un.T + bn) if variant == "pytorch" else (r * h) @ un.T + bn
        return fill(z) * squash(an + inside) + keep(z) * h

    return wrong


def z_reset(x, h, w_ih, w_hh, b_ih, b_hh, *, variant):
    """Let the update gate read the reset state in the textbook's form."""
    right = gru_cell(x, h, w_ih, w_hh, b_ih, b_hh, variant=variant)
    if variant == "pytorch":
        return right
    r, z, *_ = _pieces(x, h, w_ih, w_hh, b_ih, b_hh)
    other = _pieces(x, r * h, w_ih, w_hh, b_ih, b_hh)[1]
    n = (right - z * h) / (1 - z)
    return (1 - other) * n + other * h


def gates_without_b_hh(x, h, w_ih, w_hh, b_ih, b_hh, *, variant):
    """Use b_hh for the candidate only."""
    used = np.arange(len(b_hh)) >= 2 * h.shape[1]
    return gru_cell(x, h, w_ih, w_hh, b_ih, b_hh * used, variant=variant)


def other_factor(x, h, w_ih, w_hh, b_ih, b_hh, *, variant):
    """Exchange z and 1 - z, which is a change of sign in all that z receives."""
    sign = np.repeat([1.0, -1.0, 1.0], h.shape[1])
    w_ih, w_hh = w_ih * sign[:, None], w_hh * sign[:, None]
    return gru_cell(x, h, w_ih, w_hh, b_ih * sign, b_hh * sign, variant=variant)


def z_first(x, h, *weights, variant):
    """Read the blocks in the order z, r, n."""
    order = np.arange(3 * h.shape[1]).reshape(3, -1)[[1, 0, 2]].ravel()
    return gru_cell(x, h, *(w[order] for w in weights), variant=variant)


def bias_reset(*arrays, variant):
    """Reset the bias in the textbook's form, too."""
    if variant == "pytorch":
        return gru_cell(*arrays, variant=variant)
    h, (r, z, an, un, bn) = arrays[1], _pieces(*arrays)
    return (1 - z) * np.tanh(an + (r * h) @ un.T + r * bn) + z * h


def not_transposed(*arrays, variant):
    """Multiply by the last block as it is, in the textbook's form."""
    if variant == "pytorch":
        return gru_cell(*arrays, variant=variant)
    h, (r, z, an, un, bn) = arrays[1], _pieces(*arrays)
    return (1 - z) * np.tanh(an + (r * h) @ un + bn) + z * h

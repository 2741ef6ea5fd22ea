"""One step of the GRU, backward, in both conventions."""

import numpy as np

from ...exercises import Case, Question


def gru_cell_backward(dout, x, h, w_ih, w_hh, b_hh, gates, *, variant):
    """Split at the mix; the candidate's path meets the reset gate where the forward pass did."""
    r, z, n = np.split(gates, 3, axis=1)
    (w_hr, w_hz, w_hn), b_hn = np.split(w_hh, 3), np.split(b_hh, 3)[2]
    dn = dout * (1 - z)
    dz = dout * (h - n)
    da_n = dn * (1 - n**2)
    if variant == "pytorch":
        q = h @ w_hn.T + b_hn
        dq, dr = da_n * r, da_n * q
        dh_n, dw_hn = dq @ w_hn, dq.T @ h
    else:
        s, ds = r * h, da_n @ w_hn
        dq, dr = da_n, ds * h
        dh_n, dw_hn = ds * r, da_n.T @ s
    da_r = dr * r * (1 - r)
    da_z = dz * z * (1 - z)
    dh = dout * z + dh_n + da_r @ w_hr + da_z @ w_hz
    dw_hh = np.vstack([da_r.T @ h, da_z.T @ h, dw_hn])
    da, da_h = np.hstack([da_r, da_z, da_n]), np.hstack([da_r, da_z, dq])
    return da @ w_ih, dh, da.T @ x, dw_hh, da.sum(axis=0), da_h.sum(axis=0)


def by_hand(rng, form, variant):
    """Draw small numbers, so that the case can be redone with a pencil."""
    dout, x, h = rng.choice([-2.0, -1.0, 1.0, 2.0], (3, 1, 1))
    w_ih, w_hh = rng.choice([-2.0, -1.0, 1.0, 2.0], (2, 3, 1))
    b_hh, gates = rng.choice([-1.0, 1.0, 2.0], 3), rng.choice([0.25, 0.5], (1, 3))
    return Case(f"{form}, by hand", (dout, x, h, w_ih, w_hh, b_hh, gates), {"variant": variant})


def cell_cases(rng):
    """Draw cells of both forms; all sizes differ."""

    def case(label, batch, inputs, units, variant):
        shapes = (batch, units), (batch, inputs), (batch, units), (3 * units, inputs)
        dout, x, h, w_ih = (rng.standard_normal(shape) / 1.5 for shape in shapes)
        w_hh, b_hh = rng.standard_normal((3 * units, units)) / 1.5, rng.standard_normal(3 * units)
        given, state = (np.split(a, 3, axis=1) for a in (x @ w_ih.T, h @ w_hh.T + b_hh))
        r, z = (1 / (1 + np.exp(-a - b)) for a, b in zip(given[:2], state[:2], strict=True))
        reset = (r * h) @ np.split(w_hh, 3)[2].T + np.split(b_hh, 3)[2]
        n = np.tanh(given[2] + (r * state[2] if variant == "pytorch" else reset))
        arrays = dout, x, h, w_ih, w_hh, b_hh, np.hstack([r, z, n])
        return Case(label, arrays, {"variant": variant})

    forms = ("PyTorch's form", "pytorch"), ("the textbook's form", "textbook")
    return [by_hand(rng, *form) for form in forms] + [
        case(f"{form}, {label}", *sizes, variant)
        for form, variant in forms
        for label, sizes in (
            ("one unit", (1, 3, 1)),
            ("several units", (1, 2, 3)),
            ("batch", (3, 4, 2)),
            ("batch", (2, 3, 4)),
        )
    ]


QUESTION = Question(
    id="4_2.gru_cell_backward",
    points=3,
    difficulty=4,
    minutes=25,
    section="4.2, The GRU, backwards, twice",
    reference=gru_cell_backward,
    outputs=("dx", "dh", "dw_ih", "dw_hh", "db_ih", "db_hh"),
    intermediates=("dn", "dz", "da_n", "dq", "dr", "da_r", "da_z", "da", "da_h"),
    cases=cell_cases,
)

"""Plausible wrong backward passes of the recurrent operations, for `test_wrong_backwards`.

Each cell is written once more, gate by gate, and so is the way back through time. Both can be told
to make a mistake. Without one they are right, and a test holds them to that.
"""

import numpy as np

from dlcourse import functional as F
from dlcourse.checks._recurrent_cases import LENGTHS, cell_case, layers_case


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def linear_parts(das, dah, x, h, w_ih, w_hh):
    """dx, dh and the gradients of the weights, for gates that get da from x and from h."""
    return das @ w_ih, dah @ w_hh, das.T @ x, dah.T @ h, das.sum(0), dah.sum(0)


def rnn_cell(douts, x, h, w_ih, w_hh, b_ih, b_hh, fault=None):
    (dh,) = douts
    out = np.tanh(x @ w_ih.T + h @ w_hh.T + b_ih + b_hh)
    slope = {"1 - tanh": 1 - out, "no slope": 1, "slope at h": 1 - h**2}.get(fault, 1 - out**2)
    da = dh * slope
    seen = out if fault == "dw_hh from the new state" else h
    dx, dh, *rest = linear_parts(da, da, x, seen, w_ih, w_hh)
    return dx, da @ w_hh.T if fault == "w_hh not transposed" else dh, *rest


def lstm_cell(douts, x, h, c, w_ih, w_hh, b_ih, b_hh, fault=None):
    dh, dc = douts
    i, f, g, o = np.split(x @ w_ih.T + h @ w_hh.T + b_ih + b_hh, 4, axis=1)
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    tanh_c = np.tanh(f * c + i * g)
    if fault != "what comes to c through h forgotten":
        dc = dc + dh * o * (1 - (tanh_c if fault == "1 - tanh(c)" else tanh_c**2))
    di, df = dc * g * i * (1 - i), dc * c * f * (1 - f)
    dg = dc * i * (1 - (g if fault == "1 - g" else g**2))
    do = dh * tanh_c * o * (1 if fault == "slope of o forgotten" else 1 - o)
    if fault == "df from the new c":
        df = dc * (f * c + i * g) * f * (1 - f)
    order = {"i and f swapped": (df, di, dg, do), "order i f o g": (di, df, do, dg)}
    da = np.concatenate(order.get(fault, (di, df, dg, do)), axis=1)
    dx, dh, *rest = linear_parts(da, da, x, h, w_ih, w_hh)
    carried = {"cell's gradient lost": 0 * dc, "carried without f": dc}.get(fault, dc * f)
    return dx, dh, carried, *rest


def gru_cell(douts, x, h, w_ih, w_hh, b_ih, b_hh, variant, fault=None):
    (dh,), H = douts, h.shape[1]
    from_x, from_h = x @ w_ih.T + b_ih, h @ w_hh.T + b_hh
    r, z = np.split(sigmoid(from_x[:, : 2 * H] + from_h[:, : 2 * H]), 2, axis=1)
    n_h, w_hn = from_h[:, 2 * H :], w_hh[2 * H :]
    inner = r * n_h if variant == "pytorch" else (r * h) @ w_hn.T + b_hh[2 * H :]
    n = np.tanh(from_x[:, 2 * H :] + inner)
    if fault == "r on the other side":
        variant = {"pytorch": "textbook", "textbook": "pytorch"}[variant]
    keep, let_in = (1 - z, z) if fault == "z and 1 - z swapped" else (z, 1 - z)
    dn = dh * let_in * (1 - n**2)
    dz = dh * (h - n) * z * (1 - z)
    before = dn @ w_hn
    dr = (dn * n_h if variant == "pytorch" else before * h) * r * (1 - r)
    dr = 0 * dr if fault == "way through r forgotten" else dr
    da_x = np.concatenate([dr, dz, dn], axis=1)
    da_h = np.concatenate([dr, dz, dn * r], axis=1)
    if fault == "h's weights see dn without r":
        da_h = da_x
    dx, dh_gates, dw_ih, dw_hh, db_ih, db_hh = linear_parts(da_x, da_h, x, h, w_ih, w_hh)
    if variant == "textbook":
        dh_gates = da_x[:, : 2 * H] @ w_hh[: 2 * H] + before * r
        dw_hh[2 * H :] = dn.T @ (r * h)
        db_hh = db_ih
    kept = 0 if fault == "way past the gates forgotten" else dh * keep
    return dx, kept + dh_gates, dw_ih, dw_hh, db_ih, db_hh


def as_mistake(cell, fault):
    """A wrong backward pass of one step."""

    def wrong(dout, *arrays, out, **settings):
        douts = dout if isinstance(dout, tuple) else (dout,)
        return cell(douts, *arrays, fault=fault, **settings)

    return wrong


def through_time(op, fault=None, in_cell=None):
    """A wrong way back through time; the steps are right, unless `in_cell` is wrong in them."""

    cell, cell_forward = CELLS[op], getattr(F, f"{op}_cell_forward")

    def wrong(douts, x, *arrays, out, lengths=None, **settings):
        count = len(arrays) - 4
        weights, now = arrays[count:], [state[0] for state in arrays[:count]]
        history = []
        for t in range(len(x)):
            history.append(now)
            new = cell_forward(x[t], *now, *weights, **settings)[0]
            now = list(new) if count == 2 else [new]
        dout, *ends = douts
        reached = [0 * d[0] if fault == "dh_n forgotten" else d[0].copy() for d in ends]
        dx, sums = np.zeros_like(x), [np.zeros_like(w) for w in weights]
        for t in reversed(range(len(x))):
            on = np.ones(x.shape[1], bool) if lengths is None else t < lengths
            if fault == "lengths forgotten":
                on[:] = True
            arriving = [d * on[:, None] for d in reached]
            if fault == "later steps forgotten" and t < len(x) - 1:
                arriving = [0 * d for d in arriving]
            if fault != "dout of the last step only" or t == len(x) - 1:
                arriving[0] = arriving[0] + dout[t] * on[:, None]
            arrays = x[t], *history[t], *weights
            dx[t], *step = cell(arriving, *arrays, fault=in_cell, **settings)
            for k, d in enumerate(step[:count]):
                reached[k] = np.where(on[:, None], d, reached[k])
            if fault == "only the first step's term" and t:
                continue
            sums = [s + d for s, d in zip(sums, step[count:], strict=True)]
        if fault == "averaged over time":
            sums = [s / len(x) for s in sums]
        if fault == "h_0's gradient lost":
            reached[0] = 0 * reached[0]
        return dx, *(d[None] for d in reached), *sums

    return wrong


CELLS = {"rnn": rnn_cell, "lstm": lstm_cell, "gru": gru_cell}

IN_CELLS = {
    "rnn": [
        "1 - tanh",
        "no slope",
        "slope at h",
        "w_hh not transposed",
        "dw_hh from the new state",
    ],
    "lstm": [
        "what comes to c through h forgotten",
        "1 - tanh(c)",
        "1 - g",
        "slope of o forgotten",
        "df from the new c",
        "i and f swapped",
        "order i f o g",
        "cell's gradient lost",
        "carried without f",
    ],
    "gru": [
        "r on the other side",
        "z and 1 - z swapped",
        "way through r forgotten",
        "h's weights see dn without r",
        "way past the gates forgotten",
    ],
}
OVER_TIME = [
    ("later steps forgotten", {}),
    ("dout of the last step only", {}),
    ("only the first step's term", {}),
    ("averaged over time", {}),
    ("dh_n forgotten", {}),
    ("h_0's gradient lost", {}),
    ("lengths forgotten", LENGTHS),
]


def _cells():
    for op, faults in IN_CELLS.items():
        case = cell_case(op)
        for variant in ("pytorch", "textbook") if op == "gru" else (None,):
            settings = {"variant": variant} if variant else {}
            for fault in faults:
                # In the textbook's variant both kinds of weights see dn as it is.
                if (variant, fault) != ("textbook", "h's weights see dn without r"):
                    name = f"{fault}, {variant}" if variant else fault
                    yield name, case.op, as_mistake(CELLS[op], fault), case.shapes, settings


def _over_time():
    for op, faults in IN_CELLS.items():
        settings = {"variant": "pytorch"} if op == "gru" else {}
        shapes = layers_case(op).shapes
        for fault, more in OVER_TIME:
            yield fault, op, through_time(op, fault), shapes, {**settings, **more}
        for fault in faults[-3:]:
            yield f"{fault}, at every step", op, through_time(op, None, fault), shapes, settings


RECURRENT = [*_cells(), *_over_time()]
"""Arguments of `Mistake`. None of them slips through a check with `dout = 1`."""

RIGHT = [
    *((f"{op}_cell", as_mistake(cell, None)) for op, cell in CELLS.items()),
    *((op, through_time(op)) for op in CELLS),
]
"""The same code without a mistake."""

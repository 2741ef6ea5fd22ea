"""One step of the GRU, backward, in both conventions."""

import numpy as np

from .._forbids import LIBRARIES
from .._question import Case, Mistake, Question


def gru_cell_backward(dout, x, h, w_ih, w_hh, b_hh, gates, *, variant):
    """Split at the mix; the candidate's path meets the reset gate where the forward pass did."""
    r, z, n = np.split(gates, 3, axis=1)
    (ur, uz, un), bn = np.split(w_hh, 3), np.split(b_hh, 3)[2]
    dan = dout * (1 - z) * (1 - n**2)
    daz = dout * (h - n) * z * (1 - z)
    if variant == "pytorch":
        dproduct, met = dan * r, h
        dr, dh = dan * (h @ un.T + bn), dproduct @ un
    else:
        dproduct, met = dan, r * h
        dr, dh = dan @ un * h, dan @ un * r
    dar = dr * r * (1 - r)
    dh = dh + dout * z + dar @ ur + daz @ uz
    da, db = np.hstack([dar, daz, dan]), np.hstack([dar, daz, dproduct])
    dw_hh = np.vstack([dar.T @ h, daz.T @ h, dproduct.T @ met])
    return da @ w_ih, dh, da.T @ x, dw_hh, da.sum(axis=0), db.sum(axis=0)


def pieces(dout, h, w_hh, b_hh, gates, variant, **fault):
    """Give the gradients inside the cell by name, with room for one fault."""
    r, z, n = np.split(gates, 3, axis=1)
    un, bn = np.split(w_hh, 3)[2], np.split(b_hh, 3)[2] * fault.get("bias", 1)
    sigmoid, keep = fault.get("sigmoid", lambda s: s * (1 - s)), fault.get("keep", z)
    dan = dout * fault.get("let", 1 - keep) * fault.get("tanh", lambda s: 1 - s**2)(n)
    daz = dout * (h - n) * sigmoid(z) * fault.get("sign", 1)
    if variant == "pytorch":
        dproduct, met = dan * fault.get("product", r), h
        dr, back = dan * (h @ un.T + bn), dproduct @ un
    else:
        dproduct, met = dan, r * h
        dr, back = dan @ un * h, dan @ un * r
    dar = dr * sigmoid(r)
    return {"r": dar, "z": daz, "n": dan, "product": dproduct, "met": met, "back": back}


def _fault(change=lambda p, dout, h, gates, w_hh: {}, order="rzn", direct=1, **fault):
    """Make a mistake: a fault in the pieces, or pieces that are changed before they are used."""

    def wrong(dout, x, h, w_ih, w_hh, b_hh, gates, *, variant):
        made = {name: value(gates) for name, value in fault.items()}
        p = pieces(dout, h, w_hh, b_hh, gates, variant, **made)
        p = {**p, **change(p, dout, h, gates, w_hh)}
        da = np.hstack([p[name] for name in order])
        db = np.hstack([p[{"n": "product"}.get(name, name)] for name in order])
        keep = made.get("keep", np.split(gates, 3, axis=1)[1])
        units = h.shape[1]
        dh = direct * dout * keep + p["back"] + da[:, : 2 * units] @ w_hh[: 2 * units]
        dw_hh = np.vstack([db[:, : 2 * units].T @ h, db[:, 2 * units :].T @ p["met"]])
        return da @ w_ih, dh, da.T @ x, dw_hh, da.sum(axis=0), db.sum(axis=0)

    return wrong


def _convention(choose):
    """Make a mistake: differentiate another form than the one that is asked for."""

    def wrong(*arrays, variant):
        return gru_cell_backward(*arrays, variant=choose(variant))

    return wrong


def same_biases(*arrays, variant):
    """Take both biases' gradients for equal, as they are in the other cells."""
    *others, db_ih, _ = gru_cell_backward(*arrays, variant=variant)
    return *others, db_ih, db_ih.copy()


def input_reset(dout, x, h, w_ih, w_hh, b_hh, gates, *, variant):
    """Use what the product with w_hh gets for the input, too."""
    given = gru_cell_backward(dout, x, h, w_ih, w_hh, b_hh, gates, variant=variant)
    p = pieces(dout, h, w_hh, b_hh, gates, variant)
    r = np.split(gates, 3, axis=1)[0]
    da = np.hstack([p["r"], p["z"], p["n"] * r])
    return da @ w_ih, given[1], da.T @ x, given[3], da.sum(axis=0), given[5]


def averaged(dout, *arrays, variant):
    """Divide the weights' gradients by the size of the batch."""
    dx, dh, *dweights = gru_cell_backward(dout, *arrays, variant=variant)
    return dx, dh, *(dw / len(dout) for dw in dweights)


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

    return [
        case(f"{form}, {label}", *sizes, variant)
        for form, variant in (("PyTorch's form", "pytorch"), ("the textbook's form", "textbook"))
        for label, sizes in (
            ("one unit", (1, 3, 1)),
            ("several units", (1, 2, 3)),
            ("batch", (3, 4, 2)),
            ("batch", (2, 3, 4)),
        )
    ]


QUESTION = Question(
    id="4_2.gru_cell_backward",
    points=5,
    difficulty=5,
    minutes=40,
    section="4.2, The GRU, backwards, twice",
    reference=gru_cell_backward,
    outputs=("dx", "dh", "dw_ih", "dw_hh", "db_ih", "db_hh"),
    cases=cell_cases,
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "always the textbook's form",
            "In PyTorch's form r multiplied the product of w_hh and h, bias included.",
            _convention(lambda variant: "textbook"),
        ),
        Mistake(
            "always PyTorch's form",
            "In the textbook's form r multiplied h, before the product with w_hh.",
            _convention(lambda variant: "pytorch"),
        ),
        Mistake(
            "the two forms are exchanged",
            "PyTorch: product first, then the reset gate. Textbook: reset gate first.",
            _convention(lambda variant: "textbook" if variant == "pytorch" else "pytorch"),
        ),
        Mistake(
            "the old state's own path is lost",
            "z h is a path from the old state to the new one that meets no matrix.",
            _fault(direct=0),
        ),
        Mistake(
            "1 - z is on the wrong factor",
            "Here z kept the old state, and 1 - z let the candidate in.",
            _fault(keep=lambda gates: 1 - np.split(gates, 3, axis=1)[1], sign=lambda gates: -1),
        ),
        Mistake(
            "1 - z is left out",
            "Only 1 - z of the candidate came into the new state.",
            _fault(let=lambda gates: 1),
        ),
        Mistake(
            "the product's gradient misses the reset gate",
            "In PyTorch's form r stands between the candidate and the product with w_hh.",
            _fault(product=lambda gates: 1),
        ),
        Mistake(
            "the reset gate closes the way to the input",
            "r multiplied only what came from h: da_n goes to x, w_ih and b_ih in full.",
            input_reset,
        ),
        Mistake(
            "the gradient of z has the wrong sign",
            "More z means more of the old state and less of the candidate.",
            _fault(sign=lambda gates: -1),
        ),
        Mistake(
            "1 - n in the place of 1 - n²",
            "The candidate is a tanh: its derivative has the square.",
            _fault(tanh=lambda gates: lambda s: 1 - s),
        ),
        Mistake(
            "the gates' derivatives are left out",
            "r and z came out of sigmoids: s (1 - s).",
            _fault(sigmoid=lambda gates: np.ones_like),
        ),
        Mistake(
            "the reset gate gets no gradient",
            "The candidate depends on r, and r on the first third of the weights.",
            _fault(lambda p, *_: {"r": 0 * p["r"]}),
        ),
        Mistake(
            "the reset gate's gradient misses the bias",
            "In PyTorch's form r multiplied all that came from h, its bias included.",
            _fault(bias=lambda gates: 0),
        ),
        Mistake(
            "db_hh is the same as db_ih",
            "In PyTorch's form the last third of b_hh stands inside the reset gate's product.",
            same_biases,
        ),
        Mistake(
            "the last third of dw_hh meets h without the reset gate",
            "In the textbook's form this third of w_hh was multiplied by r times h.",
            _fault(lambda p, dout, h, gates, w_hh: {"met": h}),
        ),
        Mistake(
            "the candidate's path to h misses the reset gate",
            "In both forms the old state reaches the candidate only through r.",
            _fault(lambda p, dout, h, gates, w_hh: {"back": p["n"] @ np.split(w_hh, 3)[2]}),
        ),
        Mistake(
            "the candidate sends nothing to h",
            "The old state is read four times: by r, by z, by the candidate, and in the mix.",
            _fault(lambda p, *_: {"back": 0}),
        ),
        Mistake(
            "r and z send nothing to h",
            "The old state is read four times: by r, by z, by the candidate, and in the mix.",
            lambda dout, x, h, w_ih, w_hh, b_hh, gates, *, variant: (
                gru_cell_backward(dout, x, h, w_ih, w_hh, b_hh, gates, variant=variant)[0],
                dout * np.split(gates, 3, axis=1)[1]
                + pieces(dout, h, w_hh, b_hh, gates, variant)["back"],
                *gru_cell_backward(dout, x, h, w_ih, w_hh, b_hh, gates, variant=variant)[2:],
            ),
        ),
        Mistake(
            "the gates are in the order z, r, n",
            "The blocks of rows are r, z, n.",
            _fault(order="zrn"),
        ),
        Mistake(
            "the weights' gradients are averaged over the batch",
            "The loss has its own mean. A backward pass sums over everything a weight has met.",
            averaged,
        ),
    ],
    hints=[
        "Start at the last line of the forward pass. It has three things to send gradients to: "
        "z, the candidate and the old state.",
        "Write the sum inside each gate as a letter, and find its gradient before anything else. "
        "The candidate comes first: r needs what it sends.",
        "The old state is read in four places. Collect four contributions, and look up in the "
        "forward pass where r stood in one of them.",
    ],
)

"""The GRU's step back in both conventions, with room for faults."""

import numpy as np


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


def faulty(change=lambda p, dout, h, gates, w_hh: {}, order="rzn", direct=1, **fault):
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


def convention(choose):
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


def blocks_transposed(dout, x, h, w_ih, w_hh, b_hh, gates, *, variant):
    """Turn each square block of w_hh around on the way back."""
    r, z, n = np.split(gates, 3, axis=1)
    (ur, uz, un), bn = np.split(w_hh, 3), np.split(b_hh, 3)[2]
    p = pieces(dout, h, w_hh, b_hh, gates, variant)
    back = p["product"] @ un.T
    if variant == "pytorch":
        p["r"] = p["n"] * (h @ un.T + bn) * r * (1 - r)
    else:
        p["r"], back = back * h * r * (1 - r), back * r
    dh = dout * z + back + p["r"] @ ur.T + p["z"] @ uz.T
    da, db = (np.hstack([p["r"], p["z"], p[name]]) for name in ("n", "product"))
    dw_hh = np.vstack([p["r"].T @ h, p["z"].T @ h, p["product"].T @ p["met"]])
    return da @ w_ih, dh, da.T @ x, dw_hh, da.sum(axis=0), db.sum(axis=0)


def z_without_candidate(p, dout, h, gates, w_hh):
    """Forget that z also takes from the candidate."""
    _, z, _ = np.split(gates, 3, axis=1)
    return {"z": dout * h * z * (1 - z)}


def r_meets_h_alone(p, dout, h, gates, w_hh):
    """Forget w_hh between the candidate and the reset gate."""
    r, *_ = np.split(gates, 3, axis=1)
    return {"r": p["n"] * h * r * (1 - r)}

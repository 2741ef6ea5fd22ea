"""Plausible wrong backward passes of dense layers, activations and normalization."""

import numpy as np
from mistake import Mistake, right, spoiled

from dlcourse import functional as F


def linear_with(dx=None, dw=None, db=None):
    def wrong(dout, x, w, b, out):
        good = right("linear", dout, x, w, b)
        bad = [None if f is None else f(dout, x, w) for f in (dx, dw, db)]
        return tuple(g if b is None else b for g, b in zip(good, bad, strict=True))

    return wrong


def batch_norm_wrong(mean_term, variance_term):
    def wrong(dout, x, w, b, out, training):
        std = np.sqrt(x.var(axis=0) + 1e-5)
        x_hat = (x - x.mean(axis=0)) / std
        dx = dout.copy()
        if mean_term:
            dx -= dout.mean(axis=0)
        if variance_term:
            dx -= x_hat * (dout * x_hat).mean(axis=0)
        return w / std * dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)

    return wrong


def embedding_overwrites(dout, w, out, ids):
    dw = np.zeros_like(w)
    dw[ids] = dout
    return dw


LINEAR = (5, 3), (4, 3), (4,)
SQUARE = (4, 4), (4, 4), (4,)
NORM = {"training": True}
DROP = {"p": 0.4, "rng": lambda: np.random.default_rng(3)}

LAYERS = [
    Mistake("dx without transpose", "linear", linear_with(dx=lambda d, x, w: d @ w.T), SQUARE),
    Mistake("dw transposed", "linear", linear_with(dw=lambda d, x, w: x.T @ d), SQUARE),
    Mistake(
        "dw from dout not transposed",
        "linear",
        linear_with(dw=lambda d, x, w: d @ x),
        SQUARE,
        slips=True,
    ),
    Mistake(
        "dw sums over the batch before the product",
        "linear",
        linear_with(dw=lambda d, x, w: np.outer(d.mean(0), x.sum(0))),
        LINEAR,
        slips=True,
    ),
    Mistake("dw is averaged", "linear", spoiled("linear", 1, lambda dw: dw / 5), LINEAR),
    Mistake("db is averaged", "linear", linear_with(db=lambda d, x, w: d.mean(axis=0)), LINEAR),
    Mistake("db of one example only", "linear", linear_with(db=lambda d, x, w: d[0]), LINEAR),
    Mistake(
        "db sums over every axis",
        "linear",
        linear_with(db=lambda d, x, w: np.full(4, d.sum() / 4)),
        LINEAR,
        slips=True,
    ),
    Mistake("passes everywhere", "relu", lambda d, x, out: d.copy(), ((5, 3),)),
    Mistake("mask of dout", "relu", lambda d, x, out: d * (d > 0), ((5, 3),)),
    Mistake("dout forgotten", "relu", lambda d, x, out: (x > 0) * 1.0, ((5, 3),), slips=True),
    Mistake("slope forgotten", "leaky_relu", lambda d, x, out: d * (x > 0), ((5, 3),)),
    Mistake(
        "derivative at out instead of x",
        "sigmoid",
        lambda d, x, out: d * F.sigmoid_forward(out)[0] * (1 - F.sigmoid_forward(out)[0]),
        ((5, 3),),
    ),
    Mistake("1 - out", "tanh", lambda d, x, out: d * (1 - out), ((5, 3),)),
    Mistake("1 - x²", "tanh", lambda d, x, out: d * (1 - x**2), ((5, 3),)),
    Mistake("dout forgotten", "tanh", lambda d, x, out: 1 - out**2, ((5, 3),), slips=True),
    Mistake(
        "diagonal of the Jacobian only",
        "softmax",
        lambda d, x, out, dim: d * out * (1 - out),
        ((5, 3),),
        {"dim": -1},
    ),
    Mistake(
        "mean of dout instead of its average under out",
        "softmax",
        lambda d, x, out, dim: out * (d - d.mean(axis=-1, keepdims=True)),
        ((5, 3),),
        {"dim": -1},
        slips=True,
    ),
    Mistake(
        "sum over the wrong axis",
        "softmax",
        lambda d, x, out, dim: out * (d - (d * out).sum(axis=0, keepdims=True)),
        ((4, 4),),
        {"dim": -1},
    ),
    Mistake(
        "dout instead of its sum",
        "log_softmax",
        lambda d, x, out, dim: d - np.exp(out) * d,
        ((5, 3),),
        {"dim": -1},
    ),
    Mistake(
        "mean taken as constant",
        "batch_norm",
        batch_norm_wrong(mean_term=False, variance_term=True),
        ((5, 3), (3,), (3,)),
        NORM,
    ),
    Mistake(
        "variance taken as constant",
        "batch_norm",
        batch_norm_wrong(mean_term=True, variance_term=False),
        ((5, 3), (3,), (3,)),
        NORM,
        slips=True,
    ),
    Mistake(
        "scale forgotten", "dropout", lambda d, x, out, p, rng: d * (out != 0), ((5, 3),), DROP
    ),
    Mistake(
        "another mask",
        "dropout",
        lambda d, x, out, p, rng: d * (rng.random(x.shape) >= p) / (1 - p),
        ((5, 3),),
        DROP,
    ),
    Mistake(
        "repeated ids overwrite",
        "embedding",
        embedding_overwrites,
        ((7, 3),),
        {"ids": np.array([1, 6, 1, 2])},
    ),
]

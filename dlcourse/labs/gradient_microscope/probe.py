"""Gradients on their way back through a recurrent cell, step by step."""

from dataclasses import dataclass

import numpy as np

from ... import functional as F

HIDDEN, FEATURES, MOST_STEPS = 24, 6, 100

CELLS = {"RNN": ("rnn", 1, 1), "LSTM": ("lstm", 4, 2), "GRU": ("gru", 3, 1)}
"""Name of the operation, number of gates, and number of arrays in the state."""


@dataclass(frozen=True)
class Journey:
    """What becomes of a gradient of norm 1 at the last state.

    Attributes
    ----------
    norms : ndarray, shape (T + 1,)
        Norm of the gradient of the state 0, 1, ..., T steps before the end.
    bound, floor : ndarray, shape (T + 1,)
        Products of the largest and of the smallest singular values of the Jacobians.
    singular_values : ndarray, shape (S,)
        Of the derivative of the last state by the first, largest first.
    weights_norm : float
        Norm of the gradient of all weights and biases as one vector.
    """

    norms: np.ndarray
    bound: np.ndarray
    floor: np.ndarray
    singular_values: np.ndarray
    weights_norm: float


def recurrent_matrix(kind, scale):
    """Return a matrix of shape (H, H) whose largest singular value is `scale`.

    "random" has independent normal entries, "orthogonal" has equal singular values, and "chain"
    is triangular: each unit hands on to the next, and all eigenvalues are about `scale` / 3.
    """
    rng = np.random.default_rng(5)
    w = rng.standard_normal((HIDDEN, HIDDEN))
    if kind == "orthogonal":
        w = np.linalg.qr(w)[0]
    if kind == "chain":
        w = np.eye(HIDDEN) + 2 * np.eye(HIDDEN, k=1)
    return w * (scale / np.linalg.norm(w, 2))


def cell_weights(cell, kind, scale, keep_bias):
    """Return w_ih, w_hh, b_ih, b_hh; each gate has its own turn of the same recurrent matrix.

    `keep_bias` is the bias of the gate that keeps the state: f of the LSTM, z of the GRU.
    """
    _, gates, _ = CELLS[cell]
    rng = np.random.default_rng(1)
    reach = 1 / np.sqrt(HIDDEN)
    w_ih = rng.uniform(-reach, reach, (gates * HIDDEN, FEATURES))
    w = recurrent_matrix(kind, scale)
    # Units in another order for each gate: singular values and eigenvalues stay, gates differ.
    orders = [np.arange(HIDDEN), *(rng.permutation(HIDDEN) for _ in range(gates - 1))]
    w_hh = np.concatenate([w[np.ix_(order, order)] for order in orders])
    b_ih = rng.uniform(-reach, reach, gates * HIDDEN)
    if gates > 1:
        b_ih[HIDDEN : 2 * HIDDEN] += keep_bias
    return w_ih, w_hh, b_ih, np.zeros_like(b_ih)


def journey(cell, weights, steps):
    """Run the cell on fixed random inputs, and send a gradient back. Returns a `Journey`."""
    rng = np.random.default_rng(2)
    x = rng.standard_normal((MOST_STEPS, FEATURES))[:steps]
    g = rng.standard_normal(HIDDEN)
    g /= np.linalg.norm(g)
    jacobians = _jacobians(cell, x, weights)
    values = np.linalg.svd(jacobians[::-1], compute_uv=False)
    back, product = np.pad(g, (0, jacobians.shape[1] - HIDDEN)), np.eye(jacobians.shape[1])
    norms = [1.0]
    for jacobian in jacobians[::-1]:
        back, product = back @ jacobian, product @ jacobian
        norms.append(float(np.linalg.norm(back)))
    return Journey(
        np.array(norms),
        np.cumprod([1.0, *values[:, 0]]),
        np.cumprod([1.0, *values[:, -1]]),
        np.linalg.svd(product, compute_uv=False),
        _weights_norm(cell, x, weights, g),
    )


def _jacobians(cell, x, weights):
    """Derivative of each state by the one before, (T, S, S): a copy of the state for each row."""
    op, _, parts = CELLS[cell]
    forward, backward = getattr(F, f"{op}_cell_forward"), getattr(F, f"{op}_cell_backward")
    size = parts * HIDDEN
    units = np.split(np.eye(size), parts, axis=1)
    state, found = [np.zeros((size, HIDDEN))] * parts, []
    for x_t in x:
        new, cache = forward(np.tile(x_t, (size, 1)), *state, *weights)
        grads = backward(tuple(units) if parts > 1 else units[0], cache)
        found.append(np.concatenate(grads[1 : 1 + parts], axis=1))
        state = list(new) if parts > 1 else [new]
    return np.array(found)


def _weights_norm(cell, x, weights, g):
    op, _, parts = CELLS[cell]
    (out, *ends), cache = getattr(F, f"{op}_forward")(x[:, None], *[None] * parts, *weights)
    dout = np.zeros_like(out)
    dout[-1, 0] = g
    grads = getattr(F, f"{op}_backward")((dout, *map(np.zeros_like, ends)), cache)
    return float(np.sqrt(sum((dw * dw).sum() for dw in grads[1:])))

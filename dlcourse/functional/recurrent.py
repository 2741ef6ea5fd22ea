"""Recurrent layers over time: a cell, at every step of a sequence, with the same weights.

A stack of layers reads x (T, N, D), T steps of N sequences with D features. The first layer reads
x; every other one reads the states of the layer below. With two directions, P = 2, a second cell
reads the sequence from its end, and the states of both stand side by side.

Backward goes through the steps in reverse (backpropagation through time). At each step the state's
gradient gets what comes from outside and what comes from the step after it, and the gradients of
the weights are sums over all steps.
"""

from ..settings import check_choice
from ._gru_steps import GRU, TextbookGRU
from ._over_time import over_time, over_time_backward
from ._recurrent_steps import LSTM, RNN
from .check import refuse_unsupported

COMMON = "num_layers, bidirectional, lengths, truncate, batch_first"


def rnn_forward(
    x,
    h_0=None,
    *weights,
    num_layers=1,
    bidirectional=False,
    nonlinearity="tanh",
    lengths=None,
    truncate=None,
    batch_first=False,
    **unsupported,
):
    """out[t] = h[t + 1], where h[t + 1] is `rnn_cell_forward` of x[t] and h[t].

    Parameters
    ----------
    x : array (T, N, D)
        Or (N, T, D) where ``batch_first=True``; the same holds for out.
    h_0 : array (L · P, N, H), optional
        The states before the first step: for each of the L layers, for each of the P directions.
        None stands for zeros, and has no gradient.
    *weights : arrays
        For each layer, for each direction: w_ih (H, D), w_hh (H, H) and, everywhere or nowhere,
        b_ih (H,) and b_hh (H,). Above the first layer D is P · H. This is the order of the
        parameters of `torch.nn.RNN`.
    num_layers, bidirectional, nonlinearity
        L; whether P is 2; "tanh" or "relu".
    lengths : array (N,) of integers from 1 to T, optional
        How many steps of each sequence count. out is 0 after them, h_n is the state at the last
        one, and the second direction begins there. What x and dout hold after them is ignored.
    truncate : int, optional
        Cut backpropagation after every so many steps: the values go on, the gradient of the state
        does not.
    batch_first : bool
        Whether x and out are (N, T, ...) and not (T, N, ...). The states are (L · P, N, H) always.

    Returns
    -------
    out : array (T, N, P · H)
        The states of the last layer.
    h_n : array (L · P, N, H)
        The states after the last step.
    cache : RecurrentCache
        The call gives ``(out, h_n), cache``.

    Raises
    ------
    ValueError
        If shapes, dtypes or the number of weights do not fit, there is no step, a length or a
        setting is not supported, or for PyTorch's `dropout` and `proj_size`.

    References
    ----------
    Elman (1990), Finding Structure in Time; Schuster, Paliwal (1997), Bidirectional Recurrent
    Neural Networks; for truncation, Williams, Peng (1990), An Efficient Gradient-Based Algorithm
    for On-Line Training of Recurrent Network Trajectories.

    Examples
    --------
    A unit that adds up what it reads:

    >>> import numpy as np
    >>> x, one = np.array([1.0, 2.0, 3.0]).reshape(3, 1, 1), np.eye(1)
    >>> (out, h_n), _ = rnn_forward(x, None, one, one, nonlinearity="relu")
    >>> out.ravel(), h_n.ravel()
    (array([1., 3., 6.]), array([6.]))
    """
    refuse_unsupported("rnn", unsupported, f"{COMMON}, nonlinearity")
    check_choice("nonlinearity", nonlinearity, ("tanh", "relu"))
    settings = num_layers, bidirectional, lengths, truncate, batch_first
    return over_time(RNN(nonlinearity), x, {"h_0": h_0}, weights, *settings)


def rnn_backward(douts, cache):
    """Backpropagation through time: dh[t] = dout[t - 1] + W_hhᵀ da[t], the last t first.

    Here da[t] is the gradient of the sum inside tanh at step t, and dw_hh = Σ_t da[t] h[t]ᵀ: each
    step used the weights, so each step gives a term.

    ``douts`` is (dout, dh_n), of the shapes of out and h_n. The result is dx, dh_0 and one gradient
    for each of the weights, without dh_0 where h_0 was None. Raises ValueError where dout and dh_n
    do not have the shapes and the dtype of out and h_n.

    References
    ----------
    Werbos (1990), Backpropagation Through Time: What It Does and How to Do It.

    Examples
    --------
    The first of three inputs is in three sums, the last in one; w_hh is used between them only:

    >>> import numpy as np
    >>> x, one = np.array([1.0, 2.0, 3.0]).reshape(3, 1, 1), np.eye(1)
    >>> (out, h_n), cache = rnn_forward(x, None, one, one, nonlinearity="relu")
    >>> dx, dw_ih, dw_hh = rnn_backward((np.ones_like(out), np.zeros_like(h_n)), cache)
    >>> dx.ravel(), dw_ih, dw_hh
    (array([3., 2., 1.]), array([[10.]]), array([[5.]]))
    """
    return over_time_backward(douts, cache)


def lstm_forward(
    x,
    h_0=None,
    c_0=None,
    *weights,
    num_layers=1,
    bidirectional=False,
    lengths=None,
    truncate=None,
    batch_first=False,
    **unsupported,
):
    """out[t] = h[t + 1], where h[t + 1], c[t + 1] are `lstm_cell_forward` of x[t], h[t], c[t].

    Arguments, shapes and refusals are those of `rnn_forward`, with a second state c_0 (L · P, N, H)
    and the weights of four gates, i, f, g, o, one below the other: w_ih (4H, D), w_hh (4H, H) and
    biases (4H,). The call gives ``(out, h_n, c_n), cache``.

    Source: Hochreiter, Schmidhuber (1997), Long Short-Term Memory; the forget gate: Gers,
    Schmidhuber, Cummins (2000), Learning to Forget: Continual Prediction with LSTM.

    >>> import numpy as np
    >>> x, zero = np.zeros((3, 1, 1)), np.zeros((4, 1))  # every gate is half open, g is 0
    >>> (out, h_n, c_n), _ = lstm_forward(x, None, np.full((1, 1, 1), 8.0), zero, zero)
    >>> c_n.ravel()  # half of it is kept, three times
    array([1.])
    """
    refuse_unsupported("lstm", unsupported, COMMON)
    settings = num_layers, bidirectional, lengths, truncate, batch_first
    return over_time(LSTM(), x, {"h_0": h_0, "c_0": c_0}, weights, *settings)


def lstm_backward(douts, cache):
    """As `rnn_backward`, and dc[t] has f ⊙ dc[t + 1]: no matrix and no tanh lie on that way.

    ``douts`` is (dout, dh_n, dc_n). The result is dx, dh_0, dc_0 and one gradient for each of the
    weights, without those of states that were None.

    >>> import numpy as np
    >>> x, zero, c_0 = np.zeros((3, 1, 1)), np.zeros((4, 1)), np.full((1, 1, 1), 8.0)
    >>> (out, h_n, c_n), cache = lstm_forward(x, None, c_0, zero, zero)
    >>> lstm_backward((0 * out, 0 * h_n, np.ones_like(c_n)), cache)[1]  # dc_0
    array([[[0.125]]])
    """
    return over_time_backward(douts, cache)


def gru_forward(
    x,
    h_0=None,
    *weights,
    num_layers=1,
    bidirectional=False,
    variant="pytorch",
    lengths=None,
    truncate=None,
    batch_first=False,
    **unsupported,
):
    """out[t] = h[t + 1], where h[t + 1] is `gru_cell_forward` of x[t] and h[t].

    Arguments, shapes and refusals are those of `rnn_forward`, with the weights of three gates,
    r, z, n, one below the other, and with a `variant`, "pytorch" or "textbook"; see
    `gru_cell_forward`. The call gives ``(out, h_n), cache``.

    Source: Cho et al. (2014), Learning Phrase Representations using RNN Encoder-Decoder for
    Statistical Machine Translation.

    >>> import numpy as np
    >>> x, zero = np.zeros((3, 1, 1)), np.zeros((3, 1))  # z is 1/2 and n is 0
    >>> (out, h_n), _ = gru_forward(x, np.full((1, 1, 1), 8.0), zero, zero)
    >>> out.ravel()
    array([4., 2., 1.])
    """
    refuse_unsupported("gru", unsupported, f"{COMMON}, variant")
    check_choice("variant", variant, ("pytorch", "textbook"))
    settings = num_layers, bidirectional, lengths, truncate, batch_first
    steps = GRU() if variant == "pytorch" else TextbookGRU()
    return over_time(steps, x, {"h_0": h_0}, weights, *settings)


def gru_backward(douts, cache):
    """As `rnn_backward`; dh[t] has z ⊙ dh[t + 1], the part of the state that was kept.

    ``douts`` is (dout, dh_n). The result is dx, dh_0 and one gradient for each of the weights,
    without dh_0 where h_0 was None.

    >>> import numpy as np
    >>> x, zero, h_0 = np.zeros((3, 1, 1)), np.zeros((3, 1)), np.full((1, 1, 1), 8.0)
    >>> (out, h_n), cache = gru_forward(x, h_0, zero, zero)
    >>> gru_backward((0 * out, np.ones_like(h_n)), cache)[1]  # dh_0
    array([[[0.125]]])
    """
    return over_time_backward(douts, cache)

"""Recurrent layers: a state that is carried from step to step, and what it said at each."""

import numpy as np

from ..functional import (
    gru_backward,
    gru_forward,
    lstm_backward,
    lstm_forward,
    rnn_backward,
    rnn_forward,
)
from ..settings import check_choice
from ._recurrent import Recurrent, check_pair


class RNN(Recurrent):
    """``h = tanh(weight_ih x + bias_ih + weight_hh h + bias_hh)`` at every step; see `rnn_forward`.

    Parameters
    ----------
    input_size, hidden_size : int
        D and H.
    num_layers : int
        Layers on top of each other; each reads the states of the one below.
    nonlinearity : {"tanh", "relu"}
    bias : bool
        Learn both biases.
    batch_first : bool
        x and out are (N, T, ...), not (T, N, ...). The states always are (num_layers · P, N, H).
    dropout : 0.0
        Other values are refused.
    bidirectional : bool
        A second state reads the steps from the end; out holds both, side by side.
    rng : numpy.random.Generator, optional
        Source of the initial weights and biases, uniform within 1 / sqrt(hidden_size) as in
        PyTorch. A new, unseeded one when not given.
    dtype : float32 or float64

    Raises
    ------
    ValueError
        If a size is not an integer of at least 1, or a setting does not fit.

    Examples
    --------
    >>> out, h_n = RNN(3, 4, batch_first=True)(np.zeros((2, 5, 3), np.float32))
    >>> out.shape, h_n.shape
    ((2, 5, 4), (1, 2, 4))
    """

    functions = rnn_forward, rnn_backward

    def __init__(
        self,
        input_size,
        hidden_size,
        num_layers=1,
        nonlinearity="tanh",
        bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        *,
        rng=None,
        dtype=np.float32,
        **unsupported,
    ):
        check_choice("nonlinearity", nonlinearity, ("tanh", "relu"))
        super().__init__(
            input_size,
            hidden_size,
            num_layers=num_layers,
            nonlinearity=nonlinearity,
            batch_first=batch_first,
            bidirectional=bidirectional,
            bias=bias,
            rng=rng,
            dtype=dtype,
            unsupported={"dropout": dropout, **unsupported},
        )


class LSTM(Recurrent):
    """Long short-term memory: two states, h and c; see `lstm_forward`.

    Parameters and errors as `RNN`, without nonlinearity. The rows of the weights are those of the
    gates i, f, g, o, in this order, so that there are 4 H of them.

    Examples
    --------
    >>> out, (h_n, c_n) = LSTM(3, 4, batch_first=True)(np.zeros((2, 5, 3), np.float32))
    >>> out.shape, h_n.shape, c_n.shape
    ((2, 5, 4), (1, 2, 4), (1, 2, 4))
    """

    functions = lstm_forward, lstm_backward
    gates, state_names = 4, ("h", "c")

    def __init__(
        self,
        input_size,
        hidden_size,
        num_layers=1,
        bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        *,
        rng=None,
        dtype=np.float32,
        **unsupported,
    ):
        super().__init__(
            input_size,
            hidden_size,
            num_layers=num_layers,
            batch_first=batch_first,
            bidirectional=bidirectional,
            bias=bias,
            rng=rng,
            dtype=dtype,
            unsupported={"dropout": dropout, **unsupported},
        )

    def forward(self, x, states=None, lengths=None):
        """Return ``out, (h_n, c_n)``; `states` is the pair (h_0, c_0). All else as in `RNN`."""
        starts = (None, None) if states is None else check_pair("states", "(h_0, c_0)", states)
        if (starts[0] is None) != (starts[1] is None):
            raise ValueError("states must hold both h_0 and c_0, got one of them")
        out, *ends = self.run(x, starts, lengths)
        return out, tuple(ends)

    def backward(self, dout=None, dstates=None):
        """Return ``dx, (dh_0, dc_0)``; `dstates` is the pair (dh_n, dc_n). All else as in `RNN`."""
        ends = (None, None) if dstates is None else check_pair("dstates", "(dh_n, dc_n)", dstates)
        dx, dstarts = self.run_back(dout, ends)
        return dx, tuple(dstarts)


class GRU(Recurrent):
    """Gated recurrent unit: one state, that a gate mixes with the new; see `gru_forward`.

    Parameters and errors as `RNN`, without nonlinearity. The rows of the weights are those of the
    gates r and z and of the candidate n, in this order, so that there are 3 H of them.

    variant : {"pytorch", "textbook"}
        Where the reset gate acts: after the product with weight_hh, as in PyTorch, or before it.

    Examples
    --------
    >>> out, h_n = GRU(3, 4, batch_first=True)(np.zeros((2, 5, 3), np.float32))
    >>> out.shape, h_n.shape
    ((2, 5, 4), (1, 2, 4))
    """

    functions = gru_forward, gru_backward
    gates = 3

    def __init__(
        self,
        input_size,
        hidden_size,
        num_layers=1,
        bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        *,
        variant="pytorch",
        rng=None,
        dtype=np.float32,
        **unsupported,
    ):
        check_choice("variant", variant, ("pytorch", "textbook"))
        super().__init__(
            input_size,
            hidden_size,
            num_layers=num_layers,
            batch_first=batch_first,
            bidirectional=bidirectional,
            variant=variant,
            bias=bias,
            rng=rng,
            dtype=dtype,
            unsupported={"dropout": dropout, **unsupported},
        )

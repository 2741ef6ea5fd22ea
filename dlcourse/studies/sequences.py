"""Reading a sequence: a recurrent layer, its states pooled over time, one Linear."""

import numpy as np

from ..functional import pool_over_time_backward, pool_over_time_forward
from ..functional.check import check_integers, check_ndim
from ..layers import GRU, LSTM, RNN, Container, Embedding, Linear
from ..settings import check_choice, check_number

KINDS = {RNN: "rnn", LSTM: "lstm", GRU: "gru"}
"""What the recurrent layer is called among the parameters."""


class SequenceReader(Container):
    """Outputs (N, K) for sequences (N, T, D) of numbers, or (N, T) of tokens.

    The recurrent layer reads the steps, `pooling` makes one vector of its states, Linear makes the
    outputs of it: ``head(pool(recurrent(embedding(x))))``.

    Lengths are found in x itself, so that `fit`, `predict` and `evaluate` need x alone: fill what
    is behind the end of a sequence with `padding`. It never counts, whatever the pooling; a longer
    padding changes nothing.

    Parameters
    ----------
    features : int
        D: numbers in a step, or the size of the vectors of the `Embedding`.
    hidden : int
        H: size of the state, of each direction.
    outputs : int
        K.
    recurrent : {GRU, LSTM, RNN}
        Class of the recurrent layer.
    pooling : {"mean", "max", "last"}
        Of the states over time, see `pool_over_time_forward`. "last" is the state after the last
        step; that of the second direction is the one after the first.
    bidirectional : bool
    tokens : int, optional
        Size of the vocabulary: x holds integers, and an `Embedding` stands in front.
    padding : int or float, optional
        The token behind the end; without `tokens`, the number: steps at the end that hold nothing
        else are behind it. Inside a sequence it is read as any other. Without it all T steps count.
    rng : numpy.random.Generator, optional
        Of the initial weights: of the Embedding, the recurrent layer and Linear, in this order.
    dtype : float32 or float64

    Attributes
    ----------
    inner : dict of Layer
        "embedding", if there is one, then "gru", "lstm" or "rnn", and "head".

    Raises
    ------
    ValueError
        If a setting does not fit, x has another shape or dtype, or a sequence is nothing but
        padding.

    Examples
    --------
    >>> reader = SequenceReader(3, 4, 2, pooling="max", tokens=9, padding=0)
    >>> reader(np.array([[5, 1, 0, 0], [7, 7, 8, 2]])).shape
    (2, 2)
    >>> reader.lengths(np.array([[5, 1, 0, 0], [7, 7, 8, 2]]))
    array([2, 4])
    """

    def __init__(
        self,
        features,
        hidden,
        outputs,
        *,
        recurrent=GRU,
        pooling="mean",
        bidirectional=False,
        tokens=None,
        padding=None,
        rng=None,
        dtype=np.float32,
    ):
        check_choice("pooling", pooling, ("mean", "max", "last"))
        if recurrent not in KINDS:
            raise ValueError(f"recurrent must be GRU, LSTM or RNN, got {recurrent!r}")
        if padding is not None and tokens is None:
            check_number("padding", padding)
        made = {"rng": rng, "dtype": dtype}
        layers = (
            {} if tokens is None else {"embedding": Embedding(tokens, features, padding, **made)}
        )
        both = {"bidirectional": bidirectional, "batch_first": True}
        layers[KINDS[recurrent]] = recurrent(features, hidden, **both, **made)
        layers["head"] = Linear(hidden * (1 + bidirectional), outputs, **made)
        super().__init__(layers)
        self.recurrent, self.pooling, self.padding = layers[KINDS[recurrent]], pooling, padding
        self.input_dtype = np.int64 if tokens else None

    def lengths(self, x):
        """How many steps there are before the padding at the end; None without `padding`."""
        if self.padding is None:
            return None
        full = x != self.padding
        full = full if "embedding" in self.inner else full.any(axis=2)
        lengths = full.shape[1] - full[:, ::-1].argmax(axis=1)
        if not full.any(axis=1).all():
            row = np.flatnonzero(~full.any(axis=1))[0]
            raise ValueError(f"x holds nothing but padding, {self.padding}, in sequence {row}")
        return lengths

    def states(self, x, lengths=None):
        """States (N, T, H) of all steps, 2 H with both directions; 0 behind the length."""
        return self._read(x, lengths)[0]

    def chosen(self, x, lengths=None):
        """Step (N, H), from 0, at which each number of the state is the largest: the first one."""
        states, _, lengths = self._read(x, lengths)
        return pool_over_time_forward(states, mode="max", lengths=lengths)[1][0][:, 0]

    def forward(self, x, lengths=None):
        """Outputs (N, K). Give `lengths` (N,) where x has no padding to find them by."""
        states, ends, lengths = self._read(x, lengths)
        if self.pooling == "last":
            ends = ends[0] if isinstance(ends, tuple) else ends  # of an LSTM: h, not c
            pooled = np.concatenate(ends, axis=1)
        else:
            settings = {"mode": self.pooling, "lengths": lengths}
            pooled, self.pooled = pool_over_time_forward(states, **settings)
        return self.inner["head"](pooled)

    def backward(self, dout):
        """Gradient of x, None for tokens; leaves those of the parameters in `grads`."""
        dpooled = self.inner["head"].backward(dout)
        if self.pooling == "last":
            dends = np.stack(np.split(dpooled, dpooled.shape[1] // self.recurrent.sizes[1], axis=1))
            dends = (dends, None) if isinstance(self.recurrent, LSTM) else dends
            dx, _ = self.recurrent.backward(None, dends)
        else:
            dx, _ = self.recurrent.backward(pool_over_time_backward(dpooled, self.pooled))
        return self.inner["embedding"].backward(dx) if "embedding" in self.inner else dx

    def _read(self, x, lengths):
        """States, last states and lengths."""
        if "embedding" in self.inner:
            check_integers(x=x)
            check_ndim((2,), x=x)
            steps = self.inner["embedding"](x)
        else:
            check_ndim((3,), x=x)
            steps = x
        lengths = self.lengths(x) if lengths is None else lengths
        return *self.recurrent(steps, lengths=lengths), lengths

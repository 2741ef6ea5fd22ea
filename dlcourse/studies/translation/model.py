"""The encoder-decoder: one LSTM reads a sentence, another writes its translation."""

from typing import NamedTuple

import numpy as np

from ...functional import (
    scaled_dot_product_attention_backward,
    scaled_dot_product_attention_forward,
)
from ...layers import LSTM, Container, Embedding, Linear, Tanh
from ...settings import check_flag, check_integer
from ._check import check_ids, check_sentences


class Memory(NamedTuple):
    """What the encoder leaves for the decoder."""

    states: np.ndarray  # (N, S, H): what it said at each source token
    mask: np.ndarray  # (N, 1, S), bool: where there is a token and no padding
    start: tuple  # (h, c), each (1, N, H): its last states, the decoder's first


class EncoderDecoder(Container):
    """Reads a source sentence with one LSTM and writes a target sentence with another.

    The model gives the probability of each target token, given the source x and the target tokens
    before it. Their product is the probability of the whole translation:

    .. math:: p(y \\mid x) = \\prod_t p(y_t \\mid y_{<t}, x).

    A bidirectional LSTM reads x. Its two last states, side by side, are the first state of the
    decoder. With attention, the decoder's state s_t at each step is the query, and the encoder's
    outputs m_1 ... m_S are keys and values:

    .. math:: c_t = \\sum_s \\operatorname{softmax}_s (s_t \\cdot m_s)\\, m_s, \\qquad
        a_t = \\tanh(W_c [c_t; s_t] + b_c), \\qquad \\text{logits}_t = W_o a_t + b_o.

    Without it, the logits come from s_t alone, and all that the decoder ever learns of x are the
    2 H numbers of its first state.

    Parameters
    ----------
    source_size, target_size : int
        Numbers of tokens in the two vocabularies.
    embedding : int
        Size of the vectors that stand for tokens.
    hidden : int
        H, an even number: the size of the decoder's state; half of it for each direction of the
        encoder.
    attention : bool
    pad : int
        The token that fills up short sentences, in both vocabularies.
    rng : numpy.random.Generator, optional
        Source of the initial weights.
    dtype : float32 or float64

    Raises
    ------
    ValueError
        If a size is not an integer of at least 1, or hidden is odd.

    References
    ----------
    Ilya Sutskever, Oriol Vinyals, Quoc Le (2014), Sequence to sequence learning with neural
    networks. Minh-Thang Luong, Hieu Pham, Christopher Manning (2015), Effective approaches to
    attention-based neural machine translation: global attention with the score "dot"; a bias is
    added here.

    Examples
    --------
    >>> model = EncoderDecoder(9, 7, embedding=3, hidden=4, rng=np.random.default_rng(0))
    >>> source, target = np.array([[4, 5, 6], [8, 4, 0]]), np.array([[1, 5, 3, 6], [1, 4, 0, 0]])
    >>> model(source, target).shape  # logits of the next token, at every step
    (2, 7, 4)
    """

    def __init__(
        self,
        source_size,
        target_size,
        embedding=48,
        hidden=96,
        attention=True,
        *,
        pad=0,
        rng=None,
        dtype=np.float32,
    ):
        sizes = {"source_size": source_size, "target_size": target_size}
        for name, size in {**sizes, "embedding": embedding, "hidden": hidden}.items():
            check_integer(name, size, low=1)
        if hidden % 2:
            raise ValueError(f"hidden must be even, one half for each direction, got {hidden}")
        check_flag(attention=attention)
        check_integer("pad", pad, 0, min(sizes.values()) - 1)
        self.sizes, self.pad, self.attention = (*sizes.values(), embedding, hidden), pad, attention
        made = {"rng": np.random.default_rng() if rng is None else rng, "dtype": dtype}
        inner = {
            "source_embedding": Embedding(source_size, embedding, **made),
            "encoder": LSTM(embedding, hidden // 2, batch_first=True, bidirectional=True, **made),
            "target_embedding": Embedding(target_size, embedding, **made),
            "decoder": LSTM(embedding, hidden, batch_first=True, **made),
        }
        if attention:
            inner |= {"combine": Linear(2 * hidden, hidden, **made), "tanh": Tanh()}
        super().__init__({**inner, "output": Linear(hidden, target_size, **made)})

    def forward(self, source, target):
        """Logits of the token after each target token: teacher forcing.

        Parameters
        ----------
        source : integers (N, S)
            Sentences, filled up with `pad` at the end.
        target : integers (N, T)
            What the decoder is told: the beginning token and then the right tokens but the last.

        Returns
        -------
        array (N, V, T)
            The tokens' axis is the second, where `cross_entropy_forward` looks for classes.

        Raises
        ------
        ValueError
            If a token is outside its vocabulary, a source sentence is empty or has padding before
            a token, or the numbers of sentences differ. Padding in `target` is told like any other
            token; it is the loss that leaves it out.
        """
        memory = self.encode(source)
        logits, _, _ = self.decode(target, memory, memory.start)
        return logits.mT

    def encode(self, source):
        """Read sentences (N, S); returns the `Memory` of them."""
        lengths = check_sentences("source", source, self.sizes[0], self.pad)
        x = self.inner["source_embedding"](source)
        states, ends = self.inner["encoder"](x, lengths=lengths)
        mask = np.arange(source.shape[1]) < lengths[:, None]
        return Memory(states, mask[:, None], tuple(_side_by_side(end) for end in ends))

    def decode(self, target, memory, state):
        """Go on from `state` through tokens (N, T).

        Parameters
        ----------
        target : integers (N, T)
        memory : Memory
            What `encode` left.
        state : pair of array (1, N, H)
            The decoder's (h, c): at first ``memory.start``, later what `decode` returned.

        Returns
        -------
        logits : array (N, T, V)
        state : pair of array
            The decoder's (h, c) after the last token.
        weights : array (N, T, S) or None
            Where each step looked. None without attention.

        Raises
        ------
        ValueError
            If a token is outside the vocabulary, the memory or the state is of other sentences, or
            the mask of the memory hides a whole sentence.
        """
        check_ids("target", target, self.sizes[1])
        _check_memory(memory, state, len(target))
        out, state = self.inner["decoder"](self.inner["target_embedding"](target), state)
        if not self.attention:
            return self.inner["output"](out), state, None
        context, self.cache = scaled_dot_product_attention_forward(
            out, memory.states, memory.states, attn_mask=memory.mask, scale=1.0
        )
        both = np.concatenate([context, out], axis=-1)
        looked = self.inner["tanh"](self.inner["combine"](both))
        return self.inner["output"](looked), state, self.cache.weights

    def backward(self, dout):
        """Leave the gradients of the last `forward` in `grads`; tokens have none: (None, None)."""
        dout = self.inner["output"].backward(dout.mT)
        dstates = None
        if self.attention:
            dboth = self.inner["combine"].backward(self.inner["tanh"].backward(dout))
            dcontext, dout = np.split(dboth, 2, axis=-1)
            dquery, dkey, dvalue = scaled_dot_product_attention_backward(dcontext, self.cache)
            dout, dstates = dout + dquery, dkey + dvalue
        dtarget, dstart = self.inner["decoder"].backward(dout)
        self.inner["target_embedding"].backward(dtarget)
        dends = tuple(_one_above_other(d) for d in dstart)
        dsource, _ = self.inner["encoder"].backward(dstates, dends)
        self.inner["source_embedding"].backward(dsource)
        return None, None


def check_model(model):
    """Refuse what is no `EncoderDecoder`."""
    if not isinstance(model, EncoderDecoder):
        raise ValueError(f"model must be an EncoderDecoder, got {type(model).__name__}")


def _check_memory(memory, state, sentences):
    """Refuse what `encode` did not leave for these sentences."""
    if not isinstance(memory, Memory):
        raise ValueError(f"memory must be what encode returns, got {type(memory).__name__}")
    if len(memory.states) != sentences:
        raise ValueError(f"source has {len(memory.states)} sentences but target has {sentences}")
    if state is None:
        raise ValueError("state must be a pair (h, c), at first memory.start, got None")
    if not memory.mask.any(axis=-1).all():
        hidden = np.flatnonzero(~memory.mask.any(axis=(1, 2)))[0]
        raise ValueError(f"the mask hides all of sentence {hidden}: there is nothing to read")


def _side_by_side(end):
    """(2, N, H / 2), one for each direction, as one state (1, N, H)."""
    return np.concatenate([end[0], end[1]], axis=-1)[None]


def _one_above_other(dstart):
    """The way back: (1, N, H) as (2, N, H / 2)."""
    return np.stack(np.split(dstart[0], 2, axis=-1))

"""What the recurrent layers have in common."""

import math

import numpy as np

from .. import init
from ..functional.check import check_array, refuse_unsupported
from ..settings import check_flag
from ._sizes import check_sizes, generator
from .base import Layer


class Recurrent(Layer):
    """One state or two, and weights for each layer and direction.

    `settings` are those of the function that runs it; what stands in `unsupported` is refused.
    """

    single = False
    functions = None  # forward and backward
    gates, state_names = 1, ("h",)

    def __init__(self, input_size, hidden_size, *, bias, rng, dtype, unsupported, **settings):
        layers, both = settings["num_layers"], settings["bidirectional"]
        refuse_unsupported(type(self).__name__, unsupported, ", ".join(["bias", *settings]))
        check_sizes(input_size=input_size, hidden_size=hidden_size, num_layers=layers)
        check_flag(bias=bias, batch_first=settings["batch_first"], bidirectional=both)
        bound, rng = 1 / math.sqrt(hidden_size), generator(rng)
        params = {
            name: init.uniform(shape, a=-bound, b=bound, rng=rng, dtype=dtype)
            for name, shape in self._shapes(input_size, hidden_size, layers, both, bias)
        }
        super().__init__(*self.functions, params, **settings)
        self.sizes = input_size, hidden_size

    def _shapes(self, features, hidden, layers, both, bias):
        """Names and shapes of the parameters, in the order of PyTorch."""
        rows, directions = self.gates * hidden, ("", "_reverse") if both else ("",)
        for k in range(layers):
            for end in directions:
                yield f"weight_ih_l{k}{end}", (rows, features)
                yield f"weight_hh_l{k}{end}", (rows, hidden)
                if bias:
                    yield f"bias_ih_l{k}{end}", (rows,)
                    yield f"bias_hh_l{k}{end}", (rows,)
            features = hidden * len(directions)

    def forward(self, x, h_0=None, lengths=None):
        """Return ``out, h_n``: the last layer's state at every step, and every layer's last state.

        Parameters
        ----------
        x : array (N, T, D) with ``batch_first=True``, else (T, N, D)
        h_0 : array (num_layers · P, N, H), optional
            The states before the first step, zero when not given. P is 2 if bidirectional, else 1.
        lengths : array of integers (N,), optional
            How many of the T steps belong to each example, at least 1. Behind them out is zero.

        Raises
        ------
        ValueError
            If a shape, dtype or length does not fit.
        """
        out, h_n = self.run(x, (h_0,), lengths)
        return out, h_n

    def backward(self, dout=None, dh_n=None):
        """Return ``dx, dh_0``, and leave the gradients of the parameters in `grads`.

        dout and dh_n have the shapes of out and h_n; one of them may be None, which means that the
        loss does not depend on it. dh_0 is None where h_0 was not given.

        Raises
        ------
        ValueError
            If both are None, or a shape or dtype does not fit.
        """
        dx, (dh_0,) = self.run_back(dout, (dh_n,))
        return dx, dh_0

    def run(self, x, starts, lengths):
        """All outputs, for a tuple of states that may be None."""
        check_array("x", x)
        if x.ndim != 3 or x.shape[2] != self.sizes[0]:
            axes = "(N, T, D)" if self.settings["batch_first"] else "(T, N, D)"
            raise ValueError(f"x must have shape {axes} with D = {self.sizes[0]}, got {x.shape}")
        arrays = *starts, *self.params.values()
        outs, cache = self.pair[0](x, *arrays, lengths=lengths, **self.settings)
        given = [start is not None for start in starts]
        self.cache = cache, given, [(out.shape, out.dtype) for out in outs]
        return outs

    def run_back(self, dout, dends):
        """Gradients of x and of the states that were given."""
        cache, given, forms = self.remembered()
        douts = dout, *dends
        if all(d is None for d in douts):
            names = " and ".join(["dout", *(f"d{name}_n" for name in self.state_names)])
            raise ValueError(f"{names} must not all be None: nothing would reach this layer")
        douts = tuple(
            np.zeros(*form) if d is None else d for d, form in zip(douts, forms, strict=True)
        )
        dx, *grads = self.pair[1](douts, cache)
        dstarts = [grads.pop(0) if was_given else None for was_given in given]
        self.grads = dict(zip(self.params, grads, strict=True))
        return dx, dstarts


def check_pair(name, meaning, pair):
    """Refuse what is not a pair; returns it as a tuple."""
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise ValueError(f"{name} must be the pair {meaning}, got {type(pair).__name__}")
    return tuple(pair)

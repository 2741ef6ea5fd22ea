"""The one mechanism behind all layers: a forward/backward pair and the arrays it learns."""

import numpy as np

from ..settings import KnowsItsSettings
from ._describe import describe, summarize


class Layer(KnowsItsSettings):
    """A forward/backward pair with memory: its parameters, its last cache, its gradients.

    Parameters
    ----------
    forward, backward : callable
        ``out, cache = forward(x, *params, **settings)`` and
        ``dx, *dparams = backward(dout, cache)``; any pair that keeps this law will do.
    params : dict of str to array, optional
        The arrays that are learned, in the order of forward's arguments.
    **settings
        What else forward is given. If ``training`` is among them, it follows the layer's mode.

    Attributes
    ----------
    params, grads : dict of str to array
        Parameters, and after `backward` the gradient of each under the same name.
    buffers : dict of str to array
        Arrays that belong to the state but are not learned by gradients.
    training : bool
        The mode; see `train` and `eval`.

    Examples
    --------
    >>> def scale_forward(x, w):
    ...     return x * w, (x, w)
    >>> def scale_backward(dout, cache):
    ...     x, w = cache
    ...     return dout * w, (dout * x).sum()
    >>> scale = Layer(scale_forward, scale_backward, {"weight": np.array(3.0)})
    >>> scale(np.array([1.0, 2.0]))
    array([3., 6.])
    >>> scale.backward(np.array([1.0, 1.0]))
    array([3., 3.])
    >>> float(scale.grads["weight"])
    3.0
    """

    sizes = ()  # what the constructor was given before its settings; shown by repr
    input_dtype = None  # of x, where it is not that of the parameters
    single = True  # one array out; recurrent layers also give their states

    def __init__(self, forward, backward, params=None, **settings):
        self.pair = forward, backward
        self.params = dict(params or {})
        self.settings = settings
        self.grads, self.buffers, self.training = {}, {}, True

    def forward(self, x):
        """Output of the layer; remembers what `backward` needs."""
        if "training" in self.settings:
            self.settings["training"] = self.training
        out, self.cache = self.pair[0](x, *self.params.values(), **self.settings)
        return out

    def backward(self, dout):
        """Gradient of the last input; leaves those of the parameters in `grads`."""
        grads = self.pair[1](dout, self.remembered())
        dx, *dparams = grads if self.params else (grads,)
        self.grads = dict(zip(self.params, dparams, strict=True))
        return dx

    def remembered(self):
        """What the last `forward` left for `backward`, which takes it: once.

        A layer that is used in two places would go back through its last forward twice.
        """
        if not hasattr(self, "cache"):
            raise ValueError(f"{type(self).__name__} has no gradient before its first forward(x)")
        cache, self.cache = self.cache, None
        if cache is None:
            raise ValueError(
                f"{type(self).__name__} went back through its last forward(x) already: each "
                "backward needs a forward of its own, and each place a layer of its own"
            )
        return cache

    def __call__(self, *inputs, **settings):
        return self.forward(*inputs, **settings)

    def layers(self):
        """Layers inside this one, by name: none, unless it is a container."""
        return {}

    def leaves(self, prefix=""):
        """This layer, or those a `Sequential` runs through one by one, as (name, layer)."""
        yield prefix, self

    def generators(self):
        """Random generators of this layer and those inside it, each once."""
        found = [self.settings["rng"]] if self.settings.get("rng") is not None else []
        for layer in self.layers().values():
            found += layer.generators()
        return list({id(rng): rng for rng in found}.values())

    def train(self, mode=True):
        """Switch this layer and those inside it to training, or back; returns the layer."""
        self.training = bool(mode)
        for layer in self.layers().values():
            layer.train(mode)
        return self

    def eval(self):
        """Switch to evaluation: nothing is dropped, running statistics are used."""
        return self.train(False)

    def state(self):
        """Parameters and buffers themselves, by PyTorch's names; not copies."""
        return {**self.params, **self.buffers}

    def state_dict(self):
        """Copies of parameters and buffers, with the keys and shapes of ``torch.nn``."""
        return {name: array.copy() for name, array in self.state().items()}

    def load_state_dict(self, state_dict):
        """Copy values into the layer's own arrays, which optimizers keep a hold of.

        Parameters
        ----------
        state_dict : dict of str to array
            From `state_dict`, or from that of the ``torch.nn`` module of the same build. Values
            are converted to the layer's dtype.

        Raises
        ------
        ValueError
            If a name is missing or unknown, or a shape differs; nothing is then loaded.
        """
        if not hasattr(state_dict, "items"):
            kind = type(state_dict).__name__
            raise ValueError(f"state_dict must be a dict of arrays by name, got {kind}")
        state = self.state()
        new = {name: np.asarray(array) for name, array in state_dict.items()}
        missing = [name for name in state if name not in new]
        unknown = [name for name in new if name not in state]
        if missing or unknown:
            raise ValueError(f"state_dict lacks {missing} and has unknown {unknown}")
        for name, array in new.items():
            if array.shape != state[name].shape:
                raise ValueError(
                    f"{name} has shape {array.shape} in state_dict, {state[name].shape} here"
                )
            if array.dtype.kind not in "fiu":
                raise ValueError(f"{name} must hold numbers in state_dict, got {array.dtype}")
        for name, array in new.items():
            state[name][...] = array

    def summary(self, input_shape):
        """Table of the layers, their output shapes and parameter counts.

        Parameters
        ----------
        input_shape : tuple of int
            Shape of one example, without the batch axis.

        Returns
        -------
        Summary
            Prints as text, shows as a table in a notebook; ``.rows`` and ``.total`` are numbers.
        """
        return summarize(self, input_shape)

    def __repr__(self):
        return describe(self)

"""Layers built of layers."""

from ._gathered import Gathered
from .base import Layer


class Container(Layer):
    """A layer that holds others; a subclass writes `forward` and `backward` with them.

    Parameters, gradients and buffers are those of the layers inside, with dotted names.

    Parameters
    ----------
    inner : dict of str to Layer
        Layers by name. Names must not hold dots.

    Raises
    ------
    ValueError
        If one of them is not a `Layer`, or is in two places, or a name holds a dot.

    Examples
    --------
    >>> class Residual(Container):
    ...     def __init__(self, body):
    ...         super().__init__({"body": body})
    ...
    ...     def forward(self, x):
    ...         return x + self.inner["body"](x)
    ...
    ...     def backward(self, dout):
    ...         return dout + self.inner["body"].backward(dout)
    """

    def __init__(self, inner):
        if not isinstance(inner, dict) or not all(isinstance(name, str) for name in inner):
            raise ValueError(f"inner must be a dict of layers by name, got {inner!r}")
        for name, layer in inner.items():
            if not isinstance(layer, Layer):
                raise ValueError(f"layer {name} must be a Layer, got {type(layer).__name__}")
            if "." in name:
                raise ValueError(f"layer names must not hold a dot, got {name!r}")
        _check_places(inner)
        self.inner, self.settings, self.training = dict(inner), {}, True

    def layers(self):
        """Layers inside this one, by name."""
        return self.inner

    @property
    def params(self):
        """Parameters of all layers inside, by dotted name."""
        return self._gather("params")

    @property
    def grads(self):
        """Gradients of the last `backward`, by dotted name."""
        return self._gather("grads")

    @property
    def buffers(self):
        """Buffers of all layers inside, by dotted name."""
        return self._gather("buffers")

    def state(self):
        """Parameters and buffers themselves, in PyTorch's order; not copies."""
        return {
            f"{name}.{key}": array
            for name, layer in self.inner.items()
            for key, array in layer.state().items()
        }

    def _gather(self, kind):
        return Gathered({name: getattr(layer, kind) for name, layer in self.inner.items()})


class Sequential(Container):
    """Layers one after another; the gradient goes back through them in reverse.

    Parameters
    ----------
    *layers : Layer
        Named "0", "1", ... They may be containers themselves.

    Raises
    ------
    ValueError
        If one of them is not a `Layer`, is in two places, or gives its states beside its output.

    Examples
    --------
    >>> import numpy as np
    >>> from dlcourse.layers import Linear, ReLU
    >>> rng = np.random.default_rng(0)
    >>> model = Sequential(Linear(2, 3, rng=rng), ReLU(), Linear(3, 1, rng=rng))
    >>> model(np.zeros((5, 2), np.float32)).shape
    (5, 1)
    >>> list(model.params)
    ['0.weight', '0.bias', '2.weight', '2.bias']
    """

    def __init__(self, *layers):
        super().__init__({str(i): layer for i, layer in enumerate(layers)})
        for i, layer in enumerate(layers):
            if not layer.single:
                raise ValueError(
                    f"layer {i}, {type(layer).__name__}, gives its states beside its output, so "
                    "none can follow it in a Sequential: write a Container that chooses"
                )

    def __len__(self):
        return len(self.inner)

    def __getitem__(self, index):
        return list(self.inner.values())[index]

    def __iter__(self):
        return iter(self.inner.values())

    def forward(self, x):
        """Output of the last layer."""
        for layer in self.inner.values():
            x = layer.forward(x)
        return x

    def backward(self, dout):
        """Gradient of the first layer's input; leaves those of all parameters in `grads`."""
        for layer in reversed(self.inner.values()):
            dout = layer.backward(dout)
        return dout

    def leaves(self, prefix=""):
        """The layers that are run one by one, also those of a Sequential in this one."""
        for name, layer in self.inner.items():
            yield from layer.leaves(f"{prefix}.{name}" if prefix else name)


def _check_places(inner):
    """Refuse a layer that is in two places: it remembers one forward, and has one gradient."""
    places = {}
    for place, layer in _everywhere(inner):
        if id(layer) in places:
            raise ValueError(
                f"layers {places[id(layer)]} and {place} are one and the same "
                f"{type(layer).__name__}: a layer remembers one forward only, so make two"
            )
        places[id(layer)] = place


def _everywhere(inner, prefix=""):
    for name, layer in inner.items():
        yield f"{prefix}{name}", layer
        yield from _everywhere(layer.layers(), f"{prefix}{name}.")

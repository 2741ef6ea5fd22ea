"""Many equal networks trained at once: as fast as one, and each as if it were alone.

A network of 16 units keeps a processor waiting: most of the time goes into calls, not into sums.
With the weights of S networks in one array, one call does the work of S.
"""

import copy

import numpy as np

from ...functional import cross_entropy_backward, cross_entropy_forward
from ...layers import Layer, Linear, Sequential
from ...settings import check_integer
from .network import Residual


def train_together(
    networks, x, y, *, test, epochs, optimizer, batch_size=32, examples=None, seed=0
):
    """Train networks of one shape on the same examples, each in an order of its own.

    Parameters
    ----------
    networks : list of Layer
        S networks of one build, such as `deep_network` makes them with S seeds. Trained in place.
    x, y : array (N, D) and array of int (N,)
        Examples and their classes; the loss is the cross-entropy.
    test : pair of array
        Examples and classes that are held out.
    epochs : int
        How often each example is seen.
    optimizer : callable
        From parameters to an optimizer: ``lambda params: SGD(params, lr=0.1)``. It has to treat
        every entry alone, as all optimizers of the course do.
    batch_size : int
    examples : int, optional
        How many of the examples each network sees, drawn for each anew. All when not given.
    seed : int
        Network s draws and shuffles with the generator of ``[seed, s]``.

    Returns
    -------
    array (S, epochs)
        Share of wrong answers on `test` after each epoch.

    Raises
    ------
    ValueError
        If there is no network, two differ in the shapes of their parameters, or a count is wrong.
    """
    check_integer("epochs", epochs, low=0)
    check_integer("batch_size", batch_size, low=1)
    examples = len(x) if examples is None else examples
    check_integer("examples", examples, 1, len(x))
    joint = join(networks)
    step = optimizer(joint.params).step
    rngs = [np.random.default_rng([seed, s]) for s in range(len(networks))]
    seen = [rng.permutation(len(x))[:examples] for rng in rngs]
    # Copies: NumPy multiplies a repeated view without its fast routines.
    test = np.repeat(test[0][None], len(networks), axis=0), test[1]
    errors = np.empty((len(networks), epochs))
    for epoch in range(epochs):
        order = np.stack([rng.permutation(own) for rng, own in zip(rngs, seen, strict=True)])
        for start in range(0, examples, batch_size):
            rows = order[:, start : start + batch_size]
            _, cache = cross_entropy_forward(_flat(joint(x[rows])), targets=y[rows].ravel())
            # The mean over all S networks is S times smaller than each one's own.
            dout = cross_entropy_backward(np.asarray(len(networks), x.dtype), cache)
            joint.backward(dout.reshape(*rows.shape, -1))
            step(joint.grads)
        errors[:, epoch] = _errors(joint, *test)
    part(joint, networks)
    return errors


def join(networks):
    """One network that runs S equal ones side by side, on x of shape (S, N, D).

    Examples
    --------
    >>> pair = join([Linear(3, 2), Linear(3, 2)])
    >>> pair.params["weight"].shape, pair(np.zeros((2, 5, 3), np.float32)).shape
    ((2, 2, 3), (2, 5, 2))
    """
    shapes = [{name: p.shape for name, p in network.params.items()} for network in networks]
    if not shapes or any(shape != shapes[0] for shape in shapes):
        raise ValueError(f"networks must be at least one, all of one build, got {len(shapes)}")
    params = {name: np.stack([n.params[name] for n in networks]) for name in shapes[0]}
    return _joined(networks[0], params)


def part(joint, networks):
    """Copy the weights of a joint network back into those that it was made of."""
    for name, arrays in joint.params.items():
        for network, array in zip(networks, arrays, strict=True):
            network.params[name][...] = array


def _joined(layer, params, prefix=""):
    if isinstance(layer, Linear):
        own = {name: params[prefix + name] for name in layer.params}
        return Layer(_linear_forward, _linear_backward, own)
    inner = {
        name: _joined(child, params, f"{prefix}{name}.") for name, child in layer.layers().items()
    }
    if isinstance(layer, Residual):
        return Residual(inner["branch"], layer.scale)
    return Sequential(*inner.values()) if inner else copy.deepcopy(layer)


def _linear_forward(x, w, b):
    """out[s, n, o] = Σ_i x[s, n, i] w[s, o, i] + b[s, o]."""
    return x @ w.swapaxes(1, 2) + b[:, None], (x, w)


def _linear_backward(dout, cache):
    x, w = cache
    return dout @ w, dout.swapaxes(1, 2) @ x, dout.sum(axis=1)


def _flat(logits):
    return logits.reshape(-1, logits.shape[-1])


def _errors(joint, x, y):
    return np.mean(joint(x).argmax(axis=-1) != y, axis=1)

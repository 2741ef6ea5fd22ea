"""The gradient of a gradient: how the penalty on the critic's slope reaches the critic's weights.

The penalty P is a function of g[n] = ∂D(x[n])/∂x[n], so its gradient asks for that of g. Yet no
backward pass has to be differentiated. With v = ∂P/∂g held fixed,

    ∂P/∂w = Σ_n v[n] · ∂g[n]/∂w = ∂/∂w Σ_n v[n] · g[n],    v[n] · g[n] = d/dε D(x[n] + ε v[n]).

The right side is the slope of D along v. A forward pass carries it beside the values: each layer
turns its input x and the input's tangent t, which starts as v, into its output and the output's
tangent. The ordinary backward pass of that computation, layer by layer, ends in ∂P/∂w.

In a linear layer, out = W x + b and t_out = W t: the weights are used twice, so their gradient is
a sum. In an activation, out = φ(x) and t_out = φ'(x) t. So x is used twice too, and its gradient
has a second term with φ'': where φ is made of straight pieces, there is none.
"""

from typing import NamedTuple

import numpy as np

from ...functional import gradient_penalty_backward, gradient_penalty_forward, sigmoid_forward
from ...layers import (
    ELU,
    AvgPool2d,
    BatchNorm1d,
    BatchNorm2d,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    Flatten,
    LeakyReLU,
    Linear,
    ReLU,
    Sigmoid,
    Softplus,
    Tanh,
    Unflatten,
)
from .memory import memory_of, recall


def critic_penalty(critic, x, *, target=1.0):
    """P = mean_n (‖∂D(x[n])/∂x[n]‖ - target)², and its gradient for every parameter of the critic.

    Parameters
    ----------
    critic : Layer
        A Sequential of the layers in `RULES`. What it answers to an example is added up, if that is
        more than one number. Its `grads` are overwritten.
    x : array (N, ...)
        Where the slope is measured.
    target : float
        The slope that costs nothing.

    Returns
    -------
    penalty : float
    grads : dict of str to array
        By the names of ``critic.params``.

    Raises
    ------
    ValueError
        If a layer has no rule. Batch normalization can have none: there D(x[n]) depends on the
        whole batch, and no example has a slope of its own.

    References
    ----------
    Gulrajani, Ahmed, Arjovsky, Dumoulin, Courville (2017), Improved Training of Wasserstein GANs,
    sections 4 and 5. The product of a second derivative and a vector by a forward tangent: Barak
    Pearlmutter (1994), Fast Exact Multiplication by the Hessian.

    Examples
    --------
    >>> line = Linear(2, 1, dtype=np.float64)
    >>> line.params["weight"][...] = [[3.0, 4.0]]  # its slope is 5 everywhere
    >>> penalty, grads = critic_penalty(line, np.zeros((7, 2)))
    >>> penalty, grads["weight"].round(4), grads["bias"]
    (16.0, array([[4.8, 6.4]]), array([0.]))
    """
    leaves = list(critic.leaves())
    rules = [_rule_of(name, layer) for name, layer in leaves]
    out = critic.forward(x)
    seen = memory_of(critic)
    dx = critic.backward(np.ones_like(out))
    recall(seen)  # the second way back is through the same forward
    penalty, cache = gradient_penalty_forward(dx, target=target)
    t, memory = gradient_penalty_backward(1.0, cache), []
    for (_, layer), rule in zip(leaves, rules, strict=True):
        t, kept = rule.push(layer, t)
        memory.append(kept)
    grads, dt, dx = {}, np.ones_like(t), None
    for (name, layer), rule, kept in zip(leaves[::-1], rules[::-1], memory[::-1], strict=True):
        dt, dx, own = rule.pull(layer, dt, dx, kept)
        grads |= {f"{name}.{key}".lstrip("."): own[key] for key in own}
    return float(penalty), {name: grads[name] for name in critic.params}


class Rule(NamedTuple):
    """How one kind of layer carries a tangent forward, and two gradients back.

    ``push(layer, t)`` gives the tangent of the output, and what `pull` has to know.
    ``pull(layer, dt, dx, memory)`` takes the gradients of the output's tangent and of the output
    itself (None: zero) to those of the input, and adds those of the parameters, by name.
    """

    push: object
    pull: object


def _push_linear(layer, t):
    """t_out = W t: the layer itself without its bias."""
    weights = [p for name, p in layer.params.items() if name != "bias"]
    return layer.pair[0](t, *weights, **layer.settings)


def _pull_linear(layer, dt, dx, memory):
    """W is in out = W x + b and in t_out = W t, so two gradients meet in it; b is in the first."""
    grads = {name: np.zeros_like(p) for name, p in layer.params.items()}
    if dx is not None:
        dx = layer.backward(dx)
        grads = dict(layer.grads)
    back = layer.pair[1](dt, memory)
    dt, *dweights = back if isinstance(back, tuple) else (back,)
    for name, dw in zip((n for n in grads if n != "bias"), dweights, strict=True):
        grads[name] = grads[name] + dw
    return dt, dx, grads


def _push_activation(layer, t):
    """t_out[i] = φ'(x[i]) t[i]: what the backward pass does to a gradient."""
    return layer.pair[1](t, layer.cache), t


def _pull_straight(layer, dt, dx, t):
    """φ' is constant around x, so t_out depends on t alone."""
    return layer.pair[1](dt, layer.cache), dx if dx is None else layer.pair[1](dx, layer.cache), {}


def _pull_curved(curvature):
    """x[i] moves t_out[i] as well, by φ''(x[i]) t[i]."""

    def pull(layer, dt, dx, t):
        through_t = curvature(layer) * t * dt
        dt, dx, grads = _pull_straight(layer, dt, dx, t)
        return dt, through_t if dx is None else dx + through_t, grads

    return pull


def _curvature_of_tanh(layer):
    out = layer.cache
    return -2 * out * (1 - out * out)


def _curvature_of_sigmoid(layer):
    out = layer.cache
    return out * (1 - out) * (1 - 2 * out)


def _curvature_of_softplus(layer):
    z, linear = layer.cache
    slope, _ = sigmoid_forward(z)
    return np.where(linear, 0, layer.settings["beta"] * slope * (1 - slope)).astype(z.dtype)


def _curvature_of_elu(layer):
    x, alpha = layer.cache
    return np.where(x > 0, 0, alpha * np.exp(np.minimum(x, 0))).astype(x.dtype)


_LINEAR = Rule(_push_linear, _pull_linear)
_STRAIGHT = Rule(_push_activation, _pull_straight)

RULES = {
    Linear: _LINEAR,
    Conv1d: _LINEAR,
    Conv2d: _LINEAR,
    ConvTranspose2d: _LINEAR,
    AvgPool2d: _LINEAR,
    Flatten: _LINEAR,
    Unflatten: _LINEAR,
    ReLU: _STRAIGHT,
    LeakyReLU: _STRAIGHT,
    Tanh: Rule(_push_activation, _pull_curved(_curvature_of_tanh)),
    Sigmoid: Rule(_push_activation, _pull_curved(_curvature_of_sigmoid)),
    Softplus: Rule(_push_activation, _pull_curved(_curvature_of_softplus)),
    ELU: Rule(_push_activation, _pull_curved(_curvature_of_elu)),
}
"""The layers that a critic may have, and the rule of each."""


def _rule_of(name, layer):
    kind, place = type(layer), f" (layer {name})" if name else ""
    if kind in (BatchNorm1d, BatchNorm2d):
        raise ValueError(
            f"the gradient penalty needs a slope for each example, but {kind.__name__}{place} "
            "mixes the examples of a batch: leave it out of the critic"
        )
    if kind not in RULES:
        known = ", ".join(rule.__name__ for rule in RULES)
        raise ValueError(
            f"the gradient penalty has no rule for {kind.__name__}{place}; it has rules for {known}"
        )
    return RULES[kind]

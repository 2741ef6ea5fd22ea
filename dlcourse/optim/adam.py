"""Gradient descent with a step size of its own for every parameter."""

import math

import numpy as np

from ..settings import check_flag
from .base import Optimizer, check_at_least_zero, check_fraction


class Adam(Optimizer):
    """Adam: the mean of recent gradients over the root of their mean square.

    With parameter p, gradient g, running means m and v (starting at 0), at step t = 1, 2, ...::

        g = g + weight_decay * p
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        p = p - lr * (m / (1 - beta1**t)) / (sqrt(v / (1 - beta2**t)) + eps)

    The divisions by 1 - beta**t undo the start at 0. With `amsgrad`, the largest v so far
    takes the place of v in the last line.

    Parameters
    ----------
    params : dict of str to array, or sequence of arrays
        Updated in place.
    lr : float
        Learning rate: about the size of one step of one parameter.
    betas : tuple of two floats
        beta1, beta2: how much of the running means is kept, at least 0 and below 1.
    eps : float
        Keeps the division finite, at least 0.
    weight_decay : float
        Factor of the parameter that is added to its gradient, at least 0.
    amsgrad : bool
        Never let the step size of a parameter grow again.

    Raises
    ------
    ValueError
        If a setting is out of its range or a parameter is not a float array.

    References
    ----------
    Diederik Kingma, Jimmy Ba (2015), Adam: a method for stochastic optimization, algorithm 1;
    Sashank Reddi, Satyen Kale, Sanjiv Kumar (2018), On the convergence of Adam and beyond.

    Examples
    --------
    >>> import numpy as np
    >>> w = np.array([1.0, 2.0])
    >>> Adam([w], lr=0.1).step([np.array([10.0, -0.001])])
    >>> w.round(3)
    array([0.9, 2.1])
    """

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, amsgrad=False
    ):
        if not isinstance(betas, (tuple, list)) or len(betas) != 2:
            raise ValueError(f"betas must be a pair of numbers, got {betas!r}")
        check_flag(amsgrad=amsgrad)
        beta1, beta2 = betas
        check_fraction(beta1=beta1, beta2=beta2)
        check_at_least_zero(eps=eps)
        self.state_names = ("exp_avg", "exp_avg_sq") + ("max_exp_avg_sq",) * bool(amsgrad)
        super().__init__(
            params,
            lr,
            betas=(float(beta1), float(beta2)),
            eps=eps,
            weight_decay=weight_decay,
            amsgrad=amsgrad,
        )

    def _update(self, g, p, *state_and_scratch):
        *state, s, decayed = state_and_scratch
        if self.settings["weight_decay"]:
            g = self._decay(g, p, decayed)
        beta1, beta2 = self.settings["betas"]
        m, v = state[:2]
        m *= beta1
        m += np.multiply(g, 1 - beta1, out=s)
        v *= beta2
        np.multiply(g, g, out=s)
        s *= 1 - beta2
        v += s
        if self.settings["amsgrad"]:
            v = np.maximum(state[2], v, out=state[2])
        np.sqrt(v, out=s)
        s *= 1 / math.sqrt(1 - beta2**self.steps)
        s += self.settings["eps"]
        np.divide(m, s, out=s)
        s *= self.lr / (1 - beta1**self.steps)
        p -= s

    def _decay(self, g, p, decayed):
        np.multiply(p, self.settings["weight_decay"], out=decayed)
        decayed += g
        return decayed


class AdamW(Adam):
    """Adam whose weight decay shrinks the parameters themselves, not through the gradient.

    Before Adam's step without decay: ``p = p * (1 - lr * weight_decay)``. So all parameters shrink
    at one rate, also those with large gradients.

    Parameters
    ----------
    params, lr, betas, eps, amsgrad
        As for `Adam`.
    weight_decay : float
        At least 0.

    References
    ----------
    Ilya Loshchilov, Frank Hutter (2019), Decoupled weight decay regularization, algorithm 2, with
    PyTorch's factor lr * weight_decay.
    """

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False
    ):
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad)

    def _decay(self, g, p, decayed):
        p *= 1 - self.lr * self.settings["weight_decay"]
        return g

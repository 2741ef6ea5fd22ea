"""Gradient descent, with momentum."""

import numpy as np

from ..settings import check_flag, check_number
from .base import Optimizer, check_at_least_zero


class SGD(Optimizer):
    """Stochastic gradient descent.

    With parameter p, gradient g and velocity v (starting as the first g)::

        g = g + weight_decay * p
        v = momentum * v + (1 - dampening) * g
        g = g + momentum * v if nesterov else v
        p = p - lr * g

    Without momentum the middle two lines fall away.

    Parameters
    ----------
    params : dict of str to array, or sequence of arrays
        Updated in place.
    lr : float
        Learning rate.
    momentum, dampening, weight_decay : float
        At least 0.
    nesterov : bool
        Look ahead along the velocity. Needs momentum and no dampening.

    Raises
    ------
    ValueError
        If a setting is out of its range or a parameter is not a float array.

    References
    ----------
    Ilya Sutskever et al. (2013), On the importance of initialization and momentum in deep learning;
    PyTorch's variant applies lr to the velocity, not inside it.

    Examples
    --------
    >>> import numpy as np
    >>> w = np.array([1.0, 2.0])
    >>> SGD([w], lr=0.1).step([np.array([10.0, 0.0])])
    >>> w
    array([0., 2.])
    """

    state_names = ("momentum_buffer",)

    def __init__(
        self, params, lr=1e-3, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False
    ):
        check_at_least_zero(momentum=momentum)
        check_number("dampening", dampening)
        check_flag(nesterov=nesterov)
        if nesterov and (momentum == 0 or dampening != 0):
            raise ValueError(
                "nesterov needs momentum above 0 and dampening 0, "
                f"got momentum={momentum} and dampening={dampening}"
            )
        self.state_names = SGD.state_names if momentum else ()
        super().__init__(
            params,
            lr,
            momentum=momentum,
            dampening=dampening,
            weight_decay=weight_decay,
            nesterov=nesterov,
        )

    def _update(self, g, p, *state_and_scratch):
        *state, s, decayed = state_and_scratch
        momentum, weight_decay = self.settings["momentum"], self.settings["weight_decay"]
        if weight_decay:
            np.multiply(p, weight_decay, out=decayed)
            decayed += g
            g = decayed
        if momentum:
            v = state[0]
            if self.steps == 1:
                v[...] = g
            else:
                v *= momentum
                v += np.multiply(g, 1 - self.settings["dampening"], out=s)
            if self.settings["nesterov"]:
                np.multiply(v, momentum, out=s)
                s += g
                g = s
            else:
                g = v
        p -= np.multiply(g, self.lr, out=s)

"""A network of many equal layers, with or without a way around each of them."""

import numpy as np

from ...layers import Container, Linear, ReLU, Sequential, Sigmoid, Tanh
from ...settings import check_choice, check_flag, check_integer, check_number
from .start import STARTS, start_again

ACTIVATIONS = {"relu": ReLU, "sigmoid": Sigmoid, "tanh": Tanh}
"""The nonlinearities between the layers, by name."""


class Residual(Container):
    """A layer and a way around it: ``out = x + scale * branch(x)``.

    Its Jacobian is ``I + scale J``, so ``dx = dout + scale J^T dout``.

    Parameters
    ----------
    branch : Layer
        Gives an array of the shape of its input.
    scale : float

    References
    ----------
    Kaiming He et al. (2016), Deep Residual Learning for Image Recognition, equation 1.

    Examples
    --------
    >>> Residual(ReLU(), scale=0.5)(np.array([-2.0, 2.0]))
    array([-2.,  3.])
    """

    def __init__(self, branch, scale=1.0):
        super().__init__({"branch": branch})
        self.scale = check_number("scale", scale)

    def forward(self, x):
        """``x + scale * branch(x)``."""
        return x + self.scale * self.inner["branch"].forward(x)

    def backward(self, dout):
        """``dout`` along the way around, and what comes back through the branch."""
        return dout + self.inner["branch"].backward(self.scale * dout)


def deep_network(
    inputs,
    width,
    depth,
    outputs,
    *,
    activation="relu",
    start="default",
    residual=False,
    scale=1.0,
    zero_branch=False,
    rng,
    dtype=np.float32,
):
    """A fully connected network with `depth` hidden layers, all of one width.

    ``z[1] = W[1] x + b[1]``, then ``z[l] = W[l] act(z[l-1]) + b[l]`` for l = 2..depth, and
    ``logits = W act(z[depth]) + b``. With `residual`, a hidden layer after the first adds what it
    was given: ``z[l] = z[l-1] + scale (W[l] act(z[l-1]) + b[l])``.

    Parameters
    ----------
    inputs, width, outputs : int
        Sizes of x, of each hidden layer, of the logits.
    depth : int
        Hidden layers. With 0 it is one linear layer from inputs to outputs.
    activation : {"relu", "sigmoid", "tanh"}
    start : str
        One of `STARTS`: "zeros", "constant", "default", "xavier", "he".
    residual : bool
        Lead a way around each hidden layer but the first.
    scale : float
        Factor of each branch. 1 / sqrt(depth) keeps the signal's size.
    zero_branch : bool
        Start the weights and biases of all branches at 0, so that each block starts as the
        identity. Needs `residual`.
    rng : numpy.random.Generator
        Source of the initial weights.
    dtype : float32 or float64

    Returns
    -------
    Sequential
        Of depth + 1 stages: one that gives z[1], one for each further z[l], and the logits.

    Raises
    ------
    ValueError
        If a size is no integer of at least 1 (`depth`: 0), a name is unknown, or scale and
        zero_branch are given without residual.

    Examples
    --------
    >>> network = deep_network(4, 3, 5, 2, start="he", rng=np.random.default_rng(0))
    >>> len(network), network(np.ones((7, 4), np.float32)).shape
    (6, (7, 2))
    """
    _check(depth, activation, start, residual, scale, zero_branch)
    options = {"rng": rng, "dtype": dtype}
    if depth == 0:
        return start_again(Sequential(Linear(inputs, outputs, **options)), start, rng=rng)
    stages = [Linear(inputs, width, **options)]
    for _ in range(depth - 1):
        branch = Sequential(ACTIVATIONS[activation](), Linear(width, width, **options))
        stages.append(Residual(branch, scale) if residual else branch)
    stages.append(Sequential(ACTIVATIONS[activation](), Linear(width, outputs, **options)))
    network = start_again(Sequential(*stages), start, rng=rng)
    for block in network if zero_branch else ():
        if isinstance(block, Residual):
            start_again(block, "zeros", rng=rng)
    return network


def _check(depth, activation, start, residual, scale, zero_branch):
    check_integer("depth", depth, low=0)
    check_choice("activation", activation, tuple(ACTIVATIONS))
    check_choice("start", start, tuple(STARTS))
    check_flag(residual=residual, zero_branch=zero_branch)
    if not residual and (check_number("scale", scale) != 1 or zero_branch):
        raise ValueError(
            f"scale and zero_branch need residual=True, got scale={scale}, "
            f"zero_branch={zero_branch} and residual=False"
        )

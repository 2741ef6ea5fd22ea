"""Reverse-mode automatic differentiation over NumPy arrays: what PyTorch does, in one page.

Every operation stores its operands and a rule. The rule takes the gradient of the output and
returns one gradient per operand, exactly as an ``op_backward`` of `dlcourse.functional` does.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

__all__ = ["Tensor", "apply", "unbroadcast"]


class Tensor:
    """An array that remembers how it was computed.

    Parameters
    ----------
    data : array_like of float32 or float64
        The value. Python numbers become float64.
    parents : tuple of Tensor
        The operands this value was computed from; none for a leaf.
    rule : callable
        ``rule(dout)`` gives one gradient per parent, given the gradient of this value.

    Attributes
    ----------
    grad : ndarray or None
        Filled by `backward`, of the shape of `data`. As in PyTorch, a second `backward` adds to
        it. Unlike PyTorch, values in the middle of the graph keep theirs too, to be looked at.
    depth : int
        Number of operations on the longest path from a leaf. Operands are always less deep.

    Raises
    ------
    ValueError
        If `data` holds something other than float32 or float64.

    References
    ----------
    Baydin, Pearlmutter, Radul and Siskind (2018), Automatic Differentiation in Machine Learning:
    a Survey, section 3.2. The form follows Karpathy's micrograd: each local derivative stands
    under its operation.

    Examples
    --------
    >>> x = Tensor(3.0)
    >>> y = x * x + 2 * x
    >>> y.backward()
    >>> float(x.grad)
    8.0
    """

    __array_ufunc__ = None  # makes NumPy leave `array * tensor` to Tensor.__rmul__

    def __init__(self, data, parents: tuple = (), rule: Callable = lambda dout: ()) -> None:
        self.data = np.asarray(data)
        if self.data.dtype not in (np.float32, np.float64):
            raise ValueError(f"data must be float32 or float64, got {self.data.dtype}")
        self.parents, self.rule, self.grad = parents, rule, None
        self.depth = 1 + max((parent.depth for parent in parents), default=-1)

    def __repr__(self) -> str:
        return f"Tensor(shape={self.data.shape}, depth={self.depth})"

    def history(self) -> list[Tensor]:
        """List this tensor and all it was computed from, results before their operands."""
        found, waiting = {self: None}, [self]
        while waiting:
            new = [parent for parent in waiting.pop().parents if parent not in found]
            found.update(dict.fromkeys(new))
            waiting += new
        return sorted(found, key=lambda node: -node.depth)

    def backward(self, dout=None) -> None:
        """Add to the ``grad`` of every tensor in the history this one's gradient, times `dout`.

        Parameters
        ----------
        dout : ndarray, optional
            Gradient of the loss with respect to this tensor, of its shape; 1 if it has one entry.

        Raises
        ------
        ValueError
            If `dout` is left out and the tensor has several entries, or its shape differs.
        """
        shape = self.data.shape
        if dout is None and self.data.size != 1:
            raise ValueError(f"backward of a tensor of shape {shape} needs dout of that shape")
        dout = np.ones_like(self.data) if dout is None else np.asarray(dout, self.data.dtype)
        if dout.shape != shape:
            raise ValueError(f"dout has shape {dout.shape}, the tensor has shape {shape}")
        grads = {self: dout}
        for node in self.history():
            dout = grads.pop(node)
            node.grad = dout if node.grad is None else node.grad + dout
            for parent, dparent in zip(node.parents, node.rule(dout), strict=True):
                dparent = unbroadcast(dparent, parent.data.shape)
                grads[parent] = grads[parent] + dparent if parent in grads else dparent

    def _tensor(self, other) -> Tensor:
        # A plain number takes this tensor's dtype, so that float32 stays float32.
        return other if isinstance(other, Tensor) else Tensor(np.asarray(other, self.data.dtype))

    def __add__(self, other) -> Tensor:
        other = self._tensor(other)
        return Tensor(self.data + other.data, (self, other), lambda dout: (dout, dout))

    def __mul__(self, other) -> Tensor:
        a, b = self, self._tensor(other)
        return Tensor(a.data * b.data, (a, b), lambda dout: (dout * b.data, dout * a.data))

    def __pow__(self, n: float) -> Tensor:
        x = self.data
        return Tensor(x**n, (self,), lambda dout: (dout * n * x ** (n - 1),))

    def __matmul__(self, other) -> Tensor:
        a, b = self.data, self._tensor(other).data
        if a.ndim < 2 or b.ndim < 2:
            raise ValueError(f"@ needs two axes on each side, got {a.shape} and {b.shape}")
        parents = (self, self._tensor(other))
        return Tensor(a @ b, parents, lambda dout: (dout @ b.mT, a.mT @ dout))

    def sum(self, dim=None, keepdim: bool = False) -> Tensor:
        """Sum over the axes `dim`; every entry summed gets the gradient of its sum."""
        shape = self.data.shape
        kept = self.data.sum(axis=dim, keepdims=True)
        out = kept if keepdim else self.data.sum(axis=dim)
        return Tensor(out, (self,), lambda d: (np.broadcast_to(d.reshape(kept.shape), shape),))

    def exp(self) -> Tensor:
        """Exponential; its derivative is itself."""
        out = np.exp(self.data)
        return Tensor(out, (self,), lambda dout: (dout * out,))

    def log(self) -> Tensor:
        """Natural logarithm, with derivative 1/x."""
        return Tensor(np.log(self.data), (self,), lambda dout: (dout / self.data,))

    def relu(self) -> Tensor:
        """Return max(x, 0); the derivative at 0 is 0, as in PyTorch."""
        out = np.maximum(self.data, 0)
        return Tensor(out, (self,), lambda dout: (dout * (out > 0),))

    def __getitem__(self, index) -> Tensor:
        def rule(dout):
            dx = np.zeros_like(self.data)
            np.add.at(dx, index, dout)  # an entry picked twice gets both gradients
            return (dx,)

        return Tensor(self.data[index], (self,), rule)

    @property
    def T(self) -> Tensor:  # noqa: N802 (PyTorch's name)
        """The matrix with its two axes exchanged."""
        return Tensor(self.data.T, (self,), lambda dout: (dout.T,))

    def __neg__(self) -> Tensor:
        return self * -1.0

    def __sub__(self, other) -> Tensor:
        return self + -self._tensor(other)

    def __truediv__(self, other) -> Tensor:
        return self * self._tensor(other) ** -1.0

    def __rsub__(self, other) -> Tensor:
        return self._tensor(other) - self

    def __rtruediv__(self, other) -> Tensor:
        return self._tensor(other) / self

    __radd__, __rmul__ = __add__, __mul__


def unbroadcast(dout: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Sum `dout` back to `shape`: an entry that broadcasting copied gets the sum over its copies.

    >>> unbroadcast(np.ones((4, 3)), (3,))
    array([4., 4., 4.])
    """
    dout = dout.sum(axis=tuple(range(dout.ndim - len(shape))))
    copied = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return dout.sum(axis=copied, keepdims=True)


def apply(forward: Callable, backward: Callable, *inputs: Tensor, **settings) -> Tensor:
    """Record a forward and backward pair of `dlcourse.functional` as one operation.

    >>> from dlcourse.functional import relu_backward, relu_forward
    >>> x = Tensor([-1.0, 2.0])
    >>> apply(relu_forward, relu_backward, x).sum().backward()
    >>> x.grad
    array([0., 1.])
    """
    out, cache = forward(*(tensor.data for tensor in inputs), **settings)

    def rule(dout):
        grads = backward(dout, cache)
        return grads if isinstance(grads, tuple) else (grads,)

    return Tensor(out, inputs, rule)

"""The reference's network for `read_digits`, on functions alone: the bank stands on no layers."""

import numpy as np

from ... import functional as F
from .adam_step import adam_step

LINEAR, NORM = F.linear_forward, F.batch_norm_forward
CHAIN = (
    (F.avg_pool2d_forward, F.avg_pool2d_backward, (), {"kernel_size": 2}),
    (F.conv2d_forward, F.conv2d_backward, ("w1",), {"padding": 1}),
    (NORM, F.batch_norm_backward, ("gain1", "shift1"), {}),
    (F.relu_forward, F.relu_backward, (), {}),
    (F.max_pool2d_forward, F.max_pool2d_backward, (), {"kernel_size": 2}),
    (F.conv2d_forward, F.conv2d_backward, ("w2",), {"padding": 1}),
    (NORM, F.batch_norm_backward, ("gain2", "shift2"), {}),
    (F.relu_forward, F.relu_backward, (), {}),
    (F.max_pool2d_forward, F.max_pool2d_backward, (), {"kernel_size": 5}),
    (LINEAR, F.linear_backward, ("w3", "b3"), {}),
)
SHAPES = {"w1": (8, 1, 3, 3), "w2": (48, 8, 5, 5), "w3": (10, 48), "b3": (10,)}
ADAM = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}


class Network:
    """Two convolutions, and the strongest answer of each filter wherever in the image it is."""

    def __init__(self, rng):
        self.params = {name: self._first(name, shape, rng) for name, shape in SHAPES.items()}
        for n in "12":
            filters = len(self.params[f"w{n}"])
            self.params[f"gain{n}"] = np.ones(filters, np.float32)
            self.params[f"shift{n}"] = np.zeros(filters, np.float32)
        zeros = {name: np.zeros_like(p) for name, p in self.params.items()}
        self.m, self.v, self.t, self.statistics = zeros, dict(zeros), 0, {}

    def _first(self, name, shape, rng):
        reach = np.prod(shape[1:] if name != "b3" else SHAPES["w3"][1:]) ** -0.5
        return rng.uniform(-reach, reach, shape).astype(np.float32)

    def forward(self, x, training=False):
        """Compute the logits, and what the way back needs."""
        kept = []
        for op, _, names, settings in CHAIN:
            if op is NORM:
                settings = {**self._running(names[0]), "training": training}
            if op is LINEAR:
                x = x.reshape(len(x), -1)
            x, cache = op(x, *(self.params[name] for name in names), **settings)
            if op is NORM:
                self.statistics[names[0]] = cache.running_mean, cache.running_var
            kept.append((cache, x.shape))
        return x, kept

    def _running(self, name):
        size, dtype = self.params[name].shape, np.float32
        mean, var = self.statistics.get(name, (np.zeros(size, dtype), np.ones(size, dtype)))
        return {"running_mean": mean, "running_var": var}

    def step(self, x, y, lr):
        """Take one step of Adam down the cross-entropy of a batch."""
        logits, kept = self.forward(x, training=True)
        loss, cache = F.cross_entropy_forward(logits, targets=y)
        back = F.cross_entropy_backward(np.ones_like(loss), cache)
        self.t += 1
        for (_, backward, names, _), (cache, shape) in zip(
            reversed(CHAIN), reversed(kept), strict=True
        ):
            back, *grads = _as_tuple(backward(back.reshape(shape), cache))
            for name, g in zip(names, grads, strict=True):
                self._move(name, g, lr)

    def _move(self, name, g, lr):
        p, m, v = self.params[name], self.m[name], self.v[name]
        p, m, v = adam_step(p, g, m, v, self.t, lr=lr, **ADAM)
        self.params[name], self.m[name], self.v[name] = p, m, v


def _as_tuple(gradients):
    return gradients if isinstance(gradients, tuple) else (gradients,)

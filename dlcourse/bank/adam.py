"""What trains the references of open tasks that learn."""

import numpy as np

from .a5_1_image_classification.adam_step import adam_step

SETTINGS = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}


class Adam:
    """Keep arrays, both running means of each, and the count of steps."""

    def __init__(self, params):
        self.params = list(params)
        self.means = [np.zeros_like(p) for p in self.params]
        self.squares = [np.zeros_like(p) for p in self.params]
        self.t = 0

    def step(self, grads, lr):
        """Move every array by one step; earlier arrays stay as they were."""
        self.t += 1
        moved = [
            adam_step(p, g, m, v, self.t, lr=lr, **SETTINGS)
            for p, g, m, v in zip(self.params, grads, self.means, self.squares, strict=True)
        ]
        self.params, self.means, self.squares = map(list, zip(*moved, strict=True))

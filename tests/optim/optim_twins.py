"""Parameters that our optimizers and PyTorch's move alike."""

import numpy as np
import torch

SHAPES = {"a.weight": (5, 3), "a.bias": (5,), "b.weight": (2, 4, 3, 1), "scale": ()}


def random_arrays(rng, dtype=np.float64):
    return {k: np.asarray(rng.standard_normal(s), dtype) for k, s in SHAPES.items()}


def as_torch(arrays):
    return {k: torch.tensor(a, requires_grad=True) for k, a in arrays.items()}

"""Training: batches, epochs, early stopping, and runs that survive being killed."""

from ._fit import fit
from ._history import History
from ._weights import load_weights, save_weights
from .evaluate import Evaluation, evaluate, minibatches, predict
from .per_example import per_example_gradients

__all__ = [
    "Evaluation",
    "History",
    "evaluate",
    "fit",
    "load_weights",
    "minibatches",
    "per_example_gradients",
    "predict",
    "save_weights",
]

"""The cases of the losses of numbers, classes and distributions."""

import numpy as np

from ._case import Case, grid

REDUCTIONS = "none", "mean", "sum"
RANDOM = np.random.default_rng(12)
CLASSES = np.array([2, 0, 3, 3, 1])
CLASS_WEIGHT = np.array([0.5, 2.0, 1.5, 0.25])
IMAGE_CLASSES = RANDOM.integers(4, size=(2, 3, 5))
PROBABILITIES = RANDOM.dirichlet(np.ones(4), size=5)
IMAGE_PROBABILITIES = np.moveaxis(RANDOM.dirichlet(np.ones(4), size=(2, 3, 5)), -1, 1)
FRACTIONS = RANDOM.uniform(size=(5, 3))
MASKS = (np.random.default_rng(13).random((5, 2, 3)) < 0.5).astype(float)
POS_WEIGHT = RANDOM.uniform(0.5, 2, 3)


def _losses(op, shape, *settings, **kwargs):
    """Each setting with each reduction."""
    return [
        Case(op, (shape,), {**s, "reduction": r}, **kwargs) for s in settings for r in REDUCTIONS
    ]


IGNORE_ALL = {"targets": np.full(5, -100)}
LOSSES = [
    *(
        case
        for op in ("mse_loss", "l1_loss", "huber_loss")
        for case in _losses(
            op, (5, 3), {"targets": FRACTIONS}, {"targets": FRACTIONS, "weight": FRACTIONS}
        )
    ),
    *_losses("huber_loss", (5, 3), {"targets": FRACTIONS, "delta": 0.25}),
    *_losses(
        "kl_div",
        (5, 3),
        {"targets": FRACTIONS},
        {"targets": np.log(FRACTIONS), "log_target": True},
    ),
    Case("kl_div", ((5, 3),), {"targets": FRACTIONS, "reduction": "batchmean"}),
    *_losses(
        "dice_loss", (5, 3), *grid(targets=[FRACTIONS], smooth=[1.0, 3.5], squared=[False, True])
    ),
    *_losses("dice_loss", (5, 2, 3), {"targets": MASKS, "smooth": 0.0, "squared": True}),
    *_losses(
        "binary_cross_entropy_with_logits",
        (5, 3),
        *grid(targets=[FRACTIONS], weight=[None, FRACTIONS + 0.5], pos_weight=[None, POS_WEIGHT]),
    ),
    *_losses(
        "nll_loss",
        (5, 4),
        *grid(targets=[CLASSES], weight=[None, CLASS_WEIGHT], ignore_index=[-100, 3]),
    ),
    *_losses("nll_loss", (2, 4, 3, 5), *grid(targets=[IMAGE_CLASSES], weight=[None, CLASS_WEIGHT])),
    *_losses("nll_loss", (4,), {"targets": np.array(2)}),
    *_losses(
        "cross_entropy",
        (5, 4),
        *grid(
            targets=[CLASSES],
            weight=[None, CLASS_WEIGHT],
            ignore_index=[-100, 3],
            label_smoothing=[0.0, 0.3],
        ),
        *grid(
            targets=[PROBABILITIES], weight=[None, CLASS_WEIGHT], label_smoothing=[0.0, 0.3, 1.0]
        ),
    ),
    *_losses(
        "cross_entropy",
        (2, 4, 3, 5),
        *grid(
            targets=[IMAGE_CLASSES, IMAGE_PROBABILITIES],
            weight=[None, CLASS_WEIGHT],
            label_smoothing=[0.0, 0.3],
        ),
    ),
    *_losses("cross_entropy", (4,), {"targets": np.array(2)}, {"targets": PROBABILITIES[0]}),
    *(
        Case("info_nce", ((5, 3), (5, 3)), {**setting, "reduction": r})
        for setting in ({}, {"temperature": 0.7}, {"temperature": 2})
        for r in REDUCTIONS
    ),
    *_losses("nll_loss", (5, 4), IGNORE_ALL, differentiable=False),
    *_losses("cross_entropy", (5, 4), IGNORE_ALL, differentiable=False),
]
"""Every loss with every setting."""

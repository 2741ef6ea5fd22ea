"""One table of cases: every operation with every setting, small, and all sizes different.

`dlcourse verify` compares each case with PyTorch; the tests also check its gradients. Sizes differ
so that no two axes can be confused unnoticed, and no bias or gain is zero or one.
"""

import numpy as np

from ._case import Case, grid
from ._gan_cases import GAN_LOSSES
from ._loss_cases import LOSSES
from ._recurrent_cases import RECURRENT

__all__ = ["CASES", "OPERATIONS", "Case"]


def _cases(op, shapes, *settings, **kwargs):
    return [Case(op, shapes, setting, **kwargs) for setting in settings]


def _dropout_rng():
    return np.random.default_rng(7)


RANDOM = np.random.default_rng(11)
MEAN, VARIANCE = RANDOM.standard_normal(3), RANDOM.uniform(0.5, 2, 3)
STATISTICS = {"running_mean": MEAN, "running_var": VARIANCE}

LINEAR = [
    Case("linear", ((5, 3), (4, 3), (4,))),
    Case("linear", ((5, 3), (4, 3))),
    Case("linear", ((3,), (4, 3), (4,))),
    Case("linear", ((2, 5, 3), (4, 3), (4,))),
    Case("linear", ((0, 3), (4, 3), (4,))),
    Case("embedding", ((7, 3),), {"ids": np.array([[1, 6, 0, 1], [5, 1, 2, 5]])}),
    Case("embedding", ((7, 3),), {"ids": np.array(4)}),
    *_cases(
        "embedding",
        ((7, 3),),
        {"ids": np.array([1, 6, 0, 1, 2]), "padding_idx": 1},
        {"ids": np.array([1, 6, 0, 1, 2]), "padding_idx": -1},
        {"ids": np.array([1, 6, 0, 1, 1, 6]), "scale_grad_by_freq": True},
        {"ids": np.array([1, 6, 0, 1, 1, 6]), "scale_grad_by_freq": True, "padding_idx": 6},
        differentiable=False,
    ),
]

ACTIVATIONS = [
    *(Case(op, ((5, 3, 4),)) for op in ("relu", "sigmoid", "tanh")),
    *_cases("leaky_relu", ((5, 3),), {}, {"negative_slope": 0.3}, {"negative_slope": -0.2}),
    *_cases("elu", ((5, 3),), {}, {"alpha": 0.3}),
    *_cases("gelu", ((5, 3),), {}, {"approximate": "none"}, {"approximate": "tanh"}),
    *_cases("softplus", ((5, 3),), {}, {"beta": 3.0}, {"beta": 2.0, "threshold": 1.0}),
    *_cases("softmax", ((5, 3, 4),), *grid(dim=[0, 1, 2, -1])),
    *_cases("log_softmax", ((5, 3, 4),), *grid(dim=[0, 1, 2, -1])),
    *_cases("dropout", ((5, 3, 4),), *grid(p=[0.3, 0.5], rng=[_dropout_rng])),
    *_cases("dropout", ((5, 3),), {"p": 0.0}, {"p": 1.0}, {"p": 0.4, "training": False}),
]

CONVOLUTIONS = [
    *_cases("conv1d", ((2, 3, 9), (4, 3, 2), (4,)), *grid(stride=[1, 2], padding=[0, 1])),
    *_cases("conv1d", ((2, 3, 9), (4, 3, 2)), {"dilation": 3}, {"padding": "same", "dilation": 3}),
    *_cases("conv1d", ((2, 6, 9), (9, 2, 4), (9,)), {"groups": 3, "padding": "valid"}),
    Case("conv1d", ((3, 9), (4, 3, 2), (4,)), {"stride": (3,), "padding": (2,)}),
    *_cases("conv2d", ((2, 3, 8, 7), (4, 3, 5, 2), (4,)), *grid(stride=[1, 2, 3], padding=[0, 1])),
    *_cases(
        "conv2d",
        ((2, 3, 8, 7), (5, 3, 4, 2)),
        {"stride": (2, 3), "padding": (2, 1)},
        {"dilation": 2, "padding": "valid"},
        {"dilation": (2, 3), "padding": "same"},
        {"stride": (3, 1), "padding": (0, 2), "dilation": (1, 2)},
    ),
    *_cases("conv2d", ((2, 6, 5, 7), (9, 2, 3, 4), (9,)), *grid(groups=[3], stride=[1, (1, 2)])),
    Case("conv2d", ((4, 5, 7), (8, 1, 3, 2), (8,)), {"groups": 4, "padding": 1, "dilation": 2}),
    *_cases(
        "conv2d",
        ((2, 5, 8, 7), (5, 1, 3, 2), (5,)),
        *grid(groups=[5], stride=[1, (1, 2)], padding=[0, (2, 1)]),
    ),
    Case("conv2d", ((2, 8, 5, 7), (6, 4, 3, 2)), {"groups": 2, "stride": 2, "dilation": (2, 1)}),
    Case("conv2d", ((0, 3, 8, 7), (4, 3, 5, 2), (4,))),
    *_cases(
        "conv_transpose2d",
        ((2, 3, 5, 4), (3, 6, 4, 2), (6,)),
        *grid(stride=[1, 2, (3, 2)], padding=[0, 1]),
        {"stride": 3, "output_padding": (2, 1)},
        {"stride": (2, 3), "padding": (2, 1), "output_padding": (1, 2)},
        {"dilation": (2, 3), "output_padding": 1, "padding": 1},
    ),
    *_cases("conv_transpose2d", ((2, 6, 5, 4), (6, 5, 3, 2), (15,)), {"groups": 3, "stride": 2}),
    Case("conv_transpose2d", ((3, 5, 4), (3, 6, 4, 2)), {"stride": 2, "dilation": 2}),
]

STEPS_OF_EACH = {"lengths": [None, np.array([2, 4, 1, 3, 3])]}
POOLING = [
    *_cases("max_pool2d", ((2, 3, 8, 7),), *grid(kernel_size=[2, (3, 2)], stride=[None, 1, 3])),
    *_cases(
        "max_pool2d",
        ((2, 3, 8, 7),),
        {"kernel_size": (4, 3), "stride": (2, 3), "padding": (2, 1)},
        {"kernel_size": (2, 3), "dilation": (3, 2), "stride": (1, 2), "padding": 1},
        {"kernel_size": 3, "stride": 2, "ceil_mode": True},
        {"kernel_size": 2, "stride": 3, "padding": 1, "ceil_mode": True},
    ),
    Case("max_pool2d", ((3, 8, 7),), {"kernel_size": 3, "stride": 2}),
    *_cases("avg_pool2d", ((2, 3, 8, 7),), *grid(kernel_size=[2, (3, 2)], stride=[None, 1, 3])),
    *_cases(
        "avg_pool2d",
        ((2, 3, 8, 7),),
        *grid(
            kernel_size=[(4, 3)],
            stride=[(3, 2)],
            padding=[(2, 1)],
            ceil_mode=[False, True],
            count_include_pad=[False, True],
            divisor_override=[None, 5],
        ),
    ),
    Case("avg_pool2d", ((3, 8, 7),), {"kernel_size": 3, "stride": 2}),
    *_cases("adaptive_avg_pool2d", ((2, 3, 8, 7),), *grid(output_size=[1, 3, (4, 7), (None, 9)])),
    Case("adaptive_avg_pool2d", ((3, 8, 7),), {"output_size": (2, 3)}),
    *_cases("interpolate", ((2, 3, 5, 4),), *grid(scale_factor=[2, (1, 3)], mode=["nearest"])),
    *_cases("pool_over_time", ((5, 4, 3),), {}, *grid(mode=["mean", "max"], **STEPS_OF_EACH)),
]

NORMALIZATION = [
    *_cases(
        "batch_norm",
        ((5, 3), (3,), (3,)),
        {"training": True},
        {"training": True, **STATISTICS},
        {"training": True, **STATISTICS, "momentum": 0.3, "eps": 1e-2},
        STATISTICS,
        {"training": False, **STATISTICS, "eps": 1e-2},
    ),
    *(
        Case("batch_norm", ((5, 3, *rest), *gains), {"training": training, **STATISTICS})
        for rest in ((4,), (4, 2))
        for gains in (((3,), (3,)), (), ((3,), None), (None, (3,)))
        for training in (True, False)
    ),
    *_cases("layer_norm", ((5, 3, 4), (4,), (4,)), *grid(normalized_shape=[(4,)], eps=[1e-5, 0.1])),
    *(
        Case("layer_norm", ((5, 3, 4), *gains), {"normalized_shape": (3, 4)})
        for gains in (((3, 4), (3, 4)), (), ((3, 4), None), (None, (3, 4)))
    ),
    Case("layer_norm", ((5, 3, 4),), {"normalized_shape": (5, 3, 4)}),
    *_cases("group_norm", ((5, 6), (6,), (6,)), *grid(num_groups=[1, 3], eps=[1e-5, 0.1])),
    *(
        Case("group_norm", ((2, 6, *rest), *gains), {"num_groups": 3})
        for rest in ((5,), (5, 4))
        for gains in (((6,), (6,)), (), ((6,), None), (None, (6,)))
    ),
]

DIRECTION = [
    *_cases("normalize", ((5, 3, 4),), *grid(dim=[0, 1, -1], eps=[1e-12, 1.7])),
    Case("normalize", ((5, 3),), {"p": 2}),
]

LOOK = RANDOM.random((5, 6)) < 0.6
LOOK[1] = False  # a query that may look nowhere
ATTENTION = [
    *_cases(
        "scaled_dot_product_attention",
        ((2, 3, 5, 4), (2, 3, 6, 4), (2, 3, 6, 7)),
        {},
        {"is_causal": True},
        *grid(attn_mask=[LOOK, LOOK[:1], RANDOM.standard_normal((3, 5, 6))], scale=[None, 0.7, -2]),
        {"attn_mask": np.where(LOOK, RANDOM.standard_normal((2, 1, 5, 6)), -np.inf)},
    ),
    *_cases(
        "scaled_dot_product_attention",
        ((5, 4), (3, 6, 4), (2, 1, 6, 7)),  # broadcast: the gradients are sums
        *grid(is_causal=[False, True]),
        {"attn_mask": LOOK},
    ),
    Case("scaled_dot_product_attention", ((6, 4), (5, 4), (5, 3)), {"is_causal": True}),
    Case("scaled_dot_product_attention", ((2, 5, 4), (2, 0, 4), (2, 0, 7))),
]


CASES = [
    *LINEAR,
    *ACTIVATIONS,
    *CONVOLUTIONS,
    *POOLING,
    *NORMALIZATION,
    *DIRECTION,
    *ATTENTION,
    *LOSSES,
    *RECURRENT,
    *GAN_LOSSES,
]
"""Every operation with every setting."""

OPERATIONS = list(dict.fromkeys(case.op for case in CASES))
"""Names of the operations, in the order of the course."""

"""What computing costs: operations, bytes, bits, cut weights, small students, two workers."""

from .counting import Cost, costs, ring_bytes
from .distillation import distillation_loss_backward, distillation_loss_forward
from .formats import FORMATS, MasterWeights, fields, round_mantissa, round_weights
from .gpu import matmul_formats
from .integers import int8_forward, int8_layers, int8_linear
from .networks import (
    KINDS,
    accuracy,
    convolutional,
    digits,
    middle,
    of_arrays,
    perceptron,
    rescaled,
    train,
)
from .packaged import convolutional_networks
from .parallel import Machines, gradient, weighted_mean
from .pictures import draw_formats
from .pruning import drop_units, hold, magnitude_masks, shuffled_masks
from .quantization import (
    affine_scale,
    dequantize,
    levels,
    packed_bytes,
    quantize,
    quantize_weights,
    symmetric_scale,
)
from .rivals import choose_rival, rival

__all__ = [
    "Cost",
    "FORMATS",
    "KINDS",
    "Machines",
    "MasterWeights",
    "accuracy",
    "affine_scale",
    "choose_rival",
    "convolutional",
    "convolutional_networks",
    "costs",
    "dequantize",
    "digits",
    "distillation_loss_backward",
    "distillation_loss_forward",
    "draw_formats",
    "drop_units",
    "fields",
    "gradient",
    "hold",
    "int8_forward",
    "int8_layers",
    "int8_linear",
    "levels",
    "magnitude_masks",
    "matmul_formats",
    "middle",
    "of_arrays",
    "packed_bytes",
    "perceptron",
    "quantize",
    "quantize_weights",
    "rescaled",
    "ring_bytes",
    "rival",
    "round_mantissa",
    "round_weights",
    "shuffled_masks",
    "symmetric_scale",
    "train",
    "weighted_mean",
]

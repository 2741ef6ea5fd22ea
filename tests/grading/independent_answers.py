"""Answers to 3.1 as students could write them, each in a way of its own, and copies of some."""

from answers_convolution import CONV2D
from answers_copied import COPIES, FAR
from answers_pooling import MAX_POOL2D
from answers_size import OUTPUT_SIZE

__all__ = ["COPIES", "FAR", "INDEPENDENT", "OUTPUT_SIZE"]

INDEPENDENT = {"output_size": OUTPUT_SIZE, "conv2d": CONV2D, "max_pool2d": MAX_POOL2D}

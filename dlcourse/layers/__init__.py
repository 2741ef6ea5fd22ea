"""Layers: forward/backward pairs that hold their own weights, with the names of ``torch.nn``."""

from .activation import ELU, GELU, LeakyReLU, ReLU, Sigmoid, Softplus, Tanh
from .base import Layer
from .container import Container, Sequential
from .conv import Conv1d, Conv2d, ConvTranspose2d
from .dense import Embedding, Flatten, Linear, Unflatten
from .norm import BatchNorm1d, BatchNorm2d, Dropout, GroupNorm, LayerNorm
from .pool import AdaptiveAvgPool2d, AvgPool2d, MaxPool2d, Upsample
from .recurrent import GRU, LSTM, RNN

__all__ = [
    "ELU",
    "GELU",
    "GRU",
    "LSTM",
    "RNN",
    "AdaptiveAvgPool2d",
    "AvgPool2d",
    "BatchNorm1d",
    "BatchNorm2d",
    "Container",
    "Conv1d",
    "Conv2d",
    "ConvTranspose2d",
    "Dropout",
    "Embedding",
    "Flatten",
    "GroupNorm",
    "Layer",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "MaxPool2d",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Softplus",
    "Tanh",
    "Unflatten",
    "Upsample",
]

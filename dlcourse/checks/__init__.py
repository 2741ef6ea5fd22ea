"""Checks: finite differences (NumPy only) and, in `checks.torch`, agreement with PyTorch."""

from .gradient import gradcheck, numerical_gradient
from .model import gradcheck_model

__all__ = ["gradcheck", "gradcheck_model", "numerical_gradient"]

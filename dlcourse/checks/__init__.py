"""Checks: finite differences (NumPy only) and, in `checks.torch`, agreement with PyTorch."""

from .gradient import gradcheck, numerical_gradient

__all__ = ["gradcheck", "numerical_gradient"]

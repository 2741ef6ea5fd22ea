"""Interactive labs: one function each, which returns a tree of widgets."""

from .descent import descent_lab
from .kernel_explorer import kernel_explorer

__all__ = ["descent_lab", "kernel_explorer"]

"""Lab: what a memory cell keeps when its gates are moved."""

from .lab import gate_explorer

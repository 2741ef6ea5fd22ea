"""Lab: what a kernel does at one place of a photograph, and at all places."""

from .lab import kernel_explorer

"""Lab: a threshold for each of two groups, who is refused, and which equalities hold."""

from .lab import refused

"""Lab: which pixels made a network say so, by four methods, and what deletion says of them."""

from .lab import explainer

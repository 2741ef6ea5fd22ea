"""Reasons for an answer: which pixels made the network say so, and when not to believe it."""

from .attribution import completeness_error, gradient, integrated_gradients, saliency
from .cam import grad_cam
from .faithfulness import (
    INK,
    class_templates,
    deletion_curve,
    enlarged,
    rank_correlation,
    share_on,
    window_sums,
)
from .models import pooled_reader, small_reader
from .occlusion import occlusion, window_places
from .packaged import KINDS, pooled, readers, untrained
from .quadrature import RULES, rule_points
from .shortcut import mark, mark_mask, other_labels
from .trainers import train_reader

__all__ = [
    "INK",
    "KINDS",
    "RULES",
    "class_templates",
    "completeness_error",
    "deletion_curve",
    "enlarged",
    "grad_cam",
    "gradient",
    "integrated_gradients",
    "mark",
    "mark_mask",
    "occlusion",
    "other_labels",
    "pooled",
    "pooled_reader",
    "rank_correlation",
    "readers",
    "rule_points",
    "saliency",
    "share_on",
    "small_reader",
    "train_reader",
    "untrained",
    "window_places",
    "window_sums",
]

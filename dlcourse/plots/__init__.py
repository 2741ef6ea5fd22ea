"""Figures of the course: functions take arrays and return Axes; `describe` adds the words."""

from .curves import (
    decision_boundary,
    learning_curves,
    lines,
    loss_surface,
    reliability_diagram,
    roofline,
)
from .diagrams import computation_graph, network, road_map, timeline
from .images import confusion_matrix, feature_maps, filters, heatmap, image_grid, kernel_overlay
from .points import animate, points
from .recurrent import lstm_cell, unrolled
from .style import CYCLE, DIVERGING, PALETTE, Picture, describe, panels, style
from .words import AttentionMap, attention_map

__all__ = [
    "CYCLE",
    "DIVERGING",
    "PALETTE",
    "AttentionMap",
    "Picture",
    "animate",
    "attention_map",
    "computation_graph",
    "confusion_matrix",
    "decision_boundary",
    "describe",
    "feature_maps",
    "filters",
    "heatmap",
    "image_grid",
    "kernel_overlay",
    "learning_curves",
    "lines",
    "loss_surface",
    "lstm_cell",
    "network",
    "panels",
    "points",
    "reliability_diagram",
    "road_map",
    "roofline",
    "style",
    "timeline",
    "unrolled",
]

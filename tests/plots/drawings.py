"""One drawing by every function of `dlcourse.plots`."""

import numpy as np

from dlcourse import plots

RNG = np.random.default_rng(0)
GRID = np.linspace(-2, 2, 9), np.linspace(-1, 1, 7)
POINTS = RNG.standard_normal((20, 2))
CLASSES = (POINTS[:, 0] > 0).astype(int)
DRAWINGS = {
    "lines": lambda: plots.lines(
        np.arange(4), {"a": np.ones(4)}, title="t", xlabel="x", ylabel="y"
    ),
    "learning_curves": lambda: plots.learning_curves({"training": [3, 2, 1], "test": [3, 2.5]}),
    "reliability_diagram": lambda: plots.reliability_diagram(
        [0.2, 0.5, np.nan], [0.1, 0.6, np.nan], [5, 9, 0]
    ),
    "loss_surface": lambda: plots.loss_surface(*GRID, RNG.random((7, 9)), path=[(0, 0), (1, 0.5)]),
    "roofline": lambda: plots.roofline({"a": (2, 1e9)}, peak=1e10, bandwidth=1e9),
    "decision_boundary": lambda: plots.decision_boundary(
        lambda points: 1 / (1 + np.exp(-points[:, 0])), POINTS, CLASSES
    ),
    "points": lambda: plots.points({"real": np.zeros((3, 2)), "fake": np.ones((2, 2))}, limit=2),
    "heatmap": lambda: plots.heatmap(np.eye(3), title="I"),
    "confusion_matrix": lambda: plots.confusion_matrix(np.eye(3, dtype=int)),
    "kernel_overlay": lambda: plots.kernel_overlay(
        np.eye(9), row=1, column=2, kernel_size=3, dilation=2
    ),
    "image_grid": lambda: plots.image_grid(RNG.random((5, 4, 6)), columns=3),
    "feature_maps": lambda: plots.feature_maps(RNG.random((5, 4, 6))),
    "filters": lambda: plots.filters(RNG.standard_normal((5, 2, 3, 3))),
    "network": lambda: plots.network([20, 5, 2]),
    "computation_graph": lambda: plots.computation_graph({"a": (0, 0), "b": (1, 1)}, [("a", "b")]),
    "road_map": lambda: plots.road_map({"a": (0, 0), "b": (1, 0)}, [("a", "b")], planned=["b"]),
    "timeline": lambda: plots.timeline({"a": 1958, "b": 1986}),
    "unrolled": lambda: plots.unrolled(3),
    "lstm_cell": lambda: plots.lstm_cell({"f": 0.5, "h_new": -0.25}),
}

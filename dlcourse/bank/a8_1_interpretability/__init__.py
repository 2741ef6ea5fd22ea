"""8.1, interpretability: holes, deletion, slopes along a way, fair shares, back doors."""

from . import (
    deletion_curve,
    find_back_doors,
    integrated_exactly,
    integrated_gradients,
    occlusion_map,
    shapley_values,
)

TITLE = "Interpretability"
QUESTIONS = [
    module.QUESTION
    for module in (
        occlusion_map,
        deletion_curve,
        integrated_gradients,
        shapley_values,
        integrated_exactly,
        find_back_doors,
    )
]

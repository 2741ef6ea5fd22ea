"""6.1, driving: depth, images without gain and offset, ways through a city, prices learned."""

from . import (
    block_matching,
    fill_hidden,
    learn_prices,
    soft_path,
    standardize_images,
    value_iteration,
)

TITLE = "Autonomous driving"
QUESTIONS = [
    module.QUESTION
    for module in (
        block_matching,
        standardize_images,
        value_iteration,
        fill_hidden,
        soft_path,
        learn_prices,
    )
]

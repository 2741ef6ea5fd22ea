"""6.3, medical imaging: prices of errors, Dice, skips, another hospital's patients and pictures."""

from . import (
    cheapest_threshold,
    dice_per_patient,
    other_prevalence,
    segment_abroad,
    skip_backward,
    tversky_backward,
)

TITLE = "Medical imaging"
QUESTIONS = [
    module.QUESTION
    for module in (
        cheapest_threshold,
        dice_per_patient,
        skip_backward,
        other_prevalence,
        tversky_backward,
        segment_abroad,
    )
]

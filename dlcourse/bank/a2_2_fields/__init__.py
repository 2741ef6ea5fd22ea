"""2.2, five fields: what a layer costs, pixels as examples, a threshold, an arm, one learned."""

from . import (
    arm_backward,
    control_arm,
    damped_step,
    false_alarms,
    layer_cost,
    pointwise_backward,
)

TITLE = "Five fields of application"
QUESTIONS = [
    module.QUESTION
    for module in (
        layer_cost,
        pointwise_backward,
        false_alarms,
        arm_backward,
        damped_step,
        control_arm,
    )
]

"""8.3, computation: codes, masks, a teacher, a step that is learned, a ring, a byte budget."""

from . import (
    compress,
    distillation_loss,
    learned_step,
    pruned_step,
    quantize_rows,
    ring_all_reduce,
)

TITLE = "Computation"
QUESTIONS = [
    module.QUESTION
    for module in (
        quantize_rows,
        pruned_step,
        distillation_loss,
        learned_step,
        ring_all_reduce,
        compress,
    )
]

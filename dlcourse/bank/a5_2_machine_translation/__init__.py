"""5.2, translation: what a decoder reads, what the loss counts, where it looks, how it ends.

A mistake is the reference with one thing wrong.
"""

from . import (
    additive_backward,
    attend,
    beam_search,
    bleu,
    masked_loss,
    self_attend,
    teacher_inputs,
    translate,
)

TITLE = "Machine translation"
QUESTIONS = [
    module.QUESTION
    for module in (
        teacher_inputs,
        masked_loss,
        attend,
        self_attend,
        additive_backward,
        beam_search,
        bleu,
        translate,
    )
]

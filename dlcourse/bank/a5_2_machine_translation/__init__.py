"""5.2, translation: what a decoder reads, what the loss counts, where it looks, how it ends.

A mistake is the reference with one thing wrong.
"""

from . import attend, beam_search, bleu, masked_loss, teacher_inputs, translate

TITLE = "Machine translation"
QUESTIONS = [
    module.QUESTION
    for module in (teacher_inputs, masked_loss, attend, beam_search, bleu, translate)
]

"""6.5, customer service: spans, weights of words, the best tags, copying, slots of new names."""

from . import (
    copy_or_write,
    fill_slots,
    mean_embedding,
    spans,
    tf_idf,
    viterbi,
)

TITLE = "Customer service"
QUESTIONS = [
    module.QUESTION
    for module in (
        spans,
        tf_idf,
        mean_embedding,
        viterbi,
        copy_or_write,
        fill_slots,
    )
]

"""4.2, recurrence: gradients through time, through gates, and what keeps them in bounds.

The references are the chapter's lines, one for each gate and one for each step; a mistake is an
exchange in them, on the page beside the question.
"""

from . import (
    clip_grad_norm,
    gru_cell_backward,
    keep_marked,
    learn_online,
    lstm_cell_backward,
    peephole_cell_backward,
    rnn_backward,
    rnn_cell_backward,
)

TITLE = "The gradients of recurrence"
QUESTIONS = [
    module.QUESTION
    for module in (
        clip_grad_norm,
        rnn_cell_backward,
        rnn_backward,
        lstm_cell_backward,
        gru_cell_backward,
        peephole_cell_backward,
        learn_online,
        keep_marked,
    )
]

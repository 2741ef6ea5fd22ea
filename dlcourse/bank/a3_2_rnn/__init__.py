"""3.2, recurrent networks: memory, step by step."""

from . import final_states, gru_cell, lstm_cell, peephole_cell, rnn, set_memory

TITLE = "Recurrent networks, forward"
QUESTIONS = [
    module.QUESTION
    for module in (rnn, final_states, lstm_cell, gru_cell, peephole_cell, set_memory)
]

"""What goes wrong in one step back through the LSTM, by name."""

import numpy as np

from ...exercises.question import Mistake
from ._lstm import cell_sent_twice, faulty, lstm_cell_backward, met_new_state, squashed_again

MISTAKES = [
    Mistake(
        "the cell's own gradient is lost",
        "The next step reads the cell too: what it sends belongs to the cell's total gradient.",
        faulty(total=lambda new, through: through),
    ),
    Mistake(
        "the state sends nothing to the cell",
        "The state shows tanh of the new cell: that path belongs to the total gradient.",
        faulty(total=lambda new, through: new),
    ),
    Mistake(
        "dc is passed on without the forget gate",
        "The old cell was multiplied by the forget gate.",
        faulty(through=1.0),
    ),
    Mistake(
        "dc passes on only what came to the cell",
        "The old cell's gradient is the cell's total one, times the forget gate.",
        lambda *arrays: (
            *lstm_cell_backward(*arrays)[:2],
            arrays[1] * np.split(arrays[7], 4, axis=1)[1],
            *lstm_cell_backward(*arrays)[3:],
        ),
    ),
    Mistake(
        "the path from the state misses the output gate",
        "The state is the output gate times tanh of the cell.",
        faulty(open=np.ones_like),
    ),
    Mistake(
        "the output gate's gradient comes from the cell",
        "The output gate stands in the state's line only.",
        faulty(**{"from": lambda dh, dc: dc}),
    ),
    Mistake(
        "sigmoid and tanh are applied once more",
        "gates holds i, f, g and o as the forward pass used them.",
        faulty(seen=squashed_again),
    ),
    Mistake(
        "the derivative of tanh(c) is left out",
        "Between the cell and the state there is a tanh.",
        faulty(slope=1.0),
    ),
    Mistake(
        "the derivative of tanh is taken at the old cell",
        "The state shows the new cell.",
        faulty(lambda f, c, c_new: {"slope": 1 - np.tanh(c) ** 2}),
    ),
    Mistake(
        "1 - c² in the place of 1 - tanh(c)²",
        "The cell itself is not a tanh. Take its tanh first.",
        faulty(lambda f, c, c_new: {"slope": 1 - c_new**2}),
    ),
    Mistake(
        "1 - tanh(c) in the place of 1 - tanh(c)²",
        "The derivative of tanh is 1 - tanh², with the square.",
        faulty(lambda f, c, c_new: {"slope": 1 - np.tanh(c_new)}),
    ),
    Mistake(
        "input gate and candidate meet themselves",
        "In a product each factor's gradient is multiplied by the other factor.",
        faulty(met=lambda i, g: (i, g)),
    ),
    Mistake(
        "the forget gate meets itself",
        "In a product each factor's gradient is multiplied by the other factor.",
        faulty(lambda f, c, c_new: {"kept": f}),
    ),
    Mistake(
        "the forget gate meets the new cell",
        "The forget gate was multiplied by the old cell.",
        faulty(lambda f, c, c_new: {"kept": c_new}),
    ),
    Mistake(
        "the output gate meets the cell without tanh",
        "The output gate was multiplied by tanh of the new cell.",
        faulty(lambda f, c, c_new: {"shown": c_new}),
    ),
    Mistake(
        "the output gate meets itself",
        "In a product each factor's gradient is multiplied by the other factor.",
        lambda *arrays: faulty(shown=np.split(arrays[7], 4, axis=1)[3])(*arrays),
    ),
    Mistake(
        "(1 - g)² in the place of 1 - g²",
        "Only g is squared. Check the brackets.",
        faulty(tanh=lambda s: (1 - s) ** 2),
    ),
    Mistake(
        "the candidate's derivative is left out",
        "The candidate came out of a tanh. The weights stand before it.",
        faulty(tanh=np.ones_like),
    ),
    Mistake(
        "1 - g in the place of 1 - g²",
        "The candidate is a tanh: its derivative has the square.",
        faulty(tanh=lambda s: 1 - s),
    ),
    Mistake(
        "the candidate has a sigmoid's derivative",
        "The candidate is a tanh, the three gates are sigmoids.",
        faulty(tanh=lambda s: s * (1 - s)),
    ),
    Mistake(
        "the gates' derivatives are left out",
        "gates came out of sigmoid and tanh. The weights stand before them.",
        faulty(sigmoid=np.ones_like, tanh=np.ones_like),
    ),
    Mistake(
        "the gates have tanh's derivative",
        "i, f and o are sigmoids: s (1 - s).",
        faulty(sigmoid=lambda s: 1 - s**2),
    ),
    Mistake(
        "the blocks i and f are exchanged",
        "The blocks of rows are i, f, g, o.",
        faulty(order=(1, 0, 2, 3)),
    ),
    Mistake(
        "the blocks g and o are exchanged",
        "The blocks of rows are i, f, g, o: the candidate comes before the output gate.",
        faulty(order=(0, 1, 3, 2)),
    ),
    Mistake(
        "dw_hh meets the new state",
        "w_hh was multiplied by the state before the step.",
        met_new_state,
    ),
    Mistake(
        "what came to the cell is sent on twice",
        "It is a part of the cell's total gradient, and goes on through the forget gate only.",
        cell_sent_twice,
    ),
    Mistake(
        "db is a single number",
        "Each row of the weights has a bias of its own: sum over the batch only.",
        faulty(finish=lambda dh_new, c, da, made: (*made[:5], da.sum())),
    ),
    Mistake(
        "db is not summed over the batch",
        "The same bias serves all rows of the batch, so its gradients add up.",
        faulty(finish=lambda dh_new, c, da, made: (*made[:5], da)),
    ),
    Mistake(
        "the weights' gradients are averaged over the batch",
        "The loss has its own mean. A backward pass sums over everything a weight has met.",
        faulty(
            finish=lambda dh_new, c, da, made: (
                *made[:3],
                *(dw / len(c) for dw in made[3:]),
            )
        ),
    ),
    Mistake(
        "dh keeps what came in",
        "The old state reaches the new one only through the gates.",
        faulty(finish=lambda dh_new, c, da, made: (made[0], made[1] + dh_new, *made[2:])),
    ),
]

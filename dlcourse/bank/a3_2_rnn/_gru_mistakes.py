"""What goes wrong in one step of the GRU, by name."""

from ...exercises.question import Mistake
from ._gates import sigmoid
from ._gru import (
    always,
    bias_outside,
    bias_reset,
    changed,
    exchanged,
    gates_without_b_hh,
    gru_cell,
    input_reset,
    no_reset,
    not_transposed,
    other_factor,
    reset_kept,
    sum_reset,
    z_first,
    z_reset,
)

MISTAKES = [
    Mistake(
        "always the textbook's form",
        "PyTorch multiplies first: r acts on the product of w_hh and h, bias included.",
        always("textbook"),
    ),
    Mistake(
        "always PyTorch's form",
        "In the textbook's form r acts on h itself, before the product with w_hh.",
        always("pytorch"),
    ),
    Mistake(
        "the two forms are exchanged",
        "PyTorch: product first, then the reset gate. Textbook: reset gate first.",
        exchanged,
    ),
    Mistake(
        "the reset gate does not reach the bias",
        "In PyTorch's form r multiplies all that comes from h, its bias included.",
        bias_outside,
    ),
    Mistake(
        "the reset gate reaches the bias in the textbook's form",
        "In the textbook's form r multiplies h and nothing else.",
        bias_reset,
    ),
    Mistake(
        "the last block of w_hh is not transposed",
        "Row j of each block holds the weights of unit j. "
        "The block is square, so no shape complains.",
        not_transposed,
    ),
    Mistake(
        "the candidate is added in full",
        "The new state is a mixture: what z does not keep comes from the candidate.",
        changed(fill=lambda z: 1),
    ),
    Mistake(
        "z is on both factors",
        "What z keeps of the old state and what the candidate fills are one whole.",
        changed(fill=lambda z: z),
    ),
    Mistake(
        "1 - z is on the wrong factor",
        "Here z says how much of the old state stays. Some texts have it the other way round.",
        other_factor,
    ),
    Mistake(
        "the gates are in the order z, r, n",
        "PyTorch's blocks are r, z, n: the first one resets, the second one mixes.",
        z_first,
    ),
    Mistake(
        "the reset gate is left out",
        "It decides how much of the old state the candidate sees.",
        no_reset,
    ),
    Mistake(
        "the reset gate closes the input",
        "What is reset is the old state's part. The input always counts in full.",
        input_reset,
    ),
    Mistake(
        "the reset gate closes input and state",
        "What is reset is the old state's part. The input always counts in full.",
        sum_reset,
    ),
    Mistake(
        "the reset state is kept",
        "The reset gate acts inside the candidate only; z keeps the state as it was.",
        reset_kept,
    ),
    Mistake(
        "the candidate goes through a sigmoid",
        "The two gates are sigmoids. The candidate may be negative: it is a tanh.",
        changed(squash=sigmoid),
    ),
    Mistake(
        "the candidate has no tanh",
        "The candidate lies between -1 and 1.",
        changed(squash=lambda a: a),
    ),
    Mistake(
        "the reset gate is turned around",
        "At r = 1 the candidate sees all of the old state, at r = 0 nothing of it.",
        changed(reset=lambda r: 1 - r),
    ),
    Mistake(
        "the old state is added in full",
        "The new state is a mixture: z says how much of the old one stays.",
        changed(keep=lambda z: 1),
    ),
    Mistake(
        "b_hh is left out of the textbook's candidate",
        "Both biases are added in the textbook's candidate, outside of the reset gate.",
        changed(bias=0),
    ),
    Mistake(
        "the update gate reads the reset state",
        "The reset gate acts inside the candidate only. Both gates read h as it is.",
        z_reset,
    ),
    Mistake(
        "both gates miss b_hh",
        "All three blocks of b_hh are used, the first two by the gates.",
        gates_without_b_hh,
    ),
    Mistake(
        "b_hh is left out",
        "PyTorch keeps two biases, and in its GRU they are not interchangeable.",
        lambda x, h, w_ih, w_hh, b_ih, b_hh, **settings: gru_cell(
            x, h, w_ih, w_hh, b_ih, 0 * b_hh, **settings
        ),
    ),
    Mistake(
        "b_ih is left out",
        "PyTorch keeps two biases, and in its GRU they are not interchangeable.",
        lambda x, h, w_ih, w_hh, b_ih, b_hh, **settings: gru_cell(
            x, h, w_ih, w_hh, 0 * b_ih, b_hh, **settings
        ),
    ),
    Mistake(
        "both biases are left out",
        "What each gate receives has four terms: two products and two biases.",
        lambda x, h, w_ih, w_hh, b_ih, b_hh, **settings: gru_cell(
            x, h, w_ih, w_hh, 0 * b_ih, 0 * b_hh, **settings
        ),
    ),
]

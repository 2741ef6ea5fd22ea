"""What goes wrong in one step back through the GRU, by name."""

import numpy as np

from ...exercises.question import Mistake
from ._gru import (
    averaged,
    blocks_transposed,
    convention,
    faulty,
    gru_cell_backward,
    input_reset,
    pieces,
    r_meets_h_alone,
    same_biases,
    z_without_candidate,
)

MISTAKES = [
    Mistake(
        "always the textbook's form",
        "In PyTorch's form r multiplied the product of w_hh and h, bias included.",
        convention(lambda variant: "textbook"),
    ),
    Mistake(
        "always PyTorch's form",
        "In the textbook's form r multiplied h, before the product with w_hh.",
        convention(lambda variant: "pytorch"),
    ),
    Mistake(
        "the two forms are exchanged",
        "PyTorch: product first, then the reset gate. Textbook: reset gate first.",
        convention(lambda variant: "textbook" if variant == "pytorch" else "pytorch"),
    ),
    Mistake(
        "the old state's own path is lost",
        "z h is a path from the old state to the new one that meets no matrix.",
        faulty(direct=0),
    ),
    Mistake(
        "1 - z is on the wrong factor",
        "Here z kept the old state, and 1 - z let the candidate in.",
        faulty(keep=lambda gates: 1 - np.split(gates, 3, axis=1)[1], sign=lambda gates: -1),
    ),
    Mistake(
        "1 - z is left out",
        "Only 1 - z of the candidate came into the new state.",
        faulty(let=lambda gates: 1),
    ),
    Mistake(
        "the product's gradient misses the reset gate",
        "In PyTorch's form r stands between the candidate and the product with w_hh.",
        faulty(product=lambda gates: 1),
    ),
    Mistake(
        "the reset gate closes the way to the input",
        "r multiplied only what came from h: da_n goes to x, w_ih and b_ih in full.",
        input_reset,
    ),
    Mistake(
        "the gradient of z has the wrong sign",
        "More z means more of the old state and less of the candidate.",
        faulty(sign=lambda gates: -1),
    ),
    Mistake(
        "z's gradient forgets the candidate",
        "More z means more of the old state and less of the candidate.",
        faulty(z_without_candidate),
    ),
    Mistake(
        "1 - n in the place of 1 - n²",
        "The candidate is a tanh: its derivative has the square.",
        faulty(tanh=lambda gates: lambda s: 1 - s),
    ),
    Mistake(
        "(1 - n)² in the place of 1 - n²",
        "Only n is squared. Check the brackets.",
        faulty(tanh=lambda gates: lambda s: (1 - s) ** 2),
    ),
    Mistake(
        "the candidate's derivative is left out",
        "The candidate came out of a tanh. The weights stand before it.",
        faulty(tanh=lambda gates: np.ones_like),
    ),
    Mistake(
        "the gates' derivatives are left out",
        "r and z came out of sigmoids: s (1 - s).",
        faulty(sigmoid=lambda gates: np.ones_like),
    ),
    Mistake(
        "the reset gate's gradient has not met w_hh",
        "In both forms the last third of w_hh stands between r h and the candidate.",
        faulty(r_meets_h_alone),
    ),
    Mistake(
        "the reset gate gets no gradient",
        "The candidate depends on r, and r on the first third of the weights.",
        faulty(lambda p, *_: {"r": 0 * p["r"]}),
    ),
    Mistake(
        "the reset gate's gradient misses the bias",
        "In PyTorch's form r multiplied all that came from h, its bias included.",
        faulty(bias=lambda gates: 0),
    ),
    Mistake(
        "db_hh is the same as db_ih",
        "In PyTorch's form the last third of b_hh stands inside the reset gate's product.",
        same_biases,
    ),
    Mistake(
        "the last third of dw_hh meets h without the reset gate",
        "In the textbook's form this third of w_hh was multiplied by r times h.",
        faulty(lambda p, dout, h, gates, w_hh: {"met": h}),
    ),
    Mistake(
        "the candidate's path to h misses the reset gate",
        "In both forms the old state reaches the candidate only through r.",
        faulty(lambda p, dout, h, gates, w_hh: {"back": p["n"] @ np.split(w_hh, 3)[2]}),
    ),
    Mistake(
        "the candidate sends nothing to h",
        "The old state is read four times: by r, by z, by the candidate, and in the mix.",
        faulty(lambda p, *_: {"back": 0}),
    ),
    Mistake(
        "w_hh is transposed on the way back",
        "Forward h met each block transposed, so backward the gradient meets the block itself. "
        "The blocks are square, so no shape complains.",
        blocks_transposed,
    ),
    Mistake(
        "r and z send nothing to h",
        "The old state is read four times: by r, by z, by the candidate, and in the mix.",
        lambda dout, x, h, w_ih, w_hh, b_hh, gates, *, variant: (
            gru_cell_backward(dout, x, h, w_ih, w_hh, b_hh, gates, variant=variant)[0],
            dout * np.split(gates, 3, axis=1)[1]
            + pieces(dout, h, w_hh, b_hh, gates, variant)["back"],
            *gru_cell_backward(dout, x, h, w_ih, w_hh, b_hh, gates, variant=variant)[2:],
        ),
    ),
    Mistake(
        "the gates are in the order z, r, n",
        "The blocks of rows are r, z, n.",
        faulty(order="zrn"),
    ),
    Mistake(
        "the weights' gradients are averaged over the batch",
        "The loss has its own mean. A backward pass sums over everything a weight has met.",
        averaged,
    ),
]

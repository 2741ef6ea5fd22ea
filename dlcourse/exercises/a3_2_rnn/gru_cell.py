"""One step of the GRU, in both conventions."""

import numpy as np

from .._forbids import LIBRARIES
from .._question import Case, Mistake, Question
from ._gates import cell_arrays, sigmoid


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh, *, variant):
    """Mix the old state with a candidate that the reset gate lets forget."""
    (wr, wz, wn), (ur, uz, un) = np.split(w_ih, 3), np.split(w_hh, 3)
    (ar, az, an), (br, bz, bn) = np.split(b_ih, 3), np.split(b_hh, 3)
    r = sigmoid(x @ wr.T + ar + h @ ur.T + br)
    z = sigmoid(x @ wz.T + az + h @ uz.T + bz)
    if variant == "pytorch":
        n = np.tanh(x @ wn.T + an + r * (h @ un.T + bn))
    else:
        n = np.tanh(x @ wn.T + an + (r * h) @ un.T + bn)
    return (1 - z) * n + z * h


def _always(variant):
    """Make a mistake: know one convention only."""

    def wrong(*arrays, **settings):
        return gru_cell(*arrays, variant=variant)

    return wrong


def exchanged(*arrays, variant):
    """Take each convention for the other."""
    return gru_cell(*arrays, variant="textbook" if variant == "pytorch" else "pytorch")


def _parts(x, h, w_ih, w_hh, b_ih, b_hh):
    """Give both halves of what r, z and n receive."""
    return zip(np.split(x @ w_ih.T + b_ih, 3, 1), np.split(h @ w_hh.T + b_hh, 3, 1), strict=True)


def bias_outside(x, h, w_ih, w_hh, b_ih, b_hh, *, variant):
    """Let the reset gate miss the bias, which makes a third convention."""
    if variant == "textbook":
        return gru_cell(x, h, w_ih, w_hh, b_ih, b_hh, variant=variant)
    units = h.shape[1]
    moved = np.concatenate([0 * b_hh[: 2 * units], b_hh[2 * units :]])
    return gru_cell(x, h, w_ih, w_hh, b_ih + moved, b_hh - moved, variant=variant)


def input_reset(*arrays, variant):
    """Let the reset gate close the input."""
    (ar, br), (az, bz), (an, bn) = _parts(*arrays)
    z, n = sigmoid(az + bz), np.tanh(sigmoid(ar + br) * an + bn)
    return (1 - z) * n + z * arrays[1]


def sum_reset(*arrays, variant):
    """Let the reset gate close input and state alike."""
    (ar, br), (az, bz), (an, bn) = _parts(*arrays)
    z, n = sigmoid(az + bz), np.tanh(sigmoid(ar + br) * (an + bn))
    return (1 - z) * n + z * arrays[1]


def no_reset(*arrays, variant):
    """Leave the reset gate out."""
    _, (az, bz), (an, bn) = _parts(*arrays)
    z, n = sigmoid(az + bz), np.tanh(an + bn)
    return (1 - z) * n + z * arrays[1]


def reset_kept(*arrays, variant):
    """Keep the reset state, where the old state should be kept."""
    x, h, *_ = arrays
    (ar, br), (az, bz), _ = _parts(*arrays)
    r, z = sigmoid(ar + br), sigmoid(az + bz)
    return gru_cell(*arrays, variant=variant) - z * h + z * r * h


def _pieces(x, h, w_ih, w_hh, b_ih, b_hh):
    """Give r, z, the input's part of the candidate, and weights and bias of the state's part."""
    (ar, br), (az, bz), (an, _) = _parts(x, h, w_ih, w_hh, b_ih, b_hh)
    return sigmoid(ar + br), sigmoid(az + bz), an, np.split(w_hh, 3)[2], np.split(b_hh, 3)[2]


def sigmoid_candidate(*arrays, variant):
    """Squash the candidate between 0 and 1."""
    (_, h, *_), (r, z, an, un, bn) = arrays, _pieces(*arrays)
    inside = r * (h @ un.T + bn) if variant == "pytorch" else (r * h) @ un.T + bn
    return (1 - z) * sigmoid(an + inside) + z * h


def other_factor(x, h, w_ih, w_hh, b_ih, b_hh, *, variant):
    """Exchange z and 1 - z, which is a change of sign in all that z receives."""
    sign = np.repeat([1.0, -1.0, 1.0], h.shape[1])
    w_ih, w_hh = w_ih * sign[:, None], w_hh * sign[:, None]
    return gru_cell(x, h, w_ih, w_hh, b_ih * sign, b_hh * sign, variant=variant)


def z_first(x, h, *weights, variant):
    """Read the blocks in the order z, r, n."""
    order = np.arange(3 * h.shape[1]).reshape(3, -1)[[1, 0, 2]].ravel()
    return gru_cell(x, h, *(w[order] for w in weights), variant=variant)


def candidate_in_full(*arrays, variant):
    """Add the whole candidate, and not only 1 - z of it."""
    _, z, *_ = _pieces(*arrays)
    kept = z * arrays[1]
    return (gru_cell(*arrays, variant=variant) - kept) / (1 - z) + kept


def bias_reset(*arrays, variant):
    """Reset the bias in the textbook's form, too."""
    if variant == "pytorch":
        return gru_cell(*arrays, variant=variant)
    h, (r, z, an, un, bn) = arrays[1], _pieces(*arrays)
    return (1 - z) * np.tanh(an + (r * h) @ un.T + r * bn) + z * h


def not_transposed(*arrays, variant):
    """Multiply by the last block as it is, in the textbook's form."""
    if variant == "pytorch":
        return gru_cell(*arrays, variant=variant)
    h, (r, z, an, un, bn) = arrays[1], _pieces(*arrays)
    return (1 - z) * np.tanh(an + (r * h) @ un + bn) + z * h


def gru_cases(rng):
    """Draw cells, one new idea after the other; all sizes differ."""

    def case(label, batch, inputs, units, variant, empty=False):
        x, h, *weights = cell_arrays(rng, batch, inputs, units, gates=3)
        return Case(label, (x, h * (not empty), *weights), {"variant": variant})

    return [
        case("empty memory", 1, 2, 1, "pytorch", empty=True),
        case("one unit", 1, 3, 1, "pytorch"),
        case("PyTorch's form", 2, 4, 3, "pytorch"),
        case("PyTorch's form", 4, 3, 2, "pytorch"),
        case("PyTorch's form", 3, 2, 5, "pytorch"),
        case("the textbook's form", 2, 4, 3, "textbook"),
        case("the textbook's form", 4, 3, 2, "textbook"),
        case("the textbook's form", 3, 2, 5, "textbook"),
    ]


QUESTION = Question(
    id="3_2.gru_cell",
    points=3,
    difficulty=3,
    minutes=20,
    section="3.2, The GRU, and its two conventions",
    reference=gru_cell,
    cases=gru_cases,
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "always the textbook's form",
            "PyTorch multiplies first: r acts on the product of w_hh and h, bias included.",
            _always("textbook"),
        ),
        Mistake(
            "always PyTorch's form",
            "In the textbook's form r acts on h itself, before the product with w_hh.",
            _always("pytorch"),
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
            candidate_in_full,
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
            sigmoid_candidate,
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
    ],
    hints=[
        "Compute r and z first; the candidate needs r, the last line needs z and the candidate.",
        "Keep the part of x and the part of h apart until the candidate is made.",
        "For the textbook's form cut the last third of the rows from w_hh: "
        "they multiply another vector than the first two thirds.",
    ],
)

"""Cross-entropy over the tokens that are there, and its gradient."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Question
from ._masked import masked_loss
from ._masked_mistakes import MISTAKES


def loss_cases(rng):
    """Draw logits of padded sentences."""

    def case(label, lengths, words, scale=1.0, pad=0):
        targets = np.full((len(lengths), max(lengths)), pad, np.int64)
        for row, length in zip(targets, lengths, strict=True):
            row[:length] = (pad + rng.integers(1, words, length)) % words
        logits = scale * rng.standard_normal((*targets.shape, words))
        logits[:, 1::2] += 4 * (scale - 1)  # no two steps may share one maximum
        if scale > 1:  # on every seed some right word is hopeless
            logits[0, 0, targets[0, 0]] -= 4 * scale
        return Case(label, (logits, targets), {"pad": pad})

    return [
        case("one token", [1], 4),
        case("one sentence", [5], 6),
        case("full sentences", [4, 4, 4], 5),
        case("padding", [5, 2, 3], 7),
        case("padding", [1, 6, 2, 4], 5),
        case("padding", [3, 7], 9),
        case("another pad", [4, 2, 5], 7, pad=6),
        case("large logits", [2, 4], 6, scale=800.0),
    ]


QUESTION = Question(
    id="5_2.masked_loss",
    points=3,
    difficulty=3,
    minutes=25,
    section="5.2, The loss, and its mask",
    reference=masked_loss,
    outputs=("loss", "dlogits"),
    cases=loss_cases,
    forbids=LIBRARIES,
    mistakes=MISTAKES,
    hints=[
        "Forget the padding at first: it is the cross-entropy of chapter 2.1, once for each step.",
        "numpy.nonzero of the mask gives the positions of the real tokens; "
        "with them you can index logits and targets alike.",
        "The gradient has the shape of logits and starts as zeros. What stands at a real token?",
    ],
)

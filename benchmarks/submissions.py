"""A class that is made up: the released notebook, filled with solutions and classic mistakes.

The assignment is 3.2, whose answers compute for milliseconds: what is measured is the grader.
"""

import json
import random
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = "3_2_rnn"
SOLVED, LEFT_OUT = 0.6, 0.1  # shares of the answers; the rest are mistakes

# By answer cell: what stands in the solution, what a student wrote, the mistake if it has a name.
MISTAKES = {
    "rnn": [
        (" + b_hh)", ")", "b_hh is left out"),
        ("@ w_hh.T", "@ w_hh", "w_hh is not transposed"),
        ("h, states = h_0, []", "h, states = 0 * h_0, []", "h_0 is ignored"),
        ("states.append(h)", "states.insert(0, h)", ""),
    ],
    "final-states": [
        ("lengths - 1", "-1", "the last column is read, padding or not"),
        ("if bidirectional", "if False", "both directions are read at the last step"),
    ],
    "lstm-cell": [
        ("i, f, g, o = np", "f, i, g, o = np", "the gates i and f are exchanged"),
        ("return o * np.tanh(c), c", "return o * c, c", "the cell is shown without tanh"),
        ("return o * np.tanh(c), c", "return c, o * np.tanh(c)", "the order is c, h"),
        ("c = f * c + i", "c = c + i", "the forget gate is left out"),
    ],
    "gru-cell": [
        ('variant == "pytorch"', "True", "always PyTorch's form"),
        ('variant == "pytorch"', "False", "always the textbook's form"),
        ("(1 - z) * n + z * h", "z * n + (1 - z) * h", "1 - z is on the wrong factor"),
        ("w_hh, 3)[2].T", "w_hh, 3)[2]", "the last block of w_hh is not transposed"),
    ],
    "peephole-cell": [
        ("p[1] * c_new", "p[1] * c", "the output gate sees the old cell"),
        ("(1 - f) * g", "g", "the candidate is written in full"),
    ],
    "set-memory": [
        ("[-400, 20000, 0, 0],  # f", "[0, 0, 0, 12],  # f", "the maxima add up in unit 0"),
        ("[0, 0, 0, 0.004]", "[0, 0, 0, 0.3]", "the count of unit 1 bends"),
    ],
}


def write_class(folder, count, seed=0):
    """Write ``folder/s0001/3_2_rnn/3_2_rnn.ipynb`` and so on, as nbgrader collects them."""
    rng = random.Random(seed)
    for number in range(count):
        place = Path(folder, f"s{number:05}", NAME)
        place.mkdir(parents=True)
        (place / f"{NAME}.ipynb").write_text(json.dumps(submission(rng)), encoding="utf-8")


def submission(rng):
    """A released notebook in which each answer is right, a classic mistake, or left out."""
    notebook, solved = read("exercises"), {cell["id"]: cell for cell in read("solutions")["cells"]}
    for cell in notebook["cells"]:
        chance = rng.random()
        if cell["id"] in MISTAKES and chance >= LEFT_OUT:
            source = "".join(solved[cell["id"]]["source"])
            if chance >= LEFT_OUT + SOLVED:
                source = mistaken(source, *rng.choice(MISTAKES[cell["id"]])[:2])
            cell["source"] = source
    return notebook


def mistaken(source, old, new):
    """A solution with one thing written otherwise.

    Raises
    ------
    ValueError
        If the solution does not say so any more.
    """
    if old not in source:
        raise ValueError(f"the solution has no {old!r}: {source}")
    return source.replace(old, new)


def read(folder):
    """The notebook of the assignment in exercises/ or solutions/."""
    return json.loads((ROOT / folder / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8"))

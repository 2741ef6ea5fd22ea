"""Notebooks that begin with honest work, for attacks on the grader to follow it.

The honest part is three questions of 3.1, worth `HONEST_POINTS`. Most attacks then replace
`output_size`, worth one point, so that `REST` is what is left. Tables of attacks have a row for
each: the notebook, its points, and what its page has to say.
"""

import json

HONEST = [
    "import numpy as np",
    """
def output_size(n, k, *, stride=1, padding=0, dilation=1):
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1
""",
    """
def receptive_field(layers, i):
    first = last = i
    for kernel_size, stride, padding, dilation in layers[::-1]:
        first = first * stride - padding
        last = last * stride - padding + dilation * (kernel_size - 1)
    return first, last
""",
    """
def max_pool2d(x, *, kernel_size, stride=None, padding=0):
    stride = stride or kernel_size
    x = np.pad(x, [(0, 0)] * 2 + [(padding, padding)] * 2, constant_values=-np.inf)
    view = np.lib.stride_tricks.sliding_window_view(x, (kernel_size, kernel_size), axis=(2, 3))
    return view[:, :, ::stride, ::stride].max(axis=(4, 5))
""",
]
HONEST_POINTS, REST = 4.0, 3.0
NAME = "3_1_cnn"


def code(source, **metadata):
    """A code cell."""
    cell = {"cell_type": "code", "metadata": metadata, "source": source, "outputs": []}
    return cell | {"execution_count": None}


def notebook(*sources, cells=()):
    """A notebook of the honest part, these sources, and these cells."""
    cells = [*map(code, [*HONEST, *sources]), *cells]
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content).encode()


def answer(body, before=""):
    """A notebook in which `output_size` has this body."""
    lines = "\n".join(f"    {line}" for line in body.strip().split("\n"))
    return notebook(
        f"{before}\ndef output_size(n, k, *, stride=1, padding=0, dilation=1):\n{lines}\n"
    )


WRONG = "return -1"

"""The cases of the recurrent cells, and of the recurrent layers over time.

N = 5 examples, T = 4 steps, D = 2 features, H = 3 hidden units; three layers get D = 3 and H = 2,
so that the number of states differs from both.
"""

import numpy as np

from ._case import Case

GATES = {"rnn": 1, "lstm": 4, "gru": 3}
LENGTHS = {"lengths": np.array([2, 4, 1, 3, 3])}
"""To sort them takes a permutation that is not its own inverse."""


def weight_shapes(gates, features, hidden, bias):
    """Of one layer in one direction."""
    rows = gates * hidden
    return (rows, features), (rows, hidden), *([(rows,), (rows,)] if bias else [])


def cell_case(op, bias=True, **settings):
    """The cell of "rnn", "lstm" or "gru"."""
    states = [(5, 3)] * (2 if op == "lstm" else 1)
    return Case(f"{op}_cell", ((5, 2), *states, *weight_shapes(GATES[op], 2, 3, bias)), settings)


def layers_case(op, layers=1, bidirectional=False, bias=True, state=True, **settings):
    """Layers of "rnn", "lstm" or "gru" over time; `state`: whether the first one is given."""
    directions, features, hidden = 1 + bidirectional, *((3, 2) if layers == 3 else (2, 3))
    states = [(layers * directions, 5, hidden) if state else None] * (2 if op == "lstm" else 1)
    weights = [
        shape
        for layer in range(layers)
        for _ in range(directions)
        for shape in weight_shapes(
            GATES[op], directions * hidden if layer else features, hidden, bias
        )
    ]
    x = (5, 4, features) if settings.get("batch_first") else (4, 5, features)
    settings = {"num_layers": layers, "bidirectional": bidirectional, **settings}
    return Case(op, (x, *states, *weights), settings, "truncate" not in settings)


def _of(op, **settings):
    """One operation with every setting that all three have, and its own ones."""
    return [
        layers_case(op, **settings),
        layers_case(op, bias=False, **settings),
        layers_case(op, state=False, **LENGTHS, **settings),
        layers_case(op, bidirectional=True, batch_first=True, **settings),
        layers_case(op, bidirectional=True, **LENGTHS, **settings),
        layers_case(op, layers=2, truncate=3, **settings),
        layers_case(op, layers=2, truncate=2, **LENGTHS, **settings),
        layers_case(op, layers=2, bidirectional=True, batch_first=True, **LENGTHS, **settings),
        layers_case(op, layers=3, bias=False, **settings),
    ]


CELLS = [
    *(
        cell_case("rnn", bias, nonlinearity=bend)
        for bend in ("tanh", "relu")
        for bias in (True, False)
    ),
    *(cell_case("lstm", bias) for bias in (True, False)),
    *(
        cell_case("gru", bias, variant=variant)
        for variant in ("pytorch", "textbook")
        for bias in (True, False)
    ),
]

LAYERS = [
    *_of("rnn"),
    *_of("rnn", nonlinearity="relu"),
    *_of("lstm"),
    *_of("gru"),
    *_of("gru", variant="textbook"),
]

RECURRENT = CELLS + LAYERS

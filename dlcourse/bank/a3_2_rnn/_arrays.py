"""What the cases of the cells draw."""

HALVES = [-1.5, -1.0, -0.5, 0.5, 1.0, 1.5]


def draw(rng, shape, halves=False):
    """Draw numbers from the bell curve, or small halves for a pencil."""
    return rng.choice(HALVES, shape) if halves else rng.standard_normal(shape)


def cell_arrays(rng, batch, inputs, units, gates, halves=False):
    """Draw x, a state h, both matrices and both biases of a cell with that many gates."""
    rows = gates * units
    shapes = (batch, inputs), (batch, units), (rows, inputs), (rows, units), (rows,), (rows,)
    return [draw(rng, shape, halves) for shape in shapes]

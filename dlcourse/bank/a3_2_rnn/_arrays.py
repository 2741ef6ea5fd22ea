"""What the cases of both cells draw."""


def cell_arrays(rng, batch, inputs, units, gates):
    """Draw x, a state h, both matrices and both biases of a cell with that many gates."""
    rows = gates * units
    shapes = (batch, inputs), (batch, units), (rows, inputs), (rows, units), (rows,), (rows,)
    return [rng.standard_normal(shape) for shape in shapes]

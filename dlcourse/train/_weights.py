"""Models in files: written whole or not at all, read only when they are as they were written."""

import hashlib
import os

from ..layers import Layer
from ..weights import pack, read, unpack, write_atomically
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
    arrays = unpack(read(path, sha256), path)
    try:
        model.load_state_dict(arrays)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _check(path, model):
    if not isinstance(path, (str, os.PathLike)):
        raise ValueError(f"path must be a path, got {path!r}")
    check_kind(Layer, model=model)

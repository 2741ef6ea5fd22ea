"""The state of a training run in one file, and the check that it belongs to this run."""

import hashlib
import json
from pathlib import Path

import numpy as np

from ..weights import pack, unpack, write_atomically


def save(path, arrays, facts):
    """Write arrays (a dict) and facts (plain data) as one .npz, with a digest of both."""
    text = json.dumps(facts, default=_plain)
    digest = _digest(arrays, text)
    extra = {"facts": _as_bytes(text), "digest": _as_bytes(digest)}
    write_atomically(path, pack({**extra, **{f"array/{k}": a for k, a in arrays.items()}}))


def load(path):
    """What `save` wrote, or None if there is no file.

    Raises
    ------
    ValueError
        If the file is damaged or not a checkpoint.
    """
    path = Path(path)
    if not path.exists():
        return None
    advice = "move or delete it to start from the beginning"
    try:
        content = unpack(path.read_bytes(), path)
        text = bytes(content.pop("facts")).decode()
        digest = bytes(content.pop("digest")).decode()
        arrays = {name.removeprefix("array/"): array for name, array in content.items()}
        facts = json.loads(text)
    except (ValueError, KeyError) as error:
        raise ValueError(f"checkpoint {path} cannot be read ({error}); {advice}") from error
    if digest != _digest(arrays, text):
        raise ValueError(f"checkpoint {path} is damaged: its digest differs; {advice}")
    return arrays, facts


def check_same_run(path, saved, here):
    """Refuse a checkpoint whose run was set up differently, and say where."""
    here = json.loads(json.dumps(here, default=_plain))
    for name in here:
        if saved.get(name) != here[name]:
            there, now = _first_difference(saved.get(name), here[name])
            raise ValueError(
                f"checkpoint {path} belongs to another run: {name} is {there} there, {now} here; "
                "give another path, or move or delete it"
            )


def fingerprint(array):
    """Shape, dtype and a digest of the numbers: enough to tell data sets apart."""
    array = np.ascontiguousarray(array)
    digest = hashlib.blake2b(array, digest_size=16).hexdigest() if array.size else ""
    return f"{array.dtype} {array.shape} {digest}"


def _first_difference(saved, here):
    if isinstance(saved, str) and isinstance(here, str):
        # The line that differs says more than the whole of two models.
        pairs = zip(saved.splitlines(), here.splitlines(), strict=False)
        for there, now in pairs:
            if there != now:
                return there.strip(), now.strip()
    return saved, here


def _digest(arrays, text):
    digest = hashlib.sha256(text.encode())
    for name, array in sorted(arrays.items()):
        digest.update(f"\n{name} {array.dtype} {array.shape}\n".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _as_bytes(text):
    return np.frombuffer(text.encode(), np.uint8)


def _plain(value):
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} is not plain data")

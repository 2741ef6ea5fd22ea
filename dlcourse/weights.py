"""Weights that come with the package: read if they are as they were written, and trained again.

python -m dlcourse.weights [NAME ...] [--out FOLDER] [--quiet]

Train packaged weights from scratch: those that are named, or all of them. Without --out they
replace the packaged files. Beside the files of a folder lies a table of their digests.
"""

import argparse
import hashlib
import importlib
import io
import json
import os
import sys
import time
from pathlib import Path

import numpy as np

from .settings import check_choice

TABLE = "digests.json"
STUDIES = Path(__file__).parent / "studies"


def load(path):
    """The arrays of a packaged .npz file, by name. Nothing is unpickled.

    Parameters
    ----------
    path : str or Path
        In a folder with a table of digests.

    Returns
    -------
    dict of str to ndarray

    Raises
    ------
    ValueError
        If the file is damaged, or not the one that the table names by its SHA-256.
    FileNotFoundError
        If the file or the table is missing.
    """
    return unpack(read_packaged(path), path)


def read_packaged(path):
    """The bytes of a packaged file of any kind. Parameters and errors as for `load`."""
    path = Path(path)
    wanted = digests(path.parent)
    if path.name not in wanted:
        raise ValueError(f"{path} is not in {path.with_name(TABLE)}")
    return read(path, wanted[path.name])


def read(path, sha256=None):
    """The bytes of a file, if they have this SHA-256, or whatever they are where none is given."""
    data = Path(path).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if sha256 is not None and found != sha256.lower():
        raise ValueError(f"{path} is not the expected file: SHA-256 is {found}, not {sha256}")
    return data


def digests(folder):
    """The table of a folder: name of each file to its SHA-256."""
    return json.loads((Path(folder) / TABLE).read_text(encoding="utf-8"))


def keep(path, data):
    """Write a file, whole or not at all, and note it in its folder's table.

    Returns
    -------
    str
        Its SHA-256.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    table = path.with_name(TABLE)
    noted = digests(path.parent) if table.exists() else {}
    noted[path.name] = hashlib.sha256(data).hexdigest()
    write_atomically(path, data)
    write_atomically(table, f"{json.dumps(noted, indent=2)}\n".encode())
    return noted[path.name]


def pack(arrays):
    """The bytes of an .npz file; equal arrays give equal bytes.

    Examples
    --------
    >>> unpack(pack({"w": np.arange(3)}), "weights.npz")
    {'w': array([0, 1, 2])}
    """
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def unpack(data, path):
    """The arrays of an .npz file; never unpickles. `path` is named where it fails."""
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


def trainers():
    """Every packaged file: its place, and the function that makes it anew.

    The studies stand above this module, so they are found by name: `trainers.TRAINERS` of each
    maps names of files to functions of `progress`, which return the bytes of the file and what
    came of the training, in words. Files that others rely on stand before them.

    Returns
    -------
    dict of Path to callable
    """
    found = {}
    for path in sorted(STUDIES.glob("*/trainers.py")):
        module = importlib.import_module(f"{__package__}.studies.{path.parent.name}.trainers")
        found |= {path.parent / "weights" / name: train for name, train in module.TRAINERS.items()}
    return found


def retrain(names=(), out=None, *, progress=True):
    """Train weights from scratch and write their files, one at each step of the iteration.

    The same numbers come out on the same machine with the same NumPy. Another machine adds in
    another order, so its weights differ in the last digits, and after training in more of them.

    Parameters
    ----------
    names : sequence of str
        Of files, without their suffix. All files where it is empty.
    out : str or Path, optional
        The folder for the files. Where it is left out they replace the packaged ones.
    progress : bool
        Show a bar, if tqdm is installed.

    Returns
    -------
    iterator of (str, str, str)
        Name of the file, its SHA-256, and what came of the training, in words.

    Raises
    ------
    ValueError
        If there is no file of such a name.
    """
    known = trainers()
    for name in names:
        check_choice("name", name, [path.stem for path in known])
    chosen = {path: train for path, train in known.items() if not names or path.stem in names}
    return _retrain(chosen, out, progress)


def _retrain(chosen, out, progress):
    for path, train in chosen.items():
        data, result = train(progress=progress)
        place = path if out is None else Path(out) / path.name
        yield path.name, keep(place, data), result


def main(arguments=None):
    """Retrain, and print what came of it."""
    parser = argparse.ArgumentParser(
        prog="python -m dlcourse.weights",
        description="Train packaged weights from scratch, and note their digests.",
        epilog=f"names: {', '.join(path.stem for path in trainers())}",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which of them; all if left out")
    parser.add_argument("--out", type=Path, help="write here, and leave the package as it is")
    parser.add_argument("--quiet", action="store_true", help="show no bar")
    options = parser.parse_args(arguments)
    start = time.monotonic()
    try:
        done = retrain(options.names, options.out, progress=not options.quiet)
    except ValueError as error:
        parser.error(str(error))
    for name, digest, result in done:
        print(f"{name:22} {digest}  {result}  {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())

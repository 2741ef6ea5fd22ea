"""Files that are there whole or as they were before, whenever the run is killed."""

import contextlib
import os
import tempfile
from pathlib import Path


@contextlib.contextmanager
def writing(path, newline=None):
    """Write a text under another name; the file takes its own name once it is whole."""
    path = Path(path)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with open(number, "w", encoding="utf-8", newline=newline) as file:
            yield file
        os.chmod(name, 0o666 & ~_mask())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def write_text(path, content):
    """Write a whole text."""
    with writing(path) as file:
        file.write(content)


def _mask():
    mask = os.umask(0)
    os.umask(mask)
    return mask

"""Secret seeds: the cases of a grading run, the same for every student and for every regrade."""

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from pathlib import Path


def seeds_of(folder):
    """Return the secret of a grading run; make it when there is none.

    Parameters
    ----------
    folder : Path
        The run's folder; ``seeds.json`` in it can be read by its owner only.

    Raises
    ------
    ValueError
        If the file is damaged.
    """
    path = Path(folder) / "seeds.json"
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=folder, encoding="utf-8") as file:  # mode 0600
            json.dump({"secret": secrets.token_hex(32)}, file)
            file.flush()
            os.fsync(file.fileno())
            with contextlib.suppress(
                FileExistsError
            ):  # whole or not at all, whenever we are killed
                os.link(file.name, path)
    try:
        secret = json.loads(path.read_text(encoding="utf-8"))["secret"]
        return bytes.fromhex(secret)
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{path} is damaged: a regrade needs the file of the first run") from None


def seed_of(secret, id):
    """Return the seed of one question: 63 bits that tell nothing of the secret.

    Examples
    --------
    >>> seed_of(b"secret", "3_1.conv2d") == seed_of(b"secret", "3_1.conv2d")
    True
    """
    digest = hmac.new(secret, id.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") >> 1

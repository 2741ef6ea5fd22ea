"""Secret seeds: the cases of a grading run, the same for every student and for every regrade."""

import contextlib
import hashlib
import hmac
import json
import os
import secrets
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
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump({"secret": secrets.token_hex(32)}, file)
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

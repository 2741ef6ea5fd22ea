"""Files that are fetched once, checked every time, and never seen half-written."""

import contextlib
import hashlib
import http.client
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

_BLOCK = 1 << 16
_ATTEMPTS = 3
_TIMEOUT = 20  # seconds without a byte


class DownloadError(OSError):
    """No server gave the file; the message says what to do instead."""


@dataclass(frozen=True)
class Remote:
    """A file on a server, and how to recognize it.

    Attributes
    ----------
    name : str
    size : int
        Bytes.
    sha256 : str
    """

    name: str
    size: int
    sha256: str


def home():
    """Return the folder for downloads: ``$DLCOURSE_HOME``, or ``.dlcourse`` in the home folder."""
    return Path(os.environ.get("DLCOURSE_HOME") or Path.home() / ".dlcourse")


def fetch(remote, mirrors, folder):
    """Return the content of a file, from `folder` if it is there, else from a mirror.

    The content is compared with the checksum before it is returned, whether it was downloaded
    now or years ago. A download goes to a file of another name, which takes the right name in
    one step when it is complete and correct; if it breaks off, the next call goes on from there.

    Parameters
    ----------
    remote : Remote
    mirrors : sequence of str
        Addresses of folders that hold the file, tried in turn.
    folder : Path
        Where the file is kept.

    Returns
    -------
    bytes

    Raises
    ------
    DownloadError
        If no mirror gives the file. The message says which file to put where.
    """
    target = folder / remote.name
    if (content := _read_if_good(target, remote)) is not None:
        return content
    folder.mkdir(parents=True, exist_ok=True)
    with _lock(folder / f"{remote.name}.lock"):
        # Another process may have fetched it while this one waited.
        if (content := _read_if_good(target, remote)) is not None:
            return content
        failures = []
        for mirror in mirrors:
            try:
                return _fetch_from(mirror.rstrip("/") + "/" + remote.name, remote, target)
            except (OSError, http.client.HTTPException) as error:
                failures.append(f"  {mirror}: {error or type(error).__name__}")
    raise DownloadError(_advice(remote, target, failures))


def _read_if_good(path, remote):
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    good = len(content) == remote.size and _sha256(content) == remote.sha256
    return content if good else None


def _fetch_from(url, remote, target):
    """Download from one address, going on where a connection broke off; check; put in place."""
    part = target.with_name(target.name + ".part")
    error = None
    for _ in range(_ATTEMPTS):
        before = part.stat().st_size if part.exists() else 0
        try:
            _continue(url, remote, part)
        except (OSError, http.client.HTTPException) as broken:
            error = broken
            if not part.exists() or part.stat().st_size <= before:
                raise
            continue
        if (content := _read_if_good(part, remote)) is not None:
            os.replace(part, target)
            return content
        part.unlink(missing_ok=True)
        error = OSError("the file there is not the one expected (size or checksum differ)")
        if before == 0:  # otherwise the beginning, left by another run, may be what is wrong
            break
    raise error


def _continue(url, remote, part):
    """Add to `part` what it still lacks."""
    have = part.stat().st_size if part.exists() else 0
    if have >= remote.size:
        return
    headers = {"User-Agent": "dlcourse", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
        resumed = response.status == 206
        if resumed and not response.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
            part.unlink()
            raise OSError("the server sent another part of the file than it was asked for")
        have = have if resumed else 0
        with part.open("ab" if resumed else "wb") as file, _progress(remote, have) as bar:
            while have < remote.size and (block := response.read(_BLOCK)):
                file.write(block)
                have += len(block)
                bar.update(len(block))
            file.flush()
            os.fsync(file.fileno())
    if have < remote.size:
        raise OSError(f"the connection ended after {have:,} of {remote.size:,} bytes")


@contextlib.contextmanager
def _lock(path):
    """Hold `path` for this process alone. The system releases it if the process dies."""
    with path.open("a+b") as file:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _progress(remote, have):
    from tqdm.auto import tqdm

    options = {"unit": "B", "unit_scale": True, "leave": False, "desc": remote.name}
    return tqdm(total=remote.size, initial=have, **options)


def _sha256(content):
    return hashlib.sha256(content).hexdigest()


def _advice(remote, target, failures):
    there = ""
    if target.exists():
        there = f"The file in {target.parent} is truncated or altered and was not used.\n"
    return (
        f"{remote.name} could not be fetched:\n" + "\n".join(failures) + f"\n{there}"
        f"To go on without a network, put the file ({remote.size:,} bytes, sha256 "
        f"{remote.sha256}) into {target.parent}, or use the embedded digits: "
        "dlcourse.data.digits28()."
    )

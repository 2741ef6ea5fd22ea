"""Open what was handed in: files of a folder, of a zip file, and of a zip file in one.

Nothing is ever written to a path that a submission names. Links are not followed.
"""

import contextlib
import errno
import functools
import hashlib
import os
import stat
import tempfile
import zipfile

MOST_BYTES = 256 << 20
CHINESE = "gb2312", "gbk"


class Unreadable(Exception):
    """A submission that cannot be opened; the message is a sentence for the student."""


@contextlib.contextmanager
def opened(path, member="", nested=""):
    """Open a file that can only be read: on disk, in a zip file, or in a zip file in one.

    Raises
    ------
    Unreadable
        If there is none, it is a link or a device, damaged, or too large.
    """
    if not member:
        with _regular_file(path) as file:
            yield file
        return
    with unpacked(_of_disk(path), member) as file:
        if not nested:
            yield file
            return
        with inner_archive(file) as inside, unpacked(inside, nested) as found:
            yield found


def _of_disk(path):
    try:
        return archive(path)
    except Exception:
        raise Unreadable("The zip file is damaged.") from None


@contextlib.contextmanager
def inner_archive(file):
    """A zip file that is open already."""
    try:
        inside = zipfile.ZipFile(file)
    except Exception:
        raise Unreadable("The zip file is damaged.") from None
    with inside:
        yield inside


@contextlib.contextmanager
def unpacked(inside, member):
    """A file of a zip file, unpacked to one without a name."""
    with tempfile.TemporaryFile() as copy:
        try:
            with inside.open(member) as file:
                while part := file.read(1 << 20):
                    copy.write(part)
                    if copy.tell() > MOST_BYTES:
                        raise Unreadable("The file is too large once it is unpacked.")
        except Unreadable:
            raise
        except Exception:  # zipfile, and each of the ways to unpack, has errors of its own
            raise Unreadable("The file in the zip archive is damaged.") from None
        copy.flush()
        with open(os.dup(copy.fileno()), "rb") as reading:
            reading.seek(0)
            yield reading


def archive(path):
    """An open zip file: its list of members is read once, as long as it stays the same."""
    status = os.stat(path)
    return _archive(path, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=4)
def _archive(path, *_):
    return zipfile.ZipFile(path)


def names(inside):
    """The files of a zip file: the name as it was meant, to that as the archive has it."""
    return {readable(info): info.filename for info in inside.infolist() if not info.is_dir()}


def readable(info):
    """The name of a member: Chinese Windows writes it in GBK and does not say so."""
    name = info.filename
    if name.isascii() or info.flag_bits & 0x800:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    with contextlib.suppress(UnicodeDecodeError):
        return raw.decode("utf-8")
    return chinese(raw) or name


def chinese(raw):
    """Bytes as GBK, if that makes sense; else nothing: they are more likely of Europe.

    Examples
    --------
    >>> chinese("张三".encode("gbk")), chinese("Müller".encode("cp1252"))
    ('张三', '')
    """
    for codec in CHINESE:
        with contextlib.suppress(UnicodeDecodeError):
            text = raw.decode(codec)
            if not text.encode("gb2312", "ignore").isascii():
                return text
    return ""


@contextlib.contextmanager
def _regular_file(path):
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        link = getattr(error, "errno", 0) == errno.ELOOP
        reason = "The file is a link." if link else "The file cannot be opened."
        raise Unreadable(reason) from None
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("This is not a file.")
        if status.st_size > MOST_BYTES:
            raise Unreadable(f"The file is larger than {MOST_BYTES >> 20} MiB.")
        yield file


def digest(file):
    """SHA-256 of an open file, read in pieces."""
    found = hashlib.sha256()
    file.seek(0)
    while part := file.read(1 << 20):
        found.update(part)
    file.seek(0)
    return found.hexdigest()

"""Values between the grader and the jail: a JSON header and the raw bytes of arrays.

A frame is ``magic, length of the header, length of the body, header, body``. Nothing is pickled:
whatever a hostile process writes, reading it gives arrays of numbers and plain values, or a
`ProtocolError`.
"""

import json
import struct
import time
from math import prod

import numpy as np

from ....exercises.run import Foreign

HEAD = struct.Struct(">4sIQ")
MAGIC = b"dlc1"
DTYPES = {
    *("|b1", "|i1", "|u1", "<i2", "<i4", "<i8", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8"),
}
HEADER_LIMIT, ITEM_LIMIT = 8 << 20, 50_000
BODY_LIMIT = 256 << 20
ANSWER_LIMIT = 64 << 20  # what the grader reads, which may come from a student's code
MOST_AXES = 32


class ProtocolError(Exception):
    """The other side wrote something that is no frame, or one that is too large."""


def pack(message):
    """Return the frame of a message: a dict of plain values, arrays, and containers of them.

    Raises
    ------
    ProtocolError
        If it holds anything else, or is larger than a reader accepts.

    Examples
    --------
    >>> unpack(*split(pack({"x": np.arange(3), "name": "f"})))
    {'x': array([0, 1, 2]), 'name': 'f'}
    """
    writer = _Writer()
    try:
        header = json.dumps(writer.encode(message)).encode()
    except (RecursionError, ValueError) as error:
        raise ProtocolError(f"a value cannot be sent: {error}") from None
    arrays = writer.arrays
    size = sum(array.nbytes for array in arrays)
    if len(header) > HEADER_LIMIT or size > BODY_LIMIT:
        raise ProtocolError(f"a value is too large to be sent: {size + len(header)} bytes")
    body = b"".join(array.tobytes() for array in arrays)
    return HEAD.pack(MAGIC, len(header), size) + header + body


def split(frame):
    """Return header and body of a whole frame."""
    _, header, _ = HEAD.unpack(frame[: HEAD.size])
    return frame[HEAD.size : HEAD.size + header], frame[HEAD.size + header :]


def unpack(header, body):
    """Return the message of a frame.

    Raises
    ------
    ProtocolError
        If it is not one that `pack` could have made.
    """
    try:
        reader = _Reader(body)
        message = reader.decode(json.loads(header))
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError, MemoryError) as error:
        raise ProtocolError(f"not a message: {type(error).__name__}") from None
    if reader.position != len(body) or not isinstance(message, dict):
        raise ProtocolError("not a message: bytes are left over")
    return message


def send(connection, message):
    """Write one message to a socket."""
    connection.sendall(pack(message))


def receive(connection, deadline=None, most=BODY_LIMIT):
    """Read one message from a socket.

    Parameters
    ----------
    connection : socket
    deadline : float, optional
        Of `time.monotonic`. The whole frame has to be there by then.
    most : int
        Bytes of arrays.

    Raises
    ------
    ProtocolError
        If what comes is no message.
    TimeoutError
        At the deadline.
    EOFError
        If the other side has closed.
    """
    magic, header, body = HEAD.unpack(_read(connection, HEAD.size, deadline))
    if magic != MAGIC or header > HEADER_LIMIT or body > most:
        raise ProtocolError("not a frame, or one that is too large")
    return unpack(_read(connection, header, deadline), _read(connection, body, deadline))


def _read(connection, size, deadline):
    data = bytearray()
    while len(data) < size:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            connection.settimeout(left)
        part = connection.recv(min(size - len(data), 1 << 20))
        if not part:
            raise EOFError
        data += part
    return bytes(data)


class _Writer:
    """Writes containers as ``[kind, ...]``, so that no student's key can look like one."""

    def __init__(self):
        self.arrays, self.items = [], 0

    def encode(self, value):
        self.items += 1
        if self.items > ITEM_LIMIT:
            raise ValueError(f"more than {ITEM_LIMIT} parts")
        if isinstance(value, np.ndarray | np.generic):
            return self._array(value)
        if isinstance(value, str) and len(value) > HEADER_LIMIT:
            raise ValueError(f"a text of {len(value)} letters")
        if value is None or isinstance(value, bool | float | str):
            return value
        if isinstance(value, int):
            return value if value.bit_length() <= 63 else ["long", hex(value)[:1000]]
        if isinstance(value, tuple | list):
            return [type(value).__name__, *map(self.encode, value)]
        if isinstance(value, dict):
            return ["dict", *([str(key), self.encode(item)] for key, item in value.items())]
        if isinstance(value, Foreign):
            return ["foreign", value.type_name[:200]]
        raise ValueError(type(value).__name__)

    def _array(self, value):
        array = np.asarray(value, order="C")
        if array.dtype.kind == "f" and array.dtype.itemsize > 8:
            array = array.astype(np.float64)
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
        if array.dtype.str not in DTYPES:
            raise ValueError(f"array of {array.dtype}")
        self.arrays.append(array)
        return ["array", array.dtype.str, array.shape, isinstance(value, np.generic)]


class _Reader:
    """Reads a header, taking the bytes of its arrays from the body one after the other."""

    def __init__(self, body):
        self.body, self.position, self.items = body, 0, 0

    def decode(self, value):
        self.items += 1
        if self.items > ITEM_LIMIT:
            raise ValueError("too many parts")
        if not isinstance(value, list):
            if isinstance(value, dict) or (isinstance(value, int) and value.bit_length() > 63):
                raise ValueError("not made by pack")
            return value
        kind, *rest = value
        return getattr(self, f"_{self.KINDS[kind]}")(*rest)

    KINDS = {kind: kind for kind in ("array", "tuple", "list", "dict", "foreign", "long")}

    def _array(self, dtype, shape, scalar):
        if dtype not in DTYPES or len(shape) > MOST_AXES:
            raise ValueError("not an array of numbers")
        if not all(type(n) is int and 0 <= n <= BODY_LIMIT for n in shape):
            raise ValueError("not a shape")
        size = prod(shape) * np.dtype(dtype).itemsize
        if size > len(self.body) - self.position:
            raise ValueError("the body is too short")
        part = self.body[self.position : self.position + size]
        self.position += size
        array = np.frombuffer(part, dtype).reshape(shape)
        # a byte that is neither 0 nor 1 would make a bool that is neither
        array = array.view(np.uint8).astype(bool) if dtype == "|b1" else array.copy()
        return array[()] if scalar is True and not shape else array

    def _tuple(self, *items):
        return tuple(map(self.decode, items))

    def _list(self, *items):
        return list(map(self.decode, items))

    def _dict(self, *pairs):
        if not all(type(key) is str for key, _ in pairs):
            raise ValueError("not a key")
        return {key: self.decode(item) for key, item in pairs}

    def _foreign(self, name):
        return Foreign(str(name)[:200])

    def _long(self, digits):
        if type(digits) is not str or len(digits) > 1000:
            raise ValueError("not an integer")
        return int(digits, 16)

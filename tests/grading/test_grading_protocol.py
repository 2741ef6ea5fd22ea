"""Frames between grader and jail: what goes in comes out, and nothing else comes in."""

import contextlib
import json
import socket
import struct
import threading
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dlcourse.exercises import Case
from dlcourse.exercises.run import Foreign
from dlcourse.grading.jail.executor import Session
from dlcourse.grading.jail.worker import protocol

NUMBERS = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(endianness="="),
    hnp.unsigned_integer_dtypes(endianness="="),
    hnp.floating_dtypes(endianness="=", sizes=(16, 32, 64)),
)
ARRAYS = NUMBERS.flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, min_side=0, max_side=4))
)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), ARRAYS, st.just(Foreign("set"))
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(st.text(), inner, max_size=3),
    ),
    max_leaves=6,
)


def same(a, b):
    if isinstance(a, np.ndarray | np.generic):
        shape = type(a) is type(b), a.dtype == b.dtype, np.shape(a) == np.shape(b)
        return all(shape) and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return type(a) is type(b) and (a == b or a != a)


@given(VALUES)
def test_what_goes_in_comes_out(value):
    message = {"value": value}
    assert same(message, protocol.unpack(*protocol.split(protocol.pack(message))))


def test_big_endian_and_transposed_arrays_keep_their_values():
    array = np.arange(6, dtype=">f8").reshape(2, 3).T
    got = protocol.unpack(*protocol.split(protocol.pack({"a": array})))["a"]
    np.testing.assert_array_equal(got, array)


@pytest.mark.parametrize(
    "value",
    [np.array([object()]), np.array(["text"]), np.array([1j]), {1, 2}, object(), b"bytes"],
    ids=["objects", "text", "complex", "a set", "an object", "bytes"],
)
def test_other_things_are_not_sent(value):
    with pytest.raises(protocol.ProtocolError):
        protocol.pack({"value": value})


HOSTILE = {
    "not JSON": b"{",
    "not UTF-8": b'["dict", ["\xff", 1]]',
    "zeros": bytes(20),
    "no message": b"[]",
    "a dict that is not one of ours": b'{"a": 1}',
    "an unknown kind": b'["dict", ["a", ["pickle", "x"]]]',
    "an attribute as a kind": b'["dict", ["a", ["decode__", "x"]]]',
    "a dtype with objects": b'["dict", ["a", ["array", "|O", [1], false]]]',
    "a dtype of another size": b'["dict", ["a", ["array", "<f16", [1], false]]]',
    "complex numbers": b'["dict", ["a", ["array", "<c8", [1], false]]]',
    "a dtype with fields": b'["dict", ["a", ["array", "<f8,<f8", [1], false]]]',
    "an array larger than the body": b'["dict", ["a", ["array", "<f8", [1000000000], false]]]',
    "a negative shape": b'["dict", ["a", ["array", "<f8", [-1], false]]]',
    "a shape of floats": b'["dict", ["a", ["array", "<f8", [1.0], false]]]',
    "a shape that overflows": b'["dict", ["a", ["array", "<f8", [4294967296, 4294967296], false]]]',
    "a hundred axes": b'["dict", ["a", ["array", "<f8", [' + b"1," * 99 + b"1], false]]]",
    "too deep": b'["dict", ["a", ' + b'["list", ' * 100_000 + b"1" + b"]" * 100_000 + b"]]",
    "a long integer": b'["dict", ["a", ' + b"9" * 4000 + b"]]",
    "a longer integer": b'["dict", ["a", ' + b"9" * 5000 + b"]]",
    "an integer of 64 bits": b'["dict", ["a", 9223372036854775808]]',
    "a long integer of a thousand digits": b'["dict", ["a", ["long", "0x' + b"f" * 1000 + b'"]]]',
    "an integer that is none": b'["dict", ["a", ["long", 5]]]',
    "an array without a shape": b'["dict", ["a", ["array", "<f8"]]]',
    "a shape of text": b'["dict", ["a", ["array", "<f8", "1", false]]]',
    "a shape of truth": b'["dict", ["a", ["array", "<f8", [true], false]]]',
    "a kind that is a list": b'["dict", ["a", [["array"], "<f8", [1], false]]]',
    "a list without a kind": b'["dict", ["a", []]]',
    "too many parts": b'["dict", ["a", ["list"' + b", 1" * 50_001 + b"]]]",
    "a list for a message": b'["list", 1]',
    "a key that is a number": b'["dict", [5, 1]]',
    "a key that is no string": b'["dict", [["list"], 1]]',
    "bytes left over": b'["dict"]',
}


def test_hostile_headers_are_refused():
    """Each for what its name says: the body has the bytes that are asked for."""
    said = {}
    for name, header in HOSTILE.items():
        body = bytes(8) if b'"array"' in header or name == "bytes left over" else b""
        said[name] = type(refusal(header, body))
    assert {name: kind for name, kind in said.items() if kind is not protocol.ProtocolError} == {}


def refusal(header, body):
    """The error that a frame is refused by."""
    try:
        protocol.unpack(header, body)
    except Exception as error:
        return error


def test_a_message_like_the_hostile_ones_is_read():
    header = b'["dict", ["a", ["array", "<f8", [1], false]], ["b", 5], ["c", ["foreign", "x"]]]'
    message = protocol.unpack(header, bytes(8))
    assert same(message["a"], np.zeros(1))
    assert message["b"] == 5


def test_a_truth_value_is_one_of_two():
    header = b'["dict", ["a", ["array", "|b1", [4], false]], ["b", ["array", "|b1", [], true]]]'
    message = protocol.unpack(header, b"\x00\x01\x02\xff\x07")
    assert message["a"].view(np.uint8).tolist() == [0, 1, 1, 1]
    assert message["b"].view(np.uint8) == 1


@pytest.mark.parametrize("name", [b'"' + b"x" * 9999 + b'"', b'["list", 1]', b"null", b"5"])
def test_what_is_foreign_has_a_short_name(name):
    message = protocol.unpack(b'["dict", ["a", ["foreign", %s]]]' % name, b"")
    assert type(message["a"].type_name) is str
    assert len(message["a"].type_name) <= 200


@pytest.fixture
def pair():
    ends = socket.socketpair()
    yield ends
    for end in ends:
        end.close()


def test_send_and_receive(pair):
    mine, theirs = pair
    message = {"x": np.arange(100_000.0)}
    thread = threading.Thread(target=protocol.send, args=(mine, message))
    thread.start()
    assert same(protocol.receive(theirs), message)
    thread.join()


@pytest.mark.parametrize(
    "head",
    [
        struct.pack(">4sIQ", b"HTTP", 2, 0),
        struct.pack(">4sIQ", b"dlc1", 1 << 31, 0),
        struct.pack(">4sIQ", b"dlc1", 2, 1 << 60),
    ],
    ids=["another protocol", "a header of gigabytes", "a body of gigabytes"],
)
def test_frames_that_are_too_large_are_not_read(pair, head):
    mine, theirs = pair
    mine.sendall(head + b"[]")
    with pytest.raises(protocol.ProtocolError):
        protocol.receive(theirs)


@pytest.mark.parametrize("size", [protocol.ANSWER_LIMIT, protocol.ANSWER_LIMIT + 8])
def test_answers_have_a_limit_of_their_own(pair, size):
    """A request may be larger, since it comes from the grader."""
    mine, theirs = pair
    header = b'["dict",["id",1],["value",["array","<f8",[%d],false]]]' % (size // 8)

    def answer():
        with contextlib.suppress(OSError):
            theirs.sendall(struct.pack(">4sIQ", b"dlc1", len(header), size) + header)
            theirs.sendall(bytes(size))

    thread = threading.Thread(target=answer)
    thread.start()
    answer = Session(mine).call("f", Case("", ()), 20.0)
    mine.close()
    thread.join()
    assert answer.get("crashed", False) == (size > protocol.ANSWER_LIMIT)


def test_the_deadline_holds_for_the_whole_frame(pair):
    mine, theirs = pair
    stop = threading.Event()

    def drip():
        for byte in protocol.pack({"text": json.dumps("x" * 1000)}):
            if stop.is_set():
                return
            mine.send(bytes([byte]))
            time.sleep(0.02)

    thread = threading.Thread(target=drip)
    thread.start()
    with pytest.raises(TimeoutError):
        protocol.receive(theirs, time.monotonic() + 0.3)
    assert thread.is_alive()  # more was to come
    stop.set()
    thread.join()


def test_a_deadline_that_is_over_is_over(pair):
    pair[0].sendall(protocol.pack({}))
    with pytest.raises(TimeoutError):
        protocol.receive(pair[1], time.monotonic() - 1)


def test_the_deadline_holds_for_one_who_says_nothing(pair):
    with pytest.raises(TimeoutError):
        protocol.receive(pair[1], time.monotonic() + 0.2)


def test_a_closed_end_is_the_end(pair):
    mine, theirs = pair
    mine.close()
    with pytest.raises(EOFError):
        protocol.receive(theirs)

"""The bytes of `8_3.compress` are counted as its statement says, and nothing else is carried."""

import re

import numpy as np
import pytest

from dlcourse.bank.a8_3_compute.compress import decoded


def handed(units=20, first=1, last=7, dtype=int):
    """Two layers, all of whose codes have the same size."""
    return tuple(
        [np.full(shape, code, dtype), np.ones(shape[0]), np.zeros(shape[0])]
        for shape, code in (((units, 144), first), ((8, units), last))
    )


@pytest.mark.parametrize(
    ("first", "last", "size"),
    [
        (1, 7, 720 + 80 + 8 * 28),  # the statement's example
        (-1, -7, 720 + 80 + 8 * 28),
        (2, 7, 1080 + 80 + 8 * 28),
        (3, 8, 1080 + 100 + 8 * 28),
        (4, 64, 1440 + 160 + 8 * 28),
        (127, 127, 2880 + 160 + 8 * 28),
        (0, 1, 360 + 40 + 8 * 28),  # a mask is enough for zeros
    ],
)
def test_bytes(first, last, size):
    output = handed(first=first, last=last)
    assert decoded(output, size)[1] == size
    with pytest.raises(ValueError, match=f"{size:,} bytes are needed, {size - 1:,} are allowed"):
        decoded(output, size - 1)


def test_a_mask_pays_where_less_than_half_is_kept():
    output = handed()
    output[0][0][:, 48:] = 0  # one third of the codes, 2 bits each, and a mask
    assert decoded(output, 2000)[1] == 360 + 240 + 80 + 8 * 28
    output[0][0][0, 48] = 1
    assert decoded(output, 2000)[1] == 360 + 241 + 80 + 8 * 28


def test_scales_and_biases_are_float32():
    output = handed()
    output[0][1][:], output[0][2][:] = 1 + 2.0**-40, 1 / 3
    (w1, b1, _, _), _ = decoded(output, 2000)
    assert np.all(w1 == 1)
    assert np.all(b1 == np.float32(1 / 3))


def change(place, array):
    output = handed()
    output[place[0]][place[1]] = array
    return output


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (handed(dtype=float), "matrix of integers"),
        (handed(first=128), "from -127 to 127"),
        (handed(last=-128), "from -127 to 127"),
        (change((0, 1), np.full(20, 1e39)), "finite float32"),
        (change((1, 2), np.full(8, np.nan)), "finite float32"),
        (change((0, 1), np.ones((20, 144))), "a scale and a bias for each row"),
        (change((1, 0), np.ones((8, 19), int)), "(8, U)"),
        (change((0, 0), np.ones((20, 143), int)), "(U, 144)"),
        (change((0, 2), [0.0] * 20), "three arrays"),
        ([handed()[0]], "Two layers"),
        ([handed()[0], None], "Layer 2"),
    ],
)
def test_what_is_no_network_of_codes_is_refused(output, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        decoded(output, 10_000)

"""Attacks by what comes out of the jail: forged frames, and answers odd or large."""

from attack_notebooks import REST, WRONG, answer

FRAME = """
import os, struct
def frame(header, size=0):
    return struct.pack(">4sIQ", b"dlc1", len(header), size) + header
def shout(data):
    for number in range(3, 12):
        try:
            os.write(number, data)
        except OSError:
            pass
"""

FRAMES = {
    "a flood of good answers": (
        answer(f'shout(frame(b\'["dict", ["id", 5], ["value", 7]]\') * 9)\n{WRONG}', FRAME),
        REST,
        "no answer",
    ),
    "an answer ahead of its question": (
        answer(
            'for n in range(99): shout(frame(b\'["dict", ["id", %d], ["value", 7]]\' % n))\n'
            f"{WRONG}",
            FRAME,
        ),
        REST,
        "no answer",
    ),
    "noise on the socket": (
        answer("shout(os.urandom(1 << 16))\nreturn 1", FRAME),
        REST,
        "no answer",
    ),
    "a header of gigabytes": (
        answer("shout(struct.pack('>4sIQ', b'dlc1', 1 << 31, 0))\nreturn 1", FRAME),
        REST,
        "no answer",
    ),
    "a body of exabytes": (
        answer("shout(struct.pack('>4sIQ', b'dlc1', 2, 1 << 60))\nreturn 1", FRAME),
        REST,
        "no answer",
    ),
    "a header that is nested deeply": (
        answer("shout(frame(b'[\"list\",' * 300_000))\nreturn 1", FRAME),
        REST,
        "no answer",
    ),
    "an array of objects": (
        answer(
            'shout(frame(b\'["dict",["id",5],["value",["array","|O",[1],false]]]\', 8)'
            " + bytes(8))\nreturn 1",
            FRAME,
        ),
        REST,
        "no answer",
    ),
    "a drip": (
        answer(
            "import time\nshout(struct.pack('>4sIQ', b'dlc1', 5000, 0))\nwhile True:\n"
            "    try:\n        shout(b' ')\n        time.sleep(0.05)\n"
            "    except BaseException: pass",
            FRAME,
        ),
        REST,
        "did not end",
    ),
    "a socket that is shut": (
        answer(
            "for i in range(3, 12):\n    try: os.close(i)\n    except OSError: pass\nreturn 1",
            FRAME,
        ),
        REST,
        "no answer",
    ),
    "a process that answers twice": (answer("os.fork()\nreturn -1", FRAME), REST, "no answer|"),
}

VALUES = {
    "gigabytes as an answer": (
        answer("return np.zeros((1 << 27))"),
        REST,
        "MemoryError|ValueError|no answer",
    ),
    "a shape of 10**9": (answer("return np.broadcast_to(1, (1 << 30,))"), REST, ""),
    "NaN and infinities": (answer("return np.array([np.nan, np.inf, -0.0])"), REST, "shape"),
    "an array of objects as an answer": (
        answer("return np.array([7, None])"),
        REST,
        "type differs",
    ),
    "a number of 300,000 digits": (answer("return 10 ** 300_000"), REST, "too large"),
    "a text of a hundred million letters": (answer("return 'x' * 10 ** 8"), REST, ""),
    "a dict of a million keys": (answer("return dict.fromkeys(range(10 ** 6))"), REST, "type"),
    "a list in itself": (answer("x = []\nx.append(x)\nreturn x"), REST, "RecursionError"),
    "a tuple of a hundred thousand": (
        answer("return (1,) * 10 ** 5"),
        REST,
        "more than 50000 parts",
    ),
}

"""Submissions that attack the grader, or are broken: what each is worth, and what its page says.

All of them begin with an honest part: three questions of 3.1, worth `HONEST_POINTS`. Most then
replace `output_size`, worth one point, by an attack.
"""

import json

HONEST = [
    "import numpy as np",
    """
def output_size(n, k, *, stride=1, padding=0, dilation=1):
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1
""",
    """
def receptive_field(layers):
    size = jump = 1
    for kernel_size, stride in layers:
        size += (kernel_size - 1) * jump
        jump *= stride
    return size
""",
    """
def max_pool2d(x, *, kernel_size, stride=None, padding=0):
    stride = stride or kernel_size
    x = np.pad(x, [(0, 0)] * 2 + [(padding, padding)] * 2, constant_values=-np.inf)
    view = np.lib.stride_tricks.sliding_window_view(x, (kernel_size, kernel_size), axis=(2, 3))
    return view[:, :, ::stride, ::stride].max(axis=(4, 5))
""",
]
HONEST_POINTS, REST = 5.0, 4.0
NAME = "3_1_cnn"


def code(source, **metadata):
    """A code cell."""
    cell = {"cell_type": "code", "metadata": metadata, "source": source, "outputs": []}
    return cell | {"execution_count": None}


def notebook(*sources, cells=()):
    """A notebook of the honest part, these sources, and these cells."""
    cells = [*map(code, [*HONEST, *sources]), *cells]
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content).encode()


def answer(body, before=""):
    """A notebook in which `output_size` has this body."""
    lines = "\n".join(f"    {line}" for line in body.strip().split("\n"))
    return notebook(
        f"{before}\ndef output_size(n, k, *, stride=1, padding=0, dilation=1):\n{lines}\n"
    )


WRONG = "return -1"
SOCKETS = (
    "import os, socket, stat\nfds = [n for n in range(3, 20) if os.path.exists(f'/dev/fd/{n}')]"
)
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

# Name: (notebook, points, what the page has to say)
CHEATS = {
    "patched assert helpers": (
        answer(
            WRONG, "np.testing.assert_allclose = np.testing.assert_equal = lambda *a, **k: None"
        ),
        REST,
        "The value differs",
    ),
    "patched NumPy": (
        answer(WRONG, "np.array_equal = np.allclose = np.isclose = lambda *a, **k: True"),
        REST,
        "",
    ),
    "patched copies": (answer(WRONG, "import copy\ncopy.deepcopy = lambda x: x"), REST, ""),
    "a check that likes everything": (
        answer(WRONG, "import dlcourse.exercises as e\ne.check = lambda *a: 100"),
        REST,
        "",
    ),
    "the worker's run_case replaced": (
        notebook(
            "import dlcourse.grading.worker.serve as s\n"
            "s.run_case = lambda f, c: s.Outcome(value=-7)"
        ),
        0.0,
        "",
    ),
    "answers with arrays for flags": (
        notebook(
            "import dlcourse.grading.worker.protocol as p\nold = p.pack\n"
            "p.pack = lambda m: old({**m, **{k: np.ones(2) for k in "
            "('timed_out', 'crashed', 'missing', 'error', 'line', 'source', 'modified')}})"
        ),
        HONEST_POINTS,
        "",
    ),
    "answers whose number is an array": (
        notebook(
            "import dlcourse.grading.worker.protocol as p\nold = p.pack\n"
            "p.pack = lambda m: old({**m, 'id': np.ones(2)})"
        ),
        HONEST_POINTS,  # the cell ends its process, and is left out when the rest is run again
        "ended the whole process",
    ),
    "an object equal to everything": (
        answer("return Yes()", "class Yes:\n    __eq__ = __le__ = __ge__ = lambda a, b: True"),
        REST,
        "The type differs",
    ),
    "an array that says it is equal": (
        answer(
            "return np.zeros(3).view(Yes)",
            "class Yes(np.ndarray):\n    __eq__ = lambda a, b: True\n    shape = ()\n"
            "    def __array_ufunc__(self, *a, **k): return True",
        ),
        REST,
        "shape differs",
    ),
    "an integer that says it is equal": (
        answer(
            "return Yes(-1)", "class Yes(int):\n    __eq__ = lambda a, b: True\n    __hash__ = None"
        ),
        REST,
        "",
    ),
    "a text as a number": (answer("return '7'"), REST, "The type differs"),
    "stack walking": (
        answer(
            """
import inspect
for frame in inspect.stack():
    for name, value in frame.frame.f_locals.items():
        if name in ("expected", "reference", "task", "question", "secret", "seed"):
            return value
return -1"""
        ),
        REST,
        "",
    ),
    "a trace of the caller": (
        answer(
            "return seen.pop() if seen else -1",
            "import sys\nseen = []\ndef spy(frame, event, arg):\n"
            "    seen.extend(v for k, v in frame.f_locals.items() if k in ('expected', 'task'))\n"
            "    return spy\nsys.settrace(spy); sys.setprofile(lambda *a: None)",
        ),
        REST,
        "",
    ),
    "a search of the memory": (
        answer(
            """
import gc
for thing in gc.get_objects():
    if type(thing).__name__ in ("Question", "OpenTask", "Mistake"):
        return thing.reference(n, k, stride=stride, padding=padding, dilation=dilation)
return -1"""
        ),
        REST,
        "",
    ),
    "the bank": (
        answer(
            "from dlcourse.exercises.a3_1_cnn.output_size import output_size as f\n"
            "return f(n, k, stride=stride, padding=padding, dilation=dilation)"
        ),
        REST,
        "Not allowed here: dlcourse.exercises",
    ),
    "PyTorch without its name": (
        answer(
            "torch = __builtins__['__im' + 'port__']('to' + 'rch')\n"
            "return int(torch.tensor((n + 2 * padding - dilation * (k - 1) - 1) // stride + 1))"
        ),
        REST,
        "NotHere: torch is not there",
    ),
    "a comparison with PyTorch in the same cell": (
        notebook(
            "import torch, torch.nn as nn\nclass Net(nn.Module): pass\n"
            "def max_pool2d(*args, **settings): return 1\n"
            "assert torch.relu(torch.ones(3)).sum() == 3\n" + HONEST[3]
        ),
        HONEST_POINTS,
        "NotHere: torch is not there",
    ),
    "changed points": (
        notebook(
            cells=[
                code(
                    "check('3_1.output_size', output_size)",
                    nbgrader={"grade": True, "points": 1000, "grade_id": "output_size"},
                )
            ]
        ),
        HONEST_POINTS,
        "",
    ),
    "changed and doubled check cells": (
        notebook(*["from dlcourse.exercises import check\nassert check('x', 1) is None\n12.0"] * 2),
        HONEST_POINTS,
        "",
    ),
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

ENDINGS = {
    "os._exit": (answer("import os\nos._exit(0)"), REST, "ended its process"),
    "os._exit in a cell": (notebook("import os\nos._exit(0)"), HONEST_POINTS, "whole process"),
    "twenty cells of os._exit": (
        notebook(*["import os\nos._exit(0)"] * 20),
        HONEST_POINTS,
        "whole process",
    ),
    "sixty cells of os._exit": (
        notebook(*["import os\nos._exit(0)"] * 60),
        0.0,
        "ended its process too many times",
    ),
    "sys.exit": (notebook("import sys\nsys.exit()", "exit()"), HONEST_POINTS, "SystemExit"),
    "kill of the parent": (
        answer("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nreturn -1"),
        REST,
        "",
    ),
    "kill of the group": (
        answer("import os, signal\nos.killpg(0, 9)\nos.kill(-1, 9)\nos.kill(0, 9)\nreturn -1"),
        REST,
        "",
    ),
    "kill of all numbers": (
        answer(
            "import os\nfor n in range(2, 3000):\n    try: os.kill(n, 9)\n"
            "    except OSError: pass\n"
            "return -1"
        ),
        REST,
        "",
    ),
    "a fault": (answer("import ctypes\nctypes.string_at(0)"), REST, "ended its process"),
    "a stop": (
        answer("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\nreturn -1"),
        REST,
        "",
    ),
    "a fork bomb": (answer("import os\nwhile True:\n    os.fork()"), REST, ""),
    "a daemon": (
        notebook(
            "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork():\n"
            "        os._exit(0)\n    os.closerange(0, 99)\n    time.sleep(99)\n    os._exit(0)"
        ),
        HONEST_POINTS,
        "",
    ),
    "a loop": (answer("while True: pass"), REST, "did not end within"),
    "a loop in a cell": (notebook("while True: pass"), HONEST_POINTS, "stopped after"),
    "a loop that catches all": (
        answer("while True:\n    try: sum(range(10**12))\n    except BaseException: pass"),
        REST,
        "did not end within",
    ),
    "a loop without an alarm": (
        answer(
            "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\n"
            "signal.setitimer(signal.ITIMER_REAL, 0)\nwhile True: pass"
        ),
        REST,
        "did not end within",
    ),
    "five hundred cells that sleep": (
        notebook(*["import time\ntime.sleep(0.9)"] * 500),
        0.0,
        "time for the whole notebook",
    ),
    "cells that sleep in spite of all": (
        notebook(
            *[
                "import time\nfor _ in range(99):\n    try: time.sleep(0.1)\n"
                "    except BaseException: pass"
            ]
            * 50
        ),
        0.0,
        "time for the whole notebook",
    ),
    "an end that comes in another function": (
        notebook(
            "import os, threading, time\nsize, pool = output_size, max_pool2d\n"
            "def output_size(*args, **settings):\n"
            "    threading.Timer(0.7, os._exit, [1]).start()\n    return size(*args, **settings)\n"
            "def max_pool2d(*args, **settings):\n"
            "    time.sleep(0.2)\n    return pool(*args, **settings)"
        ),
        HONEST_POINTS,
        "6 of 6 cases pass",
    ),
    "a thread that stays": (
        notebook(
            "import threading, time\n"
            "threading.Thread(target=lambda: time.sleep(99), daemon=True).start()"
        ),
        HONEST_POINTS,
        "",
    ),
    "recursion": (answer("return output_size(n, k)"), REST, "RecursionError"),
}

FLOODS = {
    "memory": (answer("return np.ones(1 << 30).sum()"), REST, "MemoryError"),
    "memory of many processes": (
        answer(
            "import os, time\nfor _ in range(20):\n    if os.fork() == 0:\n"
            "        x = np.ones(40_000_000)\n        time.sleep(99)\ntime.sleep(99)"
        ),
        REST,
        "took too much memory|did not end",
    ),
    "memory that no limit holds": (
        answer("import os\nos.memfd_create('x')\nreturn -1"),
        REST,
        "PermissionError",
    ),
    "disk": (
        answer(
            "for i in range(99):\n    with open(f'/tmp/{i}', 'wb') as f: f.write(bytes(1 << 24))"
        ),
        REST,
        "OSError",
    ),
    "files": (answer("for i in range(10 ** 5): open(f'/tmp/{i}', 'w').close()"), REST, "OSError"),
    "descriptors": (
        answer("kept = [open('/dev/null') for _ in range(10 ** 4)]\nreturn -1"),
        REST,
        "OSError",
    ),
    "output": (
        answer(
            "import os\nfor _ in range(300):\n    print('x' * 10 ** 6); os.write(1, b'x' * 9999)\n"
            "return -1"
        ),
        REST,
        "",
    ),
    "warnings": (
        answer(
            "import warnings\nfor i in range(3000): warnings.warn('x' * 9999 + str(i))\nreturn -1"
        ),
        REST,
        "",
    ),
}

REACHING = {
    "the disk": (
        answer(
            """
import os
found = []
for top in ("/work", "/root", "/home", "/etc", "/var", "/proc", "/sys", "/run", "/mnt", "/opt"):
    for folder, below, names in os.walk(top):
        below[:] = [name for name in below if name != "site-packages"]
        found += [f"{folder}/{name}" for name in names if name.endswith((".ipynb", "seeds.json"))]
        found += [folder] if folder.endswith(("solutions", "a3_1_cnn", "/self", "/1")) else []
raise ValueError("FOUND" if found else "nothing")"""
        ),
        REST,
        "ValueError: nothing",
    ),
    "deleting": (
        answer(
            "import os, shutil\ndef count():\n"
            "    return sum(len(f) for top in tops for _, _, f in os.walk(top))\n"
            "tops = '/course', '/dev', os.path.dirname(np.__file__) + '/linalg'\n"
            "before = count()\nfor top in tops: shutil.rmtree(top, ignore_errors=True)\n"
            "raise ValueError(f'{before > 100}, {before - count()} are gone')"
        ),
        REST,
        "True, 0 are gone",
    ),
    "the network": (
        answer("import socket\nsocket.create_connection(('127.0.0.1', 22), 1)"),
        REST,
        "PermissionE",
    ),
    "netlink": (
        answer("import socket\nsocket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)"),
        REST,
        "PermissionError",
    ),
    "the machine's owner": (
        answer("import socket\nsocket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)"),
        REST,
        "PermissionError",
    ),
    "descriptors of the grader": (
        notebook(
            "import os\nfor n in range(3, 20):\n"
            "    for act in (lambda: os.fchmod(n, 0), lambda: os.ftruncate(n, 0),\n"
            "                lambda: os.set_blocking(n, False), lambda: os.lseek(n, 9, 0)):\n"
            "        try: act()\n        except OSError: pass\n    try: os.set_blocking(n, True)\n"
            "    except OSError: pass"
        ),
        HONEST_POINTS,
        "",
    ),
    "setuid programs": (
        answer(
            "import subprocess\nreturn int(subprocess.run(['su', '-c', 'id'], input=b'',"
            " capture_output=True).returncode) - 1000"
        ),
        REST,
        "",
    ),
}

BROKEN = {
    "an empty file": (b"", 0.0, "empty"),
    "a file that is cut off": (notebook()[:-40], 0.0, "damaged, or cut off"),
    "a binary file": (bytes(range(256)) * 99, 0.0, "damaged"),
    "another format": (b'{"nbformat": 3, "worksheets": []}', 0.0, "format 3"),
    "no notebook": (b'{"a": [1, 2]}', 0.0, "no notebook"),
    "a hundred thousand brackets": (b"[" * 100_000 + b"]" * 100_000, 0.0, "damaged"),
    "cells of every kind": (
        notebook(
            cells=[
                None,
                1,
                [],
                {},
                {"cell_type": "code"},
                {"cell_type": "code", "source": 5},
                {"cell_type": ["code"], "source": [1, None, {}]},
            ]
        ),
        HONEST_POINTS,
        "",
    ),
    "a hundred megabytes of outputs": (
        notebook(cells=[code("x = 1") | {"outputs": [{"text": "x" * 100_000_000}]}]),
        HONEST_POINTS,
        "",
    ),
    "megabytes of code": (notebook("x = 1\n" * 1_000_000), 0.0, "characters of code"),
    "a hundred thousand cells": (notebook(*["x"] * 100_000), 0.0, "code cells"),
    "a byte order mark": (b"\xef\xbb\xbf" + notebook(), HONEST_POINTS, ""),
    "another encoding": (notebook().decode().encode("utf-16"), 0.0, "damaged"),
    "zeros, surrogates and cookies": (
        notebook("# coding: utf-7\nx = '\0'", "y = '\ud800'", "# -*- coding: rot13 -*-\nz = 1"),
        HONEST_POINTS,
        "SyntaxError|UnicodeEncodeError|Error",
    ),
    "a hundred cells that fail": (notebook(*["1 / 0"] * 100), HONEST_POINTS, "ZeroDivision"),
    "a thousand lines that are not allowed": (
        answer("x = eval('1')\n" * 1000 + "return 1"),
        REST,
        "Not allowed here: eval",
    ),
    "brackets without end": (
        notebook("x = " + "(" * 5000 + ")" * 5000, "x = " + "-" * 50_000 + "1"),
        HONEST_POINTS,
        "nested too deeply",
    ),
    "a sum without end": (
        notebook("x = " + "+".join(["1"] * 90_000), "x" + ".a" * 50_000),
        HONEST_POINTS,
        "nested",
    ),
    "a number without end": (
        notebook("x = " + "9" * 90_000, "y = 0x" + "f" * 90_000),
        HONEST_POINTS,
        "SyntaxError",
    ),
    "question marks without end": (
        notebook("a" + "?" * 90_000 + "x", "(" + "a?" * 40_000, "%" * 90_000),
        HONEST_POINTS,
        "",
    ),
    "source that takes long to read": (
        notebook(
            "\n".join(f"import a as b{i}" for i in range(9000)),
            "def output_size(n, k, **s):\n" + "\n".join(f"    a{i} = b{i}.c" for i in range(9000)),
        ),
        REST,
        "",
    ),
    "code that hides in deep nesting": (
        answer("import torch\nreturn " + "-" * 900 + "1", "assert 1"),
        REST,
        "",
    ),
    "commands of JupyterLab": (
        notebook(
            "%matplotlib inline\n!pip install x\nfiles = !ls\nmax_pool2d?",
            "%%time\nx = 1",
            "%%bash\nrm -rf /",
            "get_ipython().run_line_magic('a', 'b')\ndisplay(1)",
        ),
        HONEST_POINTS,
        "",
    ),
}

LEAKS = {
    "inputs in an error": (answer("raise ValueError(f'<{n} {k}>')"), REST, "ValueError"),
    "inputs in a name": (answer("raise type(f'E{n}x{k}', (Exception,), {})"), REST, "E"),
    "inputs in changed arguments": (
        notebook(
            "import dlcourse.grading.worker.serve as s\nold = s.run_case\ndef spy(f, c):\n"
            "    o = old(f, c)\n"
            "    object.__setattr__(o, 'modified', (str(c.args), c.args, -1, 99))\n"
            "    return o\ns.run_case = spy"
        ),
        HONEST_POINTS,
        "",
    ),
    "an error that cannot be told": (
        answer("raise E", "class E(Exception):\n    def __str__(self): os._exit(0)\nimport os"),
        REST,
        "no answer",
    ),
    "an error without end": (answer("raise ValueError('x' * 10 ** 8)"), REST, "ValueError: xxx"),
    "an error without end, forged": (
        notebook(
            "import dlcourse.grading.worker.protocol as p\nold = p.pack\n"
            "p.pack = lambda m: old({**m, 'error': 'E' * 5_000_000})"
        ),
        0.0,
        "EEEE",
    ),
    "a line that is text": (
        notebook(
            "import dlcourse.grading.worker.protocol as p\nold = p.pack\n"
            "p.pack = lambda m: old({**m, 'error': 'E', 'line': '\x1b[2J<script>'}"
            " if 'value' not in m else m)",
            "x = 1",
        ),
        HONEST_POINTS,
        "E",
    ),
    "an error in HTML": (
        answer("raise ValueError('<script>\\x1b[31m\\u202e\\ud800')"),
        REST,
        "ValueError: <script>",
    ),
}

TABLES = {
    "cheat": CHEATS,
    "end": ENDINGS,
    "flood": FLOODS,
    "reach": REACHING,
    "broken": BROKEN,
    "leak": LEAKS,
}
ALL = {f"{kind}: {name}": row for kind, table in TABLES.items() for name, row in table.items()}

"""Attacks by how they end: by themselves, by signals, by threads, or not at all."""

from attack_notebooks import HONEST_POINTS, REST, answer, notebook

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
            "import builtins, os, threading, time\nsize, pool = output_size, max_pool2d\n"
            "builtins.oct = lambda _: threading.Timer(0.7, os._exit, [1]).start()\n"
            "def output_size(*args, **settings):\n"
            "    oct(8)\n    return size(*args, **settings)\n"
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

"""Attacks that reach for what is not theirs: disk, network, the grader's own descriptors."""

from attack_notebooks import HONEST_POINTS, REST, answer, notebook

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
            "tops = '/course', '/dev', os.path.dirname(np.__file__) + '/lib'\n"
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

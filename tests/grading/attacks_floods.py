"""Attacks that use up what there is: memory, disk, descriptors, output."""

from attack_notebooks import REST, answer

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

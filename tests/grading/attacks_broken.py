"""Files that are broken, and notebooks that are hard to read."""

from attack_notebooks import HONEST_POINTS, REST, answer, code, notebook

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
    "another encoding": (notebook().decode().encode("utf-16"), HONEST_POINTS, ""),
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

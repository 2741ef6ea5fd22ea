"""Attacks that tell secret inputs, or lie in what is told of an error."""

from attack_notebooks import HONEST_POINTS, REST, answer, notebook

LEAKS = {
    "inputs in an error": (answer("raise ValueError(f'<{n} {k}>')"), REST, "ValueError"),
    "inputs in a name": (answer("raise type(f'E{n}x{k}', (Exception,), {})"), REST, "E"),
    "inputs in changed arguments": (
        notebook(
            "import dlcourse.grading.jail.worker.serve as s\nold = s.run_case\ndef spy(f, c):\n"
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
            "import dlcourse.grading.jail.worker.protocol as p\nold = p.pack\n"
            "p.pack = lambda m: old({**m, 'error': 'E' * 5_000_000})"
        ),
        0.0,
        "EEEE",
    ),
    "a line that is text": (
        notebook(
            "import dlcourse.grading.jail.worker.protocol as p\nold = p.pack\n"
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

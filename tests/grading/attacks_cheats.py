"""Attacks that want points for a wrong answer: patched checks, stolen answers, changed cells."""

from attack_notebooks import HONEST, HONEST_POINTS, REST, WRONG, answer, code, notebook

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
            "import dlcourse.grading.jail.worker.serve as s\n"
            "s.run_case = lambda f, c: s.Outcome(value=-7)"
        ),
        0.0,
        "",
    ),
    "answers with arrays for flags": (
        notebook(
            "import dlcourse.grading.jail.worker.protocol as p\nold = p.pack\n"
            "p.pack = lambda m: old({**m, **{k: np.ones(2) for k in "
            "('timed_out', 'crashed', 'missing', 'error', 'line', 'source', 'modified')}})"
        ),
        HONEST_POINTS,
        "",
    ),
    "answers whose number is an array": (
        notebook(
            "import dlcourse.grading.jail.worker.protocol as p\nold = p.pack\n"
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
            "from dlcourse.bank.a3_1_cnn.output_size import output_size as f\n"
            "return f(n, k, stride=stride, padding=padding, dilation=dilation)"
        ),
        REST,
        "Not allowed here: dlcourse.bank",
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
}

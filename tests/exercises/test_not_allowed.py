"""What a question does not allow is found, in a module and in a notebook that has run."""

import json

import pytest
from made import make

from dlcourse.exercises import catalog, check, find
from dlcourse.exercises.allows import find_not_allowed
from dlcourse.exercises.live import scan

FORBIDDEN = {
    "alias": "import torch as t\ndef f(x):\n    return t.relu(x)",
    "submodule": "import scipy.signal\ndef f(x):\n    return scipy.signal.convolve(x, x)",
    "from": "from dlcourse import functional as F\ndef f(x):\n    return F.relu_forward(x)",
    "function": "from torch.nn.functional import relu as r\ndef f(x):\n    return r(x)",
    "inside": "def f(x):\n\n    import torch.nn as n",
    "inside from": "def f(x):\n\n    from scipy import signal",
    "star": "def f(x):\n    x = 1\n    from scipy import *",
    "importlib": "import importlib as i\ndef f(x):\n    return i.import_module('torch').relu(x)",
    "import_module": "from importlib import import_module as m\ndef f(x):\n    t = m('torch')",
    "dunder": "\ndef f(x):\n    return __import__('torch').relu(x)",
    "computed": "\ndef f(x):\n    return __import__('tor' + 'ch').relu(x)",
    "sys.modules": "import sys\ndef f(x):\n    return sys.modules['torch'].relu(x)",
    "getattr": "import scipy\ndef f(x):\n    return getattr(scipy, 'signal').convolve(x, x)",
    "modules": "import sys\ndef f(x):\n    return sys.modules.get('torch').relu(x)",
    "globals": "import torch as t\ndef f(x):\n    return globals()['t'].relu(x)",
    "shared": "import torch as u\ndef f(x):\n    global t; t = u; return t.relu(x)",
    "same default": "import torch\n\ndef f(x, torch=torch): return torch.relu(x)",
    "hidden elsewhere": "import torch as t\ndef f(x):\n    g = lambda t: t; return t.relu(x)",
    "eval": "\ndef f(x):\n    return eval('1')",
    "helper": "import torch\ndef f(x): return g(x)\ndef g(x): return torch.relu(x)",
    "assigned": "import torch\ndef f(x): return g(x)\ng = torch.relu",
    "default": "import torch\ndef f(\n        x=torch.ones(3)): return x",
    "local alias": "import scipy\ndef f(x):\n    s = scipy; return s.signal.convolve(x, x)",
    "later wins": "def f(x): return x\nimport torch as t\ndef f(x): return t.relu(x)",
    "guarded": "try: import torch as t\nexcept ImportError: t = None\ndef f(x): return t.relu(x)",
    "lambda": "import torch\n\nf = lambda x: torch.relu(x)",
    "bank": "from dlcourse import exercises as e\ndef f(x):\n    return e.find('a')",
}


ALLOWED = {
    "other cell": "import torch\ndef g(x): return torch.relu(x)\ndef f(x): return x + 1",
    "numpy": "import numpy as np\ndef f(x): return np.maximum(x, 0)",
    "own name": "from dlcourse import functional as F\ndef f(w):\n    F = w.shape[0]\n    return F",
    "parameter": "import torch as t\ndef f(t): return t + 1",
    "replaced": "import torch as t\nt = 3\ndef f(x): return x + t",
    "imported later": (
        "import torch\ndef g(x): return torch.relu(x)\nfrom math import exp as g\n"
        "def f(x): return g(x)"
    ),
    "attribute": "def f(x): return x.torch",
    "string": "def f(x): return 'torch'",
    "local library": "def f(w):\n    keras = w.reshape(2, 3); torch = keras.T\n    return torch",
    "library parameter": "def f(torch): return torch.sum()",
    "names of another cell": (
        "import torch\nx = torch.ones(3)\nout = torch.relu(x)\nfor k in torch.ones(2): print(k)\n"
        "def f(x):\n    out = [k for k in x]\n    def g(k): return k\n    return g(out)"
    ),
    "comprehension": "import torch as t\ndef f(x): return [t for t in x], (lambda t: t)(x)",
    "library loop": "def f(w):\n    for keras in w: pass\n    return keras",
    "plain Python": "import math, itertools as i\ndef f(x): return math.prod(i.chain(x, [len(x)]))",
    "a star that brings no builtin": (
        "from dlcourse.functional import *\ndef f(x): return [len(x), *range(3)]"
    ),
}


@pytest.mark.parametrize("source", FORBIDDEN.values(), ids=FORBIDDEN)
def test_forbidden_names_are_found(source):
    assert find_not_allowed("f", source)[-1].line == 3


@pytest.mark.parametrize("source", ALLOWED.values(), ids=ALLOWED)
def test_allowed_names_are_left_alone(source):
    assert find_not_allowed("f", source) == ()


SOME = "dlcourse.layers", "dlcourse.studies.adversarial"
SIDE_DOORS = {
    "a function in a part that is allowed": (
        "from dlcourse.layers.conv import conv2d_forward as g\ndef f(x): return g(x)"
    ),
    "a module in one": (
        "from dlcourse.studies.adversarial.rules import F\ndef f(x): return F.relu_forward(x)"
    ),
    "another part": "import dlcourse\ndef f(x): return dlcourse.functional.g(x)",
    "a module of NumPy's": "import numpy as np\ndef f(x): return np.lib._npyio_impl.os.popen(x)",
    "one of plain Python's": "import random\ndef f(x): return random._os.popen(x)",
    "a path that is located": "import pydoc\ndef f(x): return pydoc.locate('torch.relu')(x)",
    "a type that is a text": (
        "import typing\ndef g(x: 'torch.relu'): 0\n"
        "def f(x): return typing.get_type_hints(g)['x'](x)"
    ),
    "a target of mock": (
        "from unittest import mock\ndef f(x): return mock._get_target('torch.relu')[0]()"
    ),
}


def test_side_doors_of_what_is_allowed_are_closed():
    through = {
        name: found
        for name, source in SIDE_DOORS.items()
        if not (found := find_not_allowed("f", source, SOME))
    }
    assert through == {}


def test_what_is_allowed_is_allowed_with_its_parts():
    source = (
        "from dlcourse import layers as L, optim\ndef f(x): return L.Linear(2, 3)(optim.SGD(x))"
    )
    assert [use.name for use in find_not_allowed("f", source, ["dlcourse.layers"])] == [
        "dlcourse.optim.SGD"
    ]
    assert find_not_allowed("f", source, ["dlcourse.layers", "dlcourse.optim.SGD"]) == ()


def test_names_from_outside_are_resolved():
    (use,) = find_not_allowed("f", "def f(x): return t.relu(x)", [], {"t": "torch"})
    assert (use.name, use.source) == ("torch.relu", "def f(x): return t.relu(x)")


def in_notebook(*cells):
    """Run cells as IPython does, with their text in ``In``; return the function f."""
    scope = {"In": ["", *cells], "__name__": "__main__"}
    for cell in cells:
        exec(cell.replace("%matplotlib inline", ""), scope)
    return scope["f"]


def test_cells_of_a_notebook_are_read(home, monkeypatch):
    question = make()
    monkeypatch.setattr(catalog, "find", lambda id: question)
    f = in_notebook(
        "import json as m",
        "def f(x, *, scale=1.0):\n\n    return m.loads('2') * scale * x\n%matplotlib inline",
    )
    card = check("1_1.double", f)
    assert [(use.name, use.line) for use in card.result.forbidden] == [("json.loads", 3)]
    assert (repr(card), card.result.passed) == ("0", 3)
    assert str(card) == "1_1.double: 0 of 2 points, 3 of 3 cases, json.loads is not allowed"
    assert "line 3: " in card._repr_html_()


def test_a_loop_over_functions_in_another_cell_is_not_the_function():
    f = in_notebook(
        "import json", "def f(x): return 2 * x", "for g in (f, f):\n    json.dumps(g(2))"
    )
    assert scan(f) == ()
    f = in_notebook("import json", "f = lambda x: json.dumps(x)")
    assert [use.name for use in scan(f)] == ["json.dumps"]
    assert scan(f, ["json"]) == ()


@pytest.mark.parametrize(
    "cell",
    [
        "def f(x, *, scale=1.0):\n    n = (7\n    % 4); return m.loads(x)",
        "get_ipython().run_cell_magic('time', '', 'def f(x):\\n    1\\n    return m.loads(x)\\n')",
    ],
    ids=["percent", "cell magic"],
)
def test_cells_with_percent_signs_are_read(cell):
    scope = {"In": ["", "import json as m", cell], "__name__": "__main__", "m": json}
    exec("def f(x, *, scale=1.0): return x", scope)
    (use,) = scan(scope["f"])
    assert (use.name, use.line) == ("json.loads", 3 + cell.startswith("get"))


def test_the_reference_is_not_an_answer(home):
    question = find("3_1.output_size")
    card = check(question.id, question.reference)
    assert repr(card) == "0"
    assert "is not allowed" in str(card)

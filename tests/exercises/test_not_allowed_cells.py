"""What a notebook's cells may not use, even where they try to look as if they did not."""

import pytest

from dlcourse.exercises import find
from dlcourse.exercises.allows import find_not_allowed

TORCH = "import torch\ndef f(x): return torch.relu(x)"

HIDING = {
    "under if": ["import torch\nif True:\n    def f(x): return torch.relu(x)"],
    "under try": ["import torch\ntry:\n    def f(x): return torch.relu(x)\nfinally: pass"],
    "in a loop": ["import torch\nfor g in [torch.relu]: f = g"],
    "in a loop over constants that binds it again": [
        "import torch\ng = 1\ndef f(x): return g(x)",
        "for g in (1, 2):\n    g = torch.relu",
    ],
    "run over by a loop": [
        "import torch\ng = 1\ndef f(x): return g(x)",
        "for g, h in [(torch.relu, 1)]: pass",
    ],
    "imported as the answer": ["from torch import relu as f"],
    "by way of another part of the package": [
        "from dlcourse.studies.adversarial._rules import F\ndef f(x): return F.relu_forward(x)[0]"
    ],
    "a network that the package has trained": [
        "from dlcourse.studies.adversarial import digit_reader\ndef f(x): return digit_reader()(x)"
    ],
    "a star import": ["from torch import *"],
    "made by exec": ["exec('import torch; f = torch.relu')"],
    "replaced by exec": ["def f(x): return x", "exec('import torch; f = torch.relu')"],
    "a later definition that never runs": [TORCH, "assert 0\ndef f(x): return x"],
    "one whose default fails": [TORCH, "def f(x=nothing): return x"],
    "one whose annotation fails": [TORCH, "def f(x: nothing): return x"],
    "one whose decorator puts it back": [TORCH, "@put_back\ndef f(x): return x"],
    "one that is not reached": [TORCH, "if False:\n    def f(x): return x"],
    "an alias that never runs": [
        "import torch as t\ndef f(x): return t.relu(x)",
        "assert 0\nimport math as t",
    ],
    "in place of a function of NumPy": [
        "import numpy as np, torch\nnp.g = torch.relu\ndef f(x): return np.g(x)"
    ],
    "put there by setattr": [
        "import numpy as np, torch\nsetattr(np, 'g', torch.relu)\ndef f(x): return np.g(x)"
    ],
    "put there by vars": ["import numpy, torch\nvars(numpy)['g'] = torch.relu\ndef f(x): return x"],
    "put there by a function": [
        "import numpy as np, torch\ndef put():\n    np.g = torch.relu\nput()",
        "def f(x): return np.g(x)",
    ],
    "in a table": [
        "import torch\ntools = {}\ntools['g'] = torch.relu\ndef f(x): return tools['g'](x)"
    ],
    "in a list": [
        "import torch\ntools = []\ntools.append(torch.relu)\ndef f(x): return tools[0](x)"
    ],
    "through globals": ["import torch\ndef f(x): return x\nglobals()['f'] = torch.relu"],
    "through the main module": [
        "import torch, __main__ as m\ndef f(x): return x\nm.f = torch.relu"
    ],
    "through a global statement": [
        "import torch\ndef f(x): return x\ndef g():\n    global f\n    f = torch.relu\ng()"
    ],
    "a computed attribute": ["import scipy\ndef f(x): return getattr(scipy, 'sig' + 'nal').x(x)"],
    "a default": ["import scipy\ndef f(x, s=scipy): return s.signal.convolve(x, x)"],
    "a pair": ["import scipy\ndef f(x):\n    s, t = scipy, 1\n    return s.signal.convolve(x, x)"],
    "a walrus": ["import scipy\ndef f(x): return (s := scipy) and s.signal.convolve(x, x)"],
    "an alias that changes later": [
        "import scipy\ndef f(x):\n    s = scipy\n    s.signal.convolve(x, x)\n    s = 1"
    ],
    "a table of builtins": ["def f(x): return __builtins__['__imp' + 'ort__']('tor' + 'ch')"],
    "builtins by an attribute": ["def f(x): return __builtins__.__import__('torch').relu(x)"],
    "compiled": [
        "import types\ndef f(x): return types.FunctionType(compile('1', '', 'eval'), {})()"
    ],
    "a pickle": ["import pickle\ndef f(x): return pickle.loads(b'ctorch\\nrelu\\n.')(x)"],
    "a module that runs": ["import runpy\ndef f(x): return runpy.run_module('torch')['relu'](x)"],
    "a name that is resolved": [
        "from pkgutil import resolve_name as r\ndef f(x): return r('torch:relu')(x)"
    ],
    "the language below": [
        "import ctypes as c\ndef f(x): return c.pythonapi.PyImport_ImportModule(b'torch')"
    ],
    "an import by another name": [
        "import importlib\ng = importlib.import_module",
        "def f(x): return g('tor' + 'ch').relu(x)",
    ],
    "a module found": [
        "import importlib.util as u\ndef f(x): return u.module_from_spec(u.find_spec('torch'))"
    ],
    "another process": [
        "from subprocess import run\ndef f(x): return run(['python', '-c', 'import torch'])"
    ],
    "a shell": ["import os\ndef f(x): return os.popen('python -c 1').read()"],
    "a text that is timed": ["import timeit\ndef f(x): return timeit.timeit('import torch')"],
    "a path of attributes": [
        "import operator, scipy\ndef f(x): return operator.attrgetter('signal.x')(scipy)"
    ],
    "a table of attributes": ["import scipy\ndef f(x): return scipy.__dict__['signal'].x"],
    "a table of variables": ["import scipy\ndef f(x): return vars(scipy)['sig' + 'nal'].x"],
    "modules of another module": ["import os\ndef f(x): return os.sys.modules['tor' + 'ch']"],
    "a loader": ["def f(x): return __loader__.load_module('torch')"],
    "a frame": [
        "import sys as s\ndef f(x): return s._getframe().f_builtins['__import__']('torch')"
    ],
    "all classes": ["def f(x): return [c for c in object.__subclasses__()][9].load_module('x')"],
    "names of another function": [
        "import numpy as np\ndef f(x): return np.median.__wrapped__.__globals__['__builtins__']"
    ],
    "a star import, with a function": [
        "from scipy import *\ndef f(x): return signal.convolve(x, x)"
    ],
    "a search of the memory": ["import gc\ndef f(x): return gc.get_objects()[0].torch"],
    "another code": [
        "import torch\ndef g(x): return torch.relu(x)",
        "def f(x): return x",
        "h = f\nh.__code__ = g.__code__",
    ],
    "below a thousand brackets": ["import torch\ndef f(x): return " + "-" * 900 + "torch.relu(x)"],
}


@pytest.mark.parametrize("cells", HIDING.values(), ids=HIDING)
def test_found_in_cells(cells):
    assert find_not_allowed("f", cells)


HONEST = {
    "a comparison in another cell": [
        "import numpy as np\ndef f(x): return np.maximum(x, 0)",
        "import torch\nx = torch.ones(3)\nnp.testing.assert_allclose(f(x.numpy()), torch.relu(x))",
    ],
    "an answer that is looked at": [
        "def f(x): return x",
        "import torch\nx = torch.ones(3)\nf(x.numpy())",
    ],
    "an import cell with all": ["import numpy as np, torch", "def f(x): return np.maximum(x, 0)"],
    "results of comparisons": [
        "import torch\nresults = []",
        "def f(x): return x",
        "results.append(torch.relu(f(torch.ones(3))))\nprint(results)",
    ],
    "a second try": ["def f(x): return 1", "def f(x, *, y=2): return x"],
    "a second try after one with a library": [TORCH, '"""Mine."""\ndef f(x): return x'],
    "one of the same name inside another function": [
        "def f(x): return x",
        "def g(x):\n    from torch.nn.functional import f\n    f(x)",
    ],
    "own names as those of modules": [
        "gc, code, inspect = 1, 2, 3",
        "def pickle(x): return x + gc",
        "def f(x): return pickle(x) + code + inspect",
    ],
    "a star import of what is allowed": ["from numpy import *\ndef f(x): return maximum(x, 0)"],
    "a table of a student's own": [
        "class A:\n    def __init__(self, **k):\n        self.__dict__.update(k)",
        "def f(x): return vars(A(x=x))['x']",
    ],
    "regular expressions and clocks": [
        "import re, time, os, sys",
        "def f(x): return re.compile('a').sub('', x), sys.maxsize, time.perf_counter()",
    ],
    "a constant that a loop tries": [
        "import torch\nK = 3",
        "def f(x): return x * K",
        "for K in (1, 2, 3):\n    print(torch.allclose(f(torch.ones(3)), torch.ones(3)))",
    ],
    "names of an object": [
        "class A:\n    def __init__(self, **k):\n        setattr(self, 'a', k)",
        "def f(x): return x",
    ],
}


@pytest.mark.parametrize("cells", HONEST.values(), ids=HONEST)
def test_left_alone_in_cells(cells):
    assert find_not_allowed("f", cells) == ()


@pytest.mark.parametrize("id", ["2_1.train_network", "5_1.read_digits"])
def test_no_task_on_digits_is_solved_by_the_reader_of_the_package(id):
    task = find(id)
    where = "dlcourse.studies.adversarial"
    source = f"from {where} import digit_reader\ndef {task.name}(x): digit_reader()(x)"
    assert find_not_allowed(task.name, source, task.allows)

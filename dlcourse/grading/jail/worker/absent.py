"""Stands for what is kept out of the jail, since no question allows it: libraries, the course.

A notebook may compare its functions with PyTorch in a cell of its own. Where PyTorch is not
there, the import and the calls do nothing, and what needs a number of it ends in `NotHere`.
"""

import sys
import types
from importlib.machinery import ModuleSpec

VALUES = (
    *("array", "bool", "bytes", "complex", "float", "format", "index", "int", "iter", "len"),
    *("contains", "getitem", "next", "setitem", "eq", "ne", "lt", "le", "gt", "ge", "abs", "neg"),
    *("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"),
    *("radd", "rsub", "rmul", "rtruediv", "rfloordiv", "rmod", "rpow", "rmatmul"),
)


class NotHere(ImportError):
    """Raised where a value of a library that is not there is needed."""


class Absent:
    """Whatever such a library has. It can be called, looked into and derived from; it has no value.

    Attributes
    ----------
    library : str
        Of the class made for each library.
    """

    __hash__ = object.__hash__
    library = ""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_, **__):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def __mro_entries__(self, bases):
        return (type(self),)

    def __instancecheck__(self, instance):
        return False

    __subclasscheck__ = __instancecheck__


def _valueless(self, *_):
    raise NotHere(f"{self.library} is not there when a notebook is graded")


for value in VALUES:
    setattr(Absent, f"__{value}__", _valueless)


class Finder:
    """Finds modules that are not there before anything else does, all of them empty.

    Parameters
    ----------
    modules : sequence of str
        Modules of the course that are there: all others are not.
    absent : sequence of str
        Libraries that are not there.
    """

    course = __name__.partition(".")[0]

    def __init__(self, modules, absent):
        self.modules, self.absent = frozenset(modules), frozenset(absent)

    def find_spec(self, name, path=None, target=None):
        root = name.partition(".")[0]
        if root in self.absent or (root == self.course and name not in self.modules):
            return ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        library = spec.name if spec.name.startswith(self.course) else spec.name.partition(".")[0]
        module = types.ModuleType(spec.name)
        module.__getattr__ = type("Absent", (Absent,), {"library": library})().__getattr__
        return module

    def exec_module(self, module):
        """There is nothing to run."""


def keep_out(modules, absent):
    """Let imports of what is not there find nothing, without an error."""
    sys.meta_path.insert(0, Finder(modules, absent))


class Nothing:
    """Stands for what only JupyterLab has: whatever is asked of it, nothing happens."""

    def __getattr__(self, name):
        return self

    def __call__(self, *_, **__):
        return self


class Typed:
    """Stands for `input`: nobody is there to type, so what is read is the same short text."""

    most, text = 20, "1"  # a name, a number, a yes

    def __init__(self):
        self.count = 0

    def __call__(self, *_):
        self.count += 1
        if self.count > self.most:
            raise EOFError("nobody is there to type when a notebook is graded")
        return self.text

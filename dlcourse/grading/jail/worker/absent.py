"""Stands for libraries that are kept out of the jail, since no question allows them.

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
    """Finds the modules of these libraries before anything else does, all of them empty."""

    def __init__(self, libraries):
        self.libraries = libraries

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.libraries:
            return ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        module, library = types.ModuleType(spec.name), spec.name.partition(".")[0]
        module.__getattr__ = type("Absent", (Absent,), {"library": library})().__getattr__
        return module

    def exec_module(self, module):
        """There is nothing to run."""


def keep_out(libraries):
    """Let imports of these libraries find nothing, without an error."""
    sys.meta_path.insert(0, Finder(libraries))

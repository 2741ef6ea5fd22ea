"""What Python itself says of a name: where it really comes from, what a star import brings."""

import builtins
import sys
from functools import lru_cache
from importlib import import_module
from types import ModuleType


@lru_cache(maxsize=4096)
def genuine(path: str) -> str:
    """Give the path under which Python knows what a dotted path means.

    Modules and functions have one home, however many others have imported them. Only paths that
    begin with an allowed module are to be asked for, since the module is imported.

    Examples
    --------
    >>> genuine("random._os.system"), genuine("numpy.linalg.norm")
    ('os.system', 'numpy.linalg.norm')
    """
    home, *names = path.split(".")
    value = _module(home)
    for number, name in enumerate(names):
        found = getattr(value, name, None)
        value = _module(f"{home}.{name}") if found is None else found
        if not isinstance(value, ModuleType):
            own = getattr(value, "__module__", None)
            if isinstance(own, str) and own.startswith("dlcourse."):
                home = own
            return ".".join([home, *names[number:]])
        home = value.__name__
    return home


def _module(name: str) -> ModuleType | None:
    try:
        return import_module(name)
    except Exception:  # there is none, or it does not start here
        return None


def exports(module: str, name: str) -> bool | None:
    """Tell whether ``from module import *`` brings a name; None when nobody knows."""
    known = sys.modules.get(module)
    if known is None:
        return None
    listed = getattr(known, "__all__", None)
    return name in listed if listed is not None else name[0] != "_" and hasattr(known, name)


def is_builtin(name: str) -> bool:
    """Tell whether a name is there without an import."""
    return hasattr(builtins, name)


@lru_cache(maxsize=1024)
def is_installed(module: str) -> bool:
    """Tell the standard library, the course and installed packages from a student's own files."""
    root = module.partition(".")[0]
    if root in sys.stdlib_module_names or root == "dlcourse":
        return True
    origin = getattr(sys.modules.get(root), "__file__", None) or ""
    return "-packages" in origin

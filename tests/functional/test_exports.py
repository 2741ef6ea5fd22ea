"""Every operation of the modules can be had from `dlcourse.functional`."""

from importlib import import_module
from pkgutil import iter_modules

from dlcourse import functional as F

PAIR = "_forward", "_backward"


def operations():
    """The public functions by name, each from the module that defines it."""
    for info in iter_modules(F.__path__, f"{F.__name__}."):
        module = import_module(info.name)
        for name, value in vars(module).items():
            if name.endswith(PAIR) and value.__module__ == info.name and "._" not in info.name:
                yield name, value


def test_every_operation_is_exported():
    found = {name: value for name, value in operations() if not name.startswith("_")}
    assert [name for name, value in found.items() if getattr(F, name, None) is not value] == []
    assert sorted(found) == F.__all__


def test_every_forward_has_a_backward():
    stems = [{n.removesuffix(end) for n in F.__all__ if n.endswith(end)} for end in PAIR]
    assert stems[0] == stems[1]
    assert len(stems[0]) > 25

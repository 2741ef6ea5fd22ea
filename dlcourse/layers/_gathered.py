"""The arrays of several layers in one dict, which stays one with theirs."""

from collections.abc import MutableMapping


class Gathered(dict):
    """Arrays of the layers inside a container, by dotted name; what is set here is set there.

    >>> inside = {"0": {"weight": 1, "bias": 2}}
    >>> Gathered(inside)["0.bias"] = 3
    >>> inside
    {'0': {'weight': 1, 'bias': 3}}
    """

    def __init__(self, inside):
        self.inside = inside
        super().__init__(
            (f"{name}.{key}", array) for name, own in inside.items() for key, array in own.items()
        )

    def __setitem__(self, name, array):
        self._check(name)
        layer, _, key = name.partition(".")
        self.inside[layer][key] = array
        super().__setitem__(name, array)

    def __delitem__(self, name):
        self._check(name)
        layer, _, key = name.partition(".")
        del self.inside[layer][key]
        super().__delitem__(name)

    def __ior__(self, others):
        self.update(others)
        return self

    def __reduce__(self):
        return dict, (dict(self),)  # a copy is a dict of its own

    # Those of dict itself would pass by the two above.
    update, setdefault = MutableMapping.update, MutableMapping.setdefault
    pop, popitem, clear = MutableMapping.pop, MutableMapping.popitem, MutableMapping.clear

    def _check(self, name):
        if name not in self:
            raise ValueError(f"there is no {name!r} here; there are {', '.join(self) or 'none'}")

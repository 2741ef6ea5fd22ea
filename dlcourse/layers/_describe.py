"""How a layer shows itself: one line, and a table of shapes and parameter counts."""

import copy
from dataclasses import dataclass
from inspect import signature

import numpy as np

from ..pages import render


def describe(layer):
    """One line per layer: its settings, the shapes of its parameters and their number."""
    inner = layer.layers()
    count = sum(p.size for p in layer.params.values())
    if not inner:
        shapes = "".join(f", {name} {p.shape}" for name, p in layer.params.items())
        return f"{title(layer)}{f': {shapes[2:]}, {count:,} parameters' if count else ''}"
    lines = [f"{type(layer).__name__}("]
    for name, child in inner.items():
        first, *rest = repr(child).splitlines()
        lines += [f"  ({name}) {first}", *(f"  {line}" for line in rest)]
    return "\n".join([*lines, f"): {count:,} parameters"])


def title(layer):
    """Name, sizes and those settings of a layer that are not the default."""
    name = type(layer).__name__
    shown = [repr(size) for size in layer.sizes]
    if layer.settings:
        usual = {**signature(layer.pair[0]).parameters, **signature(type(layer)).parameters}
        shown += [
            f"{key}={value!r}"
            for key, value in layer.settings.items()
            if key not in ("training", "rng") and not (key in usual and value == usual[key].default)
        ]
    if name == "Layer":
        name = layer.pair[0].__name__.removesuffix("_forward")
    return f"{name}({', '.join(shown)})"


@dataclass(frozen=True)
class Summary:
    """The table of a model; what it shows is `rows`, plain data.

    Attributes
    ----------
    rows : list of tuple
        (layer, output shape without the batch axis, number of parameters).
    total : int
        Number of parameters of the model.
    """

    rows: list
    total: int

    def _cells(self):
        shapes = [f"(N{''.join(f', {size}' for size in shape)})" for _, shape, _ in self.rows]
        body = [
            (name, shape, f"{count:,}")
            for (name, _, count), shape in zip(self.rows, shapes, strict=True)
        ]
        return [("layer", "output shape", "parameters"), *body, ("total", "", f"{self.total:,}")]

    def __repr__(self):
        cells = self._cells()
        widths = [max(len(row[i]) for row in cells) for i in range(3)]
        lines = [f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c:>{widths[2]}}" for a, b, c in cells]
        rule = "-" * len(lines[0])
        return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]])

    def _repr_html_(self):
        head, *body = self._cells()
        return render("table", caption="", header=head, rows=body, right=1)


def summarize(layer, input_shape):
    """Send one example of zeros through a copy in evaluation mode, and note the shapes."""
    good = isinstance(input_shape, (tuple, list))
    if not good or not all(isinstance(size, (int, np.integer)) for size in input_shape):
        raise ValueError(f"input_shape must be a tuple of integers, got {input_shape!r}")
    leaves = list(copy.deepcopy(layer).eval().leaves())
    dtypes = [p.dtype for p in layer.params.values()] or [np.float32]
    x = np.zeros((1, *input_shape), _reads(leaves[0][1]) or dtypes[0])
    rows = []
    for name, leaf in leaves:
        x = leaf(x) if leaf.single else leaf(x)[0]
        if not isinstance(x, np.ndarray):
            raise ValueError(
                f"{type(leaf).__name__} gives {type(x).__name__}, summary needs arrays"
            )
        count = sum(p.size for p in leaf.params.values())
        rows.append((f"{name} {title(leaf)}".strip(), x.shape[1:], count))
    return Summary(rows, sum(p.size for p in layer.params.values()))


def _reads(layer):
    """dtype of a layer's input: its own, or that of the first layer inside it; None is theirs."""
    inner = next(iter(layer.layers().values()), None)
    return layer.input_dtype or (None if inner is None else _reads(inner))

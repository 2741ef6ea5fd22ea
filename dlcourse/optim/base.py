"""What all optimizers share: the walk over the parameters, their state, saving and resuming."""

import numpy as np

from ..settings import KnowsItsSettings, check_integer, check_number

# A rule reads and writes a handful of arrays several times. In blocks of this many numbers they
# stay in the processor's cache between the passes.
_BLOCK = 16384


class Optimizer(KnowsItsSettings):
    """Moves parameters against their gradients, in place.

    A subclass names its running arrays in `state_names` and writes its rule in `_update`.

    Parameters
    ----------
    params : dict of str to array, or sequence of arrays
        The arrays themselves are updated, so ``Optimizer(model.params)`` trains the model.
        All float32 or all float64, C-contiguous.
    lr : float
        Learning rate. It may be changed at any time: ``optimizer.lr = 0.01``.
    **settings : float or bool
        What else the rule needs, kept in ``optimizer.settings``.

    Raises
    ------
    ValueError
        If a parameter is not such an array or there twice, or a setting is out of its range.
    """

    state_names = ()

    def __init__(self, params, lr, **settings):
        check_at_least_zero(lr=lr, weight_decay=settings.get("weight_decay", 0))
        self.params = as_dict("params", params)
        _check_params(self.params)
        self.lr, self.initial_lr = lr, None  # a schedule's: where it starts from
        self.settings = settings
        self.steps = 0
        self.state = {
            name: {state: np.zeros_like(p) for state in self.state_names}
            for name, p in self.params.items()
        }
        self._scratch = np.empty((2, _BLOCK), next(iter(self.params.values())).dtype)
        self._blocks = {name: self._split(name) for name in self.params}

    def step(self, grads):
        """Update every parameter once.

        Parameters
        ----------
        grads : dict of str to array, or sequence of arrays
            One gradient per parameter, of its shape and dtype. Gradients of other names are
            left alone, so part of a model can be frozen. They are not modified.

        Raises
        ------
        ValueError
            If a gradient is missing or has another shape or dtype; no parameter has then changed.
        """
        grads = as_dict("grads", grads)
        for name, p in self.params.items():
            _check_grad(name, p, grads)
        self.steps += 1
        for name, blocks in self._blocks.items():
            g = grads[name].reshape(-1)
            for where, arrays, scratch in blocks:
                self._update(g[where], *arrays, *scratch)

    def state_dict(self):
        """Copy of all that the next step depends on, besides parameters and gradients."""
        return {
            "algorithm": type(self).__name__,
            "settings": dict(self.settings),
            "lr": self.lr,
            "initial_lr": self.initial_lr,
            "steps": self.steps,
            "state": {
                name: {key: array.copy() for key, array in arrays.items()}
                for name, arrays in self.state.items()
            },
        }

    def load_state_dict(self, state_dict):
        """Go on where the optimizer that gave `state_dict` was.

        Raises
        ------
        ValueError
            If it comes from another algorithm, other settings or other parameters.
        """
        here = self.state_dict()
        if not isinstance(state_dict, dict) or not here.keys() <= state_dict.keys():
            raise ValueError(f"state_dict must be a dict with {', '.join(here)}")
        check_integer("steps", state_dict["steps"], low=0)
        for key in ("algorithm", "settings"):
            if state_dict[key] != here[key]:
                raise ValueError(f"{key} is {state_dict[key]} in the state, {here[key]} here")
        shapes = _shapes(state_dict["state"]), _shapes(here["state"])
        if shapes[0] != shapes[1]:
            raise ValueError(f"parameters are {shapes[0]} in the state, {shapes[1]} here")
        self.lr, self.initial_lr = state_dict["lr"], state_dict["initial_lr"]
        self.steps = state_dict["steps"]
        for name, arrays in state_dict["state"].items():
            for key, array in arrays.items():
                self.state[name][key][...] = array

    def _update(self, g, p, *state_and_scratch):
        raise NotImplementedError

    def _split(self, name):
        arrays = [a.reshape(-1) for a in (self.params[name], *self.state[name].values())]
        blocks = []
        for start in range(0, arrays[0].size, _BLOCK):
            where = slice(start, start + _BLOCK)
            parts = [a[where] for a in arrays]
            blocks.append((where, parts, self._scratch[:, : parts[0].size]))
        return blocks

    def __repr__(self):
        settings = "".join(f", {key}={value}" for key, value in self.settings.items())
        count = sum(p.size for p in self.params.values())
        return f"{type(self).__name__}(lr={self.lr}{settings}): {count:,} parameters"


def as_dict(name, arrays):
    """Arrays by name; those of a list are named "0", "1", ..."""
    if isinstance(arrays, dict):
        return arrays
    if isinstance(arrays, (list, tuple)):
        return {str(i): array for i, array in enumerate(arrays)}
    raise ValueError(f"{name} must be a dict or list of arrays, got {type(arrays).__name__}")


def _check_params(params):
    if not params:
        raise ValueError("params must hold at least one array, got none")
    check_arrays("params", params)
    for name, p in params.items():
        if not p.flags.c_contiguous:
            raise ValueError(f"params[{name!r}] must be C-contiguous")
    names = {}
    for name, p in params.items():
        first = names.setdefault(id(p), name)
        if first != name:
            raise ValueError(
                f"params[{first!r}] and [{name!r}] are the same array: it would be moved twice"
            )
    dtypes = sorted({str(p.dtype) for p in params.values()})
    if len(dtypes) > 1:
        raise ValueError(f"params must all have the same dtype, got {' and '.join(dtypes)}")


def _check_grad(name, p, grads):
    if name not in grads:
        raise ValueError(f"grads has no {name!r}; it has {', '.join(grads) or 'nothing'}")
    g = grads[name]
    # A NumPy scalar is what NumPy makes of an array without axes.
    if not isinstance(g, (np.ndarray, np.generic)) or g.dtype != p.dtype:
        kind = getattr(g, "dtype", type(g).__name__)
        raise ValueError(f"grads[{name!r}] must be {p.dtype} like its parameter, got {kind}")
    if g.shape != p.shape:
        raise ValueError(f"grads[{name!r}] has shape {g.shape}, its parameter {p.shape}")


def check_at_least_zero(**settings):
    """Refuse what is not a finite number of at least 0."""
    for name, value in settings.items():
        check_number(name, value, low=0)


def check_fraction(**settings):
    """Refuse what is not a number of at least 0 and below 1."""
    for name, value in settings.items():
        if check_number(name, value, low=0) >= 1:
            raise ValueError(f"{name} must be at least 0 and below 1, got {value!r}")


def check_arrays(name, arrays):
    """Refuse what is not made of float32 or float64 arrays that can be changed in place."""
    for key, array in arrays.items():
        if not isinstance(array, np.ndarray) or array.dtype not in (np.float32, np.float64):
            kind = array.dtype if isinstance(array, np.ndarray) else type(array).__name__
            raise ValueError(f"{name}[{key!r}] must be a float32 or float64 array, got {kind}")
        if not array.flags.writeable:
            raise ValueError(f"{name}[{key!r}] must be writeable")


def _shapes(state):
    if not isinstance(state, dict) or not all(isinstance(a, dict) for a in state.values()):
        raise ValueError("the state must be a dict of a dict of arrays for each parameter")
    return {name: {k: np.shape(a) for k, a in arrays.items()} for name, arrays in state.items()}

"""What all optimizers share: the walk over the parameters, their state, saving and resuming."""

import numpy as np

# A rule reads and writes a handful of arrays several times. In blocks of this many numbers they
# stay in the processor's cache between the passes.
_BLOCK = 16384


class Optimizer:
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
        If a parameter is not such an array, or a setting is out of its range.
    """

    state_names = ()

    def __init__(self, params, lr, **settings):
        _check_at_least_zero(lr=lr, weight_decay=settings.get("weight_decay", 0))
        self.params = _as_dict("params", params)
        _check_params(self.params)
        self.lr = self.initial_lr = lr
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
        grads = _as_dict("grads", grads)
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


def _as_dict(name, arrays):
    if isinstance(arrays, dict):
        return arrays
    if isinstance(arrays, (list, tuple)):
        return {str(i): array for i, array in enumerate(arrays)}
    raise ValueError(f"{name} must be a dict or list of arrays, got {type(arrays).__name__}")


def _check_params(params):
    if not params:
        raise ValueError("params must hold at least one array, got none")
    for name, p in params.items():
        if not isinstance(p, np.ndarray) or p.dtype not in (np.float32, np.float64):
            kind = p.dtype if isinstance(p, np.ndarray) else type(p).__name__
            raise ValueError(f"params[{name!r}] must be a float32 or float64 array, got {kind}")
        if not (p.flags.c_contiguous and p.flags.writeable):
            raise ValueError(f"params[{name!r}] must be C-contiguous and writeable")
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


def _check_at_least_zero(**settings):
    for name, value in settings.items():
        if not value >= 0:
            raise ValueError(f"{name} must be at least 0, got {value}")


def _check_fraction(**settings):
    for name, value in settings.items():
        if not 0 <= value < 1:
            raise ValueError(f"{name} must be at least 0 and below 1, got {value}")


def _shapes(state):
    return {name: {k: np.shape(a) for k, a in arrays.items()} for name, arrays in state.items()}

"""Networks of one build in one packaged file: their arrays on top of each other, in 16 bits."""

import numpy as np


def stack(models, *shape):
    """The arrays of all models under each name, float16 (*shape, ...); (len(models), ...) if none.

    Parameters
    ----------
    models : sequence of Layer
        Of one build, in the order of the indices of `shape`, the last running fastest.
    *shape : int
        How they are laid out.

    Returns
    -------
    dict of str to array

    Examples
    --------
    >>> from dlcourse.layers import Linear
    >>> {name: array.shape for name, array in stack([Linear(3, 2) for _ in range(4)]).items()}
    {'weight': (4, 2, 3), 'bias': (4, 2)}
    """
    states = [model.state_dict() for model in models]
    return {
        name: np.stack([state[name] for state in states])
        .reshape(*(shape or (len(states),)), *states[0][name].shape)
        .astype(np.float16)
        for name in states[0]
    }


def fill(model, arrays, *index):
    """Give a model its entry of the stacked arrays, as float32; return it, in evaluation mode.

    Parameters
    ----------
    model : Layer
        Changed in place.
    arrays : dict of str to array
        As `stack` makes them.
    *index : int
        Which entry.

    Returns
    -------
    Layer

    Examples
    --------
    >>> from dlcourse.layers import Linear
    >>> many = [Linear(1, 1) for _ in range(3)]
    >>> again = fill(Linear(1, 1), stack(many), 2)
    >>> np.allclose(again.params["weight"], many[2].params["weight"], atol=1e-3)
    True
    """
    model.load_state_dict({name: a[index].astype(np.float32) for name, a in arrays.items()})
    return model.eval()

"""What a network of two classes says of each example, as one number."""

from ..train import predict


def log_odds(model, x):
    """How much the network prefers class 1: its logit of 1 less that of 0, array (N,).

    With p by softmax this is log(p[1] / p[0]): 0 where both are equally likely.

    Parameters
    ----------
    model : Layer
        Examples (N, ...) to logits (N, 2).
    x : array (N, ...)

    Examples
    --------
    >>> import numpy as np
    >>> from dlcourse.layers import Linear
    >>> model = Linear(1, 2, dtype=np.float64)
    >>> _ = model.load_state_dict({"weight": [[1.0], [3.0]], "bias": [0.0, 0.5]})
    >>> log_odds(model, np.array([[2.0]]))  # (6 + 0.5) - 2
    array([4.5])
    """
    logits = predict(model, x)
    return logits[:, 1] - logits[:, 0]

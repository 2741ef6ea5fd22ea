"""A small network that learns the answers of a large one, softened by a temperature."""

import numpy as np

from ...functional.softmax import log_softmax_forward, softmax_forward
from ...settings import check_number


def distillation_loss_forward(logits, *, targets, temperature=1.0):
    """loss = T²/N Σ_n Σ_c p[n, c] (log p[n, c] - log q[n, c]).

    Here p = softmax(targets / T) is the teacher and q = softmax(logits / T) the student.

    Parameters
    ----------
    logits : array (N, C)
        Of the student.
    targets : array (N, C)
        Logits of the teacher, without a gradient.
    temperature : float
        T, greater than 0.

    Returns
    -------
    out : array ()
    cache : tuple

    Raises
    ------
    ValueError
        If the shapes differ, the batch is empty, or temperature is not positive.

    Notes
    -----
    As T² ``kl_div(log_softmax(logits / T), softmax(targets / T), reduction="batchmean")``. The
    gradient of cross-entropy with p is the same: the entropy of the teacher does not depend on
    the student. Source: Hinton, Vinyals, Dean (2015), Distilling the knowledge in a neural network.

    Examples
    --------
    >>> teacher = np.array([[2.0, 0.0]])
    >>> float(distillation_loss_forward(teacher, targets=teacher, temperature=3.0)[0])
    0.0
    """
    if np.shape(logits) != np.shape(targets) or np.ndim(logits) != 2 or not len(logits):
        raise ValueError(
            f"logits and targets must both be (N, C) with N of at least 1, got {np.shape(logits)} "
            f"and {np.shape(targets)}"
        )
    if check_number("temperature", temperature) <= 0:
        raise ValueError(f"temperature must be greater than 0, got {temperature!r}")
    t = logits.dtype.type(temperature)
    teacher = np.asarray(targets, logits.dtype) / t
    p, log_p = softmax_forward(teacher, dim=1)[0], log_softmax_forward(teacher, dim=1)[0]
    log_q, _ = log_softmax_forward(logits / t, dim=1)
    loss = t**2 * (p * (log_p - log_q)).sum() / len(logits)
    return np.asarray(loss), (p, np.exp(log_q), t)


def distillation_loss_backward(dout, cache):
    """dlogits[n, c] = dout T (q[n, c] - p[n, c]) / N.

    T² from the front, 1/T from the logits' division. Where T is large, T (q - p) tends to the
    difference of the centered logits over C.
    """
    p, q, t = cache
    return (np.asarray(dout, p.dtype) * t * (q - p)) / len(p)

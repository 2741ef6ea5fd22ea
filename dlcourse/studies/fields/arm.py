"""A planar arm of two links: where its hand is, how that answers the joints, a loss behind it.

The shoulder is at (0, 0). The first angle turns the upper arm, counterclockwise from the x axis;
the second turns the forearm, counterclockwise from where the upper arm points. Angles are in
radians, lengths and points in one unit.
"""

import numpy as np

from ...functional import mse_loss_backward, mse_loss_forward
from ...functional.check import check_dout, check_float
from ...settings import check_number

ARM_LENGTHS = (1.0, 0.8)
"""Of the upper arm and the forearm."""


def arm_forward(angles, *, lengths=ARM_LENGTHS):
    """Where the hand is: x = l1 cos a1 + l2 cos(a1 + a2), y = l1 sin a1 + l2 sin(a1 + a2).

    Parameters
    ----------
    angles : array (N, 2)
        a1 of the shoulder and a2 of the elbow, in radians.
    lengths : (float, float)
        l1 and l2, above 0.

    Returns
    -------
    out : array (N, 2)
        x and y of the hand, in the unit of the lengths.
    cache : tuple

    Raises
    ------
    ValueError
        If angles are not of that shape, or a length is not above 0.

    References
    ----------
    Spong, Hutchinson, Vidyasagar (2006), Robot Modeling and Control, chapter 1.

    Examples
    --------
    >>> angles = np.array([[0.0, np.pi / 2]])  # the upper arm lies flat, the forearm points up
    >>> arm_forward(angles)[0]
    array([[1. , 0.8]])
    """
    upper, fore = _links(angles, lengths)
    return upper + fore, (upper, fore)


def arm_backward(dout, cache):
    """dangles of shape (N, 2): da1 = dx (-y) + dy x, da2 = dx (-v) + dy u, (u, v) the forearm.

    A small turn moves a point at right angles to the line from the joint to it, by the length of
    that line. The shoulder turns the whole arm, so its line is the hand (x, y); the elbow turns the
    forearm alone, so its line is (u, v) = l2 (cos(a1 + a2), sin(a1 + a2)).

    Raises ValueError where dout does not have the shape and dtype of out.

    >>> _, cache = arm_forward(np.array([[0.0, np.pi / 2]]))  # the hand is at (1, 0.8)
    >>> arm_backward(np.array([[1.0, 0.0]]), cache)  # both joints pull the hand to the left
    array([[-0.8, -0.8]])
    """
    upper, fore = cache
    dout = check_dout(dout, fore.shape, fore.dtype)
    return np.stack([_turn(dout, upper + fore), _turn(dout, fore)], axis=1)


def arm_joints(angles, *, lengths=ARM_LENGTHS):
    """Shoulder, elbow and hand of each arm: array (N, 3, 2).

    Raises ValueError as `arm_forward` does.

    >>> arm_joints(np.array([[0.0, np.pi / 2]]))[0].round(1)
    array([[0. , 0. ],
           [1. , 0. ],
           [1. , 0.8]])
    """
    upper, fore = _links(angles, lengths)
    return np.stack([np.zeros_like(upper), upper, upper + fore], axis=1)


def reach_loss_forward(angles, *, targets, lengths=ARM_LENGTHS):
    """Mean squared error of where the hand is: the loss of `mse_loss` behind the arm.

    Nobody has to say which angles are right, so two poses that reach a target are equally good.

    Parameters
    ----------
    angles, targets : array (N, 2)
        What a network answers, in radians, and the points that it was asked for.
    lengths : (float, float)

    Returns
    -------
    out : array ()
    cache : tuple

    Raises
    ------
    ValueError
        If shapes or dtypes do not fit.

    References
    ----------
    Jordan, Rumelhart (1992), Forward Models: Supervised Learning with a Distal Teacher.

    Examples
    --------
    >>> angles, targets = np.array([[0.0, np.pi / 2]]), np.array([[1.2, 1.0]])
    >>> float(reach_loss_forward(angles, targets=targets)[0].round(4))  # (0.2² + 0.2²) / 2
    0.04
    """
    points, arm = arm_forward(angles, lengths=lengths)
    out, loss = mse_loss_forward(points, targets=targets)
    return out, (loss, arm)


def reach_loss_backward(dout, cache):
    """dangles of shape (N, 2): from the loss to the hand, from the hand through the arm.

    >>> angles, targets = np.array([[0.0, np.pi / 2]]), np.array([[1.2, 1.0]])
    >>> reach_loss_backward(1.0, reach_loss_forward(angles, targets=targets)[1]).round(4)
    array([[-0.04,  0.16]])
    """
    loss, arm = cache
    return arm_backward(mse_loss_backward(dout, loss), arm)


def _links(angles, lengths):
    """Upper arm and forearm as vectors, each (N, 2)."""
    check_float(angles=angles)
    check_pairs(angles=angles)
    l1, l2 = check_lengths(lengths)
    a1, a2 = angles.T
    upper = l1 * np.stack([np.cos(a1), np.sin(a1)], axis=1)
    fore = l2 * np.stack([np.cos(a1 + a2), np.sin(a1 + a2)], axis=1)
    return upper, fore


def _turn(dout, line):
    """What a turn does to dout: the line, turned by a right angle, is (-y, x)."""
    return dout[:, 1] * line[:, 0] - dout[:, 0] * line[:, 1]


def check_pairs(**arrays):
    """Refuse arrays that are not (N, 2)."""
    for name, array in arrays.items():
        if array.ndim != 2 or array.shape[1] != 2:
            raise ValueError(f"{name} must have shape (N, 2), got {array.shape}")


def check_lengths(lengths):
    """Return both lengths as Python floats; refuse what is not a pair of numbers above 0."""
    if not isinstance(lengths, (tuple, list)) or len(lengths) != 2:
        raise ValueError(f"lengths must be a pair (l1, l2), got {lengths!r}")
    l1, l2 = (check_number(f"lengths[{i}]", length, low=0) for i, length in enumerate(lengths))
    if not l1 * l2 > 0:
        raise ValueError(f"lengths must be above 0, got {lengths!r}")
    return l1, l2

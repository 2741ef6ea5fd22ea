"""The way back through the arm of `arm`: from a point of the hand to both poses that reach it."""

import numpy as np

from ...functional.check import check_float
from ...settings import check_choice, check_integer, check_number
from .arm import ARM_LENGTHS, check_lengths, check_pairs


def arm_inverse(points, *, elbow="up", lengths=ARM_LENGTHS):
    """Angles that put the hand on the points: a2 = ∓ arccos((r² - l1² - l2²) / 2 l1 l2).

    That is the law of cosines for the triangle of shoulder, elbow and hand, with r² = x² + y². Then
    a1 = atan2(y, x) - atan2(l2 sin a2, l1 + l2 cos a2): the direction of the hand, less the angle
    by which the bent elbow turns the hand away from the upper arm.

    Two poses reach each point inside the ring |l1 - l2| < r < l1 + l2, mirror images in the line
    from shoulder to hand. On its two circles, where the arm is straight or folded, they are one.

    Parameters
    ----------
    points : array (N, 2)
        x and y.
    elbow : "up" or "down"
        "up" takes a2 <= 0: seen along the line from shoulder to hand, the elbow is on its left,
        which is above where the hand is to the right. "down" takes a2 >= 0.
    lengths : (float, float)
        l1 and l2.

    Returns
    -------
    angles : array (N, 2)
        a2 within ±pi, and a1 within (-pi, pi]. Near the straight arm an error e of a point can
        move the angles by about sqrt(e).

    Raises
    ------
    ValueError
        If a point is out of reach, by more than rounding; or on the shoulder, where any a1 would
        do.

    Examples
    --------
    >>> arm_inverse(np.array([[1.0, 0.8]]), elbow="down").round(4)
    array([[0.    , 1.5708]])
    >>> arm_inverse(np.array([[1.0, 0.8]]), elbow="up").round(4)
    array([[ 1.3495, -1.5708]])
    """
    check_float(points=points)
    check_choice("elbow", elbow, ("up", "down"))
    l1, l2 = check_lengths(lengths)
    check_pairs(points=points)
    x, y = points.T
    cosine = (x * x + y * y - l1 * l1 - l2 * l2) / (2 * l1 * l2)
    _check_reach(points, cosine, l1, l2)
    a2 = np.arccos(np.clip(cosine, -1, 1))
    if elbow == "up":
        a2 = -a2
    a1 = np.arctan2(y, x) - np.arctan2(l2 * np.sin(a2), l1 + l2 * np.cos(a2))
    return np.stack([_within_pi(a1), a2], axis=1)


def reachable_points(count, *, rng, lengths=ARM_LENGTHS, margin=0.1, width=np.pi):
    """Points that the arm can reach, uniform over a sector of its ring: array (count, 2).

    Parameters
    ----------
    count : int
    rng : numpy.random.Generator
    lengths : (float, float)
    margin : float
        Distance kept from the two circles of the ring, where the two poses become one.
    width : float
        Of the sector, in radians; its middle is the x axis. Within pi, the shoulder angle of a pose
        never jumps from pi to -pi, if the forearm is the shorter link.

    Raises
    ------
    ValueError
        If the margin leaves no ring, or the width is not from 0 to 2 pi.

    Examples
    --------
    >>> points = reachable_points(1000, rng=np.random.default_rng(0))
    >>> radii = np.hypot(*points.T)
    >>> bool(0.3 <= radii.min() and radii.max() <= 1.7 and points[:, 0].min() >= 0)
    True
    """
    check_integer("count", count, low=0)
    l1, l2 = check_lengths(lengths)
    check_number("width", width, 0, 2 * np.pi)
    low, high = abs(l1 - l2), l1 + l2
    check_number("margin", margin, 0, (high - low) / 2)
    low, high = low + margin, high - margin
    radii = np.sqrt(rng.uniform(low**2, high**2, count))  # a ring's area grows as r²
    headings = rng.uniform(-width / 2, width / 2, count)
    return np.stack([radii * np.cos(headings), radii * np.sin(headings)], axis=1)


def _within_pi(angle):
    """The same angle within (-pi, pi]."""
    pi = angle.dtype.type(np.pi)
    return np.where(angle > pi, angle - 2 * pi, np.where(angle <= -pi, angle + 2 * pi, angle))


def _check_reach(points, cosine, l1, l2):
    slack = 100 * np.finfo(points.dtype).eps
    radii = np.hypot(*points.T)
    bad = ~(np.abs(cosine) <= 1 + slack) | (radii <= slack * (l1 + l2))
    if bad.any():
        i = int(np.argmax(bad))
        raise ValueError(
            f"points must be {abs(l1 - l2):g} to {l1 + l2:g} from the shoulder, and not on it: "
            f"points[{i}] is {radii[i]:.4g} away"
        )

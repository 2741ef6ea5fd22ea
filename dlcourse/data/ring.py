"""A generated data set whose shape is known: Gaussians on a ring."""

import numpy as np

from ..settings import check_integer, check_number


def ring_centers(*, modes=8, radius=2.0, dtype=np.float32):
    """Centers of Gaussians on a circle, the first on the right, the others against the clock.

        center[k] = radius (cos 2πk/modes, sin 2πk/modes)

    Parameters
    ----------
    modes : int
        Number of Gaussians K.
    radius : float
        Of the circle, above 0.
    dtype : float32 or float64

    Returns
    -------
    array (K, 2)

    Raises
    ------
    ValueError
        If a setting is out of its range.

    Examples
    --------
    >>> ring_centers(modes=4).round(4) + 0
    array([[ 2.,  0.],
           [ 0.,  2.],
           [-2.,  0.],
           [ 0., -2.]], dtype=float32)
    """
    check_integer("modes", modes, low=1)
    if check_number("radius", radius) <= 0:
        raise ValueError(f"radius must be above 0, got {radius}")
    if dtype not in (np.float32, np.float64):
        raise ValueError(f"dtype must be float32 or float64, got {dtype!r}")
    angle = 2 * np.pi * np.arange(modes) / modes
    return (radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)).astype(dtype)


def ring(count, *, modes=8, radius=2.0, std=0.02, rng, dtype=np.float32):
    """Draw points from Gaussians on a ring, all equally likely.

    Point n is center[k] + std · (two standard normal numbers), with k uniform on 0 ... modes - 1.
    The distribution is known and can be drawn as a picture: so a generator's faults can be seen.

    Parameters
    ----------
    count : int
        Number of points N.
    modes, radius
        See `ring_centers`.
    std : float
        Standard deviation of each Gaussian in each direction.
    rng : numpy.random.Generator
    dtype : float32 or float64

    Returns
    -------
    array (N, 2)

    Raises
    ------
    ValueError
        If a setting is out of its range.

    Notes
    -----
    Generated. Eight Gaussians of std 0.02 on a circle of radius 2 are those of Luke Metz, Ben
    Poole, David Pfau, Jascha Sohl-Dickstein (2017), Unrolled Generative Adversarial Networks.

    Examples
    --------
    >>> points = ring(1000, rng=np.random.default_rng(0))
    >>> points.shape, float(np.hypot(*points.T).mean().round(2))
    ((1000, 2), 2.0)
    """
    check_integer("count", count, low=0)
    check_number("std", std, low=0)
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng must be a numpy.random.Generator, got {type(rng).__name__}")
    centers = ring_centers(modes=modes, radius=radius, dtype=np.float64)
    points = centers[rng.integers(modes, size=count)]
    return (points + std * rng.standard_normal((count, 2))).astype(dtype)

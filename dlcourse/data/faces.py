"""Faces and what is no face, cut out of press photographs."""

import functools

import numpy as np

SIDE, FACES = 25, 100


def faces():
    """Return 100 faces and 100 pieces of background, each 25 by 25 gray pixels.

    Returns
    -------
    x : array (200, 1, 25, 25), float32
        Brightness from 0 to 1.
    y : array (200,), int64
        1 face (the first 100), 0 background (the last 100).

    Notes
    -----
    Real photographs, as `lfw_subset` in scikit-image's package (1 MB), so nothing is downloaded.
    Origin: Labeled Faces in the Wild, which Huang et al. collected from news photographs; faces
    and backgrounds were drawn at random from it. scikit-image states no license. The file holds
    no names: whether two faces are one person's cannot be known from it. It calls the numbers
    uint8; they are float64 from 0 to 1.

    References
    ----------
    G. B. Huang, M. Ramesh, T. Berg, E. Learned-Miller (2007), Labeled Faces in the Wild: a database
    for studying face recognition in unconstrained environments.

    Examples
    --------
    >>> x, y = faces()
    >>> x.shape, int(y.sum())
    ((200, 1, 25, 25), 100)
    """
    return _read().copy(), (np.arange(2 * FACES) < FACES).astype(np.int64)


@functools.cache
def _read():
    import skimage.data

    return skimage.data.lfw_subset().astype(np.float32)[:, None]

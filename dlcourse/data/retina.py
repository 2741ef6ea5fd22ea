"""A photograph of a healthy retina that needs no download."""

import functools

import numpy as np

SIDE, SHRINK = 470, 3
CENTER, RADIUS = (233.0, 234.0), 225.0
"""The disk inside which the eye is seen, in pixels of `retina`; its rim is left out."""


def retina():
    """Return the green channel of one photograph of a retina, and where the eye is.

    Vessels and lesions are darkest in green light, since blood absorbs it. The first 1410 rows and
    columns are taken, and blocks of 3 by 3 pixels are averaged.

    Returns
    -------
    pixels : ndarray, shape (470, 470), float32
        Brightness from 0 to 1.
    inside : ndarray, shape (470, 470), bool
        The disk in which the eye is seen: within 225 pixels of its center.

    Notes
    -----
    Source: scikit-image's sample data (`skimage.data.retina`, 1411 by 1411 pixels in color, 0.3 MB
    inside its package), license CC0 as stated there; Mikael Häggström (2014), Medical gallery of
    Mikael Häggström 2014, WikiJournal of Medicine 1 (2), doi:10.15347/wjm/2014.008. One normal left
    eye, and nothing is marked in it.

    Examples
    --------
    >>> pixels, inside = retina()
    >>> pixels.shape, bool(pixels[inside].min() > 0.05)
    ((470, 470), True)
    """
    rows, columns = np.indices((SIDE, SIDE))
    inside = np.hypot(rows - CENTER[0], columns - CENTER[1]) < RADIUS
    return _read().copy(), inside


@functools.cache
def _read():
    import skimage.data

    green = skimage.data.retina()[: SIDE * SHRINK, : SIDE * SHRINK, 1] / 255
    return green.reshape(SIDE, SHRINK, SIDE, SHRINK).mean(axis=(1, 3)).astype(np.float32)

"""A real stereo pair with measured disparities, which needs no download."""

import functools
from dataclasses import dataclass

import numpy as np

_GRAY = np.array([0.2125, 0.7154, 0.0721])


@dataclass(frozen=True)
class StereoPair:
    """Two pictures of one scene, taken from places beside each other, and how far they differ.

    Attributes
    ----------
    left, right : array (H, W), float32
        Brightness from 0 (black) to 1 (white).
    disparity : array (H, W), float32
        Pixels: what stands at column j of `left` stands at column j - disparity of `right`, in
        the same row. NaN where it was not measured.
    focal : float
        Focal length in pixels.
    baseline : float
        Distance of the two cameras, in meters.
    offset : float
        How much farther right the center of `right` lies than that of `left`, in pixels.
    """

    left: np.ndarray
    right: np.ndarray
    disparity: np.ndarray
    focal: float
    baseline: float
    offset: float


def stereo_motorcycle():
    """A motorcycle in a garage, 250 by 370 pixels, as two gray pictures and measured disparities.

    The pictures of 500 by 741 pixels in scikit-image are made gray, the last column is cut off,
    and 2 by 2 pixels are averaged. Of the disparities every second one in every second row is
    taken and halved, and so are focal length and offset, which count pixels.

    Returns
    -------
    StereoPair

    Notes
    -----
    Source: the Middlebury stereo data of 2014, as shipped with scikit-image (2.4 MB), which
    states no license; D. Scharstein, H. Hirschmüller, Y. Kitajima, G. Krathwohl, N. Nešić,
    X. Wang, P. Westling (2014), High-resolution stereo datasets with subpixel-accurate ground
    truth. The disparities were measured by projecting stripes onto the scene.

    Examples
    --------
    >>> pair = stereo_motorcycle()
    >>> pair.left.shape, round(float(np.nanmax(pair.disparity)), 1)
    ((250, 370), 30.0)
    """
    left, right, disparity = _read()
    return StereoPair(
        left.copy(), right.copy(), disparity.copy(), 994.978 / 2, 0.193001, 31.086 / 2
    )


@functools.cache
def _read():
    import skimage.data

    left, right, disparity = skimage.data.stereo_motorcycle()
    gray = [(picture[:, :740] / 255 * _GRAY).sum(axis=-1) for picture in (left, right)]
    small = [
        picture.reshape(250, 2, 370, 2).mean(axis=(1, 3)).astype(np.float32) for picture in gray
    ]
    known = np.where(np.isfinite(disparity), disparity, np.nan)
    return *small, (known[::2, :740:2] / 2).astype(np.float32)

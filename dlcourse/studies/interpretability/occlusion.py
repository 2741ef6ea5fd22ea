"""What the logit of one class owes to a piece of the image: hide the piece and look."""

import numpy as np

from ...settings import check_integer
from ._logit import check_images, check_targets, filled, logit_of


def occlusion(model, x, targets, *, window=3, stride=1, baseline=0.0):
    """out[n, :, i, j]: mean fall of the logit over the windows that hid the pixel (i, j).

        out[n, c, i, j] = mean over windows W with (i, j) in W of
                          f(x[n]) - f(x[n] with the baseline in W),   f the logit of targets[n]

    Windows start at 0, stride, 2 stride, ... until the last pixel is covered; the last one may
    stick out. All channels are hidden at once.

    Parameters
    ----------
    model, x, targets
        As for `gradient`.
    window, stride : int or pair of int
        Height and width; a stride is at most the window. (Captum: ``sliding_window_shapes``, with
        the channels in front, and ``strides``.)
    baseline : number or array
        What is put into the hole; broadcasts against x.

    Returns
    -------
    array (N, C, H, W)

    Raises
    ------
    ValueError
        As for `gradient`; if a window is larger than the image or smaller than its stride, or the
        baseline does not fit.

    References
    ----------
    Zeiler, Fergus (2014), Visualizing and Understanding Convolutional Networks, section 4.2.

    Examples
    --------
    >>> from dlcourse.layers import Flatten, Linear, Sequential
    >>> model = Sequential(Flatten(), Linear(2, 1, bias=False, dtype=np.float64))
    >>> _ = model.load_state_dict({"1.weight": [[3.0, -2.0]]})
    >>> occlusion(model, np.array([[[[1.0, 5.0]]]]), 0, window=1)  # w times x
    array([[[[  3., -10.]]]])
    """
    check_images(model, x)
    targets = check_targets(targets, len(x))
    hole = filled(baseline, x)
    places = window_places(x.shape[2:], window, stride)
    before = logit_of(model, x, targets)
    out = np.empty_like(x)
    for n in range(len(x)):
        hidden = np.where(places[:, None], hole[n], x[n])
        fall = before[n] - logit_of(model, hidden, targets[n])
        out[n] = np.tensordot(fall, places.astype(x.dtype), 1) / places.sum(axis=0)
    return out


def window_places(size, window, stride):
    """Where each window of `occlusion` lies: bool (P, H, W), row by row.

    Examples
    --------
    >>> window_places((1, 3), (1, 2), (1, 2)).astype(int)[:, 0]
    array([[1, 1, 0],
           [0, 0, 1]])
    """
    pairs = zip(size, _pair("window", window), _pair("stride", stride), strict=True)
    rows, columns = (_side(*each) for each in pairs)
    return (rows[:, None, :, None] & columns[None, :, None, :]).reshape(-1, *size)


def _side(length, window, stride):
    """Along one axis: bool (windows, length)."""
    check_integer("window", window, low=1, high=length)
    check_integer("stride", stride, low=1, high=window)
    starts = stride * np.arange(-(-(length - window) // stride) + 1)
    place = np.arange(length)
    return (place >= starts[:, None]) & (place < starts[:, None] + window)


def _pair(name, value):
    value = value if isinstance(value, (tuple, list)) else (value, value)
    if len(value) != 2:
        raise ValueError(f"{name} must be an integer or a pair, got {value!r}")
    return value

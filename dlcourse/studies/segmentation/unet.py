"""A small U-Net: down to see far, up to the size of the picture, skips to keep the place."""

import numpy as np

from ... import init
from ...layers import Container, Conv2d, MaxPool2d, ReLU, Sequential, Upsample
from ...settings import check_flag, check_integer, check_number


def join_forward(a, b):
    """Concatenate two arrays along the channels: (N, A, H, W) and (N, B, H, W) to (N, A + B, H, W).

    Nothing is computed, so the gradient is cut where the arrays met.

    Raises
    ------
    ValueError
        If anything but the number of channels differs.

    Examples
    --------
    >>> out, cache = join_forward(np.ones((1, 2, 4, 4)), np.zeros((1, 3, 4, 4)))
    >>> [part.shape for part in join_backward(out, cache)]
    [(1, 2, 4, 4), (1, 3, 4, 4)]
    """
    if a.ndim != 4 or (a.shape[0], *a.shape[2:]) != (b.shape[0], *b.shape[2:]):
        raise ValueError(f"a and b may differ in channels only, got a {a.shape}, b {b.shape}")
    return np.concatenate([a, b], axis=1), a.shape[1]


def join_backward(dout, cache):
    """Give da and db: dout, cut at channel A."""
    return dout[:, :cache], dout[:, cache:]


class UNet(Container):
    """One logit for each pixel: two levels down, two levels up, with skips between equal sizes.

    ``fine = down1(x)``, ``middle = down2(pool1(fine))``, ``deep = bottom(pool2(middle))``; then
    ``up = up2(join(grow2(deep), middle))`` and ``logits = head(up1(join(grow1(up), fine)))``.

    Ronneberger et al. go down four levels with 64 to 1024 channels, do not pad (so a border is
    lost and the skips are cropped) and grow by an up-convolution 2x2 that is learned. Here there
    are two levels of `width`, twice and four times `width` channels, all convolutions are padded,
    each level up has one convolution where theirs have two, and growing repeats each pixel.

    Parameters
    ----------
    inputs : int
        Channels of the picture.
    width : int
        Channels of the first level.
    skips : bool
        Without them `join` leaves the second array out; the convolutions after it read fewer
        channels, so the network has fewer parameters.
    center, scale : float
        The network sees ``(x - center) / scale``: about the mean and the standard deviation of
        the training pictures let it learn faster.
    rng : numpy.random.Generator
        Source of the initial weights: normal of variance 2 / fan_in; biases start at 0.
    dtype : float32 or float64

    Raises
    ------
    ValueError
        If a size is no integer of at least 1, or a picture's height or width no multiple of 4.

    References
    ----------
    Olaf Ronneberger, Philipp Fischer, Thomas Brox (2015), U-Net: Convolutional Networks for
    Biomedical Image Segmentation.

    Examples
    --------
    >>> model = UNet(1, 4, rng=np.random.default_rng(0))
    >>> model(np.zeros((5, 1, 32, 32), np.float32)).shape
    (5, 1, 32, 32)
    """

    def __init__(
        self, inputs=1, width=6, *, skips=True, center=0.0, scale=1.0, rng, dtype=np.float32
    ):
        check_integer("inputs", inputs, low=1)
        check_integer("width", width, low=1)
        check_flag(skips=skips)
        c, options = width, {"rng": rng, "dtype": dtype}
        inner = {
            "down1": _convolve(inputs, c, c, **options),
            "pool1": MaxPool2d(2),
            "down2": _convolve(c, 2 * c, 2 * c, **options),
            "pool2": MaxPool2d(2),
            "bottom": _convolve(2 * c, 4 * c, 4 * c, **options),
            "grow2": Upsample(scale_factor=2),
            "up2": _convolve((6 if skips else 4) * c, 2 * c, **options),
            "grow1": Upsample(scale_factor=2),
            "up1": _convolve((3 if skips else 2) * c, c, **options),
            "head": Conv2d(c, 1, 1, **options),
        }
        super().__init__(inner)
        self.skips = skips
        self.center, self.scale = check_number("center", center), check_number("scale", scale)
        for name, array in self.params.items():  # He et al. (2015), as in the paper
            if name.endswith("weight"):
                start = init.kaiming_normal(array.shape, nonlinearity="relu", rng=rng, dtype=dtype)
                array[...] = start
            else:
                array[...] = 0

    def forward(self, x):
        """Logits (N, 1, H, W) of pictures (N, inputs, H, W); H and W are multiples of 4."""
        if x.ndim != 4 or x.shape[2] % 4 or x.shape[3] % 4:
            raise ValueError(f"x must be (N, C, H, W), H and W multiples of 4, got {x.shape}")
        at = self.inner
        fine = at["down1"]((x - self.center) / self.scale)
        middle = at["down2"](at["pool1"](fine))
        deep = at["bottom"](at["pool2"](middle))
        up = at["up2"](self._join(2, at["grow2"](deep), middle))
        return at["head"](at["up1"](self._join(1, at["grow1"](up), fine)))

    def backward(self, dout):
        """Gradient of x. What went two ways, up the skip and down, gets the sum of both."""
        at = self.inner
        dup, dfine = self._split(1, at["up1"].backward(at["head"].backward(dout)))
        dup = at["up2"].backward(at["grow1"].backward(dup))
        ddeep, dmiddle = self._split(2, dup)
        ddeep = at["pool2"].backward(at["bottom"].backward(at["grow2"].backward(ddeep)))
        dmiddle = at["pool1"].backward(at["down2"].backward(dmiddle + ddeep))
        return at["down1"].backward(dfine + dmiddle) / self.scale

    def _join(self, level, grown, skip):
        if not self.skips:
            return grown
        out, self.__dict__[f"cut{level}"] = join_forward(grown, skip)
        return out

    def _split(self, level, dout):
        return join_backward(dout, self.__dict__[f"cut{level}"]) if self.skips else (dout, 0)


def _convolve(*channels, rng, dtype):
    """Convolutions 3x3 that keep the size, each with a ReLU."""
    layers = []
    for before, after in zip(channels, channels[1:], strict=False):
        layers += [Conv2d(before, after, 3, padding=1, rng=rng, dtype=dtype), ReLU()]
    return Sequential(*layers)

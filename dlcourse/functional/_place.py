"""From settings to windows: where they lie, which border they need, and what is refused."""

import numpy as np

from ..settings import check_choice, check_flag
from ._windows import Windows
from .check import check_float, check_ndim, check_shape

LARGEST = 2**31 - 1  # what PyTorch takes for a size; products of two of them are still integers


def integers(name, value, length, minimum):
    """A setting given as one integer or several, as a tuple of `length` integers."""
    values = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    good = all(isinstance(v, (int, np.integer)) and not isinstance(v, bool) for v in values)
    if not good or len(values) not in (1, length) or min(values) < minimum:
        several = f" or {length} of them" if length > 1 else ""
        raise ValueError(f"{name} must be an integer >= {minimum}{several}, got {value!r}")
    if max(values) > LARGEST:
        raise ValueError(f"{name} must be an integer <= {LARGEST}, got {value!r}")
    return tuple(map(int, values)) * (length // len(values))


def check_conv(x, w, b, groups, axes, transposed=False):
    """x (N, C, ...) and w (F, C/G, ...), or w (C, F/G, ...) when transposed; b (F,)."""
    check_float(x=x, w=w, b=b, optional=("b",))
    check_ndim((axes + 1, axes + 2), x=x)
    check_ndim((axes + 2,), w=w)
    (groups,) = integers("groups", groups, 1, minimum=1)
    if 0 in x.shape[-axes:] or 0 in (w.shape[0], *w.shape[-axes:]):
        raise ValueError(f"x needs pixels and w needs filters: x {x.shape}, w {w.shape}")
    if w.shape[0] % groups:
        raise ValueError(f"groups={groups} does not divide the first axis of w {w.shape}")
    c, expected = x.shape[-axes - 1], w.shape[0] if transposed else w.shape[1] * groups
    if c != expected:
        in_groups = f" in {groups} groups" if groups > 1 else ""
        raise ValueError(
            f"x has {c} channels but each filter in w expects {expected}{in_groups}: "
            f"x {x.shape}, w {w.shape}"
        )
    check_shape((w.shape[1] * groups if transposed else w.shape[0],), b=b)


def place_windows(x, w, stride, padding, dilation):
    """The windows of a convolution, and the border they need."""
    kernel = w.shape[-2:]
    stride = integers("stride", stride, 2, minimum=1)
    dilation = integers("dilation", dilation, 2, minimum=1)
    reach = tuple(d * (k - 1) for k, d in zip(kernel, dilation, strict=True))
    padding = _border(padding, stride, reach)
    spare = [n + sum(p) - 1 - r for n, p, r in zip(x.shape[-2:], padding, reach, strict=True)]
    if min(spare) < 0:
        raise ValueError(
            f"w with dilation={dilation} reaches over {tuple(r + 1 for r in reach)} pixels, but x "
            f"with padding={padding} has fewer: x {x.shape}, w {w.shape}"
        )
    count = tuple(n // s + 1 for n, s in zip(spare, stride, strict=True))
    return Windows(kernel, stride, dilation, count), padding


def _border(padding, stride, reach):
    """The setting `padding` as ((top, bottom), (left, right))."""
    if not isinstance(padding, str):
        return tuple((p, p) for p in integers("padding", padding, 2, minimum=0))
    check_choice("padding", padding, ("valid", "same"))
    if padding == "valid":
        return (0, 0), (0, 0)
    if stride != (1, 1):
        raise ValueError(f"padding='same' needs stride=1, got stride={stride}")
    return tuple((r // 2, r - r // 2) for r in reach)


def place_output(x, w, stride, padding, output_padding, dilation):
    """The windows that a transposed convolution writes to, their border, the padded size."""
    kernel = w.shape[-2:]
    stride = integers("stride", stride, 2, minimum=1)
    padding = integers("padding", padding, 2, minimum=0)
    output_padding = integers("output_padding", output_padding, 2, minimum=0)
    dilation = integers("dilation", dilation, 2, minimum=1)
    for extra, s, d in zip(output_padding, stride, dilation, strict=True):
        if extra >= max(s, d):
            raise ValueError(
                f"output_padding={output_padding} must be smaller than stride={stride} "
                f"or dilation={dilation}"
            )
    count = x.shape[-2:]
    size = tuple(
        s * (n - 1) + d * (k - 1) + 1 + extra
        for n, k, s, d, extra in zip(count, kernel, stride, dilation, output_padding, strict=True)
    )
    if any(n <= 2 * p for n, p in zip(size, padding, strict=True)):
        raise ValueError(
            f"padding={padding} takes off all of the {size} pixels that w {w.shape} writes: "
            f"x {x.shape}"
        )
    return Windows(kernel, stride, dilation, count), tuple((p, p) for p in padding), size


def place_pooling(x, kernel_size, stride, padding, dilation, ceil_mode):
    """The windows of a pooling, and the border they need."""
    check_float(x=x)
    check_ndim((3, 4), x=x)
    if 0 in x.shape[-3:]:
        raise ValueError(f"x must have channels and pixels, got x {x.shape}")
    check_flag(ceil_mode=ceil_mode)
    kernel = integers("kernel_size", kernel_size, 2, minimum=1)
    stride = kernel if stride in (None, (), []) else integers("stride", stride, 2, minimum=1)
    dilation = integers("dilation", dilation, 2, minimum=1)
    padding = integers("padding", padding, 2, minimum=0)
    if any(p > k // 2 for p, k in zip(padding, kernel, strict=True)):
        raise ValueError(
            f"padding must be at most half of kernel_size, got padding={padding}, "
            f"kernel_size={kernel}"
        )
    sides = [
        _pooling_side(*side, ceil_mode)
        for side in zip(x.shape[-2:], kernel, stride, padding, dilation, strict=True)
    ]
    count, border = zip(*sides, strict=True)
    if min(count) < 1:
        raise ValueError(f"x is smaller than one window of kernel_size={kernel}: x {x.shape}")
    return Windows(kernel, stride, dilation, count), border


def _pooling_side(n, k, s, p, d, ceil_mode):
    """How many windows fit on a side of n pixels, and its border (before, after)."""
    reach = d * (k - 1) + 1
    spare = n + 2 * p - reach
    count = (-(-spare // s) if ceil_mode else spare // s) + 1
    if ceil_mode and (count - 1) * s >= n + p:
        count -= 1  # a window must not start in the border after the image
    if count < 1:
        return 0, (p, p)
    pixels = s * np.arange(count)[:, None] + d * np.arange(k) - p
    if not ((0 <= pixels) & (pixels < n)).any(axis=1).all():
        raise ValueError(
            f"with dilation={d} and padding={p} a window of kernel_size={k} meets none of the "
            f"{n} pixels of x"
        )
    return count, (p, max(p, s * (count - 1) + reach - n - p))

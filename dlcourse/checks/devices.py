"""Devices, precision and tolerance: what "agree with PyTorch" means, stated once."""

from contextlib import contextmanager

import numpy as np
import torch

TOLERANCE = {
    "cpu": {"float64": 1e-10, "float32": 1e-4},
    "cuda": {"float64": 1e-10, "float32": 1e-4},
    "mps": {"float32": 1e-4},  # Apple's GPUs have no float64
}
"""Largest error for each device and dtype: ``max|ours - theirs| / max(1, max|theirs|)``."""


def available_devices():
    """Names of the devices that PyTorch finds here, the CPU first.

    Examples
    --------
    >>> available_devices()[0]
    'cpu'
    """
    devices = ["cpu"]
    if torch.cuda.is_available():
        devices.append("cuda")
    if torch.backends.mps.is_available():
        devices.append("mps")
    return devices


@contextmanager
def full_precision():
    """Switch TF32 off: it keeps 10 bits of each float32 factor, about 1e-3 relative.

    Examples
    --------
    >>> with full_precision():
    ...     torch.backends.cuda.matmul.allow_tf32 or torch.backends.cudnn.allow_tf32
    False
    """
    cudnn, precision = torch.backends.cudnn, torch.get_float32_matmul_precision()
    kept = {name: getattr(cudnn, name) for name in ("enabled", "benchmark", "deterministic")}
    torch.set_float32_matmul_precision("highest")
    try:
        with cudnn.flags(**kept, allow_tf32=False):
            yield
    finally:
        torch.set_float32_matmul_precision(precision)


def error(ours, theirs):
    """``max|ours - theirs| / max(1, max|theirs|)``; equal infinities and NaNs agree.

    Relative where numbers are large, absolute where they are small, because a sum of terms of
    size 1 that cancel to 1e-3 is no more precise than its terms.

    Examples
    --------
    >>> error(np.array([1.0, 202.0]), np.array([1.0, 200.0]))
    0.01
    """
    ours, theirs = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
    same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    if same.all():
        return 0.0
    if not (np.isfinite(ours[~same]).all() and np.isfinite(theirs[~same]).all()):
        return float("inf")
    scale = max(1.0, np.abs(theirs[np.isfinite(theirs)]).max())
    return float(np.abs(ours[~same] - theirs[~same]).max() / scale)


def cast(value, dtype):
    """A floating-point array in `dtype`, anything else as it is."""
    if isinstance(value, np.ndarray) and np.issubdtype(value.dtype, np.floating):
        return value.astype(dtype)
    return value


def tensor(value, device):
    """An array as a new tensor on `device`, anything else as it is."""
    if isinstance(value, np.ndarray):
        return torch.from_numpy(np.array(value, order="C")).to(device)
    return value

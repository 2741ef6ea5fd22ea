"""A matrix product in the number formats of a graphics card: how wrong, how fast."""

import numpy as np

from ..tools import fastest, relative_error


def matmul_formats(size=4096, *, device="cuda", repeats=5):
    """Multiply two matrices in float32, TF32 and bfloat16; compare with float64.

    Parameters
    ----------
    size : int
        Rows and columns of both.
    device : str
        A device of PyTorch. Not every device has TF32: then it is float32 once more.
    repeats : int

    Returns
    -------
    dict of str to (float, float)
        Relative error of the product, and the milliseconds of the fastest of some.

    Examples
    --------
    >>> errors = {name: error for name, (error, _) in matmul_formats(64, device="cpu").items()}
    >>> errors["float32"] < 1e-6 < 1e-3 < errors["bfloat16"] < 1e-2
    True
    """
    import torch

    rng = np.random.default_rng(0)
    a, b = (torch.tensor(m, device=device) for m in rng.standard_normal((2, size, size)))
    exact = (a @ b).cpu().numpy()
    settings = {"float32": (torch.float32, False), "TF32": (torch.float32, True)}
    settings["bfloat16"] = torch.bfloat16, False
    wait = torch.cuda.synchronize if device.startswith("cuda") else lambda: None
    before, found = torch.backends.cuda.matmul.allow_tf32, {}
    try:
        for name, (dtype, torch.backends.cuda.matmul.allow_tf32) in settings.items():
            x, y = a.to(dtype), b.to(dtype)
            (x @ y, wait())  # the first product warms up
            milliseconds = fastest(lambda x=x, y=y: (x @ y, wait()), repeats)
            found[name] = relative_error((x @ y).double().cpu().numpy(), exact), milliseconds
    finally:
        torch.backends.cuda.matmul.allow_tf32 = before
    return found

"""Single operations, forward and backward with all gradients, in float32.

Worker: python -m benchmarks.operations LIBRARY SECONDS
"""

import json
import sys

import numpy as np

from ._worker import sample

LIBRARIES = ["numpy", "torch"]

# x, w, settings: the two layers of 5.1, shapes of larger networks, few channels, depthwise.
CONV2D = [
    ((32, 1, 28, 28), (32, 1, 3, 3), {}),
    ((32, 32, 13, 13), (64, 32, 3, 3), {}),
    ((128, 32, 13, 13), (64, 32, 3, 3), {}),
    ((8, 64, 56, 56), (64, 64, 3, 3), {"padding": 1}),
    ((8, 128, 28, 28), (128, 128, 3, 3), {"stride": 2, "padding": 1}),
    ((4, 3, 224, 224), (64, 3, 7, 7), {"stride": 2, "padding": 3}),
    ((32, 16, 14, 14), (16, 16, 3, 3), {"padding": 1}),
    ((32, 64, 14, 14), (64, 1, 3, 3), {"padding": 1, "groups": 64}),
    ((32, 64, 28, 28), (64, 1, 3, 3), {"stride": 2, "padding": 1, "groups": 64}),
    ((8, 64, 56, 56), (64, 1, 3, 3), {"padding": 1, "groups": 64}),
]
MAX_POOL2D = [
    ((32, 32, 26, 26), {"kernel_size": 2}),
    ((32, 64, 11, 11), {"kernel_size": 2}),
    ((128, 32, 26, 26), {"kernel_size": 2}),
    ((8, 128, 28, 28), {"kernel_size": 2}),
    ((8, 64, 56, 56), {"kernel_size": 3, "stride": 2, "padding": 1}),
    ((4, 64, 112, 112), {"kernel_size": 3, "stride": 2, "padding": 1}),
]
STATES = (32, 64, 256)  # N, T, D
CASES = [
    *(("conv2d", (x, w, (w[0],)), settings) for x, w, settings in CONV2D),
    *(("max_pool2d", (x,), settings) for x, settings in MAX_POOL2D),
    *((op, (STATES,), {"dim": -1}) for op in ("softmax", "log_softmax")),
    ("gelu", (STATES,), {}),
    ("layer_norm", (STATES, STATES[2:], STATES[2:]), {"normalized_shape": STATES[2:]}),
]


def label(op, shapes, settings):
    sizes = " * ".join("x".join(map(str, shape)) for shape in shapes[:2])
    return " ".join([op, sizes, *(f"{name}={value}" for name, value in settings.items())])


def numpy_pass(op, arrays, settings, dout):
    from dlcourse import functional

    forward = getattr(functional, f"{op}_forward")
    backward = getattr(functional, f"{op}_backward")
    dout = np.asarray(dout(forward(*arrays, **settings)[0].shape))
    return lambda: backward(dout, forward(*arrays, **settings)[1])


def torch_pass(op, arrays, settings, dout):
    import torch

    forward = getattr(torch.nn.functional, op)
    if op == "layer_norm":  # where PyTorch has the shape before w and b

        def forward(x, w, b, normalized_shape):
            return torch.nn.functional.layer_norm(x, normalized_shape, w, b)

    arrays = [torch.from_numpy(array).requires_grad_() for array in arrays]
    dout = torch.from_numpy(dout(forward(*arrays, **settings).shape))
    return lambda: torch.autograd.grad(forward(*arrays, **settings), arrays, dout)


def main(library, seconds):
    make = {"numpy": numpy_pass, "torch": torch_pass}[library]
    times = {}
    for op, shapes, settings in CASES:
        rng = np.random.default_rng(0)

        def draw(shape, rng=rng):
            return rng.standard_normal(tuple(shape), dtype=np.float32)

        function = make(op, [draw(shape) for shape in shapes], settings, draw)
        times[label(op, shapes, settings)] = sample(function, float(seconds) / len(CASES))
    print(json.dumps(times))


if __name__ == "__main__":
    main(*sys.argv[1:])

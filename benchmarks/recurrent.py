"""RNN, LSTM and GRU over time, forward and backward with all gradients, in float32.

Worker: python -m benchmarks.recurrent LIBRARY SECONDS
"""

import json
import sys

import numpy as np

from ._worker import sample

LIBRARIES = ["numpy", "torch"]
OPERATIONS = {"rnn": 1, "lstm": 4, "gru": 3}
STEPS = 8, 32, 128

# T, N, D, H: three lengths of one layer, then a narrower layer with more examples, and a wide one.
SIZES = [*((steps, 32, 64, 128) for steps in STEPS), (32, 64, 32, 64), (32, 32, 256, 256)]


def label(op, steps, examples, features, hidden):
    return f"{op} T={steps} N={examples} D={features} H={hidden}"


def draw(op, steps, examples, features, hidden):
    """x, the first states, the weights of one layer; and a gradient for each output."""
    rng, rows = np.random.default_rng(0), OPERATIONS[op] * hidden
    states = [(1, examples, hidden)] * (2 if op == "lstm" else 1)
    shapes = (
        (examples, steps, features),
        *states,
        (rows, features),
        (rows, hidden),
        (rows,),
        (rows,),
    )
    arrays = [0.1 * rng.standard_normal(shape, dtype=np.float32) for shape in shapes]
    douts = [(examples, steps, hidden), *states]
    return arrays, tuple(rng.standard_normal(shape, dtype=np.float32) for shape in douts)


def numpy_pass(op, arrays, douts):
    from dlcourse import functional

    forward = getattr(functional, f"{op}_forward")
    backward = getattr(functional, f"{op}_backward")
    return lambda: backward(douts, forward(*arrays, batch_first=True)[1])


def torch_pass(op, arrays, douts):
    import torch

    arrays = [torch.from_numpy(array) for array in arrays]
    douts = [torch.from_numpy(dout) for dout in douts]
    x, *states = (array.requires_grad_() for array in arrays[:-4])
    hidden = arrays[-3].shape[1]
    module = getattr(torch.nn, op.upper())(x.shape[2], hidden, batch_first=True)
    for parameter, array in zip(module.parameters(), arrays[-4:], strict=True):
        parameter.data.copy_(array)
    inputs = [x, *states, *module.parameters()]

    def step():
        out, ends = module(x, tuple(states) if op == "lstm" else states[0])
        ends = ends if op == "lstm" else (ends,)
        return torch.autograd.grad((out, *ends), inputs, douts)

    return step


def growth(rows):
    """A step of the longest sequence over one of the shortest: {label: {library: ratio}}."""
    first, last = STEPS[0], STEPS[-1]
    found = {}
    for op in OPERATIONS:
        short, long = (rows[label(op, steps, *SIZES[0][1:])] for steps in (first, last))
        found[f"{op}: a step at T={last} over one at T={first}"] = {
            library: long[library]["p10_ms"] / last / (short[library]["p10_ms"] / first)
            for library in short
        }
    return found


def main(library, seconds):
    make = {"numpy": numpy_pass, "torch": torch_pass}[library]
    cases = [(op, *sizes) for op in OPERATIONS for sizes in SIZES]
    times = {}
    for case in cases:
        function = make(case[0], *draw(*case))
        times[label(*case)] = sample(function, float(seconds) / len(cases))
    print(json.dumps(times))


if __name__ == "__main__":
    main(*sys.argv[1:])

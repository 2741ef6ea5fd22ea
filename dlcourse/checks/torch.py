"""Does an operation agree with PyTorch? Forward, every gradient, every device, both precisions.

A gradient check cannot see a wrong forward pass: it differentiates whatever is there. So each
operation is also compared with one that the field trusts and that shares no line with ours.
"""

from warnings import catch_warnings, filterwarnings

import numpy as np
import torch

from .devices import TOLERANCE, available_devices, cast, error, full_precision, tensor
from .law import array_names, as_tuple, check_gradients, check_pair, fresh, random_like, stem
from .references import REFERENCES
from .report import TorchReport
from .training import compare_training, copy_weights

__all__ = [
    "TOLERANCE",
    "available_devices",
    "compare",
    "compare_training",
    "copy_weights",
    "error",
    "full_precision",
]


def compare(forward, backward, arrays, *, reference=None, devices=None, seed=0, **settings):
    """Compare outputs and every gradient with PyTorch's, for a random `dout`.

    Runs on each device and in each dtype of `TOLERANCE`, with TF32 switched off. Floating-point
    settings (class weights, targets, running statistics) are converted along with the arrays.

    Parameters
    ----------
    forward, backward : callable
        ``out, cache = forward(*arrays, **settings)`` and ``grads = backward(dout, cache)``.
    arrays : sequence of ndarray
        The array arguments; None for an optional argument that is not given.
    reference : callable, optional
        ``reference(*tensors, **settings)`` in PyTorch; its gradients come from autograd. By
        default the function of `torch.nn.functional` with our function's name: ``conv2d`` for
        ``conv2d_forward``. Dropout draws other random numbers than PyTorch, so it is compared
        with the product of `x` and the mask that our own function drew.
    devices : sequence of str, optional
        Default: all that PyTorch finds.
    seed : int
        Seed of the random `dout`.
    **settings
        Passed to both. A callable is called before each use (``rng=lambda: default_rng(0)``).

    Returns
    -------
    TorchReport
        Measured errors are in ``.errors[device, dtype][name]``.

    Raises
    ------
    AssertionError
        If an output or a gradient has another shape or dtype, or differs by more than
        `TOLERANCE`; the message names it, the entry, what was received and what was expected.
    ValueError
        If there is no reference of that name, or a device is not there.

    Examples
    --------
    >>> def tanh_forward(x):
    ...     return np.tanh(x), np.tanh(x)
    >>> def tanh_backward(dout, out):
    ...     return dout * (1 - out**2)
    >>> compare(tanh_forward, tanh_backward, [np.array([0.5, -1.0])])
    tanh: out dx agree with PyTorch to 1e-10 in float64 and 1e-04 in float32
    """
    check_pair(forward, backward, arrays)
    op = stem(forward)
    if reference is None:
        reference = _reference_of(op, forward)
    errors, shapes = {}, {}
    with full_precision():
        for device in _check_devices(devices):
            for dtype, tolerance in TOLERANCE[device].items():
                place = f"on {device} in {dtype}"
                ours = _ours(forward, backward, arrays, settings, dtype, seed)
                theirs = _theirs(reference, arrays, settings, dtype, device, ours)
                pairs = _pair_up(op, ours, theirs, place)
                errors[device, dtype] = _judge(op, pairs, tolerance, place)
                shapes = {name: np.shape(received) for name, (received, _) in pairs.items()}
    return TorchReport(op, shapes, errors, TOLERANCE["cpu"])


def _reference_of(op, forward):
    if op not in REFERENCES:
        known = ", ".join(REFERENCES)
        raise ValueError(
            f"no PyTorch function is known for {op!r}: pass reference=; known: {known}"
        )
    if op == "dropout":
        return REFERENCES[op](forward)
    return REFERENCES[op]


def _check_devices(devices):
    present = available_devices()
    for device in devices or ():
        if device not in present:
            raise ValueError(f"device {device!r} is not here; PyTorch finds {', '.join(present)}")
    return devices or present


def _ours(forward, backward, arrays, settings, dtype, seed):
    """Our outputs, gradients and new running statistics, with names; and the `dout` used."""
    arrays = [cast(array, dtype) for array in arrays]
    settings = {name: cast(value, dtype) for name, value in fresh(settings).items()}
    out, cache = forward(*arrays, **settings)
    dout = random_like(out, seed)
    gradients = as_tuple(backward(dout, cache))
    names = array_names(forward, arrays)
    given = {n: a for n, a in zip(names, arrays, strict=False) if a is not None}
    check_gradients(stem(forward), gradients, given)
    statistics = {
        name: getattr(cache, name)
        for name in ("running_mean", "running_var")
        if settings.get(name) is not None
    }
    outs = as_tuple(out)
    return {
        "outs": dict(zip(_names_of(outs), outs, strict=True)),
        "gradients": {f"d{name}": g for name, g in zip(given, gradients, strict=True)},
        "statistics": statistics,
        "douts": as_tuple(dout),
    }


def _names_of(outs):
    return ["out"] if len(outs) == 1 else [f"out{i}" for i in range(len(outs))]


def _theirs(reference, arrays, settings, dtype, device, ours):
    """The same from PyTorch, for the same `dout`."""
    tensors = [tensor(cast(array, dtype), device) for array in arrays]
    inputs = [t.requires_grad_() for t in tensors if t is not None]
    settings = {n: tensor(cast(value, dtype), device) for n, value in fresh(settings).items()}
    with catch_warnings():
        filterwarnings("ignore", message="Using padding='same'")  # it copies: slower, not wrong
        outs = as_tuple(reference(*tensors, **settings))
    result = {"outs": {n: o.detach() for n, o in zip(_names_of(outs), outs, strict=True)}}
    # PyTorch updates running statistics in place: the settings now hold the new ones.
    result["statistics"] = {name: settings[name] for name in ours["statistics"]}
    if [out.shape for out in outs] == [dout.shape for dout in ours["douts"]]:
        douts = [tensor(d, device).to(o.dtype) for d, o in zip(ours["douts"], outs, strict=True)]
        gradients = gradients_of(outs, inputs, douts)
        result["gradients"] = dict(zip(ours["gradients"], gradients, strict=True))
    return result


def gradients_of(outs, inputs, douts):
    """Autograd's gradients; zeros for an input that the outputs do not depend on."""
    tracked = [(out, dout) for out, dout in zip(outs, douts, strict=True) if out.requires_grad]
    if not tracked:
        return [torch.zeros_like(t) for t in inputs]
    outs, douts = zip(*tracked, strict=True)
    return torch.autograd.grad(outs, inputs, douts, allow_unused=True, materialize_grads=True)


def _pair_up(op, ours, theirs, place):
    """``{name: (received, expected)}``, after shapes and dtypes have been found equal."""
    pairs = {}
    for kind in ("outs", "statistics", "gradients"):
        if list(ours[kind]) != list(theirs[kind]):
            counts = len(ours[kind]), len(theirs[kind])
            raise AssertionError(f"{op} {place}: {counts[0]} {kind}, PyTorch gives {counts[1]}")
        for name, received in ours[kind].items():
            expected = theirs[kind][name].cpu().numpy()
            form = getattr(received, "dtype", type(received)), np.shape(received)
            if form != (expected.dtype, expected.shape):
                raise AssertionError(
                    f"{op} {place}: {name} is {form[0]} {form[1]}, "
                    f"but PyTorch's is {expected.dtype} {expected.shape}"
                )
            pairs[name] = received, expected
    return pairs


def _judge(op, pairs, tolerance, place):
    errors = {name: error(received, expected) for name, (received, expected) in pairs.items()}
    for name, value in errors.items():
        if not value <= tolerance:
            received, expected = (np.asarray(array) for array in pairs[name])
            gap = np.nan_to_num(np.abs(received - expected), nan=np.inf)
            entry = np.unravel_index(np.argmax(gap), gap.shape)
            at = ", ".join(str(int(k)) for k in entry)
            raise AssertionError(
                f"{op} {place}: {name}[{at}] is {received[entry]:.10g}, PyTorch's is "
                f"{expected[entry]:.10g}; error {value:.1e}, tolerance {tolerance:.0e}"
            )
    return errors

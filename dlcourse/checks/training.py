"""Do two models stay the same while they learn? Ours and PyTorch's, step by step."""

from itertools import count

import numpy as np
import torch

from ..functional import cross_entropy_backward, cross_entropy_forward
from ..optim import clip_grad_norm
from ..settings import check_number
from .devices import TOLERANCE, cast, error, full_precision, tensor
from .law import as_tuple, stem
from .references import REFERENCES
from .report import TrainingReport


def copy_weights(source, target):
    """Copy parameters and buffers from one model to the other, through their state dicts.

    Parameters
    ----------
    source, target : Layer or torch.nn.Module
        One of ours and one of PyTorch's, in either order, or two of a kind. Names and shapes are
        the same by design.

    Raises
    ------
    ValueError
        If a name is missing on one side, or a shape differs.

    Examples
    --------
    >>> from dlcourse.layers import Linear
    >>> ours = Linear(3, 2, rng=np.random.default_rng(0))
    >>> theirs = torch.nn.Linear(3, 2)
    >>> copy_weights(theirs, ours)
    >>> np.array_equal(ours.params["weight"], theirs.weight.detach().numpy())
    True
    """
    state = {name: _to_numpy(value) for name, value in source.state_dict().items()}
    if not isinstance(target, torch.nn.Module):
        target.load_state_dict(state)
        return
    shapes = {name: tuple(value.shape) for name, value in target.state_dict().items()}
    given = {name: value.shape for name, value in state.items()}
    if shapes != given:
        differ = sorted(n for n in shapes.keys() | given if shapes.get(n) != given.get(n))
        pairs = ", ".join(f"{n}: {given.get(n)} here, {shapes.get(n)} in PyTorch" for n in differ)
        raise ValueError(f"the models differ in {pairs}")
    target.load_state_dict({name: tensor(value, "cpu") for name, value in state.items()})


def _to_numpy(value):
    return value.detach().cpu().numpy() if isinstance(value, torch.Tensor) else np.asarray(value)


def compare_training(
    model,
    torch_model,
    batches,
    *,
    optimizer,
    torch_optimizer,
    loss=(cross_entropy_forward, cross_entropy_backward),
    clip_norm=None,
    tolerance=None,
    **settings,
):
    """Train both models on the same batches from the same weights, and compare after every step.

    First our weights are copied to PyTorch's model. Then for each batch both take one step, and
    the loss and every array of the state dict, running statistics too, must agree.

    Parameters
    ----------
    model : Layer
        Ours, in training or evaluation mode; PyTorch's is put into the same mode. With dropout
        the two would draw different random numbers: train without, or compare in evaluation mode.
    torch_model : torch.nn.Module
        PyTorch's, of the same names, shapes and dtype, on any device.
    batches : iterable of (x, targets)
        NumPy arrays; x may be a tuple of them, for models whose forward takes several.
    optimizer, torch_optimizer
        Of the same kind and settings; ours has ``step(grads)``.
    loss : pair of callables
        Our forward and backward, called with ``targets=``; PyTorch's function is found by name.
    clip_norm : float, optional
        Both bound the norm of their gradients by it before each step, see `clip_grad_norm`.
    tolerance : float, optional
        Largest ``max|ours - theirs| / max(1, max|theirs|)``. Default: `TOLERANCE` of the dtype of
        `model`, 1e-10 in float64 and 1e-4 in float32.
    **settings
        More settings of the loss, such as ``label_smoothing``.

    Returns
    -------
    TrainingReport
        ``.losses`` are ours, one per step; ``.errors[name]`` the error of an array after each.

    Raises
    ------
    AssertionError
        If anything differs by more than `tolerance`; the message names the step and the array.
    ValueError
        If the two models differ in names or shapes, or clip_norm is negative.

    Notes
    -----
    Adam divides a gradient by its own size. Where the gradient is zero in exact arithmetic, as
    for a bias in front of a batch normalization, it follows rounding noise, which no two programs
    share: build such layers with ``bias=False``.
    """
    dtype = str(next(iter(model.params.values())).dtype)
    tolerance = TOLERANCE["cpu"][dtype] if tolerance is None else tolerance
    if clip_norm is not None:
        check_number("clip_norm", clip_norm, low=0)
    copy_weights(model, torch_model)
    torch_model.train(model.training)
    losses, errors = [], {}
    with full_precision():
        for step, (x, targets) in zip(count(1), batches, strict=False):
            call = {"targets": cast(targets, dtype), **settings}
            x = [cast(array, dtype) for array in as_tuple(x)]
            ours = _our_step(model, optimizer, loss, x, clip_norm, call)
            reference = REFERENCES[stem(loss[0])]
            theirs = _their_step(torch_model, torch_optimizer, reference, x, clip_norm, call)
            losses.append(ours)
            _judge_step(step, model, torch_model, (ours, theirs), errors, tolerance)
    names = tuple(name for name in errors if name != "loss")
    return TrainingReport(len(losses), names, losses, errors, tolerance)


def _our_step(model, optimizer, loss, x, clip_norm, settings):
    value, cache = loss[0](model.forward(*x), **settings)
    model.backward(loss[1](np.ones_like(value), cache))
    grads = model.grads
    if clip_norm is not None:
        clip_grad_norm(grads, clip_norm)
    optimizer.step(grads)
    return float(value)


def _their_step(model, optimizer, reference, x, clip_norm, settings):
    device = next(model.parameters()).device
    settings = {name: tensor(value, device) for name, value in settings.items()}
    optimizer.zero_grad()
    value = reference(model(*(tensor(array, device) for array in x)), **settings)
    value.backward()
    if clip_norm is not None:
        torch.nn.utils.clip_grad_norm_(model.parameters(), clip_norm)
    optimizer.step()
    return value.item()


def _judge_step(step, model, torch_model, losses, errors, tolerance):
    ours, theirs = model.state_dict(), torch_model.state_dict()
    pairs = {"loss": losses} | {name: (ours[name], _to_numpy(theirs[name])) for name in ours}
    for name, (received, expected) in pairs.items():
        gap = error(received, expected)
        errors.setdefault(name, []).append(gap)
        if not gap <= tolerance:
            raise AssertionError(
                f"step {step}: {name} differs from PyTorch's, error {gap:.1e}, tolerance "
                f"{tolerance:.0e} (loss {losses[0]:.10g}, PyTorch's {losses[1]:.10g})"
            )

"""The training loop."""

import os

from ..layers import Layer
from ..optim import Optimizer, Schedule
from ..settings import check_flag, check_number
from ._run import Run
from .evaluate import check_count, check_kind, check_lengths, check_own, check_rng
from .progress import progress_bar


def fit(
    model,
    optimizer,
    x,
    y,
    *,
    epochs,
    batch_size=32,
    rng=None,
    loss="cross_entropy",
    validation=None,
    patience=None,
    schedule=None,
    schedule_each="epoch",
    clip_norm=None,
    after_step=None,
    checkpoint=None,
    checkpoint_every=None,
    drop_last=False,
    progress=True,
):
    """Train a model: forward, loss, backward, step; batch by batch, epoch by epoch.

    Parameters
    ----------
    model : Layer
        Trained in place.
    optimizer : Optimizer
        Of the model's parameters, or some of them: ``Adam(model.params)``.
    x, y : array
        Examples and targets, of one length N. Classes are integers; those that the loss ignores,
        -100 unless it has another ``ignore_index``, have no part in loss and accuracy.
    epochs : int
        How often each example is seen, in all.
    batch_size : int
        The last batch of an epoch may be smaller.
    rng : numpy.random.Generator, optional
        Shuffles the examples anew in each epoch; in order when not given.
    loss : str or pair of callable
        A loss of `dlcourse.functional` by name, or (forward, backward) with
        ``value, cache = forward(out, targets=...)`` and ``dout = backward(1.0, cache)``. Settings
        of a loss are given by `functools.partial`.
    validation : pair of array, optional
        (x, y) that is evaluated after each epoch.
    patience : int, optional
        Stop after so many epochs without a lower validation loss. The weights of the best epoch are
        restored at the end, however it comes.
    schedule : Schedule, optional
        Its ``step`` is called after each epoch, or each batch with ``schedule_each="step"``.
    clip_norm : float, optional
        Bound on the norm of the gradients, see `clip_grad_norm`.
    after_step : callable, optional
        Called as ``after_step(model)`` after every step of the optimizer: to hold pruned weights at
        zero, or weights within bounds. It changes the model's own arrays, in place.
    checkpoint : str or Path, optional
        File that holds the whole state of the run after each epoch, and after every
        `checkpoint_every` steps. If it is there, the run goes on from it, and ends in the same
        weights, bit for bit, as if it had never stopped. One run per file.
    drop_last : bool
        Leave a smaller last batch out of each epoch.
    progress : bool
        Show a bar, if tqdm is installed.

    Returns
    -------
    History

    Raises
    ------
    ValueError
        If an argument is wrong, the optimizer is not of the model's parameters, all targets of a
        batch are ignored, the model gives several outputs or cannot learn from a last batch of one,
        or the checkpoint is damaged or of another run.
    FloatingPointError
        If the loss is not a number; the step is not taken.
    """
    settings = {
        "loss": loss,
        "batch_size": batch_size,
        "patience": patience,
        "schedule_each": schedule_each,
        "clip_norm": clip_norm,
        "after_step": after_step,
        "checkpoint_every": checkpoint_every,
        "drop_last": drop_last,
    }
    _check_parts(model, optimizer, schedule)
    _check(x, y, epochs, rng, validation, checkpoint, settings)
    run = Run(model, optimizer, schedule, rng, (x, y), validation, settings)
    if checkpoint is not None:
        run.open(checkpoint, epochs)
    training = model.training
    try:
        with progress_bar(run.steps * epochs, len(run.history.loss), progress) as bar:
            while run.history.epochs < epochs and not run.history.stopped_early:
                run.run_epoch(bar)
    finally:
        model.train(training)
    if run.best:
        model.load_state_dict(run.best)
    return run.history


def _check_parts(model, optimizer, schedule):
    check_kind(Layer, model=model)
    check_kind(Optimizer, optimizer=optimizer)
    check_own(model, optimizer)
    if schedule is not None:
        check_kind(Schedule, schedule=schedule)
        if schedule.optimizer is not optimizer:
            raise ValueError("schedule must be of the optimizer that was given")


def _check(x, y, epochs, rng, validation, checkpoint, settings):
    check_lengths(x=x, y=y)
    counts = {"epochs": epochs, "batch_size": settings["batch_size"]}
    optional = {name: settings[name] for name in ("patience", "checkpoint_every")}
    check_count(**counts, **{k: v for k, v in optional.items() if v is not None})
    check_rng(rng)
    check_flag(drop_last=settings["drop_last"])
    if settings["clip_norm"] is not None:
        check_number("clip_norm", settings["clip_norm"], low=0)
    if settings["after_step"] is not None and not callable(settings["after_step"]):
        raise ValueError(f"after_step must be a function, got {settings['after_step']!r}")
    if checkpoint is not None and not isinstance(checkpoint, (str, os.PathLike)):
        raise ValueError(f"checkpoint must be a path, got {checkpoint!r}")
    if validation is not None:
        if not (isinstance(validation, (tuple, list)) and len(validation) == 2):
            raise ValueError("validation must be a pair of arrays (x, y)")
        check_lengths(**dict(zip(("validation x", "validation y"), validation, strict=True)))
    if settings["patience"] is not None and validation is None:
        raise ValueError("patience needs validation data, got validation=None")
    if settings["checkpoint_every"] is not None and checkpoint is None:
        raise ValueError("checkpoint_every needs a checkpoint, got checkpoint=None")
    if settings["schedule_each"] not in ("epoch", "step"):
        each = settings["schedule_each"]
        raise ValueError(f"schedule_each must be 'epoch' or 'step', got {each!r}")

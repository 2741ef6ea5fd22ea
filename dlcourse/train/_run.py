"""The state of a training run, and its steps."""

import copy
import math
from functools import partial

import numpy as np

from ..optim import clip_grad_norm
from . import _checkpoint
from ._history import History
from ._targets import Targets, holds_classes, loss_pair
from .evaluate import answer, evaluate, shuffled


class Run:
    """Everything that the rest of a run depends on. What is saved and loaded here is all of it."""

    def __init__(self, model, optimizer, schedule, rng, data, validation, settings):
        self.model, self.optimizer, self.schedule, self.rng = model, optimizer, schedule, rng
        (self.x, self.y), self.validation, self.settings = data, validation, settings
        self.loss_forward, self.loss_backward = loss_pair(settings["loss"])
        self.targets = Targets(self.loss_forward)
        self.steps, self.examples = self.check_batches()
        self.history = History()
        self.order = np.arange(0)
        self.position = self.right = self.epochs_without_gain = 0
        self.best = {}
        self.path = None

    def check_batches(self):
        """Steps and examples of an epoch; a last batch of one is tried on a copy of the model."""
        count, size = len(self.x), self.settings["batch_size"]
        if self.settings["drop_last"]:
            if count < size:
                raise ValueError(f"drop_last leaves no batch: {count} examples, batch_size={size}")
            return count // size, count - count % size
        steps = math.ceil(count / size)
        if count - size * (steps - 1) == 1:
            try:
                copy.deepcopy(self.model).train()(self.x[-1:])
            except ValueError as error:
                raise ValueError(
                    f"{count} examples with batch_size={size} end in a batch of one, which this "
                    f"model cannot learn from: change batch_size, or set drop_last=True ({error})"
                ) from error
        return steps, count

    def run_epoch(self, advance):
        """Go on in this epoch, from wherever it is, to its end."""
        if self.position == 0:
            self.order, self.right = shuffled(len(self.x), self.rng), 0
        every, size = self.settings["checkpoint_every"], self.settings["batch_size"]
        self.model.train()
        while self.position < self.steps:
            self.step(self.order[self.position * size : (self.position + 1) * size])
            self.position += 1
            advance(f"epoch {self.history.epochs + 1}, loss {self.history.loss[-1]:.4f}")
            if every and len(self.history.loss) % every == 0 and self.position < self.steps:
                self.save()
        self.end_epoch()
        self.save()

    def step(self, batch):
        """One batch: forward, loss, backward, update."""
        targets = self.y[batch]
        self.targets.check(targets)
        out = answer(self.model, self.x[batch])
        value, cache = self.loss_forward(out, targets=targets)
        if np.isnan(value):
            raise FloatingPointError(
                f"the loss is nan in epoch {self.history.epochs + 1}, step {self.position + 1} of "
                f"{self.steps}: look for nan in x and y, or take a smaller learning rate"
            )
        self.model.backward(self.loss_backward(1.0, cache))
        grads = self.model.grads
        if self.settings["clip_norm"] is not None:
            clip_grad_norm(grads, self.settings["clip_norm"])
        self.optimizer.step(grads)
        if self.settings["after_step"] is not None:
            self.settings["after_step"](self.model)
        if self.schedule is not None and self.settings["schedule_each"] == "step":
            self.schedule.step()
        self.history.loss.append(float(value))
        self.right += self.targets.right(out, targets)

    def end_epoch(self):
        """Means of the epoch, validation, early stopping."""
        history = self.history
        starts = range(0, self.examples, self.settings["batch_size"])
        seen = self.y[self.order[: self.examples]]
        shares = [self.targets.share(y) for y in np.split(seen, starts[1:])]
        history.train_loss.append(float(np.average(history.loss[-self.steps :], weights=shares)))
        if holds_classes(seen):
            history.train_accuracy.append(self.right / self.targets.count(seen))
        if self.validation is not None:
            self.validate()
        if self.schedule is not None and self.settings["schedule_each"] == "epoch":
            self.schedule.step()
        self.position = 0

    def validate(self):
        """Evaluate, and count the epochs since the best one."""
        history, patience = self.history, self.settings["patience"]
        loss, accuracy = evaluate(self.model, *self.validation, loss=self.settings["loss"])
        losses, best = history.validation_loss, history.best_epoch
        if loss < (math.inf if best is None else losses[best]):  # never of nan
            history.best_epoch, self.epochs_without_gain = len(history.validation_loss), 0
            if patience is not None:
                self.best = self.model.state_dict()
        else:
            self.epochs_without_gain += 1
        history.validation_loss.append(loss)
        if accuracy is not None:
            history.validation_accuracy.append(accuracy)
        history.stopped_early = patience is not None and self.epochs_without_gain >= patience

    def generators(self):
        """The random generators of the run, each once: of the order, then of the layers."""
        found = ([] if self.rng is None else [self.rng]) + self.model.generators()
        return list({id(rng): rng for rng in found}.values())

    def identity(self):
        """What makes this run this run, and not another one."""
        optimizer, schedule = self.optimizer, self.schedule
        first_lr = optimizer.lr if optimizer.initial_lr is None else optimizer.initial_lr
        settings = {k: v for k, v in self.settings.items() if k != "checkpoint_every"}
        return {
            "model": repr(self.model),
            "arrays": {k: f"{a.dtype} {a.shape}" for k, a in self.model.state().items()},
            "optimizer": type(optimizer).__name__,
            "optimizer's settings": {"lr": first_lr, **optimizer.settings},
            "schedule": None if schedule is None else repr(schedule),
            **settings,
            "after_step": settings["after_step"] and _name(settings["after_step"]),
            "loss": [_name(self.loss_forward), _name(self.loss_backward)],
            "generators": [type(rng.bit_generator).__name__ for rng in self.generators()],
            "x": _checkpoint.fingerprint(self.x),
            "y": _checkpoint.fingerprint(self.y),
            "validation": [_checkpoint.fingerprint(array) for array in self.validation or ()],
        }

    def open(self, path, epochs):
        """Save at this path from now on, and go on from what is there."""
        self.path, self.saved_identity = path, self.identity()
        found = _checkpoint.load(path)
        if found is None:
            return
        arrays, facts = found
        _checkpoint.check_same_run(path, facts["identity"], self.saved_identity)
        done = len(facts["history"]["train_loss"])
        if done > epochs:
            raise ValueError(
                f"checkpoint {path} holds {done} epochs, epochs={epochs} asks for less"
            )
        self.restore(arrays, facts)

    def save(self):
        """Write the state, if a checkpoint was asked for."""
        if self.path is None:
            return
        optimizer = self.optimizer.state_dict()
        arrays = {"order": self.order if self.position else self.order[:0]}
        arrays |= {f"model/{k}": a for k, a in self.model.state().items()}
        arrays |= {f"best/{k}": a for k, a in self.best.items()}
        for name, state in optimizer.pop("state").items():
            arrays |= {f"optimizer/{name}/{k}": a for k, a in state.items()}
        facts = {
            "identity": self.saved_identity,
            "history": self.history.to_dict(),
            "optimizer": optimizer,
            "schedule": self.schedule and self.schedule.state_dict(),
            "generators": [rng.bit_generator.state for rng in self.generators()],
            "counts": [self.position, self.right, self.epochs_without_gain],
        }
        _checkpoint.save(self.path, arrays, facts)

    def restore(self, arrays, facts):
        """Be in the state that was saved."""
        self.order = arrays["order"]
        self.model.load_state_dict(_part(arrays, "model/"))
        self.best = _part(arrays, "best/")
        state = {name: _part(arrays, f"optimizer/{name}/") for name in self.optimizer.params}
        self.optimizer.load_state_dict(
            {**facts["optimizer"], "settings": self.optimizer.settings, "state": state}
        )
        if self.schedule is not None:
            self.schedule.load_state_dict(facts["schedule"])
        for rng, saved in zip(self.generators(), facts["generators"], strict=True):
            rng.bit_generator.state = saved
        self.history = History(**facts["history"])
        self.position, self.right, self.epochs_without_gain = facts["counts"]


def _name(function):
    """Name of a function, with the settings that `functools.partial` gave it."""
    if isinstance(function, partial):
        return f"{_name(function.func)} {function.keywords}"
    return getattr(function, "__name__", type(function).__name__)


def _part(arrays, prefix):
    return {k.removeprefix(prefix): a for k, a in arrays.items() if k.startswith(prefix)}

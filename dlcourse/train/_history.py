"""What a training run remembers of itself."""

from dataclasses import asdict, dataclass, field


@dataclass
class History:
    """Numbers of a training run, as plain lists.

    Attributes
    ----------
    loss : list of float
        Loss of every step's batch, before the step.
    train_loss, train_accuracy : list of float
        Means over each epoch's batches, as the weights changed.
    validation_loss, validation_accuracy : list of float
        After each epoch. Empty without validation data; accuracies are empty when the targets are
        not classes.
    best_epoch : int or None
        The epoch, from 0, whose validation loss was the lowest.
    stopped_early : bool
        Whether patience ran out.
    """

    loss: list = field(default_factory=list)
    train_loss: list = field(default_factory=list)
    train_accuracy: list = field(default_factory=list)
    validation_loss: list = field(default_factory=list)
    validation_accuracy: list = field(default_factory=list)
    best_epoch: int | None = None
    stopped_early: bool = False

    @property
    def epochs(self):
        """Number of epochs that were finished."""
        return len(self.train_loss)

    def to_dict(self):
        """All of it as a dict of plain lists and numbers, ready for JSON."""
        return asdict(self)

    def __repr__(self):
        parts = [f"{self.epochs} epochs, {len(self.loss)} steps"]
        for name in ("train", "validation"):
            for kind in ("loss", "accuracy"):
                values = getattr(self, f"{name}_{kind}")
                parts += [f"{name} {kind} {values[-1]:.4f}"] if values else []
        return f"History: {', '.join(parts)}{', stopped early' if self.stopped_early else ''}"

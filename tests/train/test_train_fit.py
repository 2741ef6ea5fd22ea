"""Training: the loop against one by hand, early stopping, the bar, what is refused."""

import builtins

import numpy as np
import pytest
from training_runs import BATCH, build, data, fit, scripted_losses

from dlcourse import layers as L
from dlcourse import optim, train
from dlcourse.functional import cross_entropy_backward, cross_entropy_forward


def test_the_loop_is_what_one_writes_by_hand():
    x, y = data()
    model, optimizer, rng = build()
    losses, right = [], 0
    for _ in range(2):
        order, right = rng.permutation(53), 0
        for start in range(0, 53, BATCH):
            batch = order[start : start + BATCH]
            out = model(x[batch])
            value, cache = cross_entropy_forward(out, targets=y[batch])
            model.backward(cross_entropy_backward(1.0, cache))
            optimizer.step(model.grads)
            losses.append(float(value))
            right += (out.argmax(axis=1) == y[batch]).sum()
    other, other_optimizer, other_rng = build()
    history = train.fit(
        other, other_optimizer, x, y, epochs=2, batch_size=BATCH, rng=other_rng, progress=False
    )
    assert all(np.array_equal(model.state()[k], other.state()[k]) for k in model.state())
    assert history.loss == losses
    assert history.train_accuracy[1] == right / 53
    # The last batch of 3 counts as 3 examples, not as a whole batch.
    expected = np.dot(losses[6:], [10, 10, 10, 10, 10, 3]) / 53
    assert history.train_loss[1] == pytest.approx(expected, rel=1e-12)
    assert history.epochs == 2
    assert other.training


def test_it_learns():
    weights, history = fit(epochs=60, patience=None)
    assert history.validation_accuracy[-1] > 0.8 > history.validation_accuracy[0]
    assert len(history.loss) == 60 * 6
    assert repr(history).startswith("History: 60 epochs, 360 steps, train loss ")


def test_regression_has_no_accuracy():
    x, _ = data()
    model = L.Sequential(L.Linear(4, 2, rng=np.random.default_rng(0)))
    y = x[:, :2] - x[:, 2:]
    history = train.fit(
        model,
        optim.SGD(model.params, lr=0.1, momentum=0.9),
        x,
        y,
        epochs=60,
        loss="mse_loss",
        validation=(x, y),
        progress=False,
    )
    assert history.train_accuracy == history.validation_accuracy == []
    assert history.validation_loss[-1] < 1e-4 < history.validation_loss[0]
    assert train.evaluate(model, x, y, loss="mse_loss").accuracy is None


def test_early_stopping_restores_the_best_weights(monkeypatch):
    best, _ = fit(epochs=3, patience=None)
    scripted_losses(monkeypatch, [0.9, 0.8, 0.5, 0.6, 0.5, 0.1])
    weights, history = fit(epochs=6, patience=2)
    assert history.stopped_early
    assert (history.epochs, history.best_epoch) == (5, 2)
    assert all(np.array_equal(weights[k], best[k]) for k in best)


def test_the_best_weights_come_back_also_when_patience_lasts(monkeypatch):
    best, _ = fit(epochs=1, patience=None)
    scripted_losses(monkeypatch, [0.5, float("nan"), 0.7])
    weights, history = fit(epochs=3, patience=5)
    assert not history.stopped_early
    assert all(np.array_equal(weights[k], best[k]) for k in best)


def test_patience_goes_on_over_a_restart(monkeypatch, tmp_path):
    scripted_losses(monkeypatch, [0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1])
    fit(tmp_path / "run.npz", epochs=3, patience=3)
    _, history = fit(tmp_path / "run.npz", epochs=7, patience=3)
    assert history.stopped_early
    assert history.epochs == 4


def test_gradients_are_clipped():
    x, y = data()
    model = L.Linear(4, 3, rng=np.random.default_rng(0))
    before = model.state_dict()
    optimizer = optim.SGD(model.params, lr=1.0)
    train.fit(model, optimizer, x, y, epochs=1, batch_size=53, clip_norm=0.01, progress=False)
    moved = [model.params[k] - before[k] for k in before]
    assert np.sqrt(sum((m**2).sum() for m in moved)) == pytest.approx(0.01, rel=1e-3)


def test_after_each_step_weights_can_be_held_at_zero():
    x, y = data()
    model = L.Sequential(L.Linear(4, 8), L.ReLU(), L.Linear(8, 3))
    kept = {k: np.random.default_rng(0).random(a.shape) < 0.5 for k, a in model.params.items()}
    seen = []

    def hold(trained):
        assert trained is model
        for name, array in trained.params.items():
            array[~kept[name]] = 0
        seen.append(trained.params["0.weight"].copy())

    optimizer = optim.Adam(model.params, lr=0.02)
    settings = {"epochs": 2, "batch_size": 20, "progress": False}
    train.fit(model, optimizer, x, y, after_step=hold, **settings)
    assert len(seen) == 2 * 3
    assert all(not model.params[k][~kept[k]].any() for k in kept)
    assert np.abs(seen[-1] - seen[0])[kept["0.weight"]].min() > 0


def test_a_learning_rate_per_epoch():
    x, y = data()
    model, optimizer, rng = build()
    schedule = optim.StepLR(optimizer, step_size=1, gamma=0.5)
    train.fit(model, optimizer, x, y, epochs=3, rng=rng, schedule=schedule, progress=False)
    assert optimizer.lr == 0.02 / 8


def test_without_tqdm_there_is_no_bar(monkeypatch):
    real = builtins.__import__

    def no_tqdm(name, *args, **kwargs):
        if name.startswith("tqdm"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", no_tqdm)
    _, history = fit(progress=True)
    assert history.epochs > 0


def test_the_bar_counts_the_steps(capsys):
    pytest.importorskip("tqdm")
    fit(progress=True, patience=None)
    assert "24/24" in capsys.readouterr().err
    fit(progress=False)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"epochs": 0}, "epochs must be an integer of at least 1, got 0"),
        ({"batch_size": 2.0}, "batch_size must be .*got 2.0"),
        ({"patience": 0}, "patience must be .*got 0"),
        ({"validation": None}, "patience needs validation data"),
        ({"validation": data()[0]}, "validation must be a pair"),
        ({"validation": (data()[0], data(5)[1])}, "'validation x': 53, 'validation y': 5"),
        ({"checkpoint_every": 3}, "checkpoint_every needs a checkpoint"),
        ({"schedule_each": "batch"}, "schedule_each must be 'epoch' or 'step', got 'batch'"),
        ({"clip_norm": "1"}, "clip_norm must be a number of at least 0, got '1'"),
        ({"after_step": "mask"}, "after_step must be a function, got 'mask'"),
        ({"checkpoint": 3}, "checkpoint must be a path, got 3"),
        ({"schedule": "cosine"}, "schedule must be a Schedule, got str"),
        ({"validation": (1, 2)}, "validation x must be an array of examples, got int"),
        ({"loss": "hinge"}, "loss must be one of cross_entropy, .*got 'hinge'"),
        ({"loss": (1, 2)}, r"loss must be a name or a pair .*got \(1, 2\)"),
    ],
)
def test_bad_arguments_are_named(settings, message):
    with pytest.raises(ValueError, match=message):
        fit(**settings)


def test_unequal_lengths_and_seeds_are_named():
    model, optimizer, _ = build()
    x, y = data()
    with pytest.raises(ValueError, match="'x': 53, 'y': 52"):
        train.fit(model, optimizer, x, y[1:], epochs=1)
    with pytest.raises(ValueError, match="at least 1, is needed: got {'x': 0, 'y': 0}"):
        train.fit(model, optimizer, x[:0], y[:0], epochs=1)
    with pytest.raises(ValueError, match="rng must be a numpy.random.Generator, got int"):
        train.fit(model, optimizer, x, y, epochs=1, rng=0)
    with pytest.raises(ValueError, match="rng must be a numpy.random.Generator, got int"):
        next(train.minibatches(x, batch_size=2, rng=0))


def test_what_is_no_model_no_optimizer_and_no_path_is_named(tmp_path):
    model, optimizer, _ = build()
    x, y = data()
    refused = [
        (lambda: train.fit(abs, optimizer, x, y, epochs=1), "model must be a Layer, got builtin"),
        (lambda: train.fit(model, 0.1, x, y, epochs=1), "optimizer must be an Optimizer"),
        (lambda: train.fit(model, optimizer, None, y, epochs=1), "x must be an array of examples"),
        (lambda: train.predict(abs, x), "model must be a Layer"),
        (lambda: train.predict(model, [1.0]), "x must be a ndarray, got list"),
        (lambda: train.evaluate(None, x, y), "model must be a Layer, got NoneType"),
        (lambda: train.save_weights(None, model), "path must be a path, got None"),
        (lambda: train.load_weights(tmp_path / "w", None), "model must be a Layer"),
        (lambda: train.load_weights(tmp_path / "w", model, sha256=1), "sha256 must be a string"),
    ]
    for call, message in refused:
        with pytest.raises(ValueError, match=message):
            call()

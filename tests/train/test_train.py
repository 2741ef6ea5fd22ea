"""Training: the loop against one by hand, early stopping, and runs that are killed on the way."""

import builtins
import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from dlcourse import layers as L
from dlcourse import optim, train
from dlcourse.functional import cross_entropy_backward, cross_entropy_forward
from dlcourse.train import _checkpoint, _weights

EPOCHS, BATCH = 4, 10


def data(count=53, seed=0):
    """Three classes around three centers; 53 is no multiple of the batch."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, count)
    x = rng.standard_normal((count, 4)) + 2 * np.eye(4)[y]
    return x.astype(np.float32), y


def build(seed=0, bits=np.random.PCG64):
    """Model, optimizer and generator; dropout and batch order share the generator."""
    rng = np.random.Generator(bits(seed))
    model = L.Sequential(
        L.Linear(4, 8, rng=rng),
        L.BatchNorm1d(8),
        L.ReLU(),
        L.Dropout(0.3, rng=rng),
        L.Linear(8, 3, rng=rng),
        L.Dropout(0.1, rng=np.random.default_rng(seed + 1)),
    )
    return model, optim.Adam(model.params, lr=0.02, weight_decay=0.01), rng


def fit(checkpoint=None, seed=0, bits=np.random.PCG64, **settings):
    """One run with everything that has a state; returns (weights, history)."""
    model, optimizer, rng = build(seed, bits)
    schedule = optim.CosineAnnealingLR(optimizer, T_max=30)
    options = {
        "epochs": EPOCHS,
        "batch_size": BATCH,
        "validation": data(20, seed=1),
        "patience": 2,
        "schedule": schedule,
        "schedule_each": "step",
        "clip_norm": 1.0,
        "progress": False,
        "checkpoint_every": None if checkpoint is None else 4,
    } | settings
    history = train.fit(model, optimizer, *data(), rng=rng, checkpoint=checkpoint, **options)
    return model.state_dict(), history


def assert_same_run(one, two):
    for name in one[0]:
        assert np.array_equal(one[0][name], two[0][name]), name
    assert one[1].to_dict() == two[1].to_dict()


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


def scripted_losses(monkeypatch, values):
    values = iter(values)
    evaluation = lambda *args, **kwargs: train.Evaluation(next(values), 0.5)  # noqa: E731
    monkeypatch.setattr("dlcourse.train._run.evaluate", evaluation)


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


def test_a_learning_rate_per_epoch():
    x, y = data()
    model, optimizer, rng = build()
    schedule = optim.StepLR(optimizer, step_size=1, gamma=0.5)
    train.fit(model, optimizer, x, y, epochs=3, rng=rng, schedule=schedule, progress=False)
    assert optimizer.lr == 0.02 / 8


def test_minibatches_see_everything_once():
    x, y = data()
    batches = list(train.minibatches(x, y, batch_size=10, rng=np.random.default_rng(0)))
    assert [len(bx) for bx, _ in batches] == [10, 10, 10, 10, 10, 3]
    rows = np.concatenate([np.column_stack(batch) for batch in batches])
    assert not np.array_equal(rows, np.column_stack([x, y]))
    assert sorted(map(tuple, rows)) == sorted(map(tuple, np.column_stack([x, y])))


def test_predict_and_evaluate_do_not_depend_on_the_batch():
    x, y = data()
    model, _, _ = build()
    model.train()
    before = model.state_dict()
    whole = train.predict(model, x, batch_size=100)
    assert whole.shape == (53, 3)
    np.testing.assert_allclose(train.predict(model, x, batch_size=7), whole, rtol=1e-5)
    assert train.predict(model, x[:0]).shape == (0, 3)
    loss, accuracy = train.evaluate(model, x, y, batch_size=7)
    assert loss == pytest.approx(float(cross_entropy_forward(whole, targets=y)[0]), rel=1e-5)
    assert accuracy == np.mean(whole.argmax(axis=1) == y)
    assert model.training
    assert all(np.array_equal(model.state()[k], before[k]) for k in before)


# Runs that are stopped on the way.


@pytest.mark.parametrize(
    "bits", [np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64]
)
def test_a_run_stopped_at_any_step_ends_in_the_same_weights(tmp_path, bits):
    whole = fit(bits=bits)
    for stop in range(1, EPOCHS * 6 + 1, 1 if bits is np.random.PCG64 else 7):
        path = tmp_path / f"{stop}.npz"
        steps = 0

        def backward(dout, cache, stop=stop):
            nonlocal steps
            steps += 1
            if steps == stop:
                raise KeyboardInterrupt
            return cross_entropy_backward(dout, cache)

        with pytest.raises(KeyboardInterrupt):
            fit(path, bits=bits, loss=(cross_entropy_forward, backward))
        assert_same_run(fit(path, bits=bits, loss=(cross_entropy_forward, backward)), whole)
        # It went on from the last checkpoint and did not start again.
        assert steps <= stop + (EPOCHS * 6 - stop) + 4


def test_a_finished_run_is_not_run_again(tmp_path):
    path = tmp_path / "run.npz"
    first = fit(path)
    written = path.stat().st_mtime_ns
    assert_same_run(fit(path), first)
    assert path.stat().st_mtime_ns == written


def test_the_path_may_be_saved_more_often_after_a_restart(tmp_path):
    settings = {"patience": None}
    fit(tmp_path / "run.npz", epochs=2, checkpoint_every=None, **settings)
    again = fit(tmp_path / "run.npz", epochs=3, checkpoint_every=2, **settings)
    assert_same_run(again, fit(epochs=3, **settings))


def test_more_epochs_go_on_as_one_long_run(tmp_path):
    settings = {"patience": None}
    fit(tmp_path / "run.npz", epochs=2, **settings)
    assert_same_run(fit(tmp_path / "run.npz", epochs=5, **settings), fit(epochs=5, **settings))


CHILD = """
import sys
sys.path.insert(0, {tests!r})
import numpy as np
import test_train
print("ready", flush=True)
weights, history = test_train.fit(
    sys.argv[1], epochs=60, patience=None, checkpoint_every=5
)
np.savez(sys.argv[2], **weights, loss=history.loss)
"""


def start_child(path, result):
    code = CHILD.format(tests=str(Path(__file__).parent))
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(path), str(result)], stdout=subprocess.PIPE
    )
    assert child.stdout.readline() == b"ready\n"
    return child


def test_a_run_killed_at_random_moments_ends_in_the_same_weights(tmp_path):
    child = start_child(tmp_path / "whole.npz", tmp_path / "whole-result.npz")
    begin = time.monotonic()
    assert child.wait(120) == 0
    seconds = time.monotonic() - begin
    path, result = tmp_path / "run.npz", tmp_path / "result.npz"
    moments, kills = random.Random(0), 0
    while not result.exists():
        child = start_child(path, result)
        if kills < 6:
            time.sleep(moments.uniform(0, seconds / 12))  # a later run may be twice as fast
            kills += child.poll() is None
            child.send_signal(signal.SIGKILL)
        child.wait(120)
        child.stdout.close()
    assert kills >= 4
    with np.load(result) as one, np.load(tmp_path / "whole-result.npz") as two:
        assert one.files == two.files
        assert all(one[name].tobytes() == two[name].tobytes() for name in one.files)


@pytest.mark.parametrize("call", ["os.fsync", "os.replace"])
def test_a_write_that_fails_leaves_the_file_before(tmp_path, monkeypatch, call):
    path = tmp_path / "weights.npz"
    model, _, _ = build()
    train.save_weights(path, model)
    before = path.read_bytes()

    def fail(*args):
        raise OSError("no space left on device")

    monkeypatch.setattr(call, fail)
    model.params["0.weight"] += 1
    with pytest.raises(OSError, match="no space left"):
        train.save_weights(path, model)
    assert path.read_bytes() == before


def test_a_file_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    calls = []
    real = {"fsync": os.fsync, "replace": os.replace}
    for name, function in real.items():
        spy = lambda *a, n=name, f=function: (calls.append(n), f(*a))[1]  # noqa: E731
        monkeypatch.setattr(os, name, spy)
    _weights.write_atomically(tmp_path / "file", b"abc")
    assert calls == ["fsync", "replace", "fsync"]
    assert (tmp_path / "file").read_bytes() == b"abc"


def test_a_truncated_checkpoint_is_refused(tmp_path):
    path = tmp_path / "run.npz"
    fit(path)
    content = path.read_bytes()
    for size in [0, 1, 100, len(content) // 2, len(content) - 1]:
        path.write_bytes(content[:size])
        with pytest.raises(ValueError, match=r"run.npz cannot be read .* delete it to start"):
            fit(path)


def test_no_altered_byte_goes_unnoticed(tmp_path):
    """Every flipped byte is refused, or is one that changes nothing that is read."""
    path = tmp_path / "run.npz"
    arrays = {"w": np.arange(6.0).reshape(2, 3), "b": np.float32([1])}
    _checkpoint.save(path, arrays, {"epoch": 3})
    content, refused = path.read_bytes(), 0
    for i in range(len(content)):
        path.write_bytes(content[:i] + bytes([content[i] ^ 0x55]) + content[i + 1 :])
        try:
            read, facts = _checkpoint.load(path)
        except ValueError:
            refused += 1
            continue
        assert facts == {"epoch": 3}
        assert list(read) == ["w", "b"]
        for name, array in arrays.items():
            assert (array.dtype, array.shape) == (read[name].dtype, read[name].shape)
            assert array.tobytes() == read[name].tobytes()
    assert refused > len(content) / 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"batch_size": 9}, "batch_size is 10 there, 9 here"),
        ({"patience": 3}, "patience is 2 there, 3 here"),
        ({"clip_norm": None}, "clip_norm is 1.0 there, None here"),
        ({"schedule": None}, "schedule is CosineAnnealingLR.*T_max=30.* there, None here"),
        ({"validation": data(20, seed=2)}, r"validation is \['float32 \(20, 4\) "),
        ({"loss": "mse_loss"}, "loss is .*'cross_entropy_forward'.* there, .*'mse_loss_forward'"),
        ({"epochs": 2}, "holds 4 epochs, epochs=2 asks for less"),
        ({"bits": np.random.Philox}, "generators is .*'PCG64'.* there, .*'Philox'"),
    ],
)
def test_a_checkpoint_of_other_settings_is_refused(tmp_path, change, message):
    settings = {"patience": 2, "epochs": 4}
    scripted = {"validation": data(20, seed=1)}
    fit(tmp_path / "run.npz", **settings, **scripted)
    with pytest.raises(ValueError, match=message):
        fit(tmp_path / "run.npz", **(settings | scripted | change))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: (L.Linear(4, 5), optim.Adam), r"model is Linear\(4, 3\).* there, Linear\(4, 5\)"),
        (lambda: (L.Linear(4, 3), optim.AdamW), "optimizer is Adam there, AdamW here"),
        (lambda: (L.Linear(4, 3, dtype=np.float64), optim.Adam), "arrays is .*float32.*float64"),
        (
            lambda: (L.Linear(4, 3), lambda p: optim.Adam(p, lr=0.5)),
            "optimizer's settings is .*'lr': 0.001.* there, .*'lr': 0.5",
        ),
    ],
)
def test_a_checkpoint_of_another_model_is_refused(tmp_path, make, message):
    def run(model, optimizer, x, y):
        train.fit(
            model,
            optimizer(model.params),
            x.astype(model.params["weight"].dtype),
            y,
            epochs=1,
            checkpoint=tmp_path / "run.npz",
            progress=False,
        )

    run(L.Linear(4, 3), optim.Adam, *data())
    with pytest.raises(ValueError, match=f"run.npz belongs to another run: {message}"):
        run(*make(), *data())
    with pytest.raises(ValueError, match=r"x is float32 \(53, 4\) \w+ there, float32 \(53, 4\) "):
        run(L.Linear(4, 3), optim.Adam, data()[0] + 1, data()[1])


# Weights in files.


def test_weights_come_back_and_tell_their_digest(tmp_path):
    model, _, _ = build()
    other, _, _ = build(seed=7)
    path = tmp_path / "weights.npz"
    digest = train.save_weights(path, model)
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert train.save_weights(tmp_path / "again.npz", model) == digest
    train.load_weights(path, other, sha256=digest.upper())
    assert all(np.array_equal(model.state()[k], other.state()[k]) for k in model.state())


def test_wrong_weights_are_refused(tmp_path):
    path = tmp_path / "weights.npz"
    model, _, _ = build()
    before = model.state_dict()
    train.save_weights(path, L.Linear(4, 3))
    with pytest.raises(ValueError, match=r"weights.npz: state_dict lacks \['0.weight'"):
        train.load_weights(path, model)
    with pytest.raises(ValueError, match="weights.npz is not the expected file: SHA-256 is"):
        train.load_weights(path, model, sha256="0" * 64)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(ValueError, match="weights.npz is damaged or not .npz"):
        train.load_weights(path, model)
    with pytest.raises(FileNotFoundError):
        train.load_weights(tmp_path / "none.npz", model)
    assert all(np.array_equal(model.state()[k], before[k]) for k in before)


def test_nothing_is_unpickled(tmp_path):
    class Trap:
        def __reduce__(self):
            return print, ("unpickled",)

    path = tmp_path / "trap.npz"
    np.savez(path, facts=np.array([Trap()], dtype=object), digest=np.zeros(3))
    with pytest.raises(ValueError, match="allow_pickle=False"):
        fit(path)
    with pytest.raises(ValueError, match="allow_pickle=False"):
        train.load_weights(path, L.Linear(2, 3))


# The bar and the arguments.


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

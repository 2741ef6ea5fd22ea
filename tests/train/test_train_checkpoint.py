"""Runs that are stopped on the way end as if they had not been; other runs are refused."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from training_runs import EPOCHS, data, fit

from dlcourse import layers as L
from dlcourse import optim, train
from dlcourse.functional import cross_entropy_backward, cross_entropy_forward
from dlcourse.train import _checkpoint


def assert_same_run(one, two):
    for name in one[0]:
        assert np.array_equal(one[0][name], two[0][name]), name
    assert one[1].to_dict() == two[1].to_dict()


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
sys.path.insert(0, {folder!r})
import numpy as np
from training_runs import fit
from dlcourse.functional import cross_entropy_backward, cross_entropy_forward

def backward(dout, cache):
    sys.stdin.readline()  # a line is the leave to take a step; at the end there is leave for all
    print("step", flush=True)
    return cross_entropy_backward(dout, cache)

weights, history = fit(
    sys.argv[1],
    epochs=60,
    patience=None,
    checkpoint_every=5,
    loss=(cross_entropy_forward, backward),
)
np.savez(sys.argv[2], **weights, loss=history.loss)
"""


def start_child(path, result):
    code = CHILD.format(folder=str(Path(__file__).parent))
    command = [sys.executable, "-c", code, str(path), str(result)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def finish(child):
    child.communicate(timeout=120)
    assert child.returncode == 0


def test_a_run_killed_at_random_moments_ends_in_the_same_weights(tmp_path):
    finish(start_child(tmp_path / "whole.npz", tmp_path / "whole-result.npz"))
    path, result = tmp_path / "run.npz", tmp_path / "result.npz"
    moments = random.Random(0)
    for _ in range(6):
        child = start_child(path, result)
        step = moments.randrange(1, 50)
        child.stdin.write(b"\n" * (step + 5))  # it is killed on its way through these five
        child.stdin.flush()
        assert [child.stdout.readline() for _ in range(step)] == [b"step\n"] * step
        child.kill()
        child.communicate()
        assert child.returncode == -signal.SIGKILL
    assert path.exists()
    finish(start_child(path, result))
    with np.load(result) as one, np.load(tmp_path / "whole-result.npz") as two:
        assert one.files == two.files
        assert all(one[name].tobytes() == two[name].tobytes() for name in one.files)


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
        ({"after_step": id}, "after_step is None there, id here"),
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

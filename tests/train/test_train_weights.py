"""Weights in files: whole or as they were, with their digest, and never unpickled."""

import hashlib
import os

import numpy as np
import pytest
from training_runs import build, fit

from dlcourse import layers as L
from dlcourse import train
from dlcourse.train import _weights


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

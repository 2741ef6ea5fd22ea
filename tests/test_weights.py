"""Packaged weights: read only when they are as they were written, and trained by one command."""

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

import dlcourse
from dlcourse import weights

PACKAGE = Path(dlcourse.__file__).parent
FILES = weights.trainers()
ARRAYS = {"w": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.ones(2, np.float32)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_packaged_files_are_those_of_their_table_and_hold_plain_numbers(path):
    data = weights.read_packaged(path)
    assert hashlib.sha256(data).hexdigest() == weights.digests(path.parent)[path.name]
    assert len(data) < 700_000
    if path.suffix == ".npz":
        kinds = {str(array.dtype) for array in weights.load(path).values()}
        assert kinds & {"float16", "float32"}
        assert kinds <= {"float16", "float32", "int64"}  # the latter counts batches


def test_every_packaged_file_has_a_trainer_a_digest_and_a_place_in_the_wheel():
    found = set(PACKAGE.glob("studies/*/weights/*"))
    tables = {path for path in found if path.name == weights.TABLE}
    assert found - tables == set(FILES)
    noted = {table.with_name(name) for table in tables for name in weights.digests(table.parent)}
    assert noted == set(FILES)
    assert len({path.stem for path in FILES}) == len(FILES) >= 7
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["dlcourse"]
    assert found <= {path for pattern in patterns for path in PACKAGE.glob(pattern)}


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "new" / "some.npz"
    weights.keep(path, weights.pack(ARRAYS))
    return path


def test_what_was_kept_comes_back(path):
    found = weights.load(path)
    assert found.keys() == ARRAYS.keys()
    assert all(np.array_equal(found[name], ARRAYS[name]) for name in ARRAYS)
    assert weights.read_packaged(str(path)) == path.read_bytes()


def test_the_table_keeps_what_it_had(path):
    first = weights.digests(path.parent)
    second = weights.keep(path.with_name("words.json"), b"[1]")
    assert weights.digests(path.parent) == first | {"words.json": second}
    assert second == hashlib.sha256(b"[1]").hexdigest()
    third = weights.keep(path, weights.pack({"w": np.zeros(1)}))
    assert weights.digests(path.parent) == {"some.npz": third, "words.json": second}
    assert {place.name for place in path.parent.iterdir()} == {
        *("some.npz", "words.json", weights.TABLE)
    }


def test_another_file_is_refused_before_it_is_read(path, monkeypatch):
    wanted = weights.digests(path.parent)["some.npz"]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    found = hashlib.sha256(data).hexdigest()
    monkeypatch.setattr(np, "load", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(ValueError) as error:
        weights.load(path)
    told = f"{path} is not the expected file: SHA-256 is {found}, not {wanted}"
    assert str(error.value) == told


def test_a_file_that_the_table_does_not_name_is_refused(path):
    other = path.with_name("other.npz")
    other.write_bytes(path.read_bytes())
    with pytest.raises(ValueError, match="other.npz is not in .*digests.json"):
        weights.load(other)


def test_a_missing_file_or_table_is_told(path):
    path.rename(path.with_name("moved.npz"))
    with pytest.raises(FileNotFoundError, match="some.npz"):
        weights.load(path)
    path.with_name(weights.TABLE).unlink()
    with pytest.raises(FileNotFoundError, match="digests.json"):
        weights.load(path)


def test_nothing_is_unpickled(path, capsys):
    class Trap:
        def __reduce__(self):
            return print, ("unpickled",)

    weights.keep(path, weights.pack({"w": np.array([Trap()], dtype=object)}))
    with pytest.raises(ValueError, match=r"some.npz is damaged or not .npz: .*allow_pickle=False"):
        weights.load(path)
    assert capsys.readouterr().out == ""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Two files in place of the packaged ones; what they hold is how often they were trained."""
    times = {}

    def trainer(name):
        def train(*, progress):
            times[name] = times.get(name, 0) + 1
            return json.dumps([times[name], progress]).encode(), f"trained {name}"

        return train

    places = {tmp_path / "a" / "one.json": "one", tmp_path / "b" / "two.json": "two"}
    known = {place: trainer(name) for place, name in places.items()}
    monkeypatch.setattr(weights, "trainers", lambda: known)
    return list(places)


def test_the_command_trains_all_and_notes_their_digests(package, capsys):
    weights.main([])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[0] for line in lines] == ["one.json", "two.json"]
    for path, (name, digest, *result) in zip(package, lines, strict=True):
        assert json.loads(weights.read_packaged(path)) == [1, True]
        assert weights.digests(path.parent) == {name: digest}
        assert result[:2] == ["trained", path.stem]


def test_the_command_trains_what_is_named_and_leaves_the_package(package, tmp_path, capsys):
    weights.main([])
    before = package[1].read_bytes()
    weights.main(["two", "--out", str(tmp_path / "out"), "--quiet"])
    assert package[1].read_bytes() == before
    assert json.loads(weights.read_packaged(tmp_path / "out" / "two.json")) == [2, False]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"two.json", weights.TABLE}


def test_a_name_that_is_not_known_is_refused_at_once(package, capsys):
    with pytest.raises(SystemExit, match="2"):
        weights.main(["one", "three"])
    assert "name must be 'one' or 'two', got 'three'" in capsys.readouterr().err
    assert not any(path.exists() for path in package)
    with pytest.raises(ValueError, match="got 'three'"):
        weights.retrain(["three"])


def test_the_command_names_all_there_is():
    command = [sys.executable, "-m", "dlcourse.weights", "--help"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert all(path.stem in said for path in FILES)

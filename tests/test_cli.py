"""The commands: what they print, what they write, and how they exit."""

import json
import platform
import subprocess
import sys
from importlib import metadata

import pytest
from typer.testing import CliRunner

from dlcourse import cli, doctor, functional
from dlcourse.grading.jail import bubblewrap

runner = CliRunner()
LONGEST = "binary_cross_entropy_with_logits"


def run(*arguments):
    return runner.invoke(cli.app, list(arguments))


@pytest.fixture
def wrong_relu(monkeypatch):
    right = functional.relu_forward

    def relu_forward(x, **settings):
        out, cache = right(x, **settings)
        return out + 1, cache

    monkeypatch.setattr(functional, "relu_forward", relu_forward)


@pytest.fixture
def no_torch(monkeypatch):
    monkeypatch.setattr(cli, "find_spec", lambda name: None if name == "torch" else 1)


def test_verify_prints_a_row_for_each_operation_and_exits_0():
    pytest.importorskip("torch")
    result = run("verify", "--op", "relu", "--op", "conv2d")
    assert result.exit_code == 0, result.output
    for word in ("relu", "conv2d", "cpu", "ok", "1e-10 in float64 and 1e-04 in float32"):
        assert word in result.output
    assert "tanh" not in result.output
    assert "binary_cross_entropy_with_logits " in run("verify", "--op", LONGEST).output
    assert "FAILS" not in result.output


def test_verify_writes_json(tmp_path):
    pytest.importorskip("torch")
    result = run("verify", "--op", "tanh", "--json", str(tmp_path / "verify.json"))
    assert result.exit_code == 0
    assert "tanh" in result.output
    data = json.loads((tmp_path / "verify.json").read_text())
    assert data["ok"] is True
    assert data["torch"] == metadata.version("torch")
    row = next(r for r in data["results"] if (r["device"], r["dtype"]) == ("cpu", "float64"))
    assert row["op"] == "tanh"
    assert row["settings"] == 1
    assert 0 <= row["forward_error"] < 1e-12
    assert row["tolerance"] == 1e-10


def test_json_alone_on_stdout():
    pytest.importorskip("torch")
    result = run("verify", "--op", "tanh", "--json", "-")
    assert json.loads(result.stdout)["ok"] is True


def test_a_disagreement_exits_1_and_says_what(wrong_relu):
    pytest.importorskip("torch")
    result = run("verify", "--op", "relu", "--op", "tanh")
    assert result.exit_code == 1
    assert "FAILS" in result.stdout
    assert "relu: relu 5x3x4: AssertionError: relu on cpu in float64: out[" in result.stderr
    assert "tanh:" not in result.stderr
    data = json.loads(run("verify", "--op", "relu", "--json", "-").stdout)
    assert data["ok"] is False
    assert data["results"][0]["failures"]


def test_long_lists_of_failures_are_cut(monkeypatch):
    pytest.importorskip("torch")

    def conv2d_forward(*arrays, **settings):
        return 1 / 0

    monkeypatch.setattr(functional, "conv2d_forward", conv2d_forward)
    result = run("verify", "--op", "conv2d")
    assert result.exit_code == 1
    assert result.stderr.count("ZeroDivisionError") == 2 * cli.SHOWN
    assert "more; --json has them all" in result.stderr


def test_samples_print_three_counts():
    pytest.importorskip("torch")
    result = run("verify", "--samples", "--op", "softmax")
    assert result.exit_code == 0, result.output
    line = next(line for line in result.output.splitlines() if line.startswith("softmax"))
    assert line.split() == ["softmax", "7", "7", "0", "ok"]


def test_samples_of_an_operation_without_any_exit_2():
    result = run("verify", "--samples", "--op", "gradient_penalty")
    assert result.exit_code == 2
    assert "no sample inputs for an operation called 'gradient_penalty'" in result.output


def test_samples_that_disagree_exit_1(wrong_relu):
    pytest.importorskip("torch")
    result = run("verify", "--samples", "--op", "relu")
    assert result.exit_code == 1
    assert "relu: (): AssertionError" in result.stderr


def test_unknown_operation_exits_2():
    pytest.importorskip("torch")
    result = run("verify", "--op", "conv9d")
    assert result.exit_code == 2
    assert "No operation is called 'conv9d'. There are: linear" in result.stderr


def test_missing_torch_exits_2(no_torch):
    result = run("verify")
    assert result.exit_code == 2
    assert "PyTorch is missing" in result.stderr
    assert "pip install torch" in result.stderr


def test_doctor_names_everything_and_exits_0():
    result = run("doctor")
    for name in ("Python", "numpy", "BLAS of NumPy", "jupyterlab", "folder for data"):
        assert name in result.output
    assert result.exit_code == any(f.needed and not f.ok for f in doctor.examine())


def test_doctor_names_the_command_for_what_is_missing(monkeypatch):
    real = metadata.version

    def version(name):
        if name in ("jupyterlab", "nltk"):
            raise metadata.PackageNotFoundError(name)
        return "1.0" if name == "scipy" else real(name)

    monkeypatch.setattr(doctor.metadata, "version", version)
    found = {finding.name: finding for finding in doctor.examine()}
    assert not found["jupyterlab"].ok
    assert found["jupyterlab"].needed
    assert found["jupyterlab"].remedy == f"{sys.executable} -m pip install -e '.[course]'"
    assert not found["nltk"].ok
    assert not found["nltk"].needed
    assert found["scipy"].found.startswith("1.0, not >=1.")
    result = run("doctor")
    assert result.exit_code == 1
    assert f"To mend it: {found['jupyterlab'].remedy}" in result.output


def test_doctor_tells_an_instructor_why_there_is_no_jail(monkeypatch):
    pytest.importorskip("nbgrader")
    monkeypatch.setattr(bubblewrap, "probe", lambda: "bubblewrap is missing: install it")
    (jail,) = (finding for finding in doctor.examine() if finding.name.startswith("jail"))
    assert (jail.ok, jail.needed, jail.found) == (False, False, "bubblewrap is missing: install it")
    monkeypatch.setattr(bubblewrap, "probe", lambda: "")
    assert all(finding.ok for finding in doctor.examine() if finding.name.startswith("jail"))
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    assert not any(finding.name.startswith("jail") for finding in doctor.examine())


def test_doctor_asks_only_for_what_this_machine_can_have(monkeypatch):
    here, elsewhere = platform.system(), "Plan9"
    markers = {"nltk": here, "keras": elsewhere}
    listed = [f"{k}; platform_system == '{v}' and extra == 'tools'" for k, v in markers.items()]
    monkeypatch.setattr(doctor.metadata, "requires", lambda name: listed)
    names = {finding.name for finding in doctor.examine()}
    assert "nltk" in names
    assert "keras" not in names


def test_samples_without_expecttest_exit_2(monkeypatch):
    pytest.importorskip("torch")
    real = cli.find_spec
    monkeypatch.setattr(cli, "find_spec", lambda n: None if n == "expecttest" else real(n))
    result = run("verify", "--samples")
    assert result.exit_code == 2
    assert "pip install expecttest" in result.stderr


def test_doctor_forgives_what_is_optional(monkeypatch):
    optional = doctor.Finding(
        "nltk", "not installed", False, needed=False, remedy="pip install nltk"
    )
    monkeypatch.setattr(doctor, "examine", lambda: [optional])
    result = run("doctor")
    assert result.exit_code == 0
    assert "optional" in result.output


def test_doctor_sees_a_folder_that_cannot_be_written(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DLCOURSE_HOME", str(tmp_path / "file" / "below"))
    home = doctor.examine()[-1]
    assert not home.ok
    assert "DLCOURSE_HOME" in home.remedy


def test_doctor_json():
    data = json.loads(run("doctor", "--json", "-").stdout)
    assert data[0]["name"] == "Python"
    assert {"found", "ok", "needed", "remedy"} <= set(data[0])


def test_doctor_without_an_installed_package(monkeypatch):
    def requires(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(doctor.metadata, "requires", requires)
    finding = doctor.examine()[1]
    assert not finding.ok
    assert finding.remedy.endswith("-m pip install -e '.[course]'")


def test_progress_shows_every_exercise(monkeypatch, tmp_path):
    monkeypatch.setenv("DLCOURSE_HOME", str(tmp_path))
    from dlcourse.exercises import progress

    result = run("progress")
    assert result.exit_code == 0, result.output
    rows = progress()
    assert rows
    assert all(row.id in result.output for row in rows)


def test_the_command_is_installed_and_helps():
    command = [sys.executable, "-m", "dlcourse.cli", "--help"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for name in ("doctor", "verify", "progress"):
        assert name in text

"""`dlcourse grade`: what it refuses, and what it says everywhere."""

from handed_in import NAME
from typer.testing import CliRunner

from dlcourse import cli


def test_the_command_says_what_is_wrong(tmp_path):
    run = CliRunner().invoke
    result = run(cli.app, ["grade", str(tmp_path), "--assignment", "9_9", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "no assignment '9_9'; there are 1_1_rise" in result.output
    result = run(cli.app, ["grade", str(tmp_path), "--assignment", NAME, "--out", str(tmp_path)])
    assert result.exit_code == 2


def test_without_a_jail_it_refuses(tmp_path, monkeypatch):
    monkeypatch.setattr("dlcourse.grading.cli.probe", lambda: "bubblewrap is missing: install it")
    result = CliRunner().invoke(
        cli.app, ["grade", str(tmp_path), "--assignment", NAME, "--out", str(tmp_path)]
    )
    assert result.exit_code == 2
    assert "bubblewrap is missing" in result.output


def test_unsafe_is_said_everywhere(tmp_path):
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "ada.ipynb").write_text('{"cells": [], "nbformat": 4}')
    arguments = ["--assignment", NAME, "--out", str(tmp_path / "out"), "--unsafe"]
    result = CliRunner().invoke(cli.app, ["grade", str(tmp_path / "class"), *arguments])
    assert result.exit_code == 0, result.output
    assert "without a jail" in result.output
    for name in ("class.html", "feedback/ada.html", "grades.json"):
        assert "without a jail" in (tmp_path / "out" / name).read_text()

"""A class is graded: whatever is handed in, each submission once, and never the batch stopped."""

import json
import stat

import pytest
from handed_in import NAME, SOLUTION, class_of, notebook
from jails import jailed
from typer.testing import CliRunner

from dlcourse.cli import app
from dlcourse.exercises import questions
from dlcourse.grading import batch, cli
from dlcourse.grading.batch import alone_in, grade
from dlcourse.grading.intake.collect import collect
from dlcourse.grading.journal import Journal
from dlcourse.grading.score import blank
from dlcourse.grading.seeds import seed_of, seeds_of


def test_the_journal_survives_a_cut(tmp_path):
    path = tmp_path / "journal.jsonl"
    with Journal(path) as journal:
        for name in ("ada", "bob", "ada"):
            journal.append({"student": name, "digest": name, "points": 1.5})
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:20])
    with Journal(path) as journal:
        assert path.read_bytes() == whole
        journal.append({"student": "eve", "digest": "e"})
        assert [record["student"] for record in journal.records()] == ["bob", "ada", "eve"]


def test_the_secret_stays_and_is_nobodys(tmp_path):
    secret = seeds_of(tmp_path)
    assert seeds_of(tmp_path) == secret
    assert (tmp_path / "seeds.json").stat().st_mode & 0o077 == 0
    assert seed_of(secret, "a") != seed_of(secret, "b")
    (tmp_path / "seeds.json").write_text("{")
    with pytest.raises(ValueError, match="damaged"):
        seeds_of(tmp_path)


@pytest.fixture
def a_class(tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "good.ipynb").write_bytes(SOLUTION.read_bytes())
    (folder / "empty.ipynb").write_text("")
    (folder / "cut.ipynb").write_bytes(SOLUTION.read_bytes()[:5000])
    (folder / "binary.ipynb").write_bytes(bytes(range(256)) * 50)
    (folder / "old.ipynb").write_text('{"nbformat": 3, "worksheets": []}')
    (folder / "link.ipynb").symlink_to(SOLUTION)
    return folder


@jailed
def test_a_class_is_graded(a_class, tmp_path):
    journal = grade(a_class, NAME, tmp_path / "out", jobs=2)
    results = {record["student"]: record for record in journal.records()}
    points = sum(task.points for task in questions(NAME))
    assert {name: r["points"] for name, r in results.items() if r["points"]} == {"good": points}
    assert all(results[name]["message"] for name in results.keys() - {"good"})
    assert "format 3" in results["old"]["message"]


@jailed
def test_graded_once(a_class, tmp_path):
    again = []
    grade(a_class, NAME, tmp_path / "out", jobs=1)
    grade(a_class, NAME, tmp_path / "out", jobs=1, progress=again.append)
    assert again == []
    (a_class / "empty.ipynb").write_bytes(SOLUTION.read_bytes())
    grade(a_class, NAME, tmp_path / "out", jobs=1, progress=again.append)
    assert [record["student"] for record in again] == ["empty"]


def test_one_run_at_a_time(tmp_path):
    folder = class_of(tmp_path / "class", {"ada": notebook()})
    (tmp_path / "out").mkdir()
    with alone_in(tmp_path / "out"), pytest.raises(ValueError, match="another run"):
        grade(folder, NAME, tmp_path / "out")


@jailed
def test_the_secret_is_nobodys(tmp_path):
    out = tmp_path / "out"
    grade(class_of(tmp_path / "class", {"ada": notebook()}), NAME, out, jobs=1)
    secret = json.loads((out / "seeds.json").read_text())["secret"]
    assert stat.S_IMODE((out / "seeds.json").stat().st_mode) == 0o600
    assert secret not in (out / "journal.jsonl").read_text()


def zeros(submissions, assignment, *_, **__):
    """Give every submission no points, without a look at it."""
    for one in submissions:
        row = {"student": one.student, "slug": one.slug, "submitted": None}
        yield row | {"digest": batch.digest_of(one)} | blank(assignment, "")


def test_the_number_of_submissions_is_told_before_the_first_result(a_class, tmp_path):
    said = []
    told = {"started": said.append, "progress": lambda record: said.append(record["student"])}
    grade(a_class, NAME, tmp_path / "out", runner=zeros, **told)
    assert said == [6, "binary", "cut", "empty", "good", "link", "old"]
    grade(a_class, NAME, tmp_path / "out", runner=zeros, **told)
    assert said[7:] == [6]


def test_the_command_collects_the_submissions_once(a_class, tmp_path, monkeypatch):
    calls = []

    def counted(*given):
        calls.append(given)
        return collect(*given)

    for module in (batch, cli):
        monkeypatch.setattr(module, "collect", counted, raising=False)
    monkeypatch.setattr(cli, "probe", lambda: "")
    monkeypatch.setattr(batch.slots, "run", zeros)
    arguments = ["grade", str(a_class), "--assignment", NAME, "--out", str(tmp_path / "out")]
    said = CliRunner().invoke(app, arguments)
    assert said.exit_code == 0, said.output
    assert calls == [(a_class, NAME)]
    assert "6/6" in said.output
    assert "6 graded now, 6 in all" in said.output


def test_where_nothing_is_to_be_graded_nothing_is_made(tmp_path):
    (tmp_path / "class").mkdir()
    with pytest.raises(ValueError, match="no submission"):
        grade(tmp_path / "class", NAME, tmp_path / "out")
    assert not (tmp_path / "out").exists()

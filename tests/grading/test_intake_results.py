"""The folder of results: it belongs to one assignment, is whole at any time, and has everybody."""

import csv
import json
from pathlib import Path

import pytest
from grading_runs import run
from handed_in import NAME, class_of, notebook

from dlcourse.grading.write import write_text, writing

CASES = Path(__file__).with_name("cases")
OTHER = "3_2_rnn"


def test_results_of_another_assignment_stay(tmp_path, nothing_run):
    folder, out = class_of(tmp_path / "class", {"ada": notebook()}), tmp_path / "out"
    assert run(folder, out).exit_code == 0
    before = {path: path.read_bytes() for path in out.rglob("*.*") if path.is_file()}
    for bound in (True, False):  # a folder of an earlier version has no such file
        said = run(folder, out, assignment=OTHER)
        assert said.exit_code == 2
        assert f"holds results of {NAME}: name another folder for {OTHER}" in said.output
        assert {p: p.read_bytes() for p in before if p.exists()}.items() <= before.items()
        if bound:
            (out / "assignment.txt").unlink()


def test_who_has_withdrawn_leaves(tmp_path, nothing_run):
    folder = class_of(tmp_path / "class", {"ada": notebook(), "bob": notebook()})
    out = tmp_path / "out"
    run(folder, out)
    (folder / "bob.ipynb").unlink()
    assert run(folder, out).exit_code == 0
    assert [row["student"] for row in json.loads((out / "grades.json").read_text())] == ["ada"]
    assert "bob" not in (out / "grades.csv").read_text()
    assert [path.name for path in (out / "feedback").iterdir()] == ["ada.html"]
    assert [path.name for path in (out / "gradescope").iterdir()] == ["ada.json"]


def test_a_file_is_whole_or_as_it_was(tmp_path):
    path = tmp_path / "grades.json"
    write_text(path, "before")
    with pytest.raises(TypeError), writing(path) as file:
        file.writelines(["[", 1])
    assert [p.name for p in tmp_path.iterdir()] == ["grades.json"]
    assert path.read_text() == "before"


def test_everybody_has_a_row_and_the_end_counts_who_is_missing(tmp_path, nothing_run):
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "Identifier,Full name,Grade\nParticipant 101,Ann Lee,\nParticipant 999,Zoe Zed,\n"
    )
    out = tmp_path / "out"
    said = run(CASES / "many.zip", out, "--roster", roster)
    assert said.exit_code == 0, said.output
    assert f"1 (Zoe Zed): in {roster}, and nothing was handed in" in said.output
    assert "1 (Bo Chen_102): not graded to the end" in said.output
    assert "Flo Gim_106: Graded: 3_1_cnn_final.ipynb. Not graded: 3_1_cnn.ipynb." in said.output
    with (out / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert len(rows) == 7
    assert rows["Zoe Zed"]["message"] == "Nothing was handed in."
    assert rows["Zoe Zed"]["points"] == ""
    assert "3_1_cnn_final.ipynb" in rows["Flo Gim_106"]["remarks"]
    page = (out / "class.html").read_text(encoding="utf-8")
    for words in ("Zoe Zed", "hw.zip is damaged", "Graded: 3_1_cnn_final.ipynb"):
        assert words in page
    assert "Graded: 3_1_cnn_final" in "".join(
        path.read_text(encoding="utf-8") for path in (out / "feedback").glob("Flo*")
    )


def test_cells_that_stopped_are_told_to_the_instructor(tmp_path):
    from graded_records import Records, record

    from dlcourse.grading.report.reports import write_reports

    journal = Records([record("ada", cells={"3": "NameError: x (line 2)"})])
    write_reports(tmp_path, journal, NAME)
    for name in ("class.html", "grades.csv"):
        assert "3: NameError: x (line 2)" in (tmp_path / name).read_text(encoding="utf-8")

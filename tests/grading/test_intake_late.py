"""When work came: a corrected time holds on the next run, and what is not known is said."""

import csv
from datetime import datetime
from pathlib import Path

import pytest
from grading_runs import run
from handed_in import NAME, notebook

from dlcourse.grading.intake.late import Late, stamp

CASES = Path(__file__).with_name("cases")
DUE = "--due", "2026-11-23T12:00:00"


def rows(out):
    with (out / "grades.csv").open(encoding="utf-8") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-11-23 17:02:11.000000 UTC", 17),
        ("2026-11-23 17:02:11", 17),
        ("2026-11-23T17:02:11Z\n", 17),
        ("2026-11-23 17:02:11 +08:00", 9),
        ("2026-11-23 17:02:11 -0500", 22),
        ("2026-11-23 17:02 Asia/Shanghai", 9),
        ("2026-11-23 17:02:11 CST", None),
        ("2026-11-23 17:02:11 ../../etc/passwd", None),
        ("23.11.2026", None),
        ("2026-13-40 17:02:11", None),
        ("\0", None),
        ("", None),
    ],
)
def test_time_zones(text, hour):
    time, trouble = stamp(text.encode())
    if hour is None:
        assert time is None
        assert "timestamp.txt" in trouble
    else:
        assert time.utctimetuple().tm_hour == hour
        assert trouble == ""


def test_a_corrected_time_holds_on_the_next_run(tmp_path, nothing_run):
    folder = tmp_path / "class" / "ada" / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_text(notebook())
    for day, days in (("24", 2), ("23", 1), ("22", 0)):
        (folder / "timestamp.txt").write_text(f"2026-11-{day} 17:02:11 UTC")
        said = run(tmp_path / "class", tmp_path / "out", *DUE)
        assert said.exit_code == 0, said.output
        text = (tmp_path / "out" / "grades.json").read_text()
        assert f'"days_late": {days},' in text


def test_a_zone_that_is_not_certain_is_said(tmp_path, nothing_run):
    folder = tmp_path / "class" / "ada"
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_text(notebook())
    (folder / "timestamp.txt").write_text("2026-11-23 17:02:11 CST")
    said = run(tmp_path / "class", tmp_path / "out", *DUE).output
    assert "ada: timestamp.txt has the time zone CST" in said
    assert "1 (ada): no time of submission is known" in said
    for name in ("class.html", "feedback/ada.html", "grades.csv"):
        assert "time zone CST" in (tmp_path / "out" / name).read_text(encoding="utf-8")


def test_late_in_a_name_counts_as_a_day_and_is_said(tmp_path, nothing_run):
    said = run(CASES / "canvas.zip", tmp_path / "out", *DUE).output
    assert "1 (roejo_4712): marked late" in said
    assert "1 (doejane_4711): no time of submission is known" in said
    assert float(rows(tmp_path / "out")["roejo_4712"]["late_penalty"]) == pytest.approx(1.2)
    assert float(rows(tmp_path / "out")["doejane_4711"]["late_penalty"]) == 0
    said = run(CASES / "canvas.zip", tmp_path / "other").output
    assert "marked late" not in said
    assert "no time" not in said


def test_a_time_that_is_known_counts_more_than_a_mark():
    late = Late(datetime(2026, 11, 23, 12))
    assert late.days(datetime(2026, 11, 22), marked=True) == 0
    assert late.days(None, marked=True) == 1

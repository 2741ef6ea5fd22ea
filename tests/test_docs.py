"""What the pages for people name exists: files, commands, options, targets, and what is graded."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from dlcourse import cli
from dlcourse.grading.intake.collect import collect

ROOT = Path(__file__).parent.parent
PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
TEXTS = {page.name: page.read_text(encoding="utf-8") for page in PAGES}
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)\s#]+)(#[^)]*)?\)")
COMMAND = re.compile(r"(?:^|`|!|python -m )dlcourse ([a-z]+)([^`\n]*)", re.MULTILINE)
COMMANDS = get_command(cli.app).commands


def test_links_lead_to_files():
    dead = [
        f"{page.name}: {target}"
        for page in PAGES
        for target, _ in LINK.findall(TEXTS[page.name])
        if not (page.parent / target).exists()
    ]
    assert dead == []


def test_readme_leads_to_every_page():
    linked = {target for target, _ in LINK.findall(TEXTS["README.md"])}
    assert {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")} - linked == set()


def test_commands_and_their_options_exist():
    unknown = []
    for page, text in TEXTS.items():
        for name, rest in COMMAND.findall(text):
            if name not in COMMANDS:
                unknown.append(f"{page}: dlcourse {name}")
                continue
            known = {o for p in COMMANDS[name].params for o in (*p.opts, *p.secondary_opts)}
            used = set(re.findall(r"(?<=\s)--[a-z-]+", rest))
            unknown += [f"{page}: dlcourse {name} {option}" for option in used - known]
    assert unknown == []
    assert {"class", "doctor", "grade", "progress", "verify"} == set(COMMANDS)


def test_targets_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {name for text in TEXTS.values() for name in re.findall(r"(?:`|^)make ([a-z]+)", text)}
    assert named - targets == set()


ROWS = re.findall(r"^\| `([^`]+)` \| (yes|no) \|$", TEXTS["handing_in.md"], re.MULTILINE)


@pytest.mark.parametrize("home", ["ada", "Ada Lovelace_4711_assignsubmission_file_"])
def test_what_a_student_may_hand_in_is_as_the_page_says(home, tmp_path):
    found = {}
    for number, (name, _) in enumerate(ROWS):
        path = tmp_path / str(number) / home / name
        path.parent.mkdir(parents=True)
        path.write_text('{"cells": []}')
        (one,) = collect(tmp_path / str(number), "3_1_cnn")
        found[name] = "no" if one.note else "yes"
    assert found == dict(ROWS)
    assert set(found.values()) == {"yes", "no"}

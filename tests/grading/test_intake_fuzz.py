"""Whatever goes wrong with what is handed in: everybody ends in a row, nothing stops the batch.

``make fuzz`` tries many more, from other seeds.
"""

import os
import random
from functools import partial

import pytest
from mutated_submissions import class_at_random, content_of, roster_at_random

from dlcourse.grading.intake.collect import Unreadable, collect
from dlcourse.grading.intake.names import skipped
from dlcourse.grading.jail.worker.look import look
from dlcourse.grading.jail.worker.notebook import NotANotebook, read
from dlcourse.grading.report.roster import Roster

MANY = int(os.environ.get("FUZZ", "60"))
BLOCKS = 4
ASKED = [("conv2d", [], "3_1.conv2d"), ("output_size", [], "3_1.output_size")]
NAME = "3_1_cnn"


def outcome(opened):
    """What comes of a file or a table: nothing but to be read, or refused with a sentence."""
    try:
        found = opened()
        if isinstance(found, Roster):
            return "read" if len(found.absent(["ada"])) <= len(found.rows) else "too many"
        with found as file:
            uses, shapes, _ = look(read(file)[0], ASKED)
        return "read" if len(uses) == len(shapes) == len(ASKED) else "lost"
    except (Unreadable, NotANotebook, ValueError) as reason:
        return "refused" if len(str(reason)) > 15 else repr(reason)


def seeds(block):
    return range(block, MANY, BLOCKS)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_everybody_has_a_row(tmp_path, block):
    for seed in seeds(block):
        (tmp_path / str(seed)).mkdir()
        source, people = class_at_random(tmp_path / str(seed), seed)
        found = collect(source, NAME)
        assert {one.student for one in found} == people, seed
        for one in found:
            assert outcome(one.open) in ("read", "refused"), seed
            assert all(remark.isprintable() for remark in (one.note, *one.remarks)), seed
            assert not one.member or not skipped(one.member.split("/")), seed


@pytest.mark.parametrize("block", range(BLOCKS))
def test_every_notebook_is_read_or_refused(tmp_path, block):
    for seed in seeds(block):
        path = tmp_path / "x.ipynb"
        path.write_bytes(content_of(random.Random(seed)))
        assert outcome(partial(path.open, "rb")) in ("read", "refused"), seed


@pytest.mark.parametrize("block", range(BLOCKS))
def test_every_roster_is_read_or_refused(tmp_path, block):
    for seed in seeds(block):
        path = roster_at_random(tmp_path / "roster.csv", seed)
        assert outcome(partial(Roster, path)) in ("read", "refused"), seed

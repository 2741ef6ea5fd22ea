"""Answers that students wrote each on their own are no pairs; copies of them are."""

import random
import re
from itertools import combinations

import pytest
from independent_answers import COPIES, FAR, INDEPENDENT
from similar_answers import alike, points

from benchmarks.submissions import MISTAKES, mistaken, read
from benchmarks.written import conv2d
from dlcourse.exercises import find


def test_independent_answers_are_right():
    wrong = []
    for name, ways in INDEPENDENT.items():
        most = find(f"3_1.{name}").points
        wrong += [(name, way) for way, source in ways.items() if points(name, source) != most]
    assert wrong == []


@pytest.mark.parametrize("name", INDEPENDENT)
def test_independent_answers_are_no_pairs(name):
    ways = INDEPENDENT[name]
    assert alike(ways, name) == []
    for one, other in combinations(ways, 2):
        assert alike({one: ways[one], other: ways[other]}, name) == []


@pytest.mark.parametrize(("name", "way", "how"), COPIES, ids=" ".join)
def test_copies_are_found(name, way, how):
    copy = COPIES[name, way, how]
    assert points(name, copy) == find(f"3_1.{name}").points
    assert alike({**INDEPENDENT[name], "~": copy}, name) == [(way, "~")]


def test_a_copy_that_is_rewritten_far_enough_is_not_found():
    """As the page says."""
    assert alike({**INDEPENDENT["conv2d"], "~": FAR}, "conv2d") == []


def test_the_same_mistake_is_no_copy():
    """Who leaves the bias out does it each in a way of his own."""
    end = re.compile(r" \+ (b\[?.*\]|b)(?=$|\n)|\+ b.reshape.*")
    ways = {way: end.sub("", source) for way, source in INDEPENDENT["conv2d"].items()}
    changed = [way for way in ways if ways[way] != INDEPENDENT["conv2d"][way]]
    assert len(changed) > 5
    assert {points("conv2d", ways[way]) for way in changed} == {0}
    assert alike(ways, "conv2d") == []


SOLVED = {cell["id"]: "".join(cell["source"]) for cell in read("solutions")["cells"]}


def test_the_solution_with_a_classic_mistake_is_no_copy():
    found = []
    for id, change in [(id, row[:2]) for id, rows in MISTAKES.items() for row in rows]:
        source = mistaken(SOLVED[id], *change)
        sources = {**{f"s{i}": SOLVED[id] for i in range(4)}, "one": source, "other": source}
        if alike(sources, id.replace("-", "_"), "3_2_rnn"):
            found.append((id, change))
    assert found == []


def test_one_way_of_all_or_of_many_is_no_pair():
    found = {}
    for way, source in INDEPENDENT["conv2d"].items():
        others = {other: text for other, text in INDEPENDENT["conv2d"].items() if other != way}
        all_of_40 = {f"s{i:02d}": source for i in range(40)}
        many = {**others, **{f"s{i:02d}": source for i in range(11)}}
        found[way] = alike(all_of_40, "conv2d") + alike(many, "conv2d")
    assert {way: stand for way, stand in found.items() if stand} == {}


def test_generated_answers_are_right():
    found = {seed: points("conv2d", conv2d(random.Random(seed))) for seed in range(20)}
    assert found == dict.fromkeys(range(20), find("3_1.conv2d").points)


LEAST_NATURAL = "np.zeros([N, F, OH, OW])"


@pytest.mark.parametrize(("students", "most"), [(12, 4), (30, 20), (100, 100)])
def test_a_copy_stands_before_what_is_alike_by_chance(students, most):
    """Where all put their answers together from the same parts, some do it alike."""
    rng = random.Random(students)
    sources = {f"s{i:03}": conv2d(rng) for i in range(students)}
    assert len(alike(sources, "conv2d")) <= most
    copied = next(name for name, source in sources.items() if LEAST_NATURAL in source)
    sources["~"] = sources[copied].replace("patch", "area").replace("OH", "rows")
    assert alike(sources, "conv2d")[0] == (copied, "~")

"""The city: its values are those of as many sweeps, its way is a way, and its words are true."""

import importlib.util
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from lab_tools import shown, widgets_of

from dlcourse.labs import city
from dlcourse.labs.city.cities import CITIES, PARK, SIDE, WALL
from dlcourse.labs.city.picture import colors
from dlcourse.studies.driving import dijkstra, path_price

EVERY = pytest.mark.parametrize("name", CITIES)
MOAT = [(row, 9) for row in range(SIDE)]


def swept(price, goal, count):
    """Bellman's equation, cell by cell, so many times."""
    values = np.full(price.shape, np.inf)
    values[goal] = 0
    for _ in range(count):
        before = values.copy()
        for i, j in np.ndindex(price.shape):
            near = [(i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)]
            near = [before[cell] for cell in near if min(cell) >= 0 and max(cell) < SIDE]
            values[i, j] = 0 if (i, j) == goal else price[i, j] + min(near)
    return values


@EVERY
def test_values_are_those_of_so_many_sweeps(name):
    lab = city(name)
    assert np.array_equal(lab.values, dijkstra(lab.price, lab.goal))
    for lab.sweeps in (0, 1, 7):
        assert np.array_equal(lab.values, swept(lab.price, lab.goal, lab.sweeps))


@EVERY
def test_the_sweeps_needed_are_the_moves_of_the_farthest_way(name):
    lab = city(name)
    lab.sweeps = lab.needed - 1
    assert not np.array_equal(lab.values, dijkstra(lab.price, lab.goal))
    assert [slider.max for slider in widgets_of(lab, "Slider")][0] == lab.needed


@EVERY
def test_the_way_is_one(name):
    lab = city(name)
    shown = lab.needed, lab.needed - 1, 16
    for lab.sweeps in shown:
        if not lab.path:
            assert np.isinf(lab.values[lab.start])
            continue
        assert (lab.path[0], lab.path[-1]) == (lab.start, lab.goal)
        steps = np.abs(np.diff(lab.path, axis=0)).sum(axis=1)
        assert np.all(steps == 1)
        assert all(lab.ground[cell] != WALL for cell in lab.path)
        assert path_price(lab.path, lab.price) <= lab.values[lab.start]
    lab.sweeps = lab.needed
    assert path_price(lab.path, lab.price) == dijkstra(lab.price, lab.goal)[lab.start]


def test_the_way_bends_as_the_value_spreads():
    lab = city("open")
    lab.sweeps = 15
    assert (len(lab.path) - 1, path_price(lab.path, lab.price)) == (15, 33)
    assert "6 of them out of park cells, price 33. Later sweeps find a cheaper way." in lab.alt
    lab.sweeps = 23
    assert (len(lab.path) - 1, path_price(lab.path, lab.price)) == (23, 23)
    lab.park = 1
    assert len(lab.path) - 1 == 15


def test_a_late_value_is_told_apart_from_the_way():
    lab = city("open")
    late = []
    for lab.sweeps in range(15, 24):
        price, worth = path_price(lab.path, lab.price), lab.values[lab.start]
        assert ("own value is still" in lab.alt) == (worth > price)
        assert ("Later sweeps" in lab.alt) == (price > 23)
        late.append(worth > price)
    assert any(late)


def test_walls_are_driven_around():
    lab = city("open")
    lab.paint(MOAT[1:])
    assert (0, 9) in lab.path
    assert lab.sweeps == lab.needed > 23


def test_a_closed_city_has_no_way():
    lab = city("open")
    lab.paint(MOAT)
    assert lab.path == []
    assert "The goal cannot be reached from the start" in lab.words.value
    assert f"of {SIDE * (SIDE - 1)} free cells have a value" in lab.words.value
    lab.paint(MOAT[:1], "park")
    assert (0, 9) in lab.path
    assert "1 of them out of park cells" in lab.alt


def test_before_the_way_is_known_the_words_say_so():
    lab = city("open")
    lab.sweeps = 14
    assert lab.path == []
    assert "The start has no value yet" in lab.alt
    assert "cannot be reached" not in lab.alt


def test_a_goal_between_walls_needs_no_sweep():
    lab = city("serpentine")
    row, column = lab.goal
    lab.paint([(row, column + 1), (row - 1, column), (row + 1, column)])
    assert (lab.needed, lab.sweeps) == (0, 0)
    assert np.isfinite(lab.values).sum() == 1
    lab.paint([(row, column + 1)], "street")
    assert lab.sweeps == lab.needed > 0


def test_start_and_goal_stay_open():
    lab = city("blocks")
    lab.paint([lab.start, lab.goal])
    assert lab.path
    assert "81 of them walls" in lab.alt


def test_who_looks_at_the_last_sweep_goes_on_to():
    lab = city("open")
    lab.city = "serpentine"
    assert lab.sweeps == lab.needed == 134
    lab.sweeps = 100
    lab.city = "open"
    assert lab.sweeps == lab.needed == 23
    lab.sweeps = 5
    lab.paint([(3, 3)])
    assert lab.sweeps == 5


def test_no_more_sweeps_are_shown_than_there_are():
    lab = city("open")
    lab.sweeps = 200
    assert lab.sweeps == lab.needed == 23


def test_opening_a_city_takes_away_what_was_painted():
    lab = city("open")
    lab.paint(MOAT)
    lab.city = "blocks"
    lab.city = "open"
    assert np.array_equal(lab.ground, city("open").ground)
    assert lab.paper.ends == [*lab.start, *lab.goal]


def test_cells_from_the_browser_are_read():
    lab = city("open")
    before, cells = shown(lab)[1], lab.ground.astype(np.uint8)
    cells[:, 9] = WALL
    lab.paper.set_state({"cells": memoryview(cells.tobytes())})
    assert lab.path == []
    assert not np.array_equal(shown(lab)[1], before)


def test_the_brush_is_that_of_the_menu():
    lab = city()
    lab.brush = "park"
    assert lab.paper.brush == "park"
    assert "park" in [menu.value for menu in widgets_of(lab, "Dropdown")]


def test_far_is_dark_walls_are_black_and_the_unknown_is_white():
    values = np.array([[0.0, 5.0, 9.0, 12.0, np.inf, np.inf]])
    image = colors(values, np.array([[0, 0, PARK, 0, 0, WALL]]), 9.0)
    light = image.sum(axis=2)[0]
    assert 3 > light[0] > light[1] > light[2] == light[3] > light[5]
    assert light[4] == 3
    assert light[5] < 0.5


def test_the_picture_holds_the_way_and_the_parks():
    lab = city("open")
    lines = {line.get_marker(): line.get_xydata() for line in lab.figure.axes[0].lines}
    np.testing.assert_array_equal(lines["None"], np.array(lab.path)[:, ::-1])
    np.testing.assert_array_equal(lines["o"], [lab.start[::-1]])
    np.testing.assert_array_equal(lines["*"], [lab.goal[::-1]])
    assert {tuple(map(int, xy[::-1])) for xy in lines["^"]} == {
        tuple(cell) for cell in np.argwhere(lab.ground == PARK).tolist()
    }


def test_the_script_is_packaged_self_contained_and_of_the_same_size():
    package = Path(importlib.util.find_spec("dlcourse").origin).parent
    place = package / "labs" / "city" / "lab.js"
    script = place.read_text("utf8")
    assert "http" not in script
    assert "import " not in script
    assert re.search(r"SIDE = (\d+)", script)[1] == str(SIDE)
    project = tomllib.loads((package.parent / "pyproject.toml").read_text("utf8"))
    packaged = project["tool"]["setuptools"]["package-data"]["dlcourse"]
    assert place in [path for pattern in packaged for path in package.glob(pattern)]

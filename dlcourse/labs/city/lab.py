"""Lab: paint a city, and watch the price of the way to the goal spread over it."""

from pathlib import Path

import anywidget
import ipywidgets as widgets
import numpy as np
import traitlets

from ... import pages
from ...settings import check_choice
from ...studies.driving import greedy_path, path_price, spread
from ..controls import choice, row, slider
from ..lab import FigureLab
from .cities import CITIES, KINDS, PARK, SIDE, WALL, ground_of, price_of
from .picture import CityPicture

MOST = SIDE * SIDE - 1
"""Moves of the longest way that visits no cell twice."""


def city(name="open"):
    """Return a lab in which walls are painted and value iteration finds the way around them.

    Leaving a cell of a street costs 1 and of a park as much as its slider says; walls are closed.
    Before the first sweep only the goal has a value, 0. Each sweep gives each cell its price and
    the least value of its four neighbors:

        value[cell] = price[cell] + min over neighbors of value[neighbor]

    so that after k sweeps a value is the least price of all ways of at most k moves. The picture
    shows the values and the way that follows the least of them. Paint with mouse, finger or
    keyboard, or from Python with `paint`.

    Parameters
    ----------
    name : str
        "open", "blocks" or "serpentine".

    Returns
    -------
    City

    Raises
    ------
    ValueError
        If there is no city of that name.

    References
    ----------
    R. Bellman (1957), Dynamic programming.

    Examples
    --------
    >>> lab = city()
    >>> len(lab.path) - 1, lab.needed
    (23, 23)
    >>> lab.paint([(row, 9) for row in range(16)])  # a wall from edge to edge
    >>> lab.path
    []
    """
    check_choice("name", name, CITIES)
    return City(name)


class Paper(anywidget.AnyWidget):
    """The plan in the browser: a byte for each cell, 0 street, 1 park, 2 wall."""

    _esm = Path(__file__).with_suffix(".js")
    # Bytes arrive from the browser as a memoryview, which the trait does not take.
    cells = traitlets.Bytes(bytes(SIDE * SIDE)).tag(sync=True, from_json=lambda c, _: bytes(c))
    brush = traitlets.Enum([*KINDS], "wall").tag(sync=True)
    ends = traitlets.List(traitlets.Int()).tag(sync=True)


class City(FigureLab):
    """See `city`.

    Attributes
    ----------
    city : str
        The city that was opened last; opening one takes away what was painted.
    brush : str
        What the pointer paints: "wall", "park" or "street".
    sweeps : int
        How many are shown, at most as many as change something. Who looks at the last one and
        paints goes on to look at the last one.
    park : int
        Price of leaving a cell of a park.
    paper : Paper
    ground : ndarray, shape (16, 16)
        0 street, 1 park, 2 wall.
    start, goal : (int, int)
    price, values : ndarray, shape (16, 16)
        Of leaving each cell; of the way from each cell to the goal, after so many sweeps.
    path : list of (int, int)
        The way from start to goal by these values; empty where none is known.
    needed : int
        Sweeps until nothing changes any more.
    farthest : float
        The greatest of the values that do not change any more.
    """

    city = traitlets.Enum([*CITIES], "open")
    brush = traitlets.Enum([*KINDS], "wall")
    sweeps = traitlets.Int(0, min=0, max=MOST)
    park = traitlets.Int(4, min=1, max=9)

    def __init__(self, name):
        self._known, self._opened, self._frames = None, None, []
        self.paper, self._sweeps = Paper(), slider("sweeps", 0, 0, MOST)
        state = {
            "city": choice("city", self.city, [*CITIES]),
            "brush": choice("paint", self.brush, ["wall", "park", "street"]),
            "sweeps": self._sweeps,
            "park": slider("price of a park", self.park, 1, 9),
        }
        menus, sliders = (widgets.VBox([*state.values()][k : k + 2]) for k in (0, 2))
        super().__init__((6.2, 4.2), CityPicture, row(menus, sliders), state)
        traitlets.link((self, "brush"), (self.paper, "brush"))
        wide = widgets.Layout(flex="1 1 30em", margin="0 0 0 12px")
        shown = widgets.VBox([self.words, self.picture], layout=wide)
        self.children = [self.children[0], row(self.paper, shown)]
        self.paper.observe(self.redraw, "cells")
        self.begin(city=name)

    @traitlets.validate("sweeps")
    def _at_most_needed(self, proposal):
        return min(proposal.value, max(len(self._frames) - 1, 0))

    @property
    def ground(self):
        """What each cell is, (16, 16): 0 street, 1 park, 2 wall."""
        return np.frombuffer(self.paper.cells, np.uint8).reshape(SIDE, SIDE).copy()

    def paint(self, cells, kind="wall"):
        """Make all these cells (row, column) a wall, a park or a street; start and goal stay.

        Raises
        ------
        ValueError
            If there is no such kind, or a cell is none of the city.
        """
        check_choice("kind", kind, KINDS)
        ground = self.ground
        for cell in cells:
            if len(cell) != 2 or not all(0 <= index < SIDE for index in cell):
                raise ValueError(f"cells must be rows and columns from 0 to {SIDE - 1}, got {cell}")
            ground[tuple(cell)] = KINDS.index(kind)
        self.paper.cells = ground.astype(np.uint8).tobytes()

    def update(self):
        """Sweep, if the city is another one, and follow the values of the sweep that is shown."""
        if self._opened != self.city:
            self._open()
        ground = self.ground
        ground[self.start] = ground[self.goal] = 0
        self.price = price_of(ground, self.park)
        if (known := (self.price.tobytes(), self.goal)) != self._known:
            self._known = known
            self._sweep()
        self.values = self._frames[self.sweeps]
        self.path = greedy_path(self.values, self.price, self.start)
        self.drawing.show(self, ground)
        self._say(ground)

    def _open(self):
        self._opened = self.city
        ground, self.start, self.goal = ground_of(self.city)
        self.paper.ends = [*self.start, *self.goal]
        self.paper.cells = ground.astype(np.uint8).tobytes()

    def _sweep(self):
        at_last = self.sweeps >= len(self._frames) - 1
        self._frames = [*spread(self.price, self.goal)]
        self.needed, last = len(self._frames) - 1, self._frames[-1]
        self.farthest = float(last[np.isfinite(last)].max())
        with self._sweeps.hold_sync():  # the browser hears of the end and the value together
            self._sweeps.max = MOST
            self.sweeps = self.needed if at_last else min(self.sweeps, self.needed)
            self._sweeps.max = max(self.needed, 1)

    def _say(self, ground):
        known, free = np.isfinite(self.values).sum(), (ground != WALL).sum()
        way = self._way(ground)
        said = {"sweeps": self.sweeps, "needed": self.needed, "known": known, "free": free}
        self.words.value = pages.render("lab_city", way=way, **said)
        self.alt = (
            f"A city of {SIDE} by {SIDE} cells, {SIDE * SIDE - free} of them walls and "
            f"{(ground == PARK).sum()} park. After {self.sweeps} of {self.needed} sweeps {known} "
            f"of {free} free cells have a value. {way}"
        )

    def _way(self, ground):
        """What there is to say of the way from start to goal."""
        if self.path:
            parks = sum(ground[cell] == PARK for cell in self.path[:-1])
            through = f", {parks} of them out of park cells" if parks else ""
            price, worth = path_price(self.path, self.price), self.values[self.start]
            late = f" The start's own value is still {worth:g}." if worth > price else ""
            later = self._frames[-1][self.start] < price
            more = " Later sweeps find a cheaper way." if later else ""
            count = len(self.path) - 1
            return f"The way drawn has {count} moves{through}, price {price:g}.{late}{more}"
        if np.isinf(self._frames[-1][self.start]):
            return "The goal cannot be reached from the start: walls close every way."
        return "The start has no value yet: no way of so few moves leads from it to the goal."

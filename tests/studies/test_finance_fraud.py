import re

import numpy as np
import pytest
from sklearn.metrics import average_precision_score as sklearn_average_precision

from dlcourse.checks import gradcheck
from dlcourse.functional import cross_entropy_backward, cross_entropy_forward
from dlcourse.metrics import average_precision_score
from dlcourse.studies import finance
from dlcourse.studies.finance.bills import weighted_precision
from dlcourse.studies.finance.cards import BIG, TEST, USUAL, _log_density


@pytest.fixture(scope="module")
def payments():
    return finance.payments(40_000, rng=np.random.default_rng(0))


@pytest.fixture(scope="module")
def cards():
    return finance.cards(20_000, rng=np.random.default_rng(0))


def test_payments_are_drawn_from_their_risk(payments):
    x, y, amount, risk = payments
    expected = -10 + x @ np.array(finance.WEIGHTS) + 0.6 * x[:, 2] * x[:, 3]
    assert np.allclose(np.log(risk / (1 - risk)), expected)
    assert np.allclose(np.log(amount), x[:, 0])
    for low, high in ((0, 0.1), (0.1, 0.4), (0.4, 1)):
        some = (risk >= low) & (risk < high)
        error = np.sqrt(np.sum(risk[some] * (1 - risk[some])))
        assert abs(y[some].sum() - risk[some].sum()) < 4 * error


def test_the_same_seed_gives_the_same():
    for make in (finance.payments, finance.cards):
        first, second = (make(50, rng=np.random.default_rng(3)) for _ in range(2))
        assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_cards_keep_their_promises(cards):
    distance = cards.big - cards.test
    assert np.allclose(np.bincount(cards.kind) / 20_000, finance.SHARES, atol=0.005)
    assert set(distance[cards.kind == 1]) == {1, 2, 3}
    assert set(distance[cards.kind == 2]) == {-1, -2, -3}
    assert np.abs(distance[cards.kind == 3]).min() == 5
    assert (cards.test[cards.kind == 0] == -1).all()
    near = np.mean(distance[cards.kind == 1] == 1)
    assert 0.5 < near < 0.7


def test_all_kinds_with_a_pair_hold_the_same_payments(cards):
    rows = np.flatnonzero(cards.kind > 0)
    for place, law in ((cards.test, TEST), (cards.big, BIG)):
        found = cards.x[rows, place[rows]]
        for kind in (1, 2, 3):
            some = found[cards.kind[rows] == kind]
            assert np.abs(some[:, 0].mean() - law[0][0]) < 4 * law[0][1] / np.sqrt(len(some))
            assert np.abs(some[:, 2].mean() - law[2]) < 2 / np.sqrt(len(some))


def test_risk_is_calibrated_and_without_order_it_is_bounded(cards):
    risk, blind = finance.card_risk(cards.x), finance.card_risk(cards.x, ordered=False)
    for p in (risk, blind):
        assert abs(p.sum() - cards.y.sum()) < 4 * np.sqrt(np.sum(p * (1 - p)))
    high = risk > 0.5
    assert abs(risk[high].mean() - cards.y[high].mean()) < 0.06
    assert blind.max() <= 0.021 / 0.101
    mixed = cards.x[:, np.random.default_rng(1).permutation(12)]
    assert np.allclose(finance.card_risk(mixed, ordered=False), blind)


def test_risk_of_one_card_by_hand(cards):
    x = cards.x[:1]
    usual, test, big = (_log_density(law, x)[0] for law in (USUAL, TEST, BIG))
    ratio = lambda i, j: np.exp(test[i] - usual[i] + big[j] - usual[j])  # noqa: E731
    near = {1: 0.6 / 11, 2: 0.25 / 10, 3: 0.15 / 9}
    pairs = [(i, j) for i in range(12) for j in range(12)]
    kinds = [
        sum(near[j - i] * ratio(i, j) for i, j in pairs if 1 <= j - i <= 3),
        sum(near[i - j] * ratio(i, j) for i, j in pairs if 1 <= i - j <= 3),
        sum(ratio(i, j) / 56 for i, j in pairs if abs(i - j) >= 5),
    ]
    weighted = np.array(finance.SHARES) * [1, *kinds]
    assert np.isclose(finance.card_risk(x)[0], weighted[1] / weighted.sum())
    pair = np.mean([ratio(i, j) for i, j in pairs if i != j])
    expected = 0.021 * pair / (0.101 * pair + 0.899)
    assert np.isclose(finance.card_risk(x, ordered=False)[0], expected)


def test_training_cards_keep_all_fraud():
    many = finance.cards(8000, rng=np.random.default_rng(5))
    some = finance.training_cards(8000, seed=5)
    assert some.y.sum() == many.y.sum()
    assert 0.08 < np.sum(some.y == 0) / np.sum(many.y == 0) < 0.12
    with pytest.raises(ValueError, match=re.escape("honest must be a number from 0 to 1, got 2")):
        finance.training_cards(10, honest=2)


def test_exchanges_move_what_they_say(cards):
    given = cards.x.copy()
    swapped = finance.exchanged(cards)
    others = finance.exchanged_others(cards, rng=np.random.default_rng(0))
    assert np.array_equal(cards.x, given)
    changed = (swapped != cards.x).any(axis=2)
    assert (changed.sum(axis=1)[cards.kind > 0] == 2).all()
    assert not changed[cards.kind == 0].any()
    row = np.flatnonzero(cards.kind == 1)[0]
    assert np.array_equal(swapped[row, cards.test[row]], cards.x[row, cards.big[row]])
    moved = (others != cards.x).any(axis=2)
    assert (moved.sum(axis=1) == 2).all()
    rows = np.flatnonzero(cards.kind > 0)
    assert not moved[rows, cards.test[rows]].any()
    assert not moved[rows, cards.big[rows]].any()


def test_bill_and_cheapest_threshold_by_trial(payments):
    some = finance.Payments(*(part[:3000] for part in payments))
    p = some.risk.round(3)  # with ties
    assert np.isclose(finance.bill(p < 0, some), 1000 * some.amount[some.y == 1].sum() / 3000)
    assert np.isclose(finance.bill(p >= 0, some, review=2.0), 2000)
    best = finance.cheapest_threshold(p, some)
    bills = {limit: finance.bill(p >= limit, some) for limit in (*np.unique(p), np.inf)}
    assert np.isclose(bills[best], min(bills.values()))
    assert finance.cheapest_threshold(p, some, review=1e9) == np.inf


def test_equal_scores_are_reviewed_together():
    """The fraud of 7 euros is worth a review, but not with the four honest ones of its score."""
    y, amount = np.array([1, 1, 0, 0, 0, 0]), np.array([6.0, 7, 1, 1, 1, 1])
    few = finance.Payments(np.zeros((6, 8)), y, amount, np.zeros(6))
    assert finance.cheapest_threshold(np.array([0.9, 0.5, 0.5, 0.5, 0.5, 0.5]), few) == 0.9


def test_bootstrap_against_average_precision(payments):
    rng = np.random.default_rng(2)
    y, score = payments.y[:2000].copy(), payments.risk[:2000].round(3)
    y[:5] = 1
    weight = rng.integers(0, 3, 2000)
    expected = sklearn_average_precision(y, score, sample_weight=weight)
    assert np.isclose(weighted_precision(y, score)(weight), expected)
    value, low, high = finance.bootstrap_difference(y, -score, score, repeats=50, rng=rng)
    assert np.isclose(value, average_precision_score(y, score) - average_precision_score(y, -score))
    assert low < value < high
    same = finance.bootstrap_difference(y, score, score, repeats=9, rng=rng)
    assert same == (0.0, 0.0, 0.0)


def test_the_reader_and_what_its_steps_add(cards):
    model = finance.card_reader(np.random.default_rng(0))
    x = cards.x[:40]
    added = finance.step_shares(model, x)
    bias = model.inner["head"].params["bias"]
    assert np.allclose(
        added.sum(axis=1) + bias[1] - bias[0], finance.fraud_score(model, x), atol=1e-5
    )
    chosen = model.chosen(finance.scaled(x))
    assert all(set(np.flatnonzero(row)) <= set(c) for row, c in zip(added, chosen, strict=True))


def test_training_finds_the_order():
    known = finance.training_cards(16_000, seed=1)
    model = finance.train_card_reader(known.x, known.y, epochs=6, rng=np.random.default_rng(0))
    many = finance.cards(4000, rng=np.random.default_rng(2))
    found = average_precision_score(many.y, finance.fraud_score(model, many.x))
    lost = average_precision_score(many.y, finance.fraud_score(model, finance.exchanged(many)))
    assert found > 0.3 > 2 * lost


def test_packaged_readers_are_three_and_good(cards):
    scores = [finance.fraud_score(model, cards.x) for model in finance.card_readers()]
    assert len(scores) == 3
    assert min(average_precision_score(cards.y, s) for s in scores) > 0.6
    assert not np.array_equal(scores[0], scores[1])


def test_analyst_reads_more_than_the_bag(cards):
    numbers = finance.analyst_numbers(cards.x[:6])
    assert numbers.shape == (6, 15)
    slow = max(cards.x[0, t + d, 0] - cards.x[0, t, 0] for d in (1, 2) for t in range(12 - d))
    assert np.isclose(numbers[0, 1], slow)
    assert np.array_equal(numbers[:, 3:], finance.bag_numbers(cards.x[:6]))


def test_boosting_and_network_learn(payments):
    x, y = payments.x[:8000], payments.y[:8000] | (payments.risk[:8000] > 0.05)
    boosted = finance.tuned_boosting(x, y)
    network = finance.train_payment_network(x, y, epochs=2, rng=np.random.default_rng(0))
    for p in (boosted.predict_proba(x)[:, 1], np.float64(network(x))):
        assert average_precision_score(y, p) > 5 * y.mean()


def test_gradients_pass_the_maximum():
    """The reader's backward against finite differences, through the maximum over time."""
    from dlcourse.studies.sequences import SequenceReader

    rng = np.random.default_rng(0)
    model = SequenceReader(4, 3, 2, pooling="max", rng=rng, dtype=np.float64)
    y = np.array([0, 1])

    def forward(x):
        loss, cache = cross_entropy_forward(model(x), targets=y)
        return loss, cache

    def backward(dout, cache):
        return model.backward(cross_entropy_backward(dout, cache))

    gradcheck(forward, backward, [rng.standard_normal((2, 5, 4))])

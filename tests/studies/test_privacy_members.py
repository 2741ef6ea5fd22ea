"""Coins, pools, scores of attacks, and the packaged models."""

import numpy as np
import pytest

from dlcourse.studies import privacy
from dlcourse.studies.privacy import packaged, price, trainers
from dlcourse.weights import digests


def test_the_pool_has_its_wrong_labels_and_nothing_twice():
    pool = privacy.noisy_pool(200, wrong=0.2)
    x, y = privacy.all_digits()
    own = np.setdiff1d(np.arange(len(x)), pool.rest)
    assert len(own) == 200
    assert len(pool.rest) == len(set(pool.rest.tolist())) == 1597
    true = np.array([y[own][(x[own] == row).all(axis=1)][0] for row in pool.x])
    np.testing.assert_array_equal(true != pool.y, pool.wrong)
    assert pool.wrong.sum() == 40
    assert np.array_equal(pool.y, privacy.noisy_pool(200, wrong=0.2).y)
    assert not np.array_equal(pool.y, privacy.noisy_pool(200, wrong=0.2, seed=1).y)


def test_every_coin_is_fair_and_leaves_references():
    for count in (200, 1797):
        taken = privacy.coins(count)
        assert abs(taken.mean() - 0.5) < 0.02
        out = (~taken).sum(axis=0)
        assert out.min() >= 2
        assert out.max() <= len(taken) - 2


def test_own_odds_are_those_of_the_softmax():
    model = privacy.reader(rng=np.random.default_rng(0))
    x, y = privacy.all_digits()
    logits = model(x[:20]).astype(float)
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    own = p[np.arange(20), y[:20]]
    found = privacy.own_odds(model, x[:20], y[:20])
    np.testing.assert_allclose(found, np.log(own / (1 - own)), rtol=1e-6)


def test_references_are_the_others_that_did_not_take_it():
    rng = np.random.default_rng(0)
    odds, taken = rng.standard_normal((6, 9)), privacy.coins(9, models=6, seed=1)
    taken[:2] = False  # each example has two models without it, at least
    found = privacy.without(odds, taken)
    for k in range(6):
        for n in range(9):
            others = [odds[m, n] for m in range(6) if m != k and not taken[m, n]]
            assert found[k, n] == pytest.approx(np.mean(others))
    with pytest.raises(ValueError, match="no other model left out 1 of the examples"):
        privacy.without(odds[:2, :1], np.array([[False], [True]]))


def test_rate_at_allows_the_false_calls_it_says():
    rng = np.random.default_rng(0)
    scores, taken = rng.standard_normal((4, 300)), rng.random((4, 300)) < 0.5
    scores[taken] += 1
    for share in (0.0, 0.01, 0.2, 1.0):
        rate = privacy.rate_at(scores, taken, share)
        others = np.sort(scores[~taken])
        threshold = np.inf if share == 0 else np.quantile(others, 1 - share)
        close = np.mean(scores[taken] > min(threshold, others[-1]))
        assert abs(rate - close) < 0.01
    among = np.arange(300) < 100
    some = privacy.rate_at(scores, taken, 0.2, among)
    threshold = np.sort(scores[~taken])[::-1][int(0.2 * (~taken).sum())]
    assert some == np.mean(scores[:, :100][taken[:, :100]] > threshold)


def test_packaged_models_are_those_of_the_trainers_and_small():
    names = set(digests(packaged.FOLDER))
    assert names == set(trainers.TRAINERS)
    assert sum((packaged.FOLDER / name).stat().st_size for name in names) < 250_000


def test_packaged_models_read():
    x, y = privacy.flat_digits("test")
    for kind in privacy.MAKERS:
        models = privacy.private_readers(kind)
        assert list(models) == list(privacy.EPSILONS)
        right = [np.mean([privacy.accuracy(m, x, y) for m in row]) for row in models.values()]
        assert right[0] > 0.75
        assert right[-1] > 0.96
    again = privacy.train_at("linear", 0, seed=1)
    one = privacy.private_readers("linear")[0.5][1]
    assert np.abs(again.params["weight"] - one.params["weight"]).max() < 0.02


def test_every_setting_of_the_price_is_there():
    assert all(len(rates) == len(price.EPSILONS) for rates in price.LEARNING_RATES.values())
    assert set(price.LEARNING_RATES) == set(price.OPEN_STEPS) == set(price.MAKERS)

"""Minibatches, predictions and evaluations see every example once."""

import numpy as np
import pytest
from training_runs import build, data

from dlcourse import train
from dlcourse.functional import cross_entropy_forward


def test_minibatches_see_everything_once():
    x, y = data()
    batches = list(train.minibatches(x, y, batch_size=10, rng=np.random.default_rng(0)))
    assert [len(bx) for bx, _ in batches] == [10, 10, 10, 10, 10, 3]
    rows = np.concatenate([np.column_stack(batch) for batch in batches])
    assert not np.array_equal(rows, np.column_stack([x, y]))
    assert sorted(map(tuple, rows)) == sorted(map(tuple, np.column_stack([x, y])))


def test_predict_and_evaluate_do_not_depend_on_the_batch():
    x, y = data()
    model, _, _ = build()
    model.train()
    before = model.state_dict()
    whole = train.predict(model, x, batch_size=100)
    assert whole.shape == (53, 3)
    np.testing.assert_allclose(train.predict(model, x, batch_size=7), whole, rtol=1e-5)
    assert train.predict(model, x[:0]).shape == (0, 3)
    loss, accuracy = train.evaluate(model, x, y, batch_size=7)
    assert loss == pytest.approx(float(cross_entropy_forward(whole, targets=y)[0]), rel=1e-5)
    assert accuracy == np.mean(whole.argmax(axis=1) == y)
    assert model.training
    assert all(np.array_equal(model.state()[k], before[k]) for k in before)

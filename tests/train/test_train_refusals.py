"""What a training run refuses or stops at, before it runs on in silence."""

from functools import partial

import numpy as np
import pytest
from training_runs import build, data, fit, scripted_losses

from dlcourse import layers as L
from dlcourse import optim, train
from dlcourse.functional import (
    cross_entropy_backward,
    cross_entropy_forward,
    nll_loss_backward,
    nll_loss_forward,
)


def test_an_optimizer_of_other_arrays_is_refused():
    model, _, _ = build()
    other, right, _ = build()
    arrays = {name: a for name, a in model.state_dict().items() if name in model.params}
    for optimizer in (optim.Adam(arrays), optim.Adam(other.params)):
        with pytest.raises(ValueError, match="optimizer must move the model's own .* 0.weight, 0"):
            train.fit(model, optimizer, *data(), epochs=1, progress=False)
    schedule = optim.StepLR(optim.Adam(other.params), 2)
    with pytest.raises(ValueError, match="schedule must be of the optimizer that was given"):
        train.fit(other, right, *data(), epochs=1, schedule=schedule, progress=False)


def test_a_part_of_the_parameters_can_be_trained():
    model, _, _ = build()
    before = model.state_dict()
    some = {name: p for name, p in model.params.items() if name.startswith("4.")}
    train.fit(model, optim.Adam(some), *data(), epochs=1, progress=False)
    moved = [name for name in model.params if not np.array_equal(before[name], model.params[name])]
    assert moved == ["4.weight", "4.bias"]


def test_a_loss_that_is_nan_stops_the_run_before_the_step():
    x, y = data()
    x[25] = np.nan
    model = L.Linear(4, 3, rng=np.random.default_rng(0))
    optimizer = optim.Adam(model.params)
    with pytest.raises(FloatingPointError, match="the loss is nan in epoch 1, step 3 of 6: look"):
        train.fit(model, optimizer, x, y, epochs=2, batch_size=10, progress=False)
    assert np.isfinite(model.params["weight"]).all()
    assert optimizer.steps == 2


def test_a_validation_loss_that_is_nan_is_never_the_best(monkeypatch):
    best, _ = fit(epochs=2, patience=None)
    scripted_losses(monkeypatch, [float("nan"), 0.5, 0.6, float("nan"), 0.7])
    weights, history = fit(epochs=5, patience=3)
    assert (history.best_epoch, history.epochs, history.stopped_early) == (1, 5, True)
    assert all(np.array_equal(weights[k], best[k]) for k in best)


def test_a_last_batch_of_one_is_refused_before_the_first_step():
    x, y = data(41)
    model, optimizer, _ = build()
    before = model.state_dict()
    message = (
        "41 examples with batch_size=10 end in a batch of one, .*set drop_last=True .*one value"
    )
    with pytest.raises(ValueError, match=message):
        train.fit(model, optimizer, x, y, epochs=1, batch_size=10, progress=False)
    assert optimizer.steps == 0
    assert all(np.array_equal(model.state()[k], before[k]) for k in before)
    plain = L.Linear(4, 3)
    train.fit(plain, optim.SGD(plain.params), x, y, epochs=1, batch_size=10, progress=False)


def test_drop_last_leaves_the_smaller_batch_out():
    x, y = data(41)
    model, optimizer, rng = build()
    settings = {"batch_size": 10, "rng": rng, "drop_last": True, "progress": False}
    history = train.fit(model, optimizer, x, y, epochs=3, **settings)
    assert len(history.loss) == optimizer.steps == 12
    assert history.train_loss[2] == pytest.approx(np.mean(history.loss[8:]), rel=1e-12)
    assert (np.array(history.train_accuracy) * 40 % 1).max() < 1e-9
    with pytest.raises(ValueError, match="drop_last leaves no batch: 41 examples, batch_size=50"):
        train.fit(model, optimizer, x, y, epochs=1, batch_size=50, drop_last=True)
    with pytest.raises(ValueError, match="drop_last must be True or False, got 1"):
        train.fit(model, optimizer, x, y, epochs=1, drop_last=1)
    batches = list(train.minibatches(x, batch_size=10, drop_last=True))
    assert [len(batch) for (batch,) in batches] == [10] * 4


@pytest.mark.parametrize("weight", [None, np.array([0.5, 3.0, 1.0])])
def test_what_the_loss_ignores_has_no_part(weight):
    x, y = data()
    x = x.astype(np.float64)
    loss = (partial(cross_entropy_forward, ignore_index=0, weight=weight), cross_entropy_backward)
    model = L.Linear(4, 3, rng=np.random.default_rng(0), dtype=np.float64)
    out = model(x)
    expected = float(loss[0](out, targets=y)[0])
    share = (out.argmax(axis=1) == y)[y != 0].mean()
    for batch_size in (7, 100):
        found = train.evaluate(model, x, y, loss=loss, batch_size=batch_size)
        assert found == pytest.approx((expected, share), rel=1e-12)
    frozen = optim.SGD(model.params, lr=0.0)
    history = train.fit(model, frozen, x, y, epochs=1, batch_size=7, loss=loss, progress=False)
    assert history.train_loss == pytest.approx([expected], rel=1e-12)
    assert history.train_accuracy == pytest.approx([share])


def test_targets_that_are_all_ignored_are_named_as_the_loss_has_them():
    loss = (partial(nll_loss_forward, ignore_index=2), nll_loss_backward)
    with pytest.raises(ValueError, match="all targets of a batch or data set are 2: none is left"):
        train.evaluate(L.Linear(4, 3), np.zeros((5, 4), np.float32), np.full(5, 2), loss=loss)

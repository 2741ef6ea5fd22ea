"""Networks that are trained together end where each ends alone."""

import numpy as np
import pytest

from dlcourse.functional import cross_entropy_backward, cross_entropy_forward
from dlcourse.optim import SGD, Adam
from dlcourse.studies.depth import deep_network, train_together
from dlcourse.studies.depth.together import join

FLOAT64 = dict(dtype=np.float64)
KINDS = [
    dict(),
    dict(activation="tanh", start="xavier", residual=True, scale=0.5),
]
OPTIMIZERS = [lambda p: SGD(p, lr=0.3), lambda p: Adam(p, lr=0.02)]


def networks(count=3, depth=3, **kind):
    rngs = [np.random.default_rng(s) for s in range(count)]
    return [deep_network(5, 6, depth, 4, rng=rng, **FLOAT64, **kind) for rng in rngs]


@pytest.fixture
def data():
    rng = np.random.default_rng(1)
    x = rng.standard_normal((30, 5))
    return x[:23], x[:23, :4].argmax(axis=1), x[23:], x[23:, :4].argmax(axis=1)


def alone(network, x, y, test, epochs, optimizer, batch_size, number, examples=None):
    step, rng, errors = optimizer(network.params).step, np.random.default_rng([0, number]), []
    seen = rng.permutation(len(x))[:examples]
    for _ in range(epochs):
        order = rng.permutation(seen)
        for start in range(0, len(seen), batch_size):
            rows = order[start : start + batch_size]
            _, cache = cross_entropy_forward(network(x[rows]), targets=y[rows])
            network.backward(cross_entropy_backward(1.0, cache))
            step(network.grads)
        errors.append(np.mean(network(test[0]).argmax(axis=1) != test[1]))
    return errors


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_together_is_as_alone(data, kind, optimizer):
    x, y, *test = data
    ours, theirs = networks(**kind), networks(**kind)
    settings = dict(test=test, epochs=4, optimizer=optimizer, batch_size=7)
    errors = train_together(ours, x, y, **settings)
    assert errors.shape == (3, 4)
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        expected = alone(other, x, y, test, 4, optimizer, 7, number)
        assert errors[number] == pytest.approx(expected)
        for name in one.params:
            assert np.allclose(one.params[name], other.params[name], rtol=1e-9, atol=1e-12)


def test_each_sees_its_own_examples(data):
    x, y, *test = data
    ours, theirs = networks(), networks()
    settings = dict(test=test, epochs=2, optimizer=OPTIMIZERS[0], batch_size=4)
    train_together(ours, x, y, examples=9, **settings)
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        alone(other, x, y, test, 2, OPTIMIZERS[0], 4, number, examples=9)
        assert np.allclose(one.params["0.weight"], other.params["0.weight"], rtol=1e-9, atol=1e-12)


def test_joined_networks_answer_as_each(data):
    x, y = data[:2]
    several = networks(residual=True)
    joint = join(several)
    out = joint(np.stack([x, 2 * x, 3 * x]))
    for s, network in enumerate(several):
        assert np.allclose(out[s], network((s + 1) * x), rtol=1e-12)


def test_no_epoch_changes_nothing(data):
    x, y, *test = data
    ours, before = networks(), networks()
    assert train_together(ours, x, y, test=test, epochs=0, optimizer=OPTIMIZERS[0]).shape == (3, 0)
    for one, other in zip(ours, before, strict=True):
        assert all(np.array_equal(one.params[n], other.params[n]) for n in one.params)


def test_seed_chooses_the_order(data):
    x, y, *test = data
    settings = dict(test=test, epochs=1, optimizer=OPTIMIZERS[0], batch_size=5)
    first, same, other = networks(1), networks(1), networks(1)
    for network, seed in ((first, 0), (same, 0), (other, 1)):
        train_together(network, x, y, seed=seed, **settings)
    weights = [n[0].params["0.weight"] for n in (first, same, other)]
    assert np.array_equal(weights[0], weights[1])
    assert not np.allclose(weights[0], weights[2])


@pytest.mark.parametrize("given", [[], [*networks(1), *networks(1, depth=2)]])
def test_networks_of_one_build_are_asked_for(data, given):
    x, y, *test = data
    with pytest.raises(ValueError, match=f"all of one build, got {len(given)}"):
        train_together(given, x, y, test=test, epochs=1, optimizer=OPTIMIZERS[0])


@pytest.mark.parametrize("name", ["epochs", "batch_size", "examples"])
def test_counts_are_integers(data, name):
    x, y, *test = data
    settings = dict(test=test, epochs=1, optimizer=OPTIMIZERS[0]) | {name: 1.5}
    with pytest.raises(ValueError, match=f"{name} must be an integer .*got 1.5"):
        train_together(networks(1), x, y, **settings)

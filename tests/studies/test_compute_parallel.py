"""Two processes, one gradient; what a network costs; the packaged networks."""

import numpy as np
import pytest

from dlcourse.layers import Conv2d, Linear, ReLU, Sequential
from dlcourse.studies import compute


@pytest.fixture
def batch():
    rng = np.random.default_rng(0)
    arrays = [rng.standard_normal(s) for s in ((4, 6), (4,), (3, 4), (3,))]
    return rng.standard_normal((10, 6)), rng.integers(0, 3, 10), arrays


def test_parts_of_any_size_give_the_gradient_of_the_batch(batch):
    x, y, arrays = batch
    whole = compute.gradient(x, y, *arrays)
    with compute.Machines(2) as machines:
        for sizes in ([7, 3], [1, 9], [5, 5]):
            got = machines.gradient(x, y, arrays, sizes=sizes)
            assert max(np.abs(a - b).max() for a, b in zip(got, whole, strict=True)) < 1e-12
        assert machines.received == 3 * 2 * 8 * sum(a.size for a in arrays)
        with pytest.raises(ValueError, match=r"2 numbers that sum to 10, got \[5, 4\]"):
            machines.gradient(x, y, arrays, sizes=[5, 4])
    assert all(worker.ended for worker in machines.workers)


def test_the_processes_end_with_an_error_of_theirs(batch):
    x, y, arrays = batch
    with pytest.raises(RuntimeError, match="ValueError"), compute.Machines(2) as machines:
        machines.gradient(x[:, :5], y, arrays, sizes=[5, 5])
    assert all(worker.ended for worker in machines.workers)


def test_the_processes_end_when_they_are_interrupted():
    with pytest.raises(KeyboardInterrupt), compute.Machines(2) as machines:
        raise KeyboardInterrupt
    assert all(worker.ended for worker in machines.workers)


def test_the_gradient_is_that_of_the_mean(batch):
    x, y, arrays = batch
    each = [compute.gradient(x[i : i + 1], y[i : i + 1], *arrays) for i in range(10)]
    mean = compute.weighted_mean(each, [1] * 10)
    whole = compute.gradient(x, y, *arrays)
    assert all(np.allclose(a, b, atol=1e-12) for a, b in zip(mean, whole, strict=True))


def test_costs_by_hand():
    model = Sequential(Conv2d(2, 4, 3, groups=2), ReLU(), Conv2d(4, 5, 1))
    costs = compute.costs(model, (2, 6, 5), batch=4)
    # 4 filters of 9 weights at 4 x 3 places; then 5 filters of 4.
    assert costs["0 Conv2d"] == (4 * 10, 2 * 9 * 4 * 12, 4 * (60 + 48) + 40)
    assert costs["2 Conv2d"] == (5 * 5, 2 * 4 * 5 * 12, 4 * (48 + 60) + 25)
    assert costs["total"].operations == 864 + 480
    assert list(costs)[-1] == "total"
    assert compute.costs(Sequential(Linear(7, 3)), (7,))["total"] == (24, 42, 4 * (7 + 3 + 24))


def test_bytes_of_a_ring():
    assert compute.ring_bytes(600, 3) == 800
    assert compute.ring_bytes(600, 1) == 0


def test_the_three_middles_have_one_shape():
    x = np.random.default_rng(0).standard_normal((2, 1, 28, 28)).astype(np.float32)
    for kind in compute.KINDS:
        model = compute.convolutional(kind, rng=np.random.default_rng(0))
        assert model(x).shape == (2, 10)
    with pytest.raises(ValueError, match="kind must be one of full, grouped, separable"):
        compute.middle("deep", 2, 4)


def test_digits_are_three_parts_and_scaled_by_the_first():
    parts = compute.digits()
    assert {name: x.shape for name, (x, _) in parts.items()} == {
        "fit": (1200, 784),
        "choose": (242, 784),
        "test": (355, 784),
    }
    x = parts["fit"][0]
    assert abs(x.mean()) < 1e-4
    assert abs(x.std() - 1) < 1e-4
    assert abs(parts["test"][0].std() - 1) > 1e-4
    rows = {row.tobytes() for row in x}
    assert not any(row.tobytes() in rows for row in (*parts["choose"][0], *parts["test"][0]))


@pytest.mark.parametrize("kind", compute.KINDS)
def test_packaged_networks_read_digits(kind):
    x, y = compute.digits()["test"]
    models = compute.convolutional_networks(kind)
    right = [compute.accuracy(model, (x.reshape(-1, 1, 28, 28), y)) for model in models]
    assert len(right) == 3
    assert min(right) > 0.95
    assert not any(m.training for m in models)

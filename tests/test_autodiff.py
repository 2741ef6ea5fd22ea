"""The tape of `dlcourse.autodiff` against PyTorch's, operation by operation and as a network."""

import numpy as np
import pytest
import torch

from dlcourse.autodiff import Tensor, apply, unbroadcast
from dlcourse.functional import (
    cross_entropy_backward,
    cross_entropy_forward,
    linear_backward,
    linear_forward,
)

OPERATIONS = {
    "add": lambda a, b, row: a + b + 2.0,
    "add, broadcast": lambda a, b, row: a + row,
    "subtract": lambda a, b, row: 1.0 - (a - b) - row,
    "multiply": lambda a, b, row: 3.0 * a * b * row,
    "divide": lambda a, b, row: a / b + 2.0 / b / row,
    "power": lambda a, b, row: b**3 + b**0.5,
    "negative": lambda a, b, row: -a,
    "matmul": lambda a, b, row: a @ b.T,
    "matmul, row": lambda a, b, row: row @ a.T,
    "sum": lambda a, b, row: a.sum(),
    "sum, columns": lambda a, b, row: b * a.sum(0),
    "sum, rows kept": lambda a, b, row: a / b.sum(1, keepdim=True),
    "exp and log": lambda a, b, row: a.exp() + b.log(),
    "relu": lambda a, b, row: a.relu() * b,
    "slice": lambda a, b, row: a[1:, :2] * b[0, 1],
    "picked twice": lambda a, b, row: a[[0, 1, 0], [2, 2, 2]],
    "used three times": lambda a, b, row: a * a + a,
}


@pytest.fixture
def arrays():
    rng = np.random.default_rng(0)
    a, b, row = rng.standard_normal((4, 3)), rng.standard_normal((4, 3)), rng.random((1, 3))
    return [a, np.abs(b) + 0.5, row + 0.5]


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-10), (np.float32, 1e-4)])
@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_agrees_with_torch(arrays, name, dtype, tolerance):
    arrays = [array.astype(dtype) for array in arrays]
    ours = [Tensor(array) for array in arrays]
    theirs = [torch.tensor(array, requires_grad=True) for array in arrays]
    out, expected = OPERATIONS[name](*ours), OPERATIONS[name](*theirs)
    dout = np.random.default_rng(1).standard_normal(expected.shape).astype(dtype)
    out.backward(dout)
    expected.backward(torch.tensor(dout))
    assert out.data.dtype == dtype
    np.testing.assert_allclose(out.data, expected.detach(), rtol=tolerance, atol=tolerance)
    for mine, reference in zip(ours, theirs, strict=True):
        assert (mine.grad is None) == (reference.grad is None)
        if mine.grad is not None:
            assert mine.grad.dtype == dtype
            np.testing.assert_allclose(mine.grad, reference.grad, rtol=tolerance, atol=tolerance)


def test_an_array_on_the_left_is_one_operand_not_many():
    x = Tensor([1.0, 2.0])
    out = np.array([3.0, 4.0]) * x
    assert isinstance(out, Tensor)
    out.sum().backward()
    np.testing.assert_array_equal(x.grad, [3.0, 4.0])


def test_slope_of_relu_at_zero_is_zero():
    x = Tensor([-1.0, 0.0, 2.0])
    x.relu().sum().backward()
    np.testing.assert_array_equal(x.grad, [0.0, 0.0, 1.0])


def test_a_result_waits_for_all_its_uses():
    # a reaches the loss by a path of one operation and by a path of three.
    a = Tensor(2.0)
    b = a * 3.0
    ((b * b) * 1.0 + b).backward()
    assert a.grad == 2 * (3 * 2.0) * 3 + 3


def test_second_backward_adds_as_in_torch():
    x, reference = Tensor(2.0), torch.tensor(2.0, requires_grad=True)
    for value in x, reference:
        y = value * value * value
        y.backward() if value is x else y.backward(retain_graph=True)
        y.backward()
    assert x.grad == reference.grad.item() == 24


def test_long_chain_needs_no_recursion():
    x = Tensor(1.0)
    out = x
    for _ in range(5000):
        out = out + x
    out.backward()
    assert x.grad == 5001


def test_pairs_of_functional_become_operations():
    rng = np.random.default_rng(0)
    arrays = [rng.standard_normal(shape) for shape in [(5, 4), (3, 4), (3,)]]
    targets = np.array([0, 2, 1, 1, 0])
    x, w, b = (Tensor(array) for array in arrays)
    logits = apply(linear_forward, linear_backward, x, w, b)
    loss = apply(cross_entropy_forward, cross_entropy_backward, logits, targets=targets)
    loss.backward()
    tx, tw, tb = (torch.tensor(array, requires_grad=True) for array in arrays)
    expected = torch.nn.functional.cross_entropy(tx @ tw.T + tb, torch.tensor(targets))
    expected.backward()
    np.testing.assert_allclose(loss.data, expected.item(), rtol=1e-10)
    for mine, reference in zip((x, w, b), (tx, tw, tb), strict=True):
        np.testing.assert_allclose(mine.grad, reference.grad, rtol=1e-10, atol=1e-12)


def test_data_is_not_modified(arrays):
    before = [array.copy() for array in arrays]
    a, b, row = (Tensor(array) for array in arrays)
    ((a * b + row).relu() @ b.T).sum().backward()
    for array, copy in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, copy)


@pytest.mark.parametrize("shape", [(), (1,), (3,), (1, 3), (2, 1), (4, 1, 3), (1, 1, 1), (4, 2, 3)])
def test_unbroadcast_is_the_transpose_of_broadcast(shape):
    rng = np.random.default_rng(0)
    x, dout = rng.standard_normal(shape), rng.standard_normal((4, 2, 3))
    received = unbroadcast(dout, shape)
    assert received.shape == shape
    np.testing.assert_allclose(np.sum(received * x), np.sum(dout * np.broadcast_to(x, (4, 2, 3))))


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (lambda: Tensor([1, 2]), r"data must be float32 or float64, got int64"),
        (lambda: Tensor([1.0, 2.0]).backward(), r"shape \(2,\) needs dout"),
        (lambda: Tensor([1.0, 2.0]).backward(np.ones(3)), r"dout has shape \(3,\).*\(2,\)"),
        (lambda: Tensor([1.0]) @ Tensor([2.0]), r"two axes on each side, got \(1,\) and \(1,\)"),
    ],
)
def test_faults_are_named(fault, message):
    with pytest.raises(ValueError, match=message):
        fault()

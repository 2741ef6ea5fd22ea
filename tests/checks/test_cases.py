"""Every operation with every setting: right gradients, agreement with PyTorch, the law."""

import inspect

import numpy as np
import pytest

from dlcourse import functional
from dlcourse.checks import gradcheck
from dlcourse.checks import law as _law
from dlcourse.checks.cases import CASES, OPERATIONS

every_case = pytest.mark.parametrize("case", CASES, ids=str)


def call(case, dtype):
    """One forward and two backward passes of a case in `dtype`."""
    rng = np.random.default_rng(5)
    arrays = [a if a is None else a.astype(dtype) for a in case.arrays(rng)]
    settings = {
        name: value.astype(dtype) if getattr(value, "dtype", None) == np.float64 else value
        for name, value in case.settings.items()
    }
    settings = {name: v() if callable(v) else v for name, v in settings.items()}
    out, cache = case.forward(*arrays, **settings)
    dout = _law.random_like(out, 5)
    grads = case.backward(dout, cache), case.backward(dout, cache)
    given = [a for a in arrays if a is not None]
    return given, out, grads


@pytest.mark.parametrize("case", [c for c in CASES if c.differentiable], ids=str)
def test_gradients(case):
    gradcheck(case.forward, case.backward, case.arrays(np.random.default_rng(0)), **case.settings)


@every_case
def test_agreement_with_pytorch(case):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    compare(case.forward, case.backward, case.arrays(np.random.default_rng(1)), **case.settings)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@every_case
def test_dtype_shapes_and_a_cache_that_can_be_used_twice(case, dtype):
    given, out, (grads, again) = call(case, dtype)
    assert {o.dtype for o in _law.as_tuple(out)} == {np.dtype(dtype)}
    if len(given) == 1:
        assert not isinstance(grads, tuple), "one array in gives one gradient out"
        grads, again = (grads,), (again,)
    assert [g.shape for g in grads] == [a.shape for a in given]
    assert [g.dtype for g in grads] == [dtype] * len(given)
    for first, second in zip(grads, again, strict=True):
        np.testing.assert_array_equal(first, second)


@every_case
def test_arguments_are_not_modified(case):
    arrays = case.arrays(np.random.default_rng(2))
    settings = {n: v() if callable(v) else v for n, v in case.settings.items()}
    held = [a for a in (*arrays, *settings.values()) if isinstance(a, np.ndarray)]
    before = [a.tobytes() for a in held]
    out, cache = case.forward(*arrays, **settings)
    dout = _law.random_like(out, 3)
    douts = _law.as_tuple(dout)
    douts_before = [d.tobytes() for d in douts]
    case.backward(dout, cache)
    assert [a.tobytes() for a in held] == before
    assert [d.tobytes() for d in douts] == douts_before


@pytest.mark.parametrize("case", [c for c in CASES if c.shapes[0]], ids=str)
def test_sizes_differ(case):
    for shape in case.shapes:
        sizes = [size for size in shape or () if size > 1]
        # The plain recurrent cell maps a state to a state by one matrix: it is square.
        square = case.op.startswith("rnn") and len(sizes) == 2
        assert len(set(sizes)) == len(sizes) or square


def test_every_operation_has_cases():
    stems = {n.removesuffix("_forward") for n in dir(functional) if n.endswith("_forward")}
    assert stems == set(OPERATIONS)


@pytest.mark.parametrize("op", OPERATIONS)
def test_every_setting_has_a_case(op):
    parameters = inspect.signature(getattr(functional, f"{op}_forward")).parameters.values()
    settings = {p.name for p in parameters if p.kind is p.KEYWORD_ONLY}
    used = {name for case in CASES if case.op == op for name in case.settings}
    assert used == settings


def test_names_are_unique():
    assert len({str(case) for case in CASES}) == len(CASES)

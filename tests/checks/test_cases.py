"""Every operation with every setting: right gradients, agreement with PyTorch, the law."""

import inspect

import numpy as np
import pytest
from each_case import failing

from dlcourse import functional
from dlcourse.checks import gradcheck, law
from dlcourse.checks.cases import CASES, OPERATIONS

each_operation = pytest.mark.parametrize("op", OPERATIONS)


def cases_of(op):
    return [case for case in CASES if case.op == op]


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
    dout = law.random_like(out, 5)
    grads = case.backward(dout, cache), case.backward(dout, cache)
    given = [a for a in arrays if a is not None]
    return given, out, grads


@each_operation
def test_gradients(op):
    def check(case):
        arrays = case.arrays(np.random.default_rng(0))
        gradcheck(case.forward, case.backward, arrays, **case.settings)

    assert failing(check, [case for case in cases_of(op) if case.differentiable]) == {}


@each_operation
def test_agreement_with_pytorch(op):
    compare = pytest.importorskip("dlcourse.checks.torch").compare

    def check(case):
        arrays = case.arrays(np.random.default_rng(1))
        compare(case.forward, case.backward, arrays, **case.settings)

    assert failing(check, cases_of(op)) == {}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@each_operation
def test_dtype_shapes_and_a_cache_that_can_be_used_twice(op, dtype):
    def check(case):
        given, out, (grads, again) = call(case, dtype)
        assert {o.dtype for o in law.as_tuple(out)} == {np.dtype(dtype)}
        if len(given) == 1:
            assert not isinstance(grads, tuple), "one array in gives one gradient out"
            grads, again = (grads,), (again,)
        assert [g.shape for g in grads] == [a.shape for a in given]
        assert [g.dtype for g in grads] == [dtype] * len(given)
        for first, second in zip(grads, again, strict=True):
            np.testing.assert_array_equal(first, second)

    assert failing(check, cases_of(op)) == {}


@each_operation
def test_arguments_are_not_modified(op):
    def check(case):
        arrays = case.arrays(np.random.default_rng(2))
        settings = {n: v() if callable(v) else v for n, v in case.settings.items()}
        held = [a for a in (*arrays, *settings.values()) if isinstance(a, np.ndarray)]
        before = [a.tobytes() for a in held]
        out, cache = case.forward(*arrays, **settings)
        dout = law.random_like(out, 3)
        douts = law.as_tuple(dout)
        douts_before = [d.tobytes() for d in douts]
        case.backward(dout, cache)
        assert [a.tobytes() for a in held] == before
        assert [d.tobytes() for d in douts] == douts_before

    assert failing(check, cases_of(op)) == {}


def test_sizes_differ():
    def check(case):
        for shape in case.shapes:
            sizes = [size for size in shape or () if size > 1]
            # The plain recurrent cell maps a state to a state by one matrix: it is square.
            square = case.op.startswith("rnn") and len(sizes) == 2
            assert len(set(sizes)) == len(sizes) or square, shape

    assert failing(check, [case for case in CASES if case.shapes[0]]) == {}


def test_every_operation_has_cases():
    stems = {n.removesuffix("_forward") for n in dir(functional) if n.endswith("_forward")}
    assert stems == set(OPERATIONS)


def test_every_setting_has_a_case():
    unused = {}
    for op in OPERATIONS:
        parameters = inspect.signature(getattr(functional, f"{op}_forward")).parameters.values()
        settings = {p.name for p in parameters if p.kind is p.KEYWORD_ONLY}
        used = {name for case in cases_of(op) for name in case.settings}
        if difference := settings ^ used:
            unused[op] = difference
    assert unused == {}


def test_names_are_unique():
    assert len({str(case) for case in CASES}) == len(CASES)

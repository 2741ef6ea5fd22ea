"""Optimizers: PyTorch's numbers, parameter by parameter; their state; what they refuse."""

import copy
import math

import numpy as np
import pytest
import torch
from optim_twins import as_torch, random_arrays

from dlcourse import optim
from dlcourse.optim import base

SGD_SETTINGS = [
    {"lr": 0.1},
    {"lr": 0.1, "weight_decay": 0.3},
    {"lr": 0.05, "momentum": 0.9},
    {"lr": 0.05, "momentum": 0.9, "dampening": 0.4},
    {"lr": 0.05, "momentum": 0.8, "weight_decay": 0.2, "dampening": 0.1},
    {"lr": 0.05, "momentum": 0.9, "nesterov": True},
    {"lr": 0.05, "momentum": 0.7, "nesterov": True, "weight_decay": 0.5},
    {"lr": 0.0, "momentum": 0.5},
]
ADAM_SETTINGS = [
    {},
    {"lr": 0.1},
    {"lr": 0.1, "betas": (0.5, 0.7)},
    {"lr": 0.1, "betas": (0.0, 0.0)},
    {"lr": 0.02, "eps": 0.1},
    {"lr": 0.02, "weight_decay": 0.3},
    {"lr": 0.02, "weight_decay": 0.0},
    {"lr": 0.1, "betas": (0.6, 0.5), "amsgrad": True},
    {"lr": 0.1, "weight_decay": 0.3, "amsgrad": True, "eps": 1e-3},
]
CASES = (
    [("SGD", s) for s in SGD_SETTINGS]
    + [("Adam", s) for s in ADAM_SETTINGS]
    + [("AdamW", s) for s in ADAM_SETTINGS]
)


def both_steps(optimizer, reference, tensors, grads):
    for name, tensor in tensors.items():
        tensor.grad = torch.tensor(grads[name])
    optimizer.step(grads)
    reference.step()


def worst(params, tensors):
    return max(np.abs(params[k] - tensors[k].detach().numpy()).max() for k in params)


@pytest.mark.parametrize(("name", "settings"), CASES)
def test_twenty_steps_equal_torch(name, settings, rng):
    params = random_arrays(rng)
    tensors = as_torch(params)
    optimizer = getattr(optim, name)(params, **settings)
    reference = getattr(torch.optim, name)(tensors.values(), **({"lr": 1e-3} | settings))
    for t in range(20):
        grads = random_arrays(rng)
        # Gradients that shrink, so that amsgrad's maximum differs from the running mean.
        both_steps(optimizer, reference, tensors, {k: g / (1 + t) for k, g in grads.items()})
        assert worst(params, tensors) < 1e-12


@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW"])
def test_float32_stays_float32_and_near_torch(name, rng):
    params = random_arrays(rng, np.float32)
    tensors = as_torch(params)
    settings = {"lr": 0.01, "weight_decay": 0.1} | ({"momentum": 0.9} if name == "SGD" else {})
    optimizer = getattr(optim, name)(params, **settings)
    reference = getattr(torch.optim, name)(tensors.values(), **settings)
    for _ in range(20):
        both_steps(optimizer, reference, tensors, random_arrays(rng, np.float32))
    assert worst(params, tensors) < 1e-5
    arrays = [a for state in optimizer.state.values() for a in state.values()]
    assert {a.dtype for a in [*params.values(), *arrays]} == {np.dtype(np.float32)}


@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW"])
def test_blocks_do_not_show(name, rng, monkeypatch):
    settings = {"momentum": 0.9, "weight_decay": 0.1} if name == "SGD" else {"weight_decay": 0.1}
    whole, pieces = random_arrays(rng), random_arrays(np.random.default_rng(0))
    one = getattr(optim, name)(whole, lr=0.1, **settings)
    monkeypatch.setattr(base, "_BLOCK", 7)
    many = getattr(optim, name)(pieces, lr=0.1, **settings)
    for _ in range(3):
        grads = random_arrays(rng)
        one.step(grads)
        many.step(grads)
    assert all(np.array_equal(whole[k], pieces[k]) for k in whole)


def test_params_change_in_place_and_grads_do_not(rng):
    params, grads = random_arrays(rng), random_arrays(rng)
    arrays, before = list(params.values()), copy.deepcopy(grads)
    start = copy.deepcopy(params)
    for settings in ({"weight_decay": 0.1}, {"amsgrad": True}):
        optim.Adam(params, **settings).step(grads)
        optim.SGD(params, momentum=0.5, nesterov=True, weight_decay=0.1).step(grads)
    assert all(a is b for a, b in zip(arrays, params.values(), strict=True))
    assert all((params[k] != start[k]).all() for k in params)
    assert all(np.array_equal(grads[k], before[k]) for k in grads)


def test_lists_and_strided_gradients(rng):
    w, dw = rng.standard_normal((3, 4)), rng.standard_normal((4, 3)).T
    expected = w - 0.5 * dw
    optim.SGD([w], lr=0.5).step([dw])
    assert np.array_equal(w, expected)


def test_a_part_can_be_frozen(rng):
    params, grads = random_arrays(rng), random_arrays(rng)
    frozen = params["scale"].copy()
    optim.Adam({k: params[k] for k in ("a.weight", "a.bias")}).step(grads)
    assert params["scale"] == frozen


@pytest.mark.parametrize(("name", "settings"), CASES)
def test_a_resumed_optimizer_goes_on_bit_for_bit(name, settings, rng):
    params = random_arrays(rng)
    optimizer = getattr(optim, name)(params, **settings)
    for _ in range(3):
        optimizer.step(random_arrays(rng))
    resumed_params = copy.deepcopy(params)
    resumed = getattr(optim, name)(resumed_params, **settings)
    resumed.load_state_dict(optimizer.state_dict())
    for _ in range(3):
        grads = random_arrays(rng)
        optimizer.step(grads)
        resumed.step(grads)
    assert all(np.array_equal(params[k], resumed_params[k]) for k in params)


def test_state_dict_is_a_copy(rng):
    optimizer = optim.Adam(random_arrays(rng))
    optimizer.step(random_arrays(rng))
    state = optimizer.state_dict()
    before = state["state"]["a.bias"]["exp_avg"].copy()
    optimizer.step(random_arrays(rng))
    assert np.array_equal(state["state"]["a.bias"]["exp_avg"], before)


def test_repr():
    assert repr(optim.SGD([np.zeros((30, 40))], lr=0.5)) == (
        "SGD(lr=0.5, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False): "
        "1,200 parameters"
    )


W = np.zeros(2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: optim.SGD([W], lr=-1), "lr must be a number of at least 0, got -1"),
        (lambda: optim.SGD([W], lr=math.nan), "lr must be a number of at least 0, got nan"),
        (
            lambda: optim.SGD([W], momentum=-0.1),
            "momentum must be a number of at least 0, got -0.1",
        ),
        (lambda: optim.SGD([W], weight_decay=-0.1), "weight_decay must be a number of at least 0"),
        (lambda: optim.SGD([W], nesterov=True), "nesterov needs momentum above 0"),
        (
            lambda: optim.SGD([W], momentum=0.9, dampening=0.1, nesterov=True),
            "dampening 0, got momentum=0.9 and dampening=0.1",
        ),
        (lambda: optim.Adam([W], betas=(1.0, 0.9)), "beta1 must be .*below 1, got 1.0"),
        (lambda: optim.Adam([W], betas=(0.9, -0.1)), "beta2 must be .*got -0.1"),
        (lambda: optim.Adam([W], eps=-1e-8), "eps must be a number of at least 0"),
        (lambda: optim.Adam([]), "params must hold at least one array"),
        (lambda: optim.Adam(W), "params must be a dict or list of arrays, got ndarray"),
        (lambda: optim.Adam([[1.0]]), r"params\['0'\] must be .*array, got list"),
        (lambda: optim.Adam([np.zeros(2, int)]), r"params\['0'\] must be .*got int64"),
        (lambda: optim.Adam([W, W.astype(np.float32)]), "same dtype, got float32 and float64"),
        (lambda: optim.Adam([np.zeros((2, 3)).T]), "C-contiguous"),
        (lambda: optim.Adam({"w": W}).step({"v": W}), "grads has no 'w'; it has v"),
        (lambda: optim.Adam([W]).step([np.zeros(3)]), r"shape \(3,\), its parameter \(2,\)"),
        (lambda: optim.Adam([W]).step([W.astype(np.float32)]), "must be float64 .*got float32"),
        (lambda: optim.SGD([W], lr="fast"), "lr must be a number of at least 0, got 'fast'"),
        (lambda: optim.SGD([W], lr=math.inf), "lr must be finite, got inf"),
        (lambda: optim.SGD([W], dampening=None), "dampening must be a number, got None"),
        (lambda: optim.SGD([W], nesterov="yes"), "nesterov must be True or False, got 'yes'"),
        (lambda: optim.Adam([W], betas=0.9), "betas must be a pair of numbers, got 0.9"),
        (lambda: optim.Adam([W], amsgrad=1), "amsgrad must be True or False, got 1"),
        (lambda: optim.Adam([W]).load_state_dict({}), "state_dict must be a dict with algorithm"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_refused_step_changes_nothing(rng):
    params, grads = random_arrays(rng), random_arrays(rng)
    before = copy.deepcopy(params)
    optimizer = optim.Adam(params)
    del grads["scale"]
    with pytest.raises(ValueError, match="grads has no 'scale'"):
        optimizer.step(grads)
    assert optimizer.steps == 0
    assert all(np.array_equal(params[k], before[k]) for k in params)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda state: state.update(algorithm="SGD"), "algorithm is SGD in the state, Adam here"),
        (lambda state: state["settings"].update(eps=1.0), "settings is .*'eps': 1.0"),
        (lambda state: state["state"].pop("scale"), "parameters are "),
    ],
)
def test_a_state_of_another_optimizer_is_refused(change, message, rng):
    optimizer = optim.Adam(random_arrays(rng))
    state = optimizer.state_dict()
    change(state)
    with pytest.raises(ValueError, match=message):
        optimizer.load_state_dict(state)

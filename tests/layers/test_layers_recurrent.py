"""RNN, LSTM and GRU as layers: torch.nn's weights, outputs, states and gradients."""

import copy
from itertools import product

import numpy as np
import pytest
import torch
from each_case import failing
from recurrent_twins import LENGTHS, D, H, LastState, N, T, as_states, build, draw, flat, kinds
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from dlcourse import layers as L
from dlcourse.checks import gradcheck_model
from dlcourse.checks.torch import copy_weights

BUILDS = [
    dict(zip(("num_layers", "bias", "batch_first", "bidirectional"), values, strict=True))
    for values in product((1, 2), (True, False), (True, False), (True, False))
]


def theirs(module, x, states, lengths, kind, batch_first):
    """Outputs of torch.nn, through packed sequences where there are lengths."""
    states = as_states(kind, states)
    if lengths is None:
        return module(x, states)
    settings = {"batch_first": batch_first, "enforce_sorted": False}
    packed = pack_padded_sequence(x, torch.tensor(lengths), **settings)
    out, states = module(packed, states)
    return pad_packed_sequence(out, batch_first=batch_first, total_length=T)[0], states


def agree(ours, expected):
    np.testing.assert_allclose(ours, expected.detach().numpy(), rtol=1e-10, atol=1e-12)


def compare(kind, settings, lengths, with_states):
    """Outputs, states and all gradients of one layer are those of torch.nn."""
    rng = np.random.default_rng(0)
    layer, module = build(kind, rng, **settings)
    x, states = draw(rng, settings, with_states)
    tensors = [None if a is None else torch.tensor(a, requires_grad=True) for a in (x, *states)]
    out, ends = layer(x, as_states(kind, states), lengths=lengths)
    their_out, their_ends = theirs(
        module, tensors[0], tensors[1:], lengths, kind, settings["batch_first"]
    )
    assert isinstance(ends, tuple) == (kind == "LSTM")
    outs, their_outs = [out, *flat(ends)], [their_out, *flat(their_ends)]
    douts = [rng.standard_normal(o.shape) for o in outs]
    torch.autograd.backward(their_outs, [torch.tensor(d) for d in douts])
    dx, dstates = layer.backward(douts[0], as_states(kind, douts[1:]))
    for ours, expected in zip(outs, their_outs, strict=True):
        agree(ours, expected)
    agree(dx, tensors[0].grad)
    for ours, tensor in zip(flat(dstates), tensors[1 : 1 + len(flat(dstates))], strict=True):
        assert (ours is None) == (tensor is None)
        if tensor is not None:
            agree(ours, tensor.grad)
    assert list(layer.grads) == [name for name, _ in module.named_parameters()]
    for name, parameter in module.named_parameters():
        agree(layer.grads[name], parameter.grad)


@kinds
@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["full", "lengths"])
@pytest.mark.parametrize("with_states", [True, False], ids=["states", "zeros"])
def test_equals_torch(kind, lengths, with_states):
    assert failing(lambda settings: compare(kind, settings, lengths, with_states), BUILDS) == {}


@kinds
def test_weights_go_both_ways(kind, rng):
    def check(settings):
        layer = getattr(L, kind)(D, H, **settings, rng=rng)
        module = getattr(torch.nn, kind)(D, H, **settings)
        ours, theirs = layer.state_dict(), module.state_dict()
        assert [(k, v.shape, str(v.dtype)) for k, v in ours.items()] == [
            (k, tuple(v.shape), str(v.dtype).removeprefix("torch.")) for k, v in theirs.items()
        ]
        layer.load_state_dict(theirs)
        for name, value in theirs.items():
            np.testing.assert_array_equal(layer.params[name], value.numpy())
        layer = getattr(L, kind)(D, H, **settings, rng=rng)
        copy_weights(layer, module)
        for name, value in module.state_dict().items():
            np.testing.assert_array_equal(layer.params[name], value.numpy())

    assert failing(check, BUILDS) == {}


def test_relu_and_positional_settings_are_those_of_torch(rng):
    layer = L.RNN(D, H, 2, "relu", False, True, 0.0, True, rng=rng, dtype=np.float64)
    module = torch.nn.RNN(D, H, 2, "relu", False, True, 0.0, True).double()
    copy_weights(layer, module)
    x = rng.standard_normal((N, T, D))
    for ours, expected in zip(layer(x), module(torch.tensor(x)), strict=True):
        agree(ours, expected)
    for kind in ("LSTM", "GRU"):
        layer = getattr(L, kind)(D, H, 2, False, True, 0.0, True, rng=rng)
        module = getattr(torch.nn, kind)(D, H, 2, False, True, 0.0, True)
        assert list(layer.params) == list(module.state_dict())
        assert module.batch_first == layer.settings["batch_first"] is True


def test_textbook_gru_is_another_function(rng):
    x = rng.standard_normal((N, T, D))
    made = [
        L.GRU(D, H, batch_first=True, variant=v, rng=np.random.default_rng(1), dtype=np.float64)
        for v in ("pytorch", "textbook")
    ]
    outs = [gru(x)[0] for gru in made]
    assert np.abs(outs[0] - outs[1]).max() > 1e-3
    gradcheck_model(LastState(made[1], rng), x)


@kinds
def test_a_gradient_that_is_not_given_is_zero(kind, rng):
    layer, _ = build(kind, rng, num_layers=2, batch_first=True)
    x, states = draw(rng, {"num_layers": 2, "batch_first": True, "bidirectional": False}, True)
    out, ends = layer(x, as_states(kind, states))
    dout, dends = rng.standard_normal(out.shape), [rng.standard_normal(e.shape) for e in flat(ends)]
    zeros = [np.zeros_like(d) for d in dends]
    for given, full in [
        ((dout, None), (dout, as_states(kind, zeros))),
        ((dout,), (dout, as_states(kind, zeros))),
        ((None, as_states(kind, dends)), (np.zeros_like(dout), as_states(kind, dends))),
    ]:
        dx, dstates = layer.backward(*given)
        grads = copy.deepcopy(layer.grads)
        layer(x, as_states(kind, states))
        expected, dexpected = layer.backward(*full)
        layer(x, as_states(kind, states))
        for one, two in zip([dx, *flat(dstates)], [expected, *flat(dexpected)], strict=True):
            np.testing.assert_array_equal(one, two)
        for name, grad in layer.grads.items():
            np.testing.assert_array_equal(grads[name], grad)


def test_one_state_of_the_lstm_may_get_no_gradient(rng):
    layer, _ = build("LSTM", rng, batch_first=True)
    x = rng.standard_normal((N, T, D))
    out, (h_n, c_n) = layer(x)
    dh_n = rng.standard_normal(h_n.shape)
    dx, _ = layer.backward(None, (dh_n, None))
    layer(x)
    expected, _ = layer.backward(np.zeros_like(out), (dh_n, np.zeros_like(c_n)))
    np.testing.assert_array_equal(dx, expected)


@kinds
def test_initial_weights_have_the_bounds_of_torch(kind, rng):
    layer = getattr(L, kind)(300, 25, num_layers=2, bidirectional=True, rng=rng)
    for name, array in layer.params.items():
        assert array.dtype == np.float32
        assert np.abs(array).max() <= 0.2
        assert np.abs(array).max() > 0.18, name
        assert abs(array.mean()) < 0.06
    again = getattr(L, kind)(
        300, 25, num_layers=2, bidirectional=True, rng=np.random.default_rng(0)
    )
    for name, array in again.params.items():
        np.testing.assert_array_equal(array, layer.params[name])


@kinds
def test_float32_stays_float32(kind, rng):
    layer = getattr(L, kind)(D, H, batch_first=True, rng=rng)
    out, ends = layer(rng.standard_normal((N, T, D), dtype=np.float32), lengths=LENGTHS)
    dx, _ = layer.backward(np.ones_like(out))
    arrays = [out, *flat(ends), dx, *layer.grads.values()]
    assert {a.dtype for a in arrays} == {np.dtype(np.float32)}


@kinds
def test_arguments_are_not_modified(kind, rng):
    layer, _ = build(kind, rng, num_layers=2, bidirectional=True, batch_first=True)
    settings = {"num_layers": 2, "batch_first": True, "bidirectional": True}
    x, states = draw(rng, settings, True)
    lengths = LENGTHS.copy()
    for array in (x, lengths, *states, *layer.params.values()):
        array.flags.writeable = False
    out, ends = layer(x, as_states(kind, states), lengths=lengths)
    douts = [rng.standard_normal(o.shape) for o in (out, *flat(ends))]
    for array in douts:
        array.flags.writeable = False
    first, _ = layer.backward(douts[0], as_states(kind, douts[1:]))
    layer(x, as_states(kind, states), lengths=lengths)
    again, _ = layer.backward(douts[0], as_states(kind, douts[1:]))
    np.testing.assert_array_equal(first, again)


@kinds
def test_gradients_may_be_changed_in_place_one_by_one(kind, rng):
    """Clipping does so: no two parameters may share the memory of their gradients."""
    layer, _ = build(kind, rng, num_layers=2, bidirectional=True, batch_first=True)
    out, _ = layer(rng.standard_normal((N, T, D)))
    layer.backward(rng.standard_normal(out.shape))
    grads = list(layer.grads.values())
    assert all(g.flags.writeable for g in grads)
    for i, one in enumerate(grads):
        assert not any(np.shares_memory(one, other) for other in grads[:i])

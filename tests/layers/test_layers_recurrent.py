"""RNN, LSTM and GRU as layers: torch.nn's weights, outputs, states and gradients."""

import copy
from itertools import product

import numpy as np
import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from dlcourse import layers as L
from dlcourse.checks import gradcheck_model
from dlcourse.checks.torch import compare_training, copy_weights
from dlcourse.functional import cross_entropy_backward, cross_entropy_forward
from dlcourse.optim import SGD, Adam
from dlcourse.train import evaluate, fit, predict

KINDS = "RNN", "LSTM", "GRU"
N, T, D, H = 3, 5, 4, 6
LENGTHS = np.array([2, 5, 3])
BUILDS = [
    dict(zip(("num_layers", "bias", "batch_first", "bidirectional"), values, strict=True))
    for values in product((1, 2), (True, False), (True, False), (True, False))
]
kinds = pytest.mark.parametrize("kind", KINDS)
builds = pytest.mark.parametrize("settings", BUILDS, ids=lambda s: "-".join(map(str, s.values())))


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def build(kind, rng, **settings):
    """Both libraries' layer, with the same weights."""
    layer = getattr(L, kind)(D, H, **settings, rng=rng, dtype=np.float64)
    module = getattr(torch.nn, kind)(D, H, **settings).double()
    copy_weights(layer, module)
    return layer, module


def draw(rng, settings, with_states):
    x = rng.standard_normal((N, T, D) if settings["batch_first"] else (T, N, D))
    runs = settings["num_layers"] * (2 if settings["bidirectional"] else 1)
    return x, [rng.standard_normal((runs, N, H)) for _ in range(2)] if with_states else [None, None]


def as_states(kind, arrays):
    """What is given for the states: one array, a pair of them, or None."""
    return arrays[0] if kind != "LSTM" else None if arrays[0] is None else tuple(arrays)


def flat(states):
    return list(states) if isinstance(states, tuple) else [states]


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


@builds
@kinds
@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["full", "lengths"])
@pytest.mark.parametrize("with_states", [True, False], ids=["states", "zeros"])
def test_equals_torch(kind, settings, lengths, with_states, rng):
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


@builds
@kinds
def test_weights_go_both_ways(kind, settings, rng):
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
        expected, dexpected = layer.backward(*full)
        for one, two in zip([dx, *flat(dstates)], [expected, *flat(dexpected)], strict=True):
            np.testing.assert_array_equal(one, two)
        for name, grad in layer.grads.items():
            np.testing.assert_array_equal(grads[name], grad)


def test_one_state_of_the_lstm_may_get_no_gradient(rng):
    layer, _ = build("LSTM", rng, batch_first=True)
    out, (h_n, c_n) = layer(rng.standard_normal((N, T, D)))
    dh_n = rng.standard_normal(h_n.shape)
    dx, _ = layer.backward(None, (dh_n, None))
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


class LastState(L.Container):
    """A layer's last state, and a linear map of it."""

    def __init__(self, rnn, rng):
        fc = L.Linear(H, 3, rng=rng, dtype=np.float64)
        super().__init__({"rnn": rnn, "fc": fc})

    def forward(self, x):
        _, states = self.inner["rnn"](x)
        h_n = states[0] if isinstance(states, tuple) else states
        self.shape = h_n.shape
        return self.inner["fc"](h_n[-1])

    def backward(self, dout):
        dh_n = np.zeros(self.shape)
        dh_n[-1] = self.inner["fc"].backward(dout)
        given = (dh_n, None) if isinstance(self.inner["rnn"], L.LSTM) else dh_n
        dx, _ = self.inner["rnn"].backward(None, given)
        return dx


@kinds
def test_gradcheck_of_a_network_with_a_recurrent_layer(kind, rng):
    rnn = getattr(L, kind)(D, H, num_layers=2, batch_first=True, rng=rng, dtype=np.float64)
    report = gradcheck_model(LastState(rnn, rng), rng.standard_normal((N, T, D)))
    assert {"x", "rnn.weight_hh_l1", "fc.bias"} <= set(report.errors)


class Classifier(L.Container):
    """Read words, and say the class of the sentence from the state at its last word.

    Id 0 is padding: it tells where a sentence ends.
    """

    input_dtype = np.int64

    def __init__(self, words, classes, rng, dtype=np.float64):
        made = {"rng": rng, "dtype": dtype}
        super().__init__(
            {
                "embedding": L.Embedding(words, D, padding_idx=0, **made),
                "lstm": L.LSTM(D, H, num_layers=2, batch_first=True, **made),
                "fc": L.Linear(H, classes, **made),
            }
        )

    def forward(self, ids, lengths=None):
        if lengths is None:
            lengths = np.maximum((ids != 0).sum(axis=1), 1)
        vectors = self.inner["embedding"](ids)
        _, (h_n, _) = self.inner["lstm"](vectors, lengths=lengths)
        self.h_n = h_n
        return self.inner["fc"](h_n[-1])

    def backward(self, dout):
        dh_n = np.zeros_like(self.h_n)
        dh_n[-1] = self.inner["fc"].backward(dout)
        dvectors, _ = self.inner["lstm"].backward(None, (dh_n, None))
        self.inner["embedding"].backward(dvectors)


class TorchClassifier(torch.nn.Module):
    def __init__(self, words, classes):
        super().__init__()
        self.embedding = torch.nn.Embedding(words, D, padding_idx=0)
        self.lstm = torch.nn.LSTM(D, H, num_layers=2, batch_first=True)
        self.fc = torch.nn.Linear(H, classes)

    def forward(self, ids, lengths=None):
        lengths = (ids != 0).sum(1) if lengths is None else lengths
        settings = {"batch_first": True, "enforce_sorted": False}
        packed = pack_padded_sequence(self.embedding(ids), lengths.cpu(), **settings)
        return self.fc(self.lstm(packed)[1][0][-1])


WORDS, CLASSES = 11, 3


def sentences(rng, steps, n=7):
    for _ in range(steps):
        lengths = rng.integers(1, T + 1, n)
        ids = rng.integers(1, WORDS, (n, T)) * (np.arange(T) < lengths[:, None])
        yield ids, lengths, rng.integers(0, CLASSES, n)


OPTIMIZERS = [
    (lambda p: SGD(p, lr=0.5, momentum=0.9), lambda p: torch.optim.SGD(p, lr=0.5, momentum=0.9)),
    (lambda p: Adam(p, lr=0.05), lambda p: torch.optim.Adam(p, lr=0.05)),
]


@pytest.mark.parametrize("clip_norm", [None, 0.1])
@pytest.mark.parametrize(("ours", "theirs"), OPTIMIZERS, ids=["SGD", "Adam"])
@pytest.mark.parametrize("several", [False, True], ids=["ids", "ids and lengths"])
def test_a_sequence_classifier_learns_as_in_torch(ours, theirs, clip_norm, several, rng):
    model, module = Classifier(WORDS, CLASSES, rng), TorchClassifier(WORDS, CLASSES).double()
    report = compare_training(
        model,
        module,
        (((x, n) if several else x, y) for x, n, y in sentences(rng, 10)),
        optimizer=ours(model.params),
        torch_optimizer=theirs(module.parameters()),
        clip_norm=clip_norm,
        tolerance=1e-10,
    )
    assert report.steps == 10
    assert set(report.parameters) == set(module.state_dict())


def test_another_clip_norm_is_found(rng):
    model, module = Classifier(WORDS, CLASSES, rng), TorchClassifier(WORDS, CLASSES).double()
    optimizer = SGD(model.params, lr=0.5)
    right = optimizer.step
    optimizer.step = lambda grads: right({k: g * 1.001 for k, g in grads.items()})
    with pytest.raises(AssertionError, match=r"step 1: \w+.* differs from PyTorch's"):
        compare_training(
            model,
            module,
            ((x, y) for x, _, y in sentences(rng, 3)),
            optimizer=optimizer,
            torch_optimizer=torch.optim.SGD(module.parameters(), lr=0.5),
            clip_norm=0.1,
        )


def test_gradcheck_of_the_classifier(rng):
    model = Classifier(WORDS, CLASSES, rng)
    ids, lengths, classes = next(sentences(rng, 1))
    ids[:, 0] = np.maximum(ids[:, 0], 1)
    report = gradcheck_model(model, ids, directions=2)
    assert set(report.errors) == set(model.params)
    pair = cross_entropy_forward, cross_entropy_backward
    gradcheck_model(model, (ids, lengths), loss=pair, targets=classes, directions=2)


def test_fit_evaluate_and_predict(rng):
    """Is the first word below 6? The state has to carry that to the end."""
    model = Classifier(WORDS, 2, rng, np.float32)
    ids = np.concatenate([x for x, _, _ in sentences(rng, 40)])
    classes = (ids[:, 0] < 6).astype(int)
    optimizer = Adam(model.params, lr=0.02)
    history = fit(model, optimizer, ids, classes, epochs=10, rng=rng, clip_norm=1.0, progress=False)
    assert history.train_loss[-1] < 0.3 * history.train_loss[0]
    assert evaluate(model, ids, classes).accuracy > 0.95
    assert predict(model, ids).shape == (len(ids), 2)


def test_the_table_of_a_model(rng):
    assert L.LSTM(D, H, batch_first=True).summary((T, D)).rows == [
        ("LSTM(4, 6, batch_first=True)", (T, H), 4 * H * (D + H + 2))
    ]
    rows = Classifier(WORDS, CLASSES, rng).summary((T,)).rows
    assert [row[1] for row in rows] == [(CLASSES,)]
    lines = repr(Classifier(WORDS, CLASSES, rng)).splitlines()
    assert lines[2].startswith("  (lstm) LSTM(4, 6, num_layers=2, batch_first=True): weight_ih_l0")


@pytest.mark.parametrize(
    ("layer", "shown"),
    [
        (L.RNN(3, 2), "RNN(3, 2): weight_ih_l0 (2, 3), weight_hh_l0 (2, 2), bias_ih_l0 (2,), "),
        (L.RNN(3, 2, nonlinearity="relu", bias=False), "RNN(3, 2, nonlinearity='relu'): "),
        (L.GRU(3, 2, variant="textbook"), "GRU(3, 2, variant='textbook'): weight_ih_l0 (6, 3)"),
        (L.LSTM(3, 2, 2, bidirectional=True), "LSTM(3, 2, num_layers=2, bidirectional=True): "),
    ],
)
def test_repr(layer, shown):
    assert repr(layer).startswith(shown)


def lstm():
    return L.LSTM(3, 2, batch_first=True)


X, H_0 = np.zeros((4, 5, 3), np.float32), np.zeros((1, 4, 2), np.float32)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: L.RNN(0, 2), "input_size must be an integer of at least 1, got 0"),
        (lambda: L.LSTM(3, 2.0), "hidden_size must be an integer of at least 1, got 2.0"),
        (lambda: L.GRU(3, 2, num_layers=0), "num_layers must be an integer of at least 1, got 0"),
        (lambda: L.GRU(3, 2, bias=1), "bias must be True or False, got 1"),
        (lambda: L.GRU(3, 2, batch_first="yes"), "batch_first must be True or False, got 'yes'"),
        (lambda: L.GRU(3, 2, bidirectional=2), "bidirectional must be True or False, got 2"),
        (lambda: L.RNN(3, 2, 1, "sigmoid"), "nonlinearity must be 'tanh' or 'relu', got 'sigmoid'"),
        (lambda: L.GRU(3, 2, variant="cho"), "variant must be 'pytorch' or 'textbook', got 'cho'"),
        (lambda: L.LSTM(3, 2, rng=0), "rng must be a numpy.random.Generator, got int"),
        (lambda: L.LSTM(3, 2, dtype=int), "dtype must be float32 or float64, got int64"),
        (lambda: L.LSTM(3, 2, 2, dropout=0.5), "LSTM does not support dropout=0.5; it supports"),
        (lambda: L.LSTM(3, 2, proj_size=1), "LSTM does not support proj_size=1; it supports"),
        (lambda: L.RNN(3, 2, device="cpu"), "RNN does not support device='cpu'; it supports"),
        (lambda: lstm()(X.tolist()), "x must be a NumPy array, got list"),
        (lambda: lstm()(X[0]), "x must have shape (N, T, D) with D = 3, got (5, 3)"),
        (lambda: L.GRU(4, 2)(X), "x must have shape (T, N, D) with D = 4, got (4, 5, 3)"),
        (lambda: lstm()(X.astype(float)), "must have the same dtype, got float64 and float32"),
        (lambda: lstm()(X[:, :0]), "x must have at least one step"),
        (lambda: lstm()(X, H_0), "states must be the pair (h_0, c_0), got ndarray"),
        (lambda: lstm()(X, (H_0,)), "states must be the pair (h_0, c_0), got tuple"),
        (lambda: lstm()(X, (H_0, None)), "states must hold both h_0 and c_0, got one of them"),
        (lambda: lstm()(X, (H_0[0], H_0)), "h_0 must have shape (1, 4, 2), got (4, 2)"),
        (lambda: lstm()(X, (H_0, H_0[:, 1:])), "c_0 must have shape (1, 4, 2), got (1, 3, 2)"),
        (lambda: L.RNN(3, 2)(X, H_0), "h_0 must have shape (1, 5, 2), got (1, 4, 2)"),
        (lambda: lstm()(X, lengths=np.array([0, 1, 2, 3])), "lengths must be from 1 to 5, got 0"),
        (lambda: lstm()(X, lengths=np.array([6, 1, 2, 3])), "lengths must be from 1 to 5, got 1"),
        (lambda: lstm()(X, lengths=np.array([1, 2])), "lengths must have shape (4,), got (2,)"),
        (lambda: lstm()(X, lengths=[1, 2, 3, 4]), "lengths must be a NumPy array, got list"),
        (lambda: lstm().backward(X), "LSTM has no gradient before its first forward(x)"),
        (lambda: ran(lstm()).backward(), "dout and dh_n and dc_n must not all be None"),
        (lambda: ran(L.GRU(3, 2)).backward(), "dout and dh_n must not all be None"),
        (lambda: ran(lstm()).backward(X), "dout must have the shape of out, (4, 5, 2), got (4, 5,"),
        (lambda: ran(lstm()).backward(None, H_0), "dstates must be the pair (dh_n, dc_n), got nd"),
        (
            lambda: L.Sequential(L.Embedding(5, 3), lstm(), L.Linear(2, 2)),
            "layer 1, LSTM, gives its states beside its output, so none can follow it in a "
            "Sequential: write a Container that chooses",
        ),
        (
            lambda: gradcheck_model(L.RNN(3, 2, dtype=np.float64), X.astype(float)),
            "RNN gives a tuple, but one array is checked",
        ),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError) as caught:
        call()
    assert message in str(caught.value)


def ran(layer):
    layer(X)
    return layer


def test_settings_that_are_switched_off_are_accepted():
    L.LSTM(3, 2, dropout=0, proj_size=0)


@pytest.mark.parametrize(
    "use",
    [
        lambda model: predict(model, X),
        lambda model: evaluate(model, X, np.zeros(4, int)),
        lambda model: fit(
            model, SGD(model.params, 0.1), X, np.zeros(4, int), epochs=1, progress=False
        ),
    ],
    ids=["predict", "evaluate", "fit"],
)
def test_a_model_that_gives_several_outputs_cannot_be_trained(use):
    with pytest.raises(ValueError, match="LSTM gives a tuple, but one array is needed"):
        use(lstm())

"""What recurrent layers say of themselves, and what they refuse."""

import numpy as np
import pytest

from dlcourse import layers as L
from dlcourse.checks import gradcheck_model
from dlcourse.optim import SGD
from dlcourse.train import evaluate, fit, predict


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

"""One layer, one place: what one forward left, one backward takes."""

import copy

import numpy as np
import pytest

from dlcourse import layers as L
from dlcourse import optim


def linear(rng, inputs=3, outputs=3):
    return L.Linear(inputs, outputs, rng=rng, dtype=np.float64)


def test_a_layer_in_two_places_is_refused_and_named(rng):
    one, bend = linear(rng), L.ReLU()
    refused = [
        (lambda: L.Sequential(one, L.ReLU(), one), "layers 0 and 2 are one and the same Linear"),
        (lambda: L.Sequential(one, bend, linear(rng), bend), "layers 1 and 3 are one .* ReLU"),
        (lambda: L.Sequential(L.Sequential(L.Tanh(), one), one), "layers 0.1 and 1 are one"),
        (lambda: L.Container({"left": one, "right": one}), "layers left and right are one"),
    ]
    for make, message in refused:
        with pytest.raises(ValueError, match=f"{message}.*: .* one forward only, so make two"):
            make()


@pytest.mark.parametrize(
    ("make", "x"),
    [
        (lambda rng: linear(rng), np.ones((2, 3))),
        (lambda rng: L.BatchNorm1d(3, dtype=np.float64), np.eye(3)),
        (lambda rng: L.Sequential(linear(rng), L.Tanh()), np.ones((2, 3))),
        (lambda rng: L.Embedding(4, 3, rng=rng), np.array([1, 2])),
    ],
)
def test_a_second_backward_needs_a_forward(make, x, rng):
    layer = make(rng)
    for _ in range(3):
        out = layer(x)  # as often as one likes: prediction does
    layer.backward(np.ones_like(out))
    with pytest.raises(ValueError, match="went back through its last forward.x. already"):
        layer.backward(np.ones_like(out))
    layer.backward(np.ones_like(layer(x)))


def test_a_second_backward_of_a_recurrent_layer_needs_a_forward(rng):
    layer = L.GRU(3, 2, rng=rng)
    out, _ = layer(np.ones((4, 1, 3), np.float32))
    layer.backward(np.ones_like(out))
    with pytest.raises(ValueError, match="GRU went back through its last forward.x. already"):
        layer.backward(np.ones_like(out))


def test_an_encoder_that_is_called_twice_has_no_silent_gradient(rng):
    class Twins(L.Container):
        def forward(self, pair):
            return sum(self.inner["encoder"](x) for x in pair)

        def backward(self, dout):
            return [self.inner["encoder"].backward(dout) for _ in range(2)]

    twins = Twins({"encoder": linear(rng)})
    out = twins(rng.standard_normal((2, 4, 3)))
    with pytest.raises(ValueError, match="each place a layer of its own"):
        twins.backward(np.ones_like(out))


def test_tied_weights_are_refused_by_the_optimizer(rng):
    model = L.Sequential(linear(rng), L.Tanh(), linear(rng))
    model.params["2.weight"] = model.params["0.weight"]
    with pytest.raises(ValueError, match=r"params\['0.weight'\] and \['2.weight'\] are the same"):
        optim.SGD(model.params)


def test_an_entry_of_a_containers_params_can_be_set(rng):
    model = L.Sequential(L.Sequential(linear(rng), L.Tanh()), linear(rng))
    new = np.full((3, 3), 2.0)
    model.params["0.0.weight"] = new
    assert model[0][0].params["weight"] is new
    model.params.update({"1.bias": np.ones(3)})
    assert model[1].params["bias"].tolist() == [1, 1, 1]
    params = model.params
    params |= {"1.bias": np.zeros(3)}
    assert model[1].params["bias"].tolist() == [0, 0, 0]
    with pytest.raises(ValueError, match="there is no '2.bias' here; there are 0.0.weight, 0.0."):
        model.params["2.bias"] = new
    del model.params["1.bias"]
    assert list(model[1].params) == ["weight"]


def test_a_copy_of_the_params_is_of_its_own(rng):
    model = L.Sequential(linear(rng))
    for copied in (dict(model.params), copy.copy(model.params), copy.deepcopy(model.params)):
        copied["0.bias"] = None
        assert model.params["0.bias"] is not None

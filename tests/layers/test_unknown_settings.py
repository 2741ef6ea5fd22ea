"""Settings that nothing knows are refused by name, everywhere in the same words."""

import inspect
import pickle

import numpy as np
import pytest

from dlcourse import data, optim
from dlcourse import functional as F
from dlcourse import layers as L


def test_every_operation_refuses_what_it_does_not_know():
    missed = []
    for name in F.__all__:
        if not name.endswith("_forward"):
            continue
        function = getattr(F, name)
        arrays = [
            np.ones((2, 2))
            for p in inspect.signature(function).parameters.values()
            if p.kind == p.POSITIONAL_OR_KEYWORD and p.default is p.empty
        ]
        needed = {
            p.name: 1
            for p in inspect.signature(function).parameters.values()
            if p.kind == p.KEYWORD_ONLY and p.default is p.empty
        }
        try:
            function(*arrays, color=1, **needed)
        except ValueError as error:
            missed += [name] if "does not support color=1" not in str(error) else []
        else:
            missed.append(name)
    assert not missed


def test_every_layer_optimizer_and_schedule_refuses_what_it_does_not_know():
    made = [getattr(L, name) for name in L.__all__ if name not in ("Layer", "Sequential")]
    made += [optim.SGD, optim.Adam, optim.AdamW]
    made += [getattr(optim, name) for name in optim.__all__ if name.endswith("LR")]
    for kind in made:
        given = inspect.signature(kind).parameters.values()
        needed = [3 for p in given if p.default is p.empty and p.kind == p.POSITIONAL_OR_KEYWORD]
        with pytest.raises(ValueError, match=f"{kind.__name__} does not support color=1"):
            kind(*needed, color=1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: F.avg_pool2d_forward(np.ones((1, 4, 4)), kernel_size=2, dilation=2),
            "avg_pool2d does not support dilation=2; it supports kernel_size, stride, padding, ce",
        ),
        (
            lambda: L.AvgPool2d(2, dilation=2),
            "AvgPool2d does not support dilation=2; it supports k",
        ),
        (
            lambda: F.linear_forward(np.ones((1, 1)), np.ones((1, 1)), c=1),
            "linear does not support",
        ),
        (lambda: L.Sigmoid(slope=2), "Sigmoid does not support slope=2"),
        (lambda: optim.SGD([np.ones(1)], maximize=True), "SGD does not support maximize=True"),
    ],
)
def test_the_message_names_the_settings_that_are_known(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_what_changes_nothing_may_be_given_and_other_mistakes_stay_pythons():
    assert F.sigmoid_forward(np.zeros(1), inplace=False)[0] == 0.5
    with pytest.raises(TypeError, match="kernel_size"):
        F.avg_pool2d_forward(np.ones((1, 4, 4)))
    with pytest.raises(TypeError):
        L.Linear()


def test_operations_and_layers_can_be_pickled():
    layer = pickle.loads(pickle.dumps(L.Sequential(L.Linear(2, 3), L.AvgPool2d(2))))
    assert layer[0].params["weight"].shape == (3, 2)


def test_summary_of_a_container_that_reads_integers(rng):
    class Last(L.Container):
        def forward(self, ids):
            return self.inner["read"](self.inner["embed"](ids))[0][:, -1]

    model = Last({"embed": L.Embedding(9, 4), "read": L.GRU(4, 5, batch_first=True)})
    assert L.Sequential(model, L.Linear(5, 2)).summary((7,)).rows[0][1] == (5,)
    assert model.summary((7,)).rows[0][1] == (5,)


def test_parse_idx_is_exported():
    assert data.parse_idx(bytes([0, 0, 8, 1, 0, 0, 0, 2, 7, 8])).tolist() == [7, 8]

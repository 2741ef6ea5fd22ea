"""What layers refuse, and how they say so."""

import numpy as np
import pytest

from dlcourse import layers as L


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: L.Linear(0, 3), "in_features must be an integer of at least 1, got 0"),
        (lambda: L.Linear(2, 3.0), "out_features must be .*got 3.0"),
        (lambda: L.Linear(2, 3, dtype=int), "dtype must be float32 or float64, got int64"),
        (lambda: L.Linear(2, 3, rng=0), "rng must be a numpy.random.Generator, got int"),
        (lambda: L.Conv2d(4, 6, 3, groups=3), "multiples of groups, got 4, 6 and groups=3"),
        (lambda: L.Conv2d(4, 6, (3, 2, 1)), r"kernel_size must be .*got \(3, 2, 1\)"),
        (lambda: L.Conv2d(4, 6, 0), "kernel_size must be .*got 0"),
        (lambda: L.Conv2d(4, 6, 3, padding_mode="reflect"), "padding_mode must be 'zeros'"),
        (lambda: L.ReLU(inplace=True), "ReLU does not support inplace=True"),
        (lambda: L.Dropout(1.5), "p must be a number from 0 to 1, got 1.5"),
        (lambda: L.BatchNorm1d(0), "num_features must be .*got 0"),
        (lambda: L.GroupNorm(3, 4), "num_groups must divide num_channels, got 3 and 4"),
        (lambda: L.Upsample(scale_factor=2, size=3), "Upsample does not support size=3"),
        (lambda: L.Upsample(), "scale_factor must be given, got None"),
        (lambda: L.LayerNorm((3, 0)), "normalized_shape must be .*got 0"),
        (lambda: L.Embedding(5, 2, padding_idx=5), "padding_idx must be .*-5 to 4, got 5"),
        (lambda: L.Embedding(5, 2, max_norm=1.0), "Embedding does not support max_norm=1.0"),
        (lambda: L.BatchNorm2d(3)(np.zeros((2, 3))), "x must have 4 axes, got 2"),
        (lambda: L.Flatten(3)(np.zeros((2, 3))), "start_dim must be .* -2 to 1, got 3"),
        (lambda: L.Flatten(1, 0)(np.zeros((2, 3))), "start_dim must not come after end_dim"),
        (lambda: L.Sequential(L.ReLU(), abs), "layer 1 must be a Layer, got builtin"),
        (lambda: L.Linear(2, 3, bias="no"), "bias must be True or False, got 'no'"),
        (lambda: L.Conv1d(2, 3, None), "kernel_size must be .*got None"),
        (lambda: L.BatchNorm1d(3, dtype="abc"), "dtype must be float32 or float64, got 'abc'"),
        (lambda: L.LayerNorm(1.5), "normalized_shape must be an integer of at least 1, got 1.5"),
        (lambda: L.Dropout("half"), "p must be a number from 0 to 1, got 'half'"),
        (lambda: L.Dropout(rng=0), "rng must be a numpy.random.Generator, got int"),
        (lambda: L.Embedding(5, 2, padding_idx=1.5), "padding_idx must be an integer from"),
        (lambda: L.BatchNorm2d(3)([1.0]), "x must be a NumPy array, got list"),
        (lambda: L.Flatten()([1.0]), "x must be a NumPy array, got list"),
        (lambda: L.Unflatten(2, (3, 1))(np.zeros((2, 3))), "dim must be .* -2 to 1, got 2"),
        (lambda: L.Unflatten(1, 4), "unflattened_size must be a tuple of integers, got 4"),
        (lambda: L.Unflatten(1, ()), r"unflattened_size must be a tuple of integers, got \(\)"),
        (lambda: L.Unflatten(1, (2, -2)), "each entry of unflattened_size must be"),
        (lambda: L.Unflatten(1, (-1, -1)), r"unflattened_size may hold one -1, got \(-1, -1\)"),
        (
            lambda: L.Unflatten(1, (2, -1))(np.zeros((2, 3))),
            r"multiply to the 3 entries of axis 1, got \(2, 1\): x \(2, 3\)",
        ),
        (
            lambda: L.Unflatten(1, (0, -1))(np.zeros((2, 0))),
            r"multiply to the 0 entries of axis 1, got \(0, -1\): x \(2, 0\)",
        ),
        (lambda: L.Linear(2, 3).backward(np.zeros((1, 3))), "Linear has no gradient before its"),
        (lambda: L.Linear(2, 3).load_state_dict(None), "state_dict must be a dict .*got NoneType"),
        (
            lambda: L.Linear(1, 1).load_state_dict({"weight": [["a"]], "bias": [0]}),
            "weight must hold numbers in state_dict, got <U1",
        ),
        (lambda: L.Linear(2, 3).summary(2), "input_shape must be a tuple of integers, got 2"),
        (lambda: L.Container([L.ReLU()]), "inner must be a dict of layers by name"),
        (lambda: L.Container({"a.b": L.ReLU()}), "must not hold a dot, got 'a.b'"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

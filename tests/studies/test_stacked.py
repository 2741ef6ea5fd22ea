"""Several networks in one file: what goes in comes out, in 16 bits."""

import numpy as np
import pytest

from dlcourse.layers import Linear
from dlcourse.studies import finance, security
from dlcourse.studies.finance.packaged import CARD_READERS
from dlcourse.studies.finance.packaged import FOLDER as FINANCE
from dlcourse.studies.security.packaged import DETECTORS
from dlcourse.studies.security.packaged import FOLDER as SECURITY
from dlcourse.studies.stacked import fill, stack
from dlcourse.weights import load


def linears(count):
    return [Linear(3, 2, rng=np.random.default_rng(seed)) for seed in range(count)]


def test_each_comes_back_at_its_index():
    models = linears(6)
    arrays = stack(models, 2, 3)
    assert arrays["weight"].shape == (2, 3, 2, 3)
    assert arrays["weight"].dtype == np.float16
    for k, model in enumerate(models):
        again = fill(Linear(3, 2), arrays, *divmod(k, 3))
        for name, array in model.params.items():
            assert np.array_equal(again.params[name], array.astype(np.float16).astype(np.float32))


def test_a_filled_model_evaluates():
    model = Linear(3, 2).train()
    assert fill(model, stack(linears(1)), 0) is model
    assert not model.training


def test_a_layout_for_another_count_is_refused():
    with pytest.raises(ValueError, match="cannot reshape"):
        stack(linears(5), 2, 3)


@pytest.mark.parametrize(
    ("models", "shape", "path"),
    [
        (finance.card_readers(), (), FINANCE / CARD_READERS),
        (
            [m for mined in (False, True) for s in security.detectors(mined=mined) for m in s],
            (2, 3, 5),
            SECURITY / DETECTORS,
        ),
    ],
    ids=["card readers", "detectors"],
)
def test_packaged_networks_make_their_file_again(models, shape, path):
    made, packaged = stack(models, *shape), load(path)
    assert list(made) == list(packaged)
    assert all(np.array_equal(made[name], packaged[name]) for name in made)

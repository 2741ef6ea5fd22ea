"""One number for two classes."""

import numpy as np
import pytest

from dlcourse.functional import softmax_forward
from dlcourse.layers import Dropout, Linear, Sequential
from dlcourse.studies.scores import log_odds
from dlcourse.train import predict


def test_log_odds_are_those_of_softmax():
    rng = np.random.default_rng(0)
    model = Sequential(Linear(3, 2, rng=rng, dtype=np.float64), Dropout(0.5, rng=rng))
    x = rng.standard_normal((300, 3))
    p = softmax_forward(predict(model, x), dim=1)[0]
    assert log_odds(model, x) == pytest.approx(np.log(p[:, 1] / p[:, 0]))
    assert model.training

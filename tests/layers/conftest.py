"""Random numbers for the tests of this folder."""

import numpy as np
import pytest


@pytest.fixture
def rng():
    return np.random.default_rng(0)

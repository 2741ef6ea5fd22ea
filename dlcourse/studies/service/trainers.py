"""How the packaged networks were made: see `dlcourse.weights`."""

from functools import partial

import numpy as np

from ...weights import pack
from ..stacked import stack
from .dialogue import answer, reply, talk, train_answerer
from .packaged import ANSWERERS, OPINIONS, SEEDS
from .reviews import probes, real_reviews
from .sentiment import SIZES, train_lstm, train_mean


def make_answerers(attention, *, progress=True):
    """Train one answerer for each seed; return the bytes of their file, and how good they are."""
    found = talk()
    models = [train_answerer(found, attention=attention, seed=seed)[0] for seed in SEEDS]
    wanted = [answer(request) for request in found.test]
    replies = [reply(model, found.test, found)[0] for model in models]
    right = [np.mean([a == b for a, b in zip(row, wanted, strict=True)]) for row in replies]
    return pack(stack(models)), f"exact answers {np.mean(right):.1%}"


def make_opinions(*, progress=True):
    """Train LSTMs on four sizes of the reviews; return the bytes of their scores, and a word."""
    (texts, y), (test, y_test) = real_reviews()
    plain, negated, _ = probes()
    scores, probed = [], []
    for size in SIZES:
        readers = [train_lstm(texts[:size], y[:size], seed=seed)[1] for seed in SEEDS]
        scores.append([score(test) for score in readers])
        probed = [score(plain + negated) for score in readers]
    means = [train_mean(texts, y, seed=seed)[1](test) for seed in SEEDS]
    arrays = {"test": scores, "probes": probed, "mean": means}
    arrays = {name: np.array(values, np.float16) for name, values in arrays.items()}
    right = np.mean((arrays["test"] > 0) == y_test, axis=(1, 2))
    return pack(arrays), f"accuracy {np.round(right, 3).tolist()}"


TRAINERS = {
    ANSWERERS[True]: partial(make_answerers, True),
    ANSWERERS[False]: partial(make_answerers, False),
    OPINIONS: make_opinions,
}
"""By the names of the files."""

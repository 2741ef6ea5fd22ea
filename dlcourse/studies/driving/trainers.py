"""How the packaged networks of this folder were made: see `dlcourse.weights`."""

import numpy as np

from ...data.stereo import stereo_motorcycle
from ...metrics import jaccard_score
from ...train import predict
from ...weights import pack
from ..segmentation import train_unet
from .depth import best_shift, box_sum, hidden, share_wrong
from .matching import learned_cost, train_matcher
from .packaged import MATCHERS, PREPARED, READERS, ROADS, SEEDS, flat, road_finder
from .reader import (
    linear_reader,
    right,
    sign_reader,
    standardize,
    train_reader,
    with_bars_and_blur,
)
from .roads import center, roads
from .signs import signs


def make_matchers(*, progress=True):
    """Train three matching networks on the right half; say what the left half gave."""
    pair = stereo_motorcycle()
    known = np.isfinite(pair.disparity) & ~hidden(pair.disparity)
    tested = np.arange(pair.left.shape[1]) < 185
    models, wrong = {}, []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        models[seed], _ = train_matcher(pair, known, light=0.3, rng=rng)
        guess = best_shift(box_sum(learned_cost(models[seed], pair), 5))
        wrong.append(share_wrong(guess, pair.disparity, tested))
    return _pack(models), f"wrong on the left half {np.round(wrong, 3)}"


def make_road_finders(*, progress=True):
    """Train three U-Nets on the same 400 generated views."""
    views, tests = (
        roads(400, split=split, rng=np.random.default_rng(1)) for split in ("train", "test")
    )
    models = {seed: trained_road_finder(views, seed) for seed in SEEDS}
    answers = [predict(model, center(tests.x)) > 0 for model in models.values()]
    scores = [jaccard_score(tests.free.ravel(), answer.ravel()) for answer in answers]
    return _pack(models), f"intersection over union {np.round(scores, 3)}"


def trained_road_finder(views, seed):
    """One `road_finder`, trained for twelve epochs with the cross-entropy of all pixels."""
    rng = np.random.default_rng(seed)
    model = road_finder(rng)
    train_unet(model, center(views.x), views.free, epochs=12, rng=rng)
    return model


def make_sign_readers(*, progress=True):
    """Train readers on the same 1200 signs: three networks on each preparation, two linear ones.

    The weight decay of a linear reader is the best of four on 400 other signs.
    """
    some = signs(1200, rng=np.random.default_rng(1))
    valid, test = (
        signs(400, split=split, rng=np.random.default_rng(seed))
        for split, seed in (("train", 2), ("test", 3))
    )
    models, scores = {}, []
    for prepared in PREPARED:
        prepare = center if prepared == "plain" else standardize
        for seed in SEEDS:
            model = _sign_reader(some, prepared, prepare, np.random.default_rng(seed))
            models[f"{prepared}.{seed}"] = model
            scores.append(right(model, prepare(test.x), test.y))
    for prepared, prepare in (("plain", center), ("level", standardize)):
        model = _tuned_linear(some, valid, prepare)
        models[f"linear.{prepared}"] = model
        scores.append(right(model, prepare(test.x), test.y))
    return _pack(models), f"accuracy {np.round(scores, 3)}"


def _sign_reader(some, prepared, prepare, rng):
    model, x, y, epochs = sign_reader(rng), some.x, some.y, 10
    if prepared == "hardened":
        x, y, epochs = with_bars_and_blur(x, rng=rng), np.tile(y, 3), 6
    return train_reader(model, prepare(x), y, epochs=epochs, lr=2e-3, rng=rng)


def _tuned_linear(some, valid, prepare):
    tried = []
    for decay in (0, 0.03, 0.1, 0.3):
        rng = np.random.default_rng(0)
        model = linear_reader(rng)
        train_reader(model, prepare(some.x), some.y, epochs=25, lr=2e-3, decay=decay, rng=rng)
        tried.append((right(model, prepare(valid.x), valid.y), decay, model))
    return max(tried, key=lambda one: one[:2])[2]


def _pack(models):
    """One array for each network, in half precision: they are small, and so shall be the file."""
    return pack({str(name): flat(model) for name, model in models.items()})


TRAINERS = {MATCHERS: make_matchers, ROADS: make_road_finders, READERS: make_sign_readers}

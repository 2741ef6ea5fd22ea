"""The packaged networks of chapter 6.1: what they are worth, and how they are remade."""

import numpy as np
import pytest

from dlcourse.data import stereo_motorcycle
from dlcourse.studies import driving
from dlcourse.studies.driving import packaged, trainers
from dlcourse.train import predict
from dlcourse.weights import digests


def test_the_files_are_those_of_the_trainers_and_small():
    names = set(digests(packaged.FOLDER))
    assert names == set(trainers.TRAINERS)
    assert sum((packaged.FOLDER / name).stat().st_size for name in names) < 250_000


def test_the_matchers_beat_block_matching():
    pair = stereo_motorcycle()
    test = np.indices(pair.left.shape)[1] < 185
    cost = driving.absolute_differences(pair.left, pair.right)
    block = driving.share_wrong(driving.best_shift(driving.box_sum(cost, 9)), pair.disparity, test)
    for model in driving.matchers():
        guess = driving.best_shift(driving.box_sum(driving.learned_cost(model, pair), 9))
        assert driving.share_wrong(guess, pair.disparity, test) < block - 0.1


def test_the_road_is_found():
    views = driving.roads(30, split="test", rng=np.random.default_rng(5))
    for model in driving.road_finders():
        answer = predict(model, driving.center(views.x)) > 0
        assert (answer & views.free).sum() > 0.5 * (answer | views.free).sum()


@pytest.mark.parametrize("prepared", driving.PREPARED)
def test_signs_are_read(prepared):
    some = driving.signs(100, split="test", rng=np.random.default_rng(5))
    prepare = driving.center if prepared == "plain" else driving.standardize
    for model in driving.sign_readers(prepared):
        assert driving.right(model, prepare(some.x), some.y) > 0.6
    if prepared != "hardened":
        assert driving.right(driving.linear_signs(prepared), prepare(some.x), some.y) > 0.6


def test_the_three_are_different_and_none_is_its_start():
    for build, models in (
        (driving.matcher, driving.matchers()),
        (driving.road_finder, driving.road_finders()),
        (driving.sign_reader, driving.sign_readers()),
    ):
        first = [next(iter(model.params.values())) for model in models]
        begin = [next(iter(driving.start(build, seed).params.values())) for seed in driving.SEEDS]
        for i, array in enumerate(first):
            assert not np.allclose(array, begin[i])
            assert not np.allclose(array, first[i - 1])


def test_unknown_preparations_are_refused():
    with pytest.raises(ValueError, match="prepared must be 'plain', 'level' or 'hardened'"):
        driving.sign_readers("dark")
    with pytest.raises(ValueError, match="prepared must be 'plain' or 'level'"):
        driving.linear_signs("hardened")

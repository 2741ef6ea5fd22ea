"""Phantoms: what a seed and each setting change, and the methods without a network."""

import numpy as np
import pytest

from dlcourse.studies import medical
from dlcourse.studies.segmentation import dice_scores


def drawn(count=12, seed=0, **settings):
    return medical.phantoms(count, rng=np.random.default_rng(seed), **settings)


def test_a_seed_is_the_same_patients_at_every_contrast_noise_and_place():
    plain = drawn()
    for settings in ({"contrast": -1.0}, {"contrast": 0.0}, {"noise": 0.0}):
        assert np.array_equal(drawn(**settings).parts, plain.parts)
    moved = drawn(shift=(2, -1))
    assert np.array_equal(moved.parts[:, 4:-2, 2:-3], plain.parts[:, 2:-4, 3:-2])
    assert not np.array_equal(drawn(seed=1).parts, plain.parts)


def test_contrast_scales_what_is_inside_the_body():
    one, half, inverted = (drawn(contrast=c, noise=0.0).x[:, 0] for c in (1.0, 0.5, -1.0))
    flat = drawn(contrast=0.0, noise=0.0).x[:, 0]
    assert np.allclose(half - flat, (one - flat) / 2, atol=1e-6)
    assert np.allclose(inverted - flat, flat - one, atol=1e-6)
    assert np.ptp(flat[drawn().parts == 0]) == 0


def test_organ_and_look_alike_have_one_gray_and_lie_on_two_sides():
    plain = drawn(100)
    columns = np.arange(32)
    organ, other = (
        [(p == k).sum(axis=0) @ columns / (p == k).sum() for p in plain.parts] for k in (2, 3)
    )
    assert all(a < b for a, b in zip(organ, other, strict=True))
    grays = [plain.x[:, 0][plain.parts == k].mean() for k in (1, 2, 3)]
    assert grays[1] == pytest.approx(grays[2], abs=0.02)
    assert grays[1] > grays[0] + 0.15
    assert np.array_equal(plain.masks[:, 0], plain.parts == 2)
    assert plain.x.dtype == np.float32


def test_each_patient_may_have_its_own_contrast():
    both = drawn(2, contrast=[1.0, -1.0])
    assert np.array_equal(both.x[0], drawn(2).x[0])
    assert np.array_equal(both.x[1], drawn(2, contrast=-1.0).x[1])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"count": 0}, "count must be an integer of at least 1, got 0"),
        ({"side": 8}, "side must be an integer of at least 16, got 8"),
        ({"contrast": 2.0}, "contrast must be a number from -1 to 1, got 2.0"),
        ({"contrast": [1.0]}, "contrast must be one number or 12, got 1"),
        ({"noise": -1.0}, "noise must be a number of at least 0, got -1.0"),
        ({"shift": (0, "a")}, "shift must be a number, got 'a'"),
        ({"rng": 3}, "rng must be a numpy.random.Generator, got int"),
    ],
)
def test_refused(settings, message):
    with pytest.raises(ValueError) as caught:
        medical.phantoms(**{"count": 12, "rng": np.random.default_rng(0), **settings})
    assert str(caught.value) == message


def test_baselines_learn_and_leave_their_pictures_alone():
    train, test = drawn(40), drawn(20, seed=1)
    before = train.x.copy()
    setting = medical.tune_region(train.x, train.masks)
    region = medical.brightest_region(test.x, **setting)
    logistic = medical.PixelLogistic(train.x, train.masks)
    assert dice_scores(test.masks, region).mean() > 0.5
    assert dice_scores(test.masks, logistic(test.x)).mean() > 0.8
    assert np.array_equal(train.x, before)


def test_border_is_on_both_sides_of_the_edge():
    mask = np.zeros((1, 1, 6, 6), bool)
    mask[..., 2:4, 2:4] = True
    found = medical.border(mask)[0, 0]
    assert found.sum() == 4 + 8
    assert found[2, 1]
    assert not found[1, 1]
    assert not medical.border(np.ones_like(mask)).any()


@pytest.mark.parametrize("kind", medical.KINDS)
def test_packaged_networks_mark_the_organ(kind):
    test = drawn(20, seed=1)
    from dlcourse.studies.segmentation import probabilities

    for seed in range(3):
        model = medical.organ_unet(kind, seed)
        scores = dice_scores(test.masks, probabilities(model, test.x) > 0.5)
        assert scores.mean() > 0.6, (kind, seed)
    with pytest.raises(ValueError, match="kind must be 'skips', 'no_skips' or 'any_contrast'"):
        medical.organ_unet("other")
    with pytest.raises(ValueError, match="seed must be an integer from 0 to 2, got 3"):
        medical.organ_unet(kind, 3)


def test_training_pictures_differ_in_contrast_alone():
    one, any_contrast = medical.training_phantoms(), medical.training_phantoms("any")
    assert np.array_equal(one.parts, any_contrast.parts)
    assert not np.array_equal(one.x, any_contrast.x)

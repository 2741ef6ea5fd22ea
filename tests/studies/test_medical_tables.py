"""Tumors and lesions: who is judged by whom, what is planted, what the filters see."""

import numpy as np
import pytest

from dlcourse.data import breast_cancer, feature_names, retina
from dlcourse.metrics import roc_auc_score
from dlcourse.studies import medical


@pytest.fixture(scope="module")
def patients():
    x, y = breast_cancer()
    return x, y, medical.folds(y)


def test_folds_keep_the_classes_and_the_packaged_test_part(patients):
    x, y, part = patients
    assert np.array_equal(x[part == 0], breast_cancer("test")[0])
    assert np.ptp([y[part == k].sum() for k in range(5)]) <= 1


def test_nobody_is_judged_by_a_model_that_saw_them(patients):
    """Turning one patient's label around changes everybody's score but those of the same part."""
    x, y, part = patients
    (before,) = medical.fold_models(x[:200], y[:200], part[:200])
    other = y[:200].copy()
    other[7] = 1 - other[7]
    (after,) = medical.fold_models(x[:200], other, part[:200])
    z = [medical.evidence(models, x[:200], part[:200]) for models in (before, after)]
    same = part[:200] == part[7]
    assert np.array_equal(z[0][same], z[1][same])
    assert (z[0][~same] != z[1][~same]).all()


def test_evidence_is_the_log_odds_of_either_model(patients):
    x, y, part = patients
    for network in (False, True):
        (models,) = medical.fold_models(x[::3], y[::3], part[::3], network=network)
        z = medical.evidence(models, x[::3], part[::3])
        for k, model in enumerate(models):
            p = model(x[::3][part[::3] == k])[:, 1]
            assert np.allclose(1 / (1 + np.exp(-z[part[::3] == k])), p, atol=1e-5)
        assert roc_auc_score(y[::3], z) > 0.95


def test_lengths_grow_once_and_areas_twice():
    x, _ = breast_cancer()
    before = x.copy()
    ratio = medical.longer(x[:1], 1.5) / x[:1]
    wanted = {"radius": 1.5, "perimeter": 1.5, "area": 2.25}
    for name, found in zip(feature_names(), ratio[0], strict=True):
        assert found == pytest.approx(wanted.get(name.split()[-2 if "error" in name else -1], 1))
    assert np.array_equal(x, before)


def test_retina_is_a_dark_rim_around_an_eye():
    pixels, inside = retina()
    pixels[:] = 0  # a copy: the next call does not see it
    again, _ = retina()
    assert again[inside].min() > 0.1 > np.median(again[~inside])
    assert 0.6 < inside.mean() < 0.8
    assert again.max() <= 1


@pytest.mark.parametrize("half", ["left", "right"])
def test_windows_stay_in_their_half_and_inside_the_eye(half):
    pixels, inside = retina()
    windows = medical.lesion_windows(half, rng=np.random.default_rng(0))
    count = len(windows.y) // 2
    for x, (row, column) in zip(windows.x[:count], windows.corners, strict=False):
        assert (column + 16 <= 234) == (half == "left")
        assert inside[row : row + 16, column : column + 16].all()
        assert np.array_equal(x[0], pixels[row : row + 16, column : column + 16])
    ratio = windows.x[count:] / windows.x[:count]
    deepest = ratio.min(axis=(1, 2, 3))
    assert 0.74 < deepest.min() < deepest.max() < 0.85
    assert ratio.max() <= 1
    assert windows.y.tolist() == [0] * count + [1] * count


def test_the_lesion_scales_with_its_depth_at_the_same_place():
    deep, flat = (
        medical.lesion_windows("left", depth=d, rng=np.random.default_rng(3)).x for d in (0.2, 0.1)
    )
    count = len(deep) // 2
    assert np.allclose(deep[:count] - deep[count:], 2 * (flat[:count] - flat[count:]), atol=1e-6)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"half": "top"}, "half must be 'left' or 'right', got 'top'"),
        ({"step": 0}, "step must be an integer of at least 1, got 0"),
        ({"depth": 2.0}, "depth must be a number from 0 to 1, got 2.0"),
    ],
)
def test_refused(settings, message):
    with pytest.raises(ValueError) as caught:
        medical.lesion_windows(**{"half": "left", "rng": np.random.default_rng(0), **settings})
    assert str(caught.value) == message


def test_lines_see_dots_and_not_vessels_in_any_direction():
    rows, columns = np.indices((17, 17)) - 8
    dot = 1 - 0.5 * np.exp(-(rows**2 + columns**2) / 2)[None, None]
    for angle in np.pi * np.arange(8) / 8:
        across = np.cos(angle) * rows - np.sin(angle) * columns
        vessel = 1 - 0.5 * np.exp(-(across**2) / 2)[None, None]
        middle = vessel[..., 4:-4, 4:-4]
        assert medical.round_dots(middle, length=5) < 0.25
        assert medical.top_hat(middle, size=7) > 0.2
    assert medical.round_dots(dot, length=7) > 0.4


def test_the_network_reads_a_ratio_of_light():
    windows = medical.lesion_windows("left", step=24, rng=np.random.default_rng(0))
    model = medical.train_lesion_network(windows, epochs=2, seed=0)
    scores = medical.lesion_scores(model, windows.x)
    assert np.allclose(scores, medical.lesion_scores(model, windows.x / 2), atol=1e-3)
    assert medical.leveled(windows.x).mean(axis=(1, 2, 3)) == pytest.approx(0, abs=1e-5)

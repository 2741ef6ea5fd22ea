"""Views, pairs and the embedding that is trained by contrast; what is packaged."""

import numpy as np
import pytest

from dlcourse.data import faces
from dlcourse.layers import Linear
from dlcourse.metrics import roc_auc_score
from dlcourse.studies import security
from dlcourse.studies.scores import log_odds
from dlcourse.studies.security import distortion, packaged
from dlcourse.train import predict


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_reading_between_pixels_is_bilinear(rng):
    x = rng.random((2, 5, 6))
    rows, columns = np.indices((5, 6)).astype(float)
    same = distortion._read_between(x, rows[None] + [[[0]], [[0]]], columns[None] + [[[0]], [[0]]])
    assert same == pytest.approx(x)
    half = distortion._read_between(x, np.full((2, 1, 1), 1.5), np.full((2, 1, 1), 2.25))
    expected = 0.75 * x[:, 1:3, 2].mean(axis=1) + 0.25 * x[:, 1:3, 3].mean(axis=1)
    assert half[:, 0, 0] == pytest.approx(expected)
    outside = distortion._read_between(x, np.full((2, 1, 1), -9.0), np.full((2, 1, 1), 99.0))
    assert outside[:, 0, 0] == pytest.approx(x[:, 0, -1])


def test_distortions_keep_shape_range_and_argument(rng):
    x = faces()[0][:7]
    kept = x.copy()
    view = security.distort(x, rng=rng)
    assert view.shape == x.shape
    assert view.dtype == np.float32
    assert view.min() >= 0
    assert view.max() <= 1
    assert np.array_equal(x, kept)
    own = np.abs(security.distort(x, rng=rng) - x).mean()
    assert 0.02 < own < 0.4


def test_views_name_what_they_show(rng):
    x = np.linspace(0.3, 0.7, 3)[:, None, None, None] * np.ones((3, 1, 25, 25), np.float32)
    seen, shown = security.views(x, 4, rng=rng)
    assert len(seen) == 12
    assert shown.tolist() == [0] * 4 + [1] * 4 + [2] * 4


def test_pairs_are_counted_once():
    similarity = np.arange(16.0).reshape(4, 4)
    same, scores = security.pairs(similarity, np.array([0, 0, 1, 1]))
    assert same.tolist() == [1, 0, 0, 0, 0, 1]
    assert scores.tolist() == [1, 2, 3, 6, 7, 11]


def test_correlation_is_the_cosine(rng):
    x = rng.standard_normal((4, 9))
    centered = x - x.mean(axis=1, keepdims=True)
    assert security.correlation(centered) == pytest.approx(np.corrcoef(x))


def test_moved_correlation_finds_what_was_moved(rng):
    wide = rng.random((40, 40))
    x = np.stack([wide[5:30, 5:30], wide[7:32, 4:29], rng.random((25, 25))])[:, None]
    found = security.moved_correlation(x, reach=3)
    assert found[0, 1] == pytest.approx(1)
    assert found[0, 2] < 0.5
    assert found == pytest.approx(found.T)


def test_eigenfaces_span_what_they_were_made_of(rng):
    x = rng.random((6, 1, 25, 25))
    project = security.eigenfaces(x, 5)
    level = x[:, 0].reshape(6, -1)
    level = level - level.mean(axis=1, keepdims=True)
    level /= np.linalg.norm(level, axis=1, keepdims=True)
    level -= level.mean(axis=0)
    assert np.linalg.norm(project(x), axis=1) == pytest.approx(np.linalg.norm(level, axis=1))


def test_contrast_step_has_the_gradient_of_its_loss(rng):
    model = Linear(5, 4, rng=rng, dtype=np.float64)
    first, second = rng.standard_normal((2, 6, 5))
    loss = security.contrast_step(model, first, second, temperature=0.3)
    gradient = model.grads["weight"].copy()
    for index in ((0, 0), (3, 2)):
        ends = []
        for step in (1e-6, -1e-6):
            model.params["weight"][index] += step
            ends.append(security.contrast_step(model, first, second, temperature=0.3))
            model.params["weight"][index] -= step
        assert (ends[0] - ends[1]) / 2e-6 == pytest.approx(gradient[index], rel=1e-6)
    assert security.contrast_step(model, second, first, temperature=0.3) == pytest.approx(loss)


def test_training_spreads_photographs(rng):
    x = faces()[0][:20]
    model, losses = security.train_embedder(x, steps=25, rng=rng)
    assert losses[-5:].mean() < losses[:3].mean() - 0.3
    unit = security.embed(model, x)
    assert np.linalg.norm(unit, axis=1) == pytest.approx(np.ones(20), rel=1e-5)


def test_packaged_detectors_are_what_the_chapter_says():
    x, y = faces()
    for mined, least in ((False, 0.95), (True, 0.9)):
        models = security.detectors(mined=mined)
        assert [len(row) for row in models] == [5, 5, 5]
        assert len({m.params["0.bias"].tobytes() for row in models for m in row}) == 15
        for row in models:
            right = [
                np.mean((log_odds(m, x[security.fold(k)]) > 0) == y[security.fold(k)])
                for k, m in enumerate(row)
            ]
            assert np.mean(right) > least


def test_packaged_embedders_and_watchers_work():
    seen, shown = security.views(faces()[0][70:100], 3, rng=np.random.default_rng(9))
    for model in security.embedders():
        unit = security.embed(model, seen)
        assert roc_auc_score(*security.pairs(security.correlation(unit), shown)) > 0.94
    x, y = security.paths(200, rng=np.random.default_rng(8))
    for model in security.watchers():
        assert np.mean(predict(model, x).argmax(axis=1) == y) > 0.8


def test_packaged_files_are_small():
    size = sum(path.stat().st_size for path in packaged.FOLDER.glob("*.npz"))
    assert size < 250_000

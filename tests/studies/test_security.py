"""Detector, measures, anomaly scores and paths of the security studies."""

import numpy as np
import pytest

from dlcourse.checks import gradcheck
from dlcourse.data import faces
from dlcourse.studies import security
from dlcourse.studies.scores import log_odds


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_folds_part_the_examples_evenly():
    x, y = faces()
    folds = [security.fold(k) for k in range(security.FOLDS)]
    assert np.sum(folds, axis=0).tolist() == [1] * len(x)
    assert {int(y[test].sum()) for test in folds} == {20}


def test_a_detector_learns_faces_it_has_not_seen(rng):
    x, y = faces()
    test = security.fold(1)
    model = security.train_detector(x[~test], y[~test], epochs=15, rng=rng)
    assert np.mean((log_odds(model, x[test]) > 0) == y[test]) > 0.85


def test_mining_adds_what_was_wrong_and_keeps_the_arguments(rng, monkeypatch):
    from dlcourse.studies.security import detection as module

    seen = []

    def train(x, y, *, rng):
        seen.append((x, y))
        return len(seen)

    pool_size = len(security.windows(module.photograph("text"), stride=10)[0])
    monkeypatch.setattr(module, "train_detector", train)
    monkeypatch.setattr(
        module, "log_odds", lambda model, p: np.where(np.arange(len(p)) < 40, 1.0, -1.0)
    )
    x, y = np.zeros((4, 1, 25, 25), np.float32), np.array([1, 1, 0, 0])
    models, false = security.mine(x, y, rounds=2, most=30, names=["text"], rng=rng)
    assert models == [1, 2, 3]
    assert false == [40 / pool_size] * 2
    assert [len(x) for x, _ in seen] == [4, 34, 64]
    assert [int(y.sum()) for _, y in seen] == [2, 2, 2]
    assert len(x) == len(y) == 4


def test_measures_by_hand():
    checker = (np.indices((4, 4)).sum(axis=0) % 2).astype(float)[None, None]
    assert security.mean_step(checker)[0] == 1
    assert security.contrast(checker)[0] == 0.5
    scores, y = np.array([0.1, 0.4, 0.35, 0.8]), np.array([0, 0, 1, 1])
    assert np.mean((scores >= security.best_threshold(scores, y)) == y) == 0.75


def test_the_template_likes_the_face_it_was_made_of_in_any_light():
    x, y = faces()
    match = security.template_match(x[:1], y[:1])
    assert match(x[:1])[0] == pytest.approx(1, abs=1e-5)
    assert match(0.5 * x[:1] + 0.2)[0] == pytest.approx(1, abs=1e-5)
    assert match(1 - x[:1])[0] == pytest.approx(-1, abs=1e-5)
    rows = x.reshape(200, -1)
    level = (rows - rows.mean(axis=1, keepdims=True)) / rows.std(axis=1, keepdims=True)
    expected = [np.corrcoef(row, level[y == 1].mean(axis=0))[0, 1] for row in rows[95:105]]
    assert security.template_match(x, y)(x[95:105]) == pytest.approx(expected, abs=1e-4)


def test_fold_accuracies_never_show_the_tested_labels():
    x, y = faces()

    def learn(train_x, train_y):
        assert len(train_x) == len(train_y) == 160
        return lambda patches: np.isin(patches[:, 0, 0, 0], train_x[:, 0, 0, 0]).astype(float)

    assert security.fold_accuracies(learn, x, y, threshold=2).tolist() == [0.5] * 5


def test_blurring_keeps_constants_and_moves_no_mass_inside(rng):
    flat = np.full((1, 1, 6, 6), 0.3)
    assert security.blur(flat, 3) == pytest.approx(flat)
    spot = np.zeros((1, 1, 9, 9))
    spot[..., 4, 4] = 1
    assert security.blur(spot, 2).sum() == pytest.approx(1)
    assert np.array_equal(security.blur(spot, 0), spot)


def test_bootstrap_sees_which_photographs_are_confused():
    shown = np.repeat(np.arange(6), 2)
    confused = (shown[:, None] // 2 == shown // 2).astype(float)  # 0 with 1, 2 with 3, 4 with 5
    same, scores = security.pairs(confused, shown)
    rates = security.false_match_spread(
        scores, same, shown, 0.5, draws=300, rng=np.random.default_rng(0)
    )
    wrong = 3 * 4 / np.sum(same == 0)
    assert np.quantile(rates, 0.1) < wrong < np.quantile(rates, 0.9)
    never = security.false_match_spread(scores, same, shown, 2, rng=np.random.default_rng(0))
    assert never.max() == 0


def test_threshold_keeps_its_promise_exactly():
    """Of n + 1 different scores each is once the new one: k of them lie above the threshold."""
    scores = np.random.default_rng(3).permutation(40).astype(float)
    for allowed, k in ((0.05, 2), (0.25, 10), (0.024, 0)):
        called = [scores[i] > security.threshold(np.delete(scores, i), allowed) for i in range(40)]
        assert sum(called) == k


def test_threshold_keeps_its_promise_with_ties():
    """Above it are at most k; those that are equal as well would be more."""
    for scores in (np.arange(40) // 4, np.zeros(40), np.arange(40) % 7 // 2):
        gates = [security.threshold(np.delete(scores, i), 0.05) for i in range(40)]
        assert np.sum(scores > gates) <= 2 < np.sum(scores >= gates)


def test_pca_leaves_nothing_over_of_what_it_spans(rng):
    calm = rng.standard_normal((30, 2)) @ rng.standard_normal((2, 5)) + 1
    score = security.pca_error(calm, 2)
    assert score(calm) == pytest.approx(np.zeros(30), abs=1e-20)
    far = calm[:3] + 1.0
    assert (score(far) > 1e-3).all()
    assert security.pca_error(calm, 0)(far) == pytest.approx(((far - calm.mean(0)) ** 2).mean(1))


def test_nearest_distance_is_that_of_a_loop(rng):
    calm, x = rng.standard_normal((7, 4)), rng.standard_normal((5, 4))
    expected = [min(((row - other) ** 2).sum() for other in calm) for row in x]
    assert security.nearest_distance(calm)(x) == pytest.approx(expected)


def test_an_autoencoder_reproduces_what_it_saw(rng):
    calm = (rng.standard_normal((256, 2)) @ rng.standard_normal((2, 10))).astype(np.float32)
    score = security.autoencoder_error(calm, 2, epochs=60, rng=rng)
    odd = rng.standard_normal((50, 10)).astype(np.float32) * calm.std()
    assert np.median(score(odd)) > 5 * np.median(score(calm))


def test_walls_are_halves_and_light_multiplies():
    left, right = security.wall("train")[0], security.wall("test")[0]
    assert left.shape == right.shape == (882, 144)
    assert not np.array_equal(left, right)
    assert security.wall("test", gain=1.1)[0] == pytest.approx(np.minimum(1.1 * right, 1))
    x, y = security.wall("test", share=0.5, seed=1)
    assert y.sum() == 441
    assert np.array_equal(x[y == 0], right[y == 0])


def test_paths_are_of_their_kind():
    x, y = security.paths(400, noise=0.0, rng=np.random.default_rng(0))
    numbers = security.summary_numbers(x)
    mean = np.array([numbers[y == kind].mean(axis=0) for kind in range(4)])
    assert mean[:, 1].argmax() == 0  # who passes goes straight
    assert mean[:, 4].argmax() == 3  # who circles turns one way
    assert mean[[1, 2], 3].min() > mean[0, 3]
    assert np.linalg.norm(x, axis=2).std(axis=1).max() < 1e-5  # speed is one's own


def test_summary_numbers_by_hand():
    square = np.array([[[1.0, 0], [0, 1], [-1, 0], [0, -1]]])
    numbers = security.summary_numbers(square)[0]
    expected = [4, 0, np.sqrt(0.5), np.pi / 2, np.pi / 2, 0]
    assert numbers == pytest.approx(expected, abs=1e-12)


def test_a_watcher_has_the_gradient_of_its_mean(rng):
    model = security.watcher(3, rng=rng)
    for name, array in model.params.items():
        layer, key = name.split(".")
        model.inner[layer].params[key] = array.astype(np.float64)

    def forward(x):
        return model(x), None

    gradcheck(forward, lambda dout, _: model.backward(dout), [rng.standard_normal((2, 5, 2))])


def test_the_tuned_reader_learns_kinds():
    x, y = security.paths(200, rng=np.random.default_rng(0))
    read = security.tuned_reader(x, y)
    assert np.mean(read(x) == y) > 0.8

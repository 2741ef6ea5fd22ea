"""Likeness of maps, deletion, the mark and the packaged networks of chapter 8.1."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from dlcourse.data import digits28
from dlcourse.layers import Flatten, Linear, Sequential
from dlcourse.studies import interpretability as i
from dlcourse.studies.interpretability import packaged, trainers
from dlcourse.train import evaluate, predict
from dlcourse.weights import digests


def test_rank_correlation_is_spearmans():
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 6, (2, 3, 1, 4, 5)).astype(float)  # with ties
    where = rng.random(a.shape) < 0.7
    for chosen in (None, where):
        on = np.ones(a.shape, bool) if chosen is None else chosen
        expected = [spearmanr(a[n][on[n]], b[n][on[n]]).statistic for n in range(3)]
        assert np.allclose(i.rank_correlation(a, b, chosen), expected, atol=1e-12)
    with pytest.raises(ValueError, match="a map is constant"):
        i.rank_correlation(a, np.zeros(a.shape))
    with pytest.raises(ValueError, match="must have one shape"):
        i.rank_correlation(a, b[:2])


def test_deletion_by_hand():
    net = Sequential(Flatten(), Linear(4, 2, bias=False, dtype=np.float64))
    net.load_state_dict({"1.weight": [[1.0, 2.0, 4.0, 8.0], [0.0] * 4]})
    x = np.ones((2, 1, 2, 2))
    scores = np.array([[[[5.0, 1.0], [5.0, -2.0]]], [[[0.0, 0.0], [0.0, 9.0]]]])
    # Image 0 loses pixels 0, 2, 1, 3 (of equal ones the first), image 1 pixels 3, 0, 1, 2.
    left = np.array([[15.0, 14.0, 10.0, 8.0, 0.0], [15.0, 7.0, 6.0, 4.0, 0.0]])
    sigmoid = 1 / (1 + np.exp(-left))
    assert np.allclose(i.deletion_curve(net, x, 0, scores, range(5)), sigmoid)
    assert np.allclose(i.deletion_curve(net, x, 1, scores, range(5)), 1 - sigmoid)
    put = i.deletion_curve(net, x, 0, scores, range(5), insert=True)
    assert np.allclose(put, 1 / (1 + np.exp(left - 15)))
    with pytest.raises(ValueError, match="scores must have the shape of x"):
        i.deletion_curve(net, x, 0, scores[:1], range(5))


def test_of_equal_scores_the_first_goes_first():
    net = Sequential(Flatten(), Linear(40, 2, bias=False, dtype=np.float64))
    net.load_state_dict({"1.weight": [[9.0] * 10 + [0.0] * 30, [0.0] * 40]})
    scores = (np.arange(40) % 2.0).reshape(1, 1, 1, 40)  # odd places, from the left; then even ones
    curve = i.deletion_curve(net, np.ones((1, 1, 1, 40)), 0, scores, [4, 5, 20, 24, 25])[0]
    left = 9.0 * np.array([6, 5, 5, 1, 0])
    assert np.allclose(curve, 1 / (1 + np.exp(-left)), rtol=1e-12)


def test_shares_and_windows():
    maps = np.array([[[[1.0, -3.0], [0.0, 4.0]]]])
    assert i.share_on(maps, np.array([[False, True], [False, False]])).tolist() == [3 / 8]
    image = np.random.default_rng(0).random((7, 9))
    sums = i.window_sums(image)
    assert sums.shape == (5, 7)
    assert np.isclose(sums[3, 5], image[3:6, 5:8].sum())


def test_enlarged_and_templates():
    maps = np.arange(8.0).reshape(2, 1, 2, 2)
    large = i.enlarged(maps, 4)
    assert large.shape == (2, 1, 4, 4)
    assert np.array_equal(large[1, 0, :2, 2:], np.full((2, 2), 5.0))
    x, y = digits28("train")
    template = i.class_templates(x, y)[3]
    assert np.allclose(template, x[y == 3].mean(axis=0) - x[y != 3].mean(axis=0))


def test_mark():
    x, y = digits28("test")
    copy = x.copy()
    marked = i.mark(x, y)
    assert np.array_equal(x, copy)
    assert marked.dtype == x.dtype
    where = i.mark_mask(y)
    assert (where.sum(axis=(1, 2, 3)) == 9).all()
    assert (marked[where] == 1).all()
    assert np.array_equal(marked[~where], x[~where])
    rows, columns = np.nonzero(where[y == 9][0, 0])
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (0, 2, 18, 20)
    with pytest.raises(ValueError, match="labels must be 355 integers"):
        i.mark(x, y[:5])
    with pytest.raises(ValueError, match="labels must be 0 to 9, got 0 to 10"):
        i.mark_mask(np.array([0, 10]))


def test_other_labels_are_others_and_all_as_likely():
    labels = np.repeat(np.arange(10), 900)
    others = i.other_labels(labels, np.random.default_rng(0))
    assert (others != labels).all()
    counts = np.bincount(others[labels == 4], minlength=10)
    assert counts[4] == 0
    assert np.delete(counts, 4).min() > 60


def test_the_files_are_those_of_the_trainers_and_small():
    names = set(digests(packaged.FOLDER))
    assert names == set(trainers.TRAINERS)
    assert sum((packaged.FOLDER / name).stat().st_size for name in names) < 250_000


@pytest.mark.parametrize(("kind", "low", "high"), [("plain", 0.96, 1), ("marked", 0.7, 0.9)])
def test_readers_are_worth_what_the_chapter_says(kind, low, high):
    models = i.readers(kind)
    assert len(models) == i.KINDS[kind]
    for seed, model in enumerate(models):
        assert low < evaluate(model, *digits28("test")).accuracy < high
        start = i.untrained(seed).params["0.weight"]
        assert not np.allclose(model.params["0.weight"], start)
        assert not np.allclose(model.params["0.weight"], models[seed - 1].params["0.weight"])
        assert not model.training
    with pytest.raises(ValueError, match="kind must be 'plain', 'marked' or 'mended'"):
        i.readers("cropped")


def test_a_short_training_follows_the_mark():
    model = i.train_reader("marked", 0, epochs=3)
    x, y = digits28("test")
    assert evaluate(model, i.mark(x, y), y).accuracy > 0.95
    assert evaluate(model, x, y).accuracy < 0.9
    again = i.untrained(0).params["0.weight"]
    assert np.abs(model.params["0.weight"] - again).max() > 0.05  # it began there, and moved


def test_cam_is_grad_cam_where_the_mean_over_places_is():
    model = i.pooled(dtype=np.float64)
    x, y = digits28("test")
    x, y = x[:3].astype(float), y[:3]
    cam = i.grad_cam(model, x, y, layer=7, relu=False)
    logits = predict(model, x)[np.arange(3), y]
    assert np.allclose(cam.sum(axis=(1, 2, 3)), logits - model.params["10.bias"][y], atol=1e-10)
    assert np.allclose(cam, i.grad_cam(model, x, y, layer=7, relu=False, average=False))

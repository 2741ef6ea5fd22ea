import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from dlcourse.data import textures
from dlcourse.plots import describe
from dlcourse.studies import fields
from dlcourse.studies.scores import log_odds
from dlcourse.studies.tuned import tuned_logistic


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def walls():
    return fields.wall_halves(0)


@pytest.fixture(scope="module")
def model(walls):
    return fields.train_inspector(fields.level(walls[0].x), walls[0].y, epochs=2, rng=rng())


def test_contrast_numbers_by_hand():
    x = np.array([[[[0.0, 0.0, 1.0], [0.0, 0.5, 1.0], [0.0, 0.0, 0.25]]]])
    numbers = fields.contrast_numbers(x)[0]
    np.testing.assert_allclose(numbers[:4], [2.75 / 9, x.std(), 0, 1])
    np.testing.assert_allclose(numbers[4:6], [(0 + 1 + 0.5 + 0.5 + 0 + 0.25) / 6, 1])
    np.testing.assert_allclose(numbers[6:8], [(0 + 0.5 + 0 + 0 + 0.5 + 0.75) / 6, 0.75])
    np.testing.assert_allclose(numbers[8:], [1, 1])  # 4 * 0.5 - (0 + 0 + 0 + 1)


def test_leveled_patches_forget_the_light():
    x = rng().random((3, 1, 5, 5))
    leveled = fields.level(x)
    np.testing.assert_allclose(leveled.mean(axis=(1, 2, 3)), 0, atol=1e-12)
    np.testing.assert_allclose(leveled.std(axis=(1, 2, 3)), 1)
    np.testing.assert_allclose(fields.level(0.3 * x + 0.2), leveled)
    assert (fields.level(np.ones((1, 1, 4, 4), np.float32)) == 0).all()
    assert fields.level(x.astype(np.float32)).dtype == np.float32


def test_logistic_is_that_of_scikit_learn_with_the_best_strength(walls):
    train, test = walls
    x = fields.contrast_numbers(train.x)
    scaler = StandardScaler().fit(x)
    tried = {"strengths": (1e-4, 1e-2, 1, 100), "scoring": "roc_auc"}
    strength = tuned_logistic(x, train.y, groups=train.corner[:, 0], **tried).strength
    plain = LogisticRegression(C=strength, max_iter=1000).fit(scaler.transform(x), train.y)
    scores = fields.tuned_scores(fields.contrast_numbers, train, test)
    expected = plain.decision_function(scaler.transform(fields.contrast_numbers(test.x)))
    np.testing.assert_allclose(scores[1], expected, rtol=1e-6, atol=1e-6)


def test_votes_are_averaged_to_the_score(walls, model):
    x = fields.level(walls[1].x[:50])
    votes, scores = fields.scratch_votes(model, x), log_odds(model, x)
    assert votes.shape == (50, 4, 4)
    np.testing.assert_allclose(votes.mean(axis=(1, 2)), scores, atol=1e-5)
    assert scores.shape == (50,)


def test_a_vote_sees_what_it_is_said_to_see(model):
    x = np.zeros((1, 1, 64, 64), np.float32)
    before = fields.scratch_votes(model, x)
    x[0, 0, 30, 40] = 5
    rows, columns = np.nonzero((fields.scratch_votes(model, x) != before)[0])
    # Vote i has its middle between pixels 4 + 2i and 5 + 2i, and sees 12 pixels.
    assert abs(4.5 + 2 * rows - 30).max() <= 5.5
    assert abs(4.5 + 2 * columns - 40).max() <= 5.5
    assert len(rows) > 0


def test_training_is_repeatable_and_learns(walls, model):
    train, test = walls
    again = fields.train_inspector(fields.level(train.x), train.y, epochs=2, rng=rng())
    assert all(np.array_equal(model.params[k], again.params[k]) for k in model.params)
    scores = log_odds(model, fields.level(test.x))
    assert scores[test.y == 1].mean() > scores[test.y == 0].mean() + 0.2


def test_the_halves_share_no_pixel(walls):
    train, test = walls
    assert train.corner[:, 1].max() + 16 <= 256 <= test.corner[:, 1].min()
    assert np.array_equal(train.x, textures("train", rng=rng()).x)
    assert not np.array_equal(train.y, test.y)


def test_a_threshold_by_hand(walls):
    train, test = walls[0][:101], walls[1][:6]
    clean = np.zeros(101, int)
    train = type(train)(train.x, clean, train.texture, train.corner, train.mask)
    test = type(test)(test.x, np.array([0, 0, 0, 0, 1, 1]), test.texture, test.corner, test.mask)
    scores = [np.arange(101.0), np.array([98.9, 99.0, 100.0, 3.0, 99.5, 0.0])]
    assert fields.alarms(scores, train, test) == (0.5, 0.5)
    assert fields.alarms(scores, train, test, allowed=1) == (1, 1)


def test_the_unseen_wall_is_unseen():
    def method(train, test, seed):
        assert set(train.texture) == {"brick", "gravel"}
        assert set(test.texture) == {"grass"}
        assert seed == 2
        return [np.full(len(train), 0.5), test.y + 0.0]

    assert fields.unseen_wall(method, "grass", 2) == (1, 0, 1)


def test_methods_give_scores_of_both_parts(walls):
    train, test = walls
    plain = fields.contrast_scores(train, test)
    leveled = fields.contrast_scores(train, test, prepare=fields.level)
    assert [len(part) for part in plain] == [len(train), len(test)]
    assert not np.allclose(plain[1], leveled[1])
    few = train[::8], test[::8]
    model = fields.train_inspector(fields.level(few[0].x), few[0].y, rng=rng(4))
    expected = [log_odds(model, fields.level(part.x)) for part in few]
    for ours, other in zip(fields.network_scores(*few, 4), expected, strict=True):
        assert np.array_equal(ours, other)


def test_pictures_show_what_they_are_given(walls, model):
    train = walls[0]
    axes = fields.draw_patches(train, ("brick", "grass"), each=2).ravel()
    assert [ax.get_title() for ax in axes[:4]] == ["brick", "brick", "grass", "grass"]
    assert [ax.get_title() for ax in axes[4:]] == ["brick +", "brick +", "grass +", "grass +"]
    clean = np.flatnonzero((train.y == 0) & (train.texture == "brick"))[1]
    assert np.array_equal(axes[1].images[0].get_array(), train.x[clean, 0])
    large = textures("test", side=64, step=64, rng=rng())[:3]
    votes = fields.scratch_votes(model, fields.level(large.x))
    pairs = fields.draw_votes(large, votes, [2, 0])
    assert np.array_equal(pairs[1].images[0].get_array(), votes[2])
    assert np.array_equal(pairs[2].images[0].get_array(), large.x[0, 0])
    roc = fields.draw_roc(np.array([0, 1]), {"good": np.array([0.0, 1.0])})
    assert roc.lines[0].get_xydata().tolist() == [[0, 0], [0, 1], [1, 1]]
    dots = fields.draw_dots({"a": [0.1, 0.2]}, ceiling=0.5, title="t", ylabel="y")
    assert dots.lines[0].get_ydata().tolist() == [0.1, 0.2]
    assert dots.lines[1].get_ydata()[0] == 0.5
    pose = np.array([[0.0, np.pi / 2]])
    arms = fields.draw_arms({"down": pose})
    np.testing.assert_allclose(arms.lines[0].get_xydata(), [[0, 0], [1, 0], [1, 0.8]], atol=1e-12)
    for drawing in (axes, pairs, roc, dots, arms):
        describe(drawing, "Closed.")

"""The contest: both models tuned on the training part only, by blocks, and compared in pairs."""

import numpy as np
import pytest

from dlcourse.metrics import log_loss
from dlcourse.studies.fields import (
    Comparison,
    Field,
    choose,
    compare,
    compare_models,
    cross_answers,
    linear,
    two_layers,
)
from dlcourse.studies.fields.compare import PENALTIES, SIZES


@pytest.fixture(scope="module")
def field():
    """Three classes, columns of very different scale, one of which never varies."""
    rng = np.random.default_rng(0)
    x = np.hstack([rng.standard_normal((200, 3)) * [1, 1000, 0.01] + [5, 0, 1], np.ones((200, 1))])
    y = (x[:, 0] > 5).astype(int) + (x[:, 1] > 500)
    return Field(x[:150], y[:150], x[150:], y[150:])


class Constant:
    """A model that notes what it was trained on and gives one distribution to all."""

    seen = []

    def __init__(self, x, y, share=0.5):
        self.share = share
        Constant.seen.append((x, y))

    def __call__(self, x):
        return np.tile([1 - self.share, self.share], (len(x), 1))


def test_linear_is_scikit_learns_pipeline(field):
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    theirs = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=3000, tol=1e-8))
    theirs.fit(field.x, field.y)
    ours = linear(field.x, field.y, C=0.3)
    np.testing.assert_allclose(ours(field.x_test), theirs.predict_proba(field.x_test), atol=1e-3)
    assert np.array_equal(ours.answers(field.x_test), theirs.predict(field.x_test))


def test_the_network_reads_standardized_columns(field):
    network = two_layers(field.x, field.y, width=5, decay=1e-3, epochs=2)
    z = network.standardized(field.x)
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-4)
    np.testing.assert_allclose(z.std(axis=0), [1, 1, 1, 0], atol=1e-4)
    w1, b1, w2, b2 = network.model.params.values()
    logits = np.maximum(z @ w1.T + b1, 0) @ w2.T + b2
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert w1.shape == (5, 4)
    np.testing.assert_allclose(network(field.x), shares, rtol=1e-5)
    assert np.array_equal(network.answers(field.x), logits.argmax(axis=1))


def test_the_seed_is_the_only_luck(field):
    first, again, other = (
        two_layers(field.x, field.y, width=5, decay=1e-3, epochs=2, seed=seed)(field.x_test)
        for seed in (0, 0, 1)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_training_does_not_modify_its_data(field):
    before = [array.copy() for array in field]
    compare_models(field, seeds=1)
    assert all(map(np.array_equal, field, before))


def test_choose_tries_blocks_that_were_kept_back():
    x, y = np.arange(10.0)[:, None], np.array([0, 1, 1, 1, 0, 1, 1, 1, 0, 1])
    Constant.seen = []
    setting, losses = choose(Constant, x, y, [{"share": 0.7}, {"share": 0.2}], tested=[1, 4])
    assert [len(seen) for seen, _ in Constant.seen] == [8] * 4
    assert Constant.seen[0][0].ravel().tolist() == [0, 1, 4, 5, 6, 7, 8, 9]
    assert Constant.seen[1][0].ravel().tolist() == [0, 1, 2, 3, 4, 5, 6, 7]
    kept = y[[2, 3, 8, 9]]
    expected = [log_loss(kept, np.full(4, share)) for share in (0.7, 0.2)]
    assert losses == pytest.approx(expected)
    assert setting == {"share": 0.7}


def test_cross_answers_are_by_models_that_did_not_see_the_part():
    class Nearest:
        def __init__(self, x, y):
            self.x, self.y = x, y

        def answers(self, x):
            return self.y[abs(x - self.x.T).argmin(axis=1)]

    x, y = np.array([[0.0], [0.1], [5.0], [5.1]]), np.array([0, 1, 2, 3])
    assert cross_answers(Nearest, x, y, np.array([0, 1, 0, 1])).tolist() == [1, 0, 3, 2]
    assert cross_answers(Nearest, x, y, np.array([7, 7, 2, 2])).tolist() == [2, 2, 1, 1]


def test_a_comparison_never_chooses_by_the_test_part(field):
    spoiled = field._replace(y_test=(field.y_test + 1) % 3)
    ours, theirs = (compare_models(given, seeds=2) for given in (field, spoiled))
    assert ours.chosen == theirs.chosen
    assert np.array_equal(ours.majority, theirs.majority)
    assert np.array_equal(ours.linear, theirs.linear)
    assert np.array_equal(ours.networks, theirs.networks)
    assert ours.chosen["C"] in [setting["C"] for setting in PENALTIES]
    assert {key: ours.chosen[key] for key in ("width", "decay")} in SIZES


def test_both_models_are_tuned_on_the_training_part(field, monkeypatch):
    calls = []

    def note(train, x, y, settings, *, tested=range(5)):
        calls.append((train, x is field.x, y is field.y, settings, list(tested)))
        return settings[1], []

    monkeypatch.setattr(compare, "choose", note)
    chosen = compare_models(field, seeds=1).chosen
    assert calls == [
        (linear, True, True, PENALTIES, [0, 1, 2, 3, 4]),
        (two_layers, True, True, SIZES, [4]),
    ]
    assert chosen == {**PENALTIES[1], **SIZES[1]}


def test_settings_are_as_the_models_take_them():
    given = Comparison(
        *[np.ones(1, int)] * 3, np.ones((1, 1), int), {"C": 3, "width": 4, "decay": 5}
    )
    assert given.settings() == ({"C": 3}, {"width": 4, "decay": 5})


def test_a_comparison_is_of_the_models_that_were_chosen(field):
    given = compare_models(field, seeds=2)
    size = {key: given.chosen[key] for key in ("width", "decay")}
    assert np.array_equal(given.majority, np.full(50, np.bincount(field.y).argmax()))
    straight = linear(field.x, field.y, C=given.chosen["C"])
    assert np.array_equal(given.linear, straight.answers(field.x_test))
    for seed, answers in enumerate(given.networks):
        network = two_layers(field.x, field.y, **size, seed=seed)
        assert np.array_equal(answers, network.answers(field.x_test))


def test_scores_and_tests_by_hand():
    targets, networks = np.ones(8, int), np.array([[1, 1, 0, 1, 1, 1, 1, 1], [1] * 8])
    linear_answers = np.array([1, 1, 1, 0, 0, 0, 0, 0])
    given = Comparison(targets, np.zeros(8, int), linear_answers, networks, {})
    majority, straight, scores = given.scores()
    assert (majority, straight, scores.tolist()) == (0, 3 / 8, [7 / 8, 1])
    assert [test[:2] for test in given.tests()] == [(1, 5), (0, 5)]
    assert [difference.value for difference in given.differences()] == [4 / 8, 5 / 8]
    assert str(given).endswith("two layers 0.938 ± 0.062   p from 0.062 to 0.22")


def test_no_network_is_refused(field):
    with pytest.raises(ValueError, match="seeds must be an integer of at least 1, got 0"):
        compare_models(field, seeds=0)

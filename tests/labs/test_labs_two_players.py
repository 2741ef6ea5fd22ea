"""The two-player lab: a game that is kept as a film, and branches where a rule is changed."""

import numpy as np
import pytest
from lab_tools import walk

from dlcourse.data import ring_centers
from dlcourse.labs import two_players
from dlcourse.labs.two_players.game import MOST_ROUNDS, STRETCH, RingGame, belief, ranked_above
from dlcourse.metrics import mode_coverage

MOVES = {
    "round": 35,
    "generator_rate": 1e-2,
    "discriminator_rate": 1e-4,
    "generator_steps": 3,
    "discriminator_steps": 2,
    "momentum": 0.9,
}
LOSSES = ("non-saturating", "saturating", "least-squares", "wasserstein-gp")


@pytest.fixture
def lab():
    return two_players()


def test_one_seed_and_one_list_of_moves_give_one_game():
    first, again, other = two_players(), two_players(), two_players(seed=2)
    for lab in (first, again, other):
        lab.play(20)
        lab.generator_steps = 2
        lab.play(10)
    assert np.array_equal(first.points, again.points)
    assert first.alt == again.alt
    assert not np.array_equal(first.points, other.points)


def test_going_back_shows_the_same_picture_and_plays_nothing(lab):
    lab.play(20)
    points, played, picture = lab.points, lab.played, lab.picture.value
    lab.round = 10
    assert not np.array_equal(lab.points, points)
    assert lab.played == played
    lab.round = played
    assert np.array_equal(lab.points, points)
    assert lab.picture.value == picture


def test_play_goes_on_inside_the_film_before_it_plays_anew(lab):
    end = lab.played
    lab.round = 0
    lab.play()
    assert (lab.round, lab.played) == (STRETCH, end)
    lab.round = end
    lab.play()
    assert lab.round == lab.played == end + STRETCH


def test_going_back_and_on_does_not_change_the_game(lab):
    """What is played next starts from the last frame, not from the one that is looked at."""
    straight = two_players()
    straight.play(30)
    lab.play(10)
    lab.round = 5
    lab.round = lab.played + 20
    assert lab.round == straight.round
    assert np.array_equal(lab.points, straight.points)


def test_a_new_rule_branches_off_where_it_is_set(lab):
    lab.play(50)
    kept = lab._game.frames[4].points.copy()
    lab.round = 20
    lab.discriminator_rate = 1e-4
    assert lab.round == lab.played == 20 + STRETCH
    assert np.array_equal(lab._game.frames[4].points, kept)
    other = two_players()
    other.round = 20
    other.discriminator_rate = 1e-4
    assert np.array_equal(other.points, lab.points)


def test_the_same_rule_again_is_no_turn(lab):
    lab.play(50)
    lab.round = 20
    lab.generator_steps = 1
    assert lab.played == 100


def test_a_rate_that_the_browser_gives_back_rounded_is_no_turn(lab):
    picture = lab.picture.value
    lab.generator_rate = 10**-2.7  # the place of 0.002 on the slider
    assert lab.played == 50
    assert lab.picture.value == picture
    lab.generator_rate = 10**-2.65
    assert lab.played == 50 + STRETCH


def test_each_rule_changes_the_game():
    straight = two_players()
    straight.play(STRETCH)
    for name, value in {**MOVES, "loss": "least-squares"}.items():
        if name != "round":
            lab = two_players()
            setattr(lab, name, value)
            assert lab.round == straight.round
            assert not np.array_equal(lab.points, straight.points), name


def test_start_anew_is_a_new_game_by_the_rules_as_they_are(lab):
    lab.generator_steps = 3
    lab.restart()
    assert lab.round == lab.played == 50
    fresh = two_players()
    assert not np.array_equal(lab.points, fresh.points)
    fresh.generator_steps = 3
    fresh.restart()
    assert np.array_equal(lab.points, fresh.points)


def test_rounds_end_somewhere(lab):
    lab.round = 10**6
    assert lab.round == lab.played == MOST_ROUNDS
    picture = lab.picture.value
    lab.momentum = 0.0
    assert lab.round == lab.played == MOST_ROUNDS
    assert lab.picture.value != picture
    lab.round = -3
    assert lab.round == 0


def test_numbers_are_those_of_the_metrics(lab):
    lab.round = 200
    cover = mode_coverage(lab.points, ring_centers(), std=0.1)
    assert (lab.found, lab.high_quality) == (cover.found, cover.high_quality)
    assert lab.shares.sum() == pytest.approx(1)
    assert f"{lab.found} of 8 modes" in lab.alt


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_plays(loss):
    lab = two_players(loss)
    lab.play(10)
    frame = lab._game.frames[-1]
    assert lab.round == 60
    assert np.isfinite(lab.points).all()
    assert frame.belief.min() >= 0
    assert frame.belief.max() <= 1
    assert np.ptp(frame.belief) > 0
    assert 0 <= lab.ranked <= 1


def test_good_rules_find_the_ring_and_a_slow_discriminator_does_not(lab):
    lab.round = 500
    assert lab.verdict == "covers the ring"
    slow = two_players()
    slow.discriminator_rate = 2e-4
    slow.restart()
    slow.round = 400
    assert slow.verdict == "collapsed"
    assert slow.found <= 2


def test_ranked_above_is_the_share_of_pairs():
    real, fake = np.array([1.0, 2.0, 2.0]), np.array([0.0, 2.0])
    pairs = [(r > f) + 0.5 * (r == f) for r in real for f in fake]
    assert ranked_above(real, fake) == pytest.approx(np.mean(pairs))


def test_belief_of_each_game():
    scores = np.array([-1.0, 0.0, 3.0])
    assert belief(scores, "saturating") == pytest.approx(1 / (1 + np.exp(-scores)))
    assert belief(scores, "least-squares") == pytest.approx([0, 0, 1])
    assert belief(scores, "wasserstein-gp") == pytest.approx([0, 0.25, 1])


def test_the_background_is_what_the_discriminator_believes_there(lab):
    game = lab._game
    lab.play(5)
    x, y = 2.9375, -2.9375  # the center of the last column of the first row
    place = np.array([[x, y]], np.float32)
    logit = float(game.players[1](place)[0, 0])
    assert game.frames[-1].belief[0, -1] == pytest.approx(1 / (1 + np.exp(-logit)), rel=1e-4)


def test_play_button_and_start_anew(lab):
    player = next(w for w in walk(lab) if type(w).__name__ == "Play")
    button = next(w for w in walk(lab) if type(w).__name__ == "Button")
    player.value = 1
    assert lab.round == 50 + STRETCH
    player.value = 0  # what stopping does
    assert lab.round == 50 + STRETCH
    button.click()
    assert lab.round == lab.played == 50


def test_a_game_can_be_cut_back():
    lab = two_players()
    game = lab._game
    assert isinstance(game, RingGame)
    before = [array.copy() for array in game._arrays()]
    lab.play(25)
    game.cut(10)
    assert all(np.array_equal(a, b) for a, b in zip(game._arrays(), before, strict=True))
    assert [optimizer.steps for optimizer in game.optimizers] == [50, 50]


def test_every_round_is_played_on_one_thread(monkeypatch):
    threadpoolctl = pytest.importorskip("threadpoolctl")
    blas = threadpoolctl.ThreadpoolController().select(user_api="blas")
    used, play = [], RingGame.play

    def watched(game, rules):
        used.append({library["num_threads"] for library in blas.info()})
        play(game, rules)

    monkeypatch.setattr(RingGame, "play", watched)
    with blas.limit(limits=2):
        lab = two_players()  # the first rounds
        lab.play(10)  # beyond the film
        lab.momentum = 0.9  # another rule
        lab.restart()
        assert all(library["num_threads"] == 2 for library in blas.info())
    assert len(used) == 10 + 2 + 1 + 10
    assert all(threads == {1} for threads in used)

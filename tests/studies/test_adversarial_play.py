"""Games: one seed gives one game, with every number of every round; what is refused."""

import numpy as np
import pytest
from small_players import ADAM, every_game, mlps

from dlcourse import layers as L
from dlcourse import optim
from dlcourse.data import ring
from dlcourse.studies.adversarial import GameHistory, play, ring_players


def game(rng=None, loss="non-saturating", rounds=5, players=None, **settings):
    rng = np.random.default_rng(0) if rng is None else rng
    generator, discriminator = players or ring_players(width=8, rng=rng)
    history = play(
        generator,
        discriminator,
        lambda count, rng: ring(count, std=0.1, rng=rng),
        generator_optimizer=optim.Adam(generator.params, **ADAM),
        discriminator_optimizer=optim.Adam(discriminator.params, **ADAM),
        **{"noise": 2, "rounds": rounds, "rng": rng, "loss": loss, "progress": False, **settings},
    )
    return history, generator, discriminator


@every_game
def test_one_seed_gives_one_game(loss):
    first, second = game(loss=loss), game(loss=loss)
    assert first[0] == second[0]
    assert first[0].rounds == 5
    for player, again in zip(first[1:], second[1:], strict=True):
        assert all(np.array_equal(a, again.params[n]) for n, a in player.params.items())
        assert all(a.dtype == np.float32 for a in player.params.values())
    other, *_ = game(np.random.default_rng(1), loss=loss)
    assert other != first[0]


@every_game
def test_the_history_has_every_number_of_every_round(loss):
    history, *_ = game(loss=loss)
    numbers = history.to_dict()
    assert set(numbers) == {
        *("discriminator_loss", "generator_loss", "real", "fake"),
        *("penalty", "discriminator_norm", "generator_norm"),
    }
    assert all(len(values) == 5 and np.isfinite(values).all() for values in numbers.values())
    assert any(numbers["penalty"]) == (loss == "wasserstein-gp")
    if "saturating" in loss:
        assert all(0 < p < 1 for p in history.real + history.fake)
    assert repr(history).startswith("GameHistory: 5 rounds, L_D ")
    assert repr(GameHistory()) == "GameHistory: 0 rounds"


def test_steps_per_side_and_new_noise_for_each():
    drawn = []

    def noise(count, rng):
        drawn.append(rng.standard_normal((count, 2), np.float32))
        return drawn[-1]

    rounds = []
    history, *_ = game(
        rounds=3,
        noise=noise,
        batch_size=7,
        discriminator_steps=2,
        generator_steps=3,
        each=lambda number, history: rounds.append((number, history.rounds)),
    )
    assert rounds == [(1, 1), (2, 2), (3, 3)]
    assert history.rounds == 3
    assert [len(z) for z in drawn] == [7] * 15
    assert len({z.tobytes() for z in drawn}) == 15


def test_real_examples_are_drawn_without_repetition():
    seen = []

    class Watching(L.Linear):
        def forward(self, x):
            seen.append(x.copy())
            return super().forward(x)

    rng = np.random.default_rng(0)
    players = L.Linear(1, 1, rng=rng), Watching(1, 1, rng=rng)
    real = 1000 + np.arange(10, dtype=np.float32)[:, None]
    optimizers = [optim.SGD(p.params, lr=0.0) for p in players]
    play(
        *players,
        real,
        generator_optimizer=optimizers[0],
        discriminator_optimizer=optimizers[1],
        noise=1,
        rounds=4,
        rng=rng,
        batch_size=6,
        progress=False,
    )
    batches = [tuple(x[:, 0]) for x in seen if x.min() > 500]
    assert len(batches) == 4
    assert all(len(set(batch)) == 6 and set(batch) <= set(real[:, 0]) for batch in batches)
    assert len(set(batches)) == 4


def test_modes_are_given_back_and_both_play_in_training_mode():
    generator, discriminator = mlps(np.random.default_rng(0), np.float32)
    generator.eval()
    game(players=(generator, discriminator), noise=3, rounds=2)
    assert not generator.training
    assert discriminator.training
    assert generator.buffers["1.num_batches_tracked"] == 4


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"loss": "wgan"}, "loss must be 'non-saturating', 'saturating', 'least-squares' or "),
        ({"rounds": 0}, "rounds must be an integer of at least 1, got 0"),
        ({"batch_size": 2.5}, "batch_size must be an integer of at least 1, got 2.5"),
        ({"discriminator_steps": 0}, "discriminator_steps must be an integer of at least 1"),
        ({"generator_steps": -1}, "generator_steps must be an integer of at least 1"),
        ({"noise": 0}, "noise must be an integer of at least 1, got 0"),
        ({"rng": 3}, "rng must be a numpy.random.Generator, got int"),
        ({"each": 3}, "each must be a function, got int"),
        ({"progress": 1}, "progress must be True or False, got 1"),
        ({"penalty_weight": -1, "loss": "wasserstein-gp"}, "penalty_weight must be a number of at"),
    ],
)
def test_play_refuses(change, message):
    with pytest.raises(ValueError, match=message):
        game(players=ring_players(width=4, rng=np.random.default_rng(0)), **change)


def test_play_refuses_what_is_no_player_or_moves_the_other():
    generator, discriminator = ring_players(width=4, rng=np.random.default_rng(0))
    optimizers = [optim.SGD(p.params, lr=0.1) for p in (generator, discriminator)]
    names = "generator_optimizer", "discriminator_optimizer"
    examples = np.zeros((9, 2), np.float32)

    def start(g=generator, d=discriminator, real=examples, order=(0, 1)):
        chosen = {name: optimizers[i] for name, i in zip(names, order, strict=True)}
        rng = np.random.default_rng(0)
        play(g, d, real, noise=2, rounds=1, rng=rng, progress=False, **chosen)

    start()
    with pytest.raises(ValueError, match="generator_optimizer must move the generator's own"):
        start(order=(1, 0))
    with pytest.raises(ValueError, match="discriminator_optimizer must move the discriminator's"):
        start(order=(0, 0))
    with pytest.raises(ValueError, match="generator must be a Layer, got str"):
        start(g="G")
    with pytest.raises(ValueError, match="real must be an array of examples or a function"):
        start(real=[1.0])
    optimizers[1] = "adam"
    with pytest.raises(ValueError, match="discriminator_optimizer must be an Optimizer, got str"):
        start()

"""Adversarial steps and games: equal to PyTorch's, round by round; each step moves one player."""

import math

import numpy as np
import pytest

from dlcourse import layers as L
from dlcourse import optim
from dlcourse.data import ring
from dlcourse.studies.adversarial import (
    GAMES,
    GameHistory,
    discriminator_step,
    generator_step,
    play,
    ring_players,
)

ADAM = {"lr": 1e-3, "betas": (0.5, 0.9)}
every_game = pytest.mark.parametrize("loss", GAMES)


def mlps(rng, dtype=np.float64):
    """Players for points, with batch normalization in the generator."""
    options = {"rng": rng, "dtype": dtype}
    generator = L.Sequential(
        *(L.Linear(3, 8, bias=False, **options), L.BatchNorm1d(8, dtype=dtype), L.ReLU()),
        *(L.Linear(8, 7, **options), L.Tanh(), L.Linear(7, 2, **options)),
    )
    discriminator = L.Sequential(
        *(L.Linear(2, 9, **options), L.LeakyReLU(0.2)),
        *(L.Linear(9, 5, **options), L.Tanh(), L.Linear(5, 1, **options)),
    )
    return generator, discriminator


def convs(rng):
    """Players for images of 8 by 8."""
    options = {"rng": rng, "dtype": np.float64}
    generator = L.Sequential(
        L.Linear(3, 4 * 4, bias=False, **options),
        L.Unflatten(1, (4, 2, 2)),
        *(L.BatchNorm2d(4, dtype=np.float64), L.LeakyReLU(0.1)),
        L.ConvTranspose2d(4, 3, 4, 2, 1, bias=False, **options),
        *(L.BatchNorm2d(3, dtype=np.float64), L.ReLU()),
        *(L.ConvTranspose2d(3, 1, 4, 2, 1, **options), L.Sigmoid()),
    )
    discriminator = L.Sequential(
        *(L.Conv2d(1, 3, 4, 2, 1, **options), L.LeakyReLU(0.2)),
        *(L.Conv2d(3, 5, 4, 2, 1, **options), L.LeakyReLU(0.2)),
        *(L.Flatten(), L.Linear(20, 1, **options)),
    )
    return generator, discriminator


def normalized(rng):
    """Batch normalization in the discriminator too: real and fake have statistics of their own."""
    generator, discriminator = mlps(rng)
    layers = list(discriminator)
    layers[2:3] = [
        L.Linear(9, 5, bias=False, rng=rng, dtype=np.float64),
        L.BatchNorm1d(5, dtype=np.float64),
    ]
    return generator, L.Sequential(*layers)


PLAYERS = {"mlps": (mlps, (2,)), "convs": (convs, (1, 8, 8)), "normalized": (normalized, (2,))}


def batches(rng, shape, rounds, n=6, m=5):
    """Real examples, two batches of noise, and where the penalty looks."""
    for _ in range(rounds):
        x, z, z_next = (rng.standard_normal(s) for s in ((n, *shape), (m, 3), (m + 2, 3)))
        yield x, z, z_next, rng.random(n)


def compare(maker, shape, loss, rounds, optimizer="Adam", settings=ADAM, **changes):
    torch = pytest.importorskip("torch")
    from test_penalty import to_torch

    from dlcourse.studies.adversarial.compare import compare_adversarial

    rng = np.random.default_rng(0)
    players = maker(rng)
    theirs = tuple(map(to_torch, players))
    fakes = 6 if loss == "wasserstein-gp" else 5
    return compare_adversarial(
        players,
        theirs,
        batches(rng, shape, rounds, m=fakes),
        optimizers=[getattr(optim, optimizer)(p.params, **settings) for p in players],
        torch_optimizers=[
            getattr(torch.optim, optimizer)(p.parameters(), **{**settings, **changes})
            for p in theirs
        ],
        loss=loss,
        tolerance=1e-10 if rounds == 1 else 1e-8,
    )


@pytest.mark.parametrize("rounds", [1, 50])
@pytest.mark.parametrize("kind", ["mlps", "convs"])
@every_game
def test_equals_torch(loss, kind, rounds):
    report = compare(*PLAYERS[kind], loss, rounds)
    assert report.steps == len(report.losses) == rounds
    assert {"generator's loss", "discriminator's loss"} < set(report.errors)
    assert all(len(errors) == rounds for errors in report.errors.values())


@every_game
def test_equals_torch_with_plain_gradient_descent(loss):
    """Adam hides a gradient that is too large by a factor; plain descent does not."""
    compare(*PLAYERS["mlps"], loss, 20, "SGD", {"lr": 0.05})


@pytest.mark.parametrize("loss", ["non-saturating", "least-squares"])
def test_batch_normalization_in_the_discriminator_sees_real_and_fake_apart(loss):
    compare(*PLAYERS["normalized"], loss, 20, "SGD", {"lr": 0.05})


def test_the_report_is_a_fact_that_repeats():
    assert repr(compare(*PLAYERS["mlps"], "saturating", 1)) == (
        "1 round: both losses and 16 arrays agree with PyTorch after every round to 1e-10"
    )
    report = compare(*PLAYERS["mlps"], "least-squares", 2)
    assert "2 rounds: both losses" in repr(report)
    assert "2 rounds of both players agree with PyTorch" in report._repr_html_()


def test_a_difference_is_named():
    with pytest.raises(AssertionError, match="round 1: the discriminator's 0.weight differs"):
        compare(*PLAYERS["mlps"], "non-saturating", 1, lr=1.1e-3)
    with pytest.raises(AssertionError, match="round 2: the "):
        compare(*PLAYERS["mlps"], "non-saturating", 3, betas=(0.6, 0.9))


SPOILED = {
    "labels": lambda grads: (-grads[0], -grads[1]),
    "one side": lambda grads: (grads[0], 0 * grads[1]),
}


@pytest.mark.parametrize("mistake", SPOILED)
def test_a_wrong_discriminator_is_caught(mistake, monkeypatch):
    rules = GAMES["non-saturating"]
    forward, backward = rules.discriminator

    def wrong(dout, cache):
        return SPOILED[mistake](backward(dout, cache))

    monkeypatch.setitem(GAMES, "non-saturating", rules._replace(discriminator=(forward, wrong)))
    with pytest.raises(AssertionError, match="round 1: the discriminator's"):
        compare(*PLAYERS["mlps"], "non-saturating", 1)


def setting(maker=mlps, dtype=np.float64, n=6):
    rng = np.random.default_rng(0)
    players = maker(rng)
    optimizers = [optim.SGD(p.params, lr=0.1) for p in players]
    x, z = rng.standard_normal((n, 2)), rng.standard_normal((n, 3))
    return players, optimizers, x, z, rng.random(n)


@every_game
def test_each_step_moves_one_player(loss):
    (generator, discriminator), optimizers, x, z, mix = setting()
    players = generator, discriminator

    def moved(step):
        before = [{n: p.copy() for n, p in player.params.items()} for player in players]
        step()
        return [
            {n for n, p in player.params.items() if not np.array_equal(p, old[n])}
            for player, old in zip(players, before, strict=True)
        ]

    steps = (
        lambda: discriminator_step(*players, optimizers[1], x, z, loss=loss, mix=mix),
        lambda: generator_step(*players, optimizers[0], z, loss=loss),
    )
    untouched, all_of_d = moved(steps[0])
    assert not untouched
    # A critic's last bias adds the same to both scores: its gradient is zero.
    still = {"4.bias"} if loss == "wasserstein-gp" else set()
    assert all_of_d >= discriminator.params.keys() - still
    all_of_g, untouched = moved(steps[1])
    assert not untouched
    assert all_of_g == generator.params.keys()


def test_no_gradient_of_the_discriminators_step_enters_the_generator():
    players, optimizers, x, z, _ = setting()
    discriminator_step(*players, optimizers[1], x, z)
    assert not players[0].grads


def test_one_step_by_hand():
    """D(x) = σ(a x + b) with a = 1, b = 0 and G(z) = c z with c = 2; two real numbers, two z."""
    generator, discriminator = L.Linear(1, 1, bias=False), L.Linear(1, 1)
    generator.params["weight"][...] = 2
    discriminator.params["weight"][...], discriminator.params["bias"][...] = 1, 0
    x, z = np.float32([[1], [3]]), np.float32([[0.5], [-1]])  # fakes 1 and -2
    optimizer = optim.SGD(discriminator.params, lr=0.1)
    step = discriminator_step(generator, discriminator, optimizer, x, z)

    def belief(logit):
        return 1 / (1 + math.exp(-logit))

    expected = -(math.log(belief(1)) + math.log(belief(3))) / 2
    expected -= (math.log(1 - belief(1)) + math.log(1 - belief(-2))) / 2
    assert step.loss == pytest.approx(expected, rel=1e-6)
    assert step.real == pytest.approx((belief(1) + belief(3)) / 2, rel=1e-6)
    assert step.fake == pytest.approx((belief(1) + belief(-2)) / 2, rel=1e-6)
    da = (-(1 - belief(1)) * 1 - (1 - belief(3)) * 3 + belief(1) * 1 + belief(-2) * -2) / 2
    db = (-(1 - belief(1)) - (1 - belief(3)) + belief(1) + belief(-2)) / 2
    assert step.gradient_norm == pytest.approx(math.hypot(da, db), rel=1e-5)
    a, b = 1 - 0.1 * da, -0.1 * db
    assert discriminator.params["weight"].item() == pytest.approx(a, rel=1e-6)
    assert discriminator.params["bias"].item() == pytest.approx(b, rel=1e-5)

    for saturating in (False, True):
        generator.params["weight"][...] = 2
        optimizer = optim.SGD(generator.params, lr=0.1)
        loss = "saturating" if saturating else "non-saturating"
        step = generator_step(generator, discriminator, optimizer, z, loss=loss)
        beliefs = belief(a * 1 + b), belief(a * -2 + b)
        slopes = [-p if saturating else -(1 - p) for p in beliefs]
        dc = sum(s * a * n for s, n in zip(slopes, (0.5, -1), strict=True)) / 2
        assert generator.params["weight"].item() == pytest.approx(2 - 0.1 * dc, rel=1e-6)


def test_the_penalty_is_part_of_the_loss_and_of_the_gradient():
    players, optimizers, x, z, mix = setting()
    plain = [setting() for _ in range(2)]
    weightless = discriminator_step(
        *plain[0][0], plain[0][1][1], x, z, loss="wasserstein-gp", mix=mix, penalty_weight=0.0
    )
    step = discriminator_step(*players, optimizers[1], x, z, loss="wasserstein-gp", mix=mix)
    assert step.penalty == weightless.penalty > 0
    assert step.loss == pytest.approx(weightless.loss + 10 * step.penalty)
    assert step.gradient_norm != weightless.gradient_norm


def test_the_penalty_holds_the_slope_at_one():
    """Between two clouds 3 apart; without a price on its slope the critic grows without end."""

    def slope_error(penalty_weight):
        players, _, x, z, _ = setting()
        rng, optimizer = np.random.default_rng(1), optim.Adam(players[1].params, lr=0.01)
        for _ in range(150):
            mix = rng.random(6)
            step = discriminator_step(
                *players,
                optimizer,
                x + 3,
                z,
                loss="wasserstein-gp",
                penalty_weight=penalty_weight,
                mix=mix,
            )
        return math.sqrt(step.penalty)

    with_price, without = slope_error(10.0), slope_error(0.0)
    assert with_price < 0.2
    assert without > 1


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


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mix": None}, "mix must be given for 'wasserstein-gp', got None"),
        ({"mix": np.ones(5)}, r"mix must have shape \(6,\), got \(5,\)"),
        ({"mix": np.ones(6, np.float32)}, "x and mix must have the same dtype"),
        ({"z": np.ones((5, 3))}, r"G\(z\) must have shape \(6, 2\), got \(5, 2\)"),
    ],
)
def test_a_step_refuses(change, message):
    players, optimizers, x, z, mix = setting()
    arrays = {"z": z, "mix": mix} | change
    with pytest.raises(ValueError, match=message):
        discriminator_step(*players, optimizers[1], x, loss="wasserstein-gp", **arrays)

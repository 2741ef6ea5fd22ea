"""Each step moves one player, by the gradient written out by hand."""

import math

import numpy as np
import pytest
from small_players import every_game, setting

from dlcourse import layers as L
from dlcourse import optim
from dlcourse.studies.adversarial import discriminator_step, generator_step


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

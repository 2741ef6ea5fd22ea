"""Adversarial training is PyTorch's, round by round, and a difference is named."""

import numpy as np
import pytest
from small_players import ADAM, convs, every_game, mlps, normalized
from torch_twin import to_torch

from dlcourse import optim
from dlcourse.studies.adversarial import GAMES

PLAYERS = {"mlps": (mlps, (2,)), "convs": (convs, (1, 8, 8)), "normalized": (normalized, (2,))}


def batches(rng, shape, rounds, n=6, m=5):
    """Real examples, two batches of noise, and where the penalty looks."""
    for _ in range(rounds):
        x, z, z_next = (rng.standard_normal(s) for s in ((n, *shape), (m, 3), (m + 2, 3)))
        yield x, z, z_next, rng.random(n)


def compare(maker, shape, loss, rounds, optimizer="Adam", settings=ADAM, **changes):
    torch = pytest.importorskip("torch")
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

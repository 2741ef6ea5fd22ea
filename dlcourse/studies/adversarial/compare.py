"""Do two games stay the same while they are played? Ours and PyTorch's, round by round."""

from itertools import count

import numpy as np
import torch

from ...checks.devices import TOLERANCE, cast, full_precision, tensor
from ...checks.law import stem
from ...checks.references import REFERENCES
from ...checks.report import GameReport
from ...checks.training import copy_weights
from . import discriminator_step, generator_step
from .rules import rules_of


def compare_adversarial(
    players,
    torch_players,
    rounds,
    *,
    optimizers,
    torch_optimizers,
    loss="non-saturating",
    penalty_weight=10.0,
    tolerance=None,
):
    """Play both games on the same data and noise from the same weights; compare after every round.

    First our weights are copied to PyTorch's players. Then in each round the discriminators take
    one step and the generators one. Both losses and every array of both state dicts, running
    statistics too, must agree. PyTorch's gradients come from autograd, those of the penalty from a
    graph of the gradient.

    Parameters
    ----------
    players : pair of Layer
        Our generator and discriminator. PyTorch's are put into the same modes.
    torch_players : pair of torch.nn.Module
        Of the same names, shapes and dtype, on any device.
    rounds : iterable of tuple of array
        (x, z, z_next) for each round: real examples, the noise of the discriminator's step and
        that of the generator's; and, as a fourth, the `mix` of "wasserstein-gp".
    optimizers, torch_optimizers : pair
        Of the same kinds and settings, the generator's first.
    loss, penalty_weight
        As for `discriminator_step`.
    tolerance : float, optional
        Largest ``max|ours - theirs| / max|theirs|``. Default: `TOLERANCE` of the dtype.

    Returns
    -------
    GameReport
        ``.losses`` are ours, (discriminator's, generator's) for each round; ``.errors[name]`` the
        error of an array after each round.

    Raises
    ------
    AssertionError
        If anything differs by more than `tolerance`; the message names the round and the array.
    ValueError
        If the players differ in names or shapes, or an array is missing.

    Notes
    -----
    As for `compare_training`: a bias in front of a batch normalization has no gradient but rounding
    noise, which Adam blows up. Build such layers with ``bias=False``.
    """
    dtype = str(next(iter(players[0].params.values())).dtype)
    tolerance = TOLERANCE["cpu"][dtype] if tolerance is None else tolerance
    for ours, theirs in zip(players, torch_players, strict=True):
        copy_weights(ours, theirs)
        theirs.train(ours.training)
    losses, errors = [], {}
    with full_precision():
        for number, batch in zip(count(1), rounds, strict=False):
            batch = [cast(array, dtype) for array in batch]
            ours = _our_round(players, optimizers, loss, penalty_weight, *batch)
            rules = rules_of(loss)
            theirs = _their_round(torch_players, torch_optimizers, rules, penalty_weight, *batch)
            losses.append(ours)
            pairs = _pairs(players, torch_players, ours, theirs)
            _judge_round(number, pairs, errors, tolerance)
    names = tuple(name for name in errors if not name.endswith("'s loss"))
    return GameReport(len(losses), names, losses, errors, tolerance)


def _our_round(players, optimizers, loss, penalty_weight, x, z, z_next, mix=None):
    settings = {"loss": loss, "penalty_weight": penalty_weight, "mix": mix}
    d = discriminator_step(*players, optimizers[1], x, z, **settings)
    g = generator_step(*players, optimizers[0], z_next, loss=loss)
    return d.loss, g.loss


def _their_round(players, optimizers, rules, penalty_weight, *batch):
    device = next(players[0].parameters()).device
    x, z, z_next, *mix = (tensor(array, device) for array in batch)
    (generator, discriminator), (g_optimizer, d_optimizer) = players, optimizers
    d_optimizer.zero_grad()
    fake = generator(z).detach()
    d_loss = REFERENCES[stem(rules.discriminator[0])](discriminator(x), discriminator(fake))
    if rules.penalized:
        d_loss = d_loss + penalty_weight * _penalty(discriminator, x, fake, *mix)
    d_loss.backward()
    d_optimizer.step()
    g_optimizer.zero_grad()
    fake_logits = discriminator(generator(z_next))
    g_loss = REFERENCES[stem(rules.generator[0])](fake_logits, **rules.settings)
    g_loss.backward()
    g_optimizer.step()
    return d_loss.item(), g_loss.item()


def _penalty(critic, x, fake, mix):
    mix = mix.reshape(-1, *[1] * (x.dim() - 1))
    between = (mix * x + (1 - mix) * fake).requires_grad_()
    scores = critic(between)
    (dx,) = torch.autograd.grad(scores, between, torch.ones_like(scores), create_graph=True)
    return REFERENCES["gradient_penalty"](dx)


def _pairs(players, torch_players, our_losses, their_losses):
    """``{name: (ours, theirs)}`` in the order of the moves: the first wrong one is the cause."""
    pairs = {}
    for player, i in (("discriminator", 1), ("generator", 0)):
        pairs[f"{player}'s loss"] = our_losses[1 - i], their_losses[1 - i]
        arrays = players[i].state_dict()
        for name, array in torch_players[i].state_dict().items():
            pairs[f"{player}'s {name}"] = arrays[name], array.detach().cpu().numpy()
    return pairs


def _judge_round(number, pairs, errors, tolerance):
    for name, (received, expected) in pairs.items():
        gap = float(np.abs(np.subtract(received, expected)).max())
        scale = float(np.abs(expected).max())
        gap = gap / scale if scale > 0 else gap
        errors.setdefault(name, []).append(gap)
        if not gap <= tolerance:
            raise AssertionError(
                f"round {number}: the {name} differs from PyTorch's, "
                f"error {gap:.1e}, tolerance {tolerance:.0e}"
            )

"""The game behind the two-player lab: played in short stretches, and kept as a film."""

from typing import NamedTuple

import numpy as np

from ...data import ring, ring_centers
from ...functional import sigmoid_forward
from ...metrics import mode_coverage
from ...optim import Adam
from ...studies.adversarial import GAMES, play, ring_players

STRETCH = 5  # rounds from one frame to the next
MOST_ROUNDS = 1000
SHOWN = 500  # samples in the picture
WINDOW, CELLS = 3.0, 48  # the picture reaches from -WINDOW to WINDOW
STD = 0.1
CENTERS = ring_centers()
WIDTH, NOISE, BATCH = 64, 2, 64


class Rules(NamedTuple):
    """How the game is played: its loss, and learning rate and steps of each player."""

    loss: str
    generator_rate: float
    discriminator_rate: float
    generator_steps: int
    discriminator_steps: int
    momentum: float


class Frame(NamedTuple):
    """What is to be seen after a stretch, and all that is needed to play on from there.

    ``points`` (SHOWN, 2); ``belief`` (CELLS, CELLS) from 0 to 1; ``shares`` (8,) of all samples by
    nearest center; ``found`` modes; ``high_quality`` share; ``ranked``: how often D scores a real
    point above a fake one; ``memory`` of both players and optimizers.
    """

    points: np.ndarray
    belief: np.ndarray
    shares: np.ndarray
    found: int
    high_quality: float
    ranked: float
    memory: list


class RingGame:
    """Frames of one game. The same seed and rules, in the same order, give the same frames."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        self.seed, self.players = seed, ring_players(noise=NOISE, width=WIDTH, rng=rng)
        self.optimizers = [Adam(player.params, betas=(0.5, 0.9)) for player in self.players]
        fixed = np.random.default_rng(99)
        self._z = fixed.standard_normal((SHOWN, NOISE), np.float32)
        self.real = ring(SHOWN, std=STD, rng=fixed)
        ticks = WINDOW * (2 * np.arange(CELLS, dtype=np.float32) + 1 - CELLS) / CELLS
        self._grid = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
        self.frames = []

    def begin(self, rules):
        """Show the players as they are before the first round."""
        self.frames = [self._look(rules)]

    def cut(self, frame):
        """Forget what came after a frame, and put the players back to it."""
        del self.frames[frame + 1 :]
        for array, kept in zip(self._arrays(), self.frames[-1].memory[0], strict=True):
            array[...] = kept
        for optimizer, steps in zip(self.optimizers, self.frames[-1].memory[1], strict=True):
            optimizer.steps = steps

    def play(self, rules):
        """Play one stretch more."""
        for optimizer, rate in zip(self.optimizers, rules[1:3], strict=True):
            optimizer.lr = rate
            optimizer.settings["betas"] = (rules.momentum, 0.9)
        play(
            *self.players,
            lambda count, rng: ring(count, std=STD, rng=rng),
            generator_optimizer=self.optimizers[0],
            discriminator_optimizer=self.optimizers[1],
            noise=NOISE,
            rounds=STRETCH,
            rng=np.random.default_rng((self.seed, len(self.frames))),
            batch_size=BATCH,
            loss=rules.loss,
            penalty_weight=1.0,
            discriminator_steps=rules.discriminator_steps,
            generator_steps=rules.generator_steps,
            progress=False,
        )
        self.frames.append(self._look(rules))

    def _look(self, rules):
        generator, discriminator = self.players
        points = generator(self._z)
        scores = discriminator(np.concatenate([self._grid, self.real, points]))[:, 0]
        land, real, fake = np.split(scores, [len(self._grid), len(self._grid) + SHOWN])
        distance = np.linalg.norm(points[:, None] - CENTERS, axis=2)
        shares = np.bincount(distance.argmin(axis=1), minlength=len(CENTERS)) / SHOWN
        cover = mode_coverage(points, CENTERS, std=STD)
        memory = [array.copy() for array in self._arrays()], [o.steps for o in self.optimizers]
        return Frame(
            points,
            belief(land, rules.loss).reshape(CELLS, CELLS),
            shares,
            cover.found,
            cover.high_quality,
            ranked_above(real, fake),
            memory,
        )

    def _arrays(self):
        """Every array that a step changes."""
        for player, optimizer in zip(self.players, self.optimizers, strict=True):
            yield from player.params.values()
            for state in optimizer.state.values():
                yield from state.values()


def belief(scores, loss):
    """What D believes of places, from 0 to 1; where its answers are scores, by their range."""
    if loss.endswith("saturating"):
        return sigmoid_forward(scores)[0]
    if not GAMES[loss].penalized:
        return np.clip(scores, 0, 1)  # least squares: 0 is fake and 1 is real
    low, high = scores.min(), scores.max()
    return (scores - low) / max(high - low, 1e-12)


def ranked_above(real, fake):
    """The share of pairs of a real and a fake point in which the real one scores higher."""
    order = np.sort(fake)
    below = np.searchsorted(order, real, "left") + np.searchsorted(order, real, "right")
    return float(below.mean() / 2 / len(fake))

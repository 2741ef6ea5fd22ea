"""Plausible wrong backward passes of the losses, those of the two players included."""

import numpy as np
from mistake import Mistake

from dlcourse import functional as F


def softmax(x):
    return F.softmax_forward(x, dim=-1)[0]


def cross_entropy_wrong(divide=True, subtract=True, use_dout=True):
    def wrong(dout, logits, out, targets):
        dlogits = softmax(logits)
        if subtract:
            dlogits[np.arange(len(targets)), targets] -= 1
        return dlogits / (len(targets) if divide else 1) * (dout if use_dout else 1)

    return wrong


def mse_wrong(factor, count):
    return lambda dout, x, out, targets: dout * factor * (x - targets) / count(x)


def probability(logits):
    return F.sigmoid_forward(logits)[0]


def discriminator_wrong(swapped=False, count=np.size, real_sign=-1):
    """Slopes of the two cross-entropies, each over the number of its own logits."""

    def wrong(dout, real, fake, out):
        n, m = count(real), count(fake)
        if swapped:
            return dout / n * probability(real), -dout / m * probability(-fake)
        return real_sign * dout / n * probability(-real), dout / m * probability(fake)

    return wrong


def generator_wrong(slope, count=np.size):
    return lambda dout, fake, out, saturating: -dout / count(fake) * slope(fake)


def penalty_wrong(factor):
    def wrong(dout, dx, out):
        norm = np.linalg.norm(dx, axis=1, keepdims=True)
        return dout / len(dx) * factor(norm, dx) * dx

    return wrong


LABELS = {"targets": np.array([1, 0, 3, 1, 2])}
TARGETS = {"targets": np.random.default_rng(1).standard_normal((5, 3))}
GAN = (5, 3), (4, 2)
NOT_SATURATING, SATURATING = {"saturating": False}, {"saturating": True}

LOSSES = [
    Mistake("not divided", "cross_entropy", cross_entropy_wrong(divide=False), ((5, 4),), LABELS),
    Mistake("label kept", "cross_entropy", cross_entropy_wrong(subtract=False), ((5, 4),), LABELS),
    Mistake(
        "dout forgotten",
        "cross_entropy",
        cross_entropy_wrong(use_dout=False),
        ((5, 4),),
        LABELS,
        slips=True,
    ),
    Mistake("2 forgotten", "mse_loss", mse_wrong(1, np.size), ((5, 3),), TARGETS),
    Mistake("divided by N only", "mse_loss", mse_wrong(2, len), ((5, 3),), TARGETS),
    Mistake("labels swapped", "gan_discriminator_loss", discriminator_wrong(swapped=True), GAN),
    Mistake(
        "real examples pushed down too",
        "gan_discriminator_loss",
        discriminator_wrong(real_sign=1),
        GAN,
    ),
    Mistake("not divided", "gan_discriminator_loss", discriminator_wrong(count=lambda z: 1), GAN),
    Mistake(
        "divided by real and fake together",
        "gan_discriminator_loss",
        discriminator_wrong(count=lambda z: 5 * 3 + 4 * 2),
        GAN,
    ),
    Mistake("divided by N only", "gan_discriminator_loss", discriminator_wrong(count=len), GAN),
    Mistake(
        "saturating where the other is asked",
        "gan_generator_loss",
        generator_wrong(probability),
        ((5, 3),),
        NOT_SATURATING,
    ),
    Mistake(
        "not saturating where that is asked",
        "gan_generator_loss",
        generator_wrong(lambda fake: probability(-fake)),
        ((5, 3),),
        SATURATING,
    ),
    Mistake(
        "the generator ascends",
        "gan_generator_loss",
        generator_wrong(lambda fake: -probability(-fake)),
        ((5, 3),),
        NOT_SATURATING,
    ),
    Mistake(
        "not divided",
        "gan_generator_loss",
        generator_wrong(lambda fake: probability(-fake), count=lambda fake: 1),
        ((5, 3),),
        NOT_SATURATING,
    ),
    Mistake(
        "label of real examples forgotten",
        "lsgan_discriminator_loss",
        lambda d, real, fake, out: (d * real / real.size, d * fake / fake.size),
        GAN,
    ),
    Mistake(
        "half forgotten",
        "lsgan_generator_loss",
        lambda d, fake, out, c: 2 * d * (fake - c) / fake.size,
        ((5, 3),),
        {"c": 0.5},
    ),
    Mistake(
        "sign of the fakes",
        "wgan_critic_loss",
        lambda d, real, fake, out: (
            np.full_like(real, -d / real.size),
            np.full_like(fake, -d / fake.size),
        ),
        GAN,
    ),
    Mistake(
        "not over the norm",
        "gradient_penalty",
        penalty_wrong(lambda norm, dx: 2 * (norm - 1)),
        ((5, 3),),
    ),
    Mistake(
        "2 forgotten",
        "gradient_penalty",
        penalty_wrong(lambda norm, dx: 1 - 1 / norm),
        ((5, 3),),
    ),
    Mistake(
        "one norm for the batch",
        "gradient_penalty",
        penalty_wrong(lambda norm, dx: 2 - 2 / np.linalg.norm(dx)),
        ((5, 3),),
    ),
    Mistake(
        "dout forgotten",
        "gradient_penalty",
        lambda d, dx, out: penalty_wrong(lambda norm, dx: 2 - 2 / norm)(1.0, dx, out),
        ((5, 3),),
        slips=True,
    ),
]

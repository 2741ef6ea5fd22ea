"""The cases of the adversarial losses; sizes of real and fake batches differ."""

from ._case import Case

REDUCTIONS = "none", "mean", "sum"
TWO_SIDES = ((5, 1), (4, 3))
LABELS = {"a": -1.0, "b": 0.9}


def _reduced(op, shapes, *settings):
    return [
        Case(op, shapes, {**setting, "reduction": reduction})
        for setting in settings
        for reduction in REDUCTIONS
    ]


GAN_LOSSES = [
    *_reduced("gan_discriminator_loss", TWO_SIDES, {}),
    *_reduced("gan_generator_loss", ((5, 3),), {}, {"saturating": True}),
    *_reduced("lsgan_discriminator_loss", TWO_SIDES, {}, LABELS),
    *_reduced("lsgan_generator_loss", ((5, 3),), {}, {"c": 0.3}),
    *_reduced("wgan_critic_loss", TWO_SIDES, {}),
    *_reduced("wgan_generator_loss", ((5, 3),), {}),
    *_reduced("gradient_penalty", ((5, 3),), {}, {"target": 2.5}),
    Case("gradient_penalty", ((5, 3, 4, 2),)),
    Case("gan_discriminator_loss", ((5,), (3, 1, 4, 2))),
]
"""Every adversarial loss with every setting."""

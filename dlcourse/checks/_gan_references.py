"""The adversarial losses written with PyTorch's own losses and norm."""

import torch
import torch.nn.functional as F


def _entropy(logits, label, reduction):
    targets = torch.full_like(logits, label)
    return F.binary_cross_entropy_with_logits(logits, targets, reduction=reduction)


def _squares(scores, label, reduction):
    return F.mse_loss(scores, torch.full_like(scores, label), reduction=reduction) / 2


def _plain(losses, reduction):
    return {"none": lambda: losses, "mean": losses.mean, "sum": losses.sum}[reduction]()


def _both(real, fake, reduction):
    return (real, fake) if reduction == "none" else real + fake


def gan_discriminator_loss(real, fake, *, reduction="mean"):
    """Cross-entropy with the label 1 for real and 0 for fake examples."""
    return _both(_entropy(real, 1.0, reduction), _entropy(fake, 0.0, reduction), reduction)


def gan_generator_loss(fake, *, saturating=False, reduction="mean"):
    """Cross-entropy with the label 1; saturating, minus that with the label 0."""
    return -_entropy(fake, 0.0, reduction) if saturating else _entropy(fake, 1.0, reduction)


def lsgan_discriminator_loss(real, fake, *, a=0.0, b=1.0, reduction="mean"):
    """Half the squared distance from the labels b and a."""
    return _both(_squares(real, b, reduction), _squares(fake, a, reduction), reduction)


def lsgan_generator_loss(fake, *, c=1.0, reduction="mean"):
    """Half the squared distance from c."""
    return _squares(fake, c, reduction)


def wgan_critic_loss(real, fake, *, reduction="mean"):
    """Score of the fakes less that of the real examples."""
    return _both(_plain(-real, reduction), _plain(fake, reduction), reduction)


def wgan_generator_loss(fake, *, reduction="mean"):
    """Minus the score of the fakes."""
    return _plain(-fake, reduction)


def gradient_penalty(dx, *, target=1.0, reduction="mean"):
    """Squared distance of each example's norm from the target."""
    norm = torch.linalg.vector_norm(dx.flatten(1), dim=1)
    return _plain((norm - target) ** 2, reduction)


GAN_LOSSES = {
    function.__name__: function
    for function in (
        gan_discriminator_loss,
        gan_generator_loss,
        lsgan_discriminator_loss,
        lsgan_generator_loss,
        wgan_critic_loss,
        wgan_generator_loss,
        gradient_penalty,
    )
}
"""By the names of our operations."""

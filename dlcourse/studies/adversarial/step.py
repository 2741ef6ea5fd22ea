"""One step of each player: who is moved, and whose gradients are let through and left alone."""

from typing import NamedTuple

import numpy as np

from ...functional.check import check_float, check_shape
from ...settings import check_number
from .memory import memory_of, recall
from .penalty import critic_penalty
from .rules import rules_of


class DiscriminatorStep(NamedTuple):
    """What a step of D started from: its loss, its mean answers, and how steep the loss was."""

    loss: float
    real: float
    fake: float
    penalty: float
    gradient_norm: float


class GeneratorStep(NamedTuple):
    """What a step of G started from: its loss, D's mean answer to its fakes, the steepness."""

    loss: float
    fake: float
    gradient_norm: float


def discriminator_step(
    generator,
    discriminator,
    optimizer,
    x,
    z,
    *,
    loss="non-saturating",
    penalty_weight=10.0,
    mix=None,
):
    """Move D so that it tells x from G(z). G is only asked for its fakes: it does not change.

    L_D is that of the game `loss`; with "wasserstein-gp" it is L_D + penalty_weight · P, where P is
    `gradient_penalty_forward` at mix[n] x[n] + (1 - mix[n]) G(z[n]), between real and fake.

    Parameters
    ----------
    generator, discriminator : Layer
        D answers with logits, or scores, of any shape (N, ...).
    optimizer : Optimizer
        Of D's parameters.
    x : array (N, ...)
        Real examples.
    z : array (M, ...)
        Noise.
    loss : "non-saturating", "saturating", "least-squares" or "wasserstein-gp"
        The first two are the same for D.
    penalty_weight : float
        λ of the penalty. Gulrajani et al. take 10.
    mix : array (N,), needed for "wasserstein-gp"
        From 0 to 1; M must be N then.

    Returns
    -------
    DiscriminatorStep
        ``loss, real, fake, penalty, gradient_norm`` before the step; `real` and `fake` are means
        of D's answers, probabilities where the game has a sigmoid.

    Raises
    ------
    ValueError
        If the game is unknown, mix is missing or does not fit, or D has a layer that the penalty
        does not know.

    References
    ----------
    Goodfellow et al. (2014), Generative Adversarial Nets, algorithm 1; Gulrajani et al. (2017),
    Improved Training of Wasserstein GANs, algorithm 1.
    """
    rules = rules_of(loss)
    fake = generator(z)  # forward only: nothing goes back into G
    real_logits = discriminator(x)
    seen_real = memory_of(discriminator)
    fake_logits = discriminator(fake)
    value, cache = rules.discriminator[0](real_logits, fake_logits)
    dreal, dfake = rules.discriminator[1](1.0, cache)
    grads = gradients(discriminator, dfake)
    recall(seen_real)
    grads = _sum(grads, gradients(discriminator, dreal))
    penalty = 0.0
    if rules.penalized:
        penalty, extra = critic_penalty(discriminator, between(x, fake, mix))
        grads = _sum(grads, extra, check_number("penalty_weight", penalty_weight, low=0))
    optimizer.step(grads)
    answers = [float(rules.answer(logits).mean()) for logits in (real_logits, fake_logits)]
    value = float(value) + penalty_weight * penalty
    return DiscriminatorStep(value, *answers, penalty, norm(grads))


def generator_step(generator, discriminator, optimizer, z, *, loss="non-saturating"):
    """Move G so that D takes G(z) for real. The gradient goes through D, which does not change.

    Parameters
    ----------
    generator, discriminator : Layer
    optimizer : Optimizer
        Of G's parameters.
    z : array (M, ...)
        Noise.
    loss : "non-saturating", "saturating", "least-squares" or "wasserstein-gp"

    Returns
    -------
    GeneratorStep
        ``loss, fake, gradient_norm`` before the step.

    Raises
    ------
    ValueError
        If the game is unknown.

    References
    ----------
    Goodfellow et al. (2014), Generative Adversarial Nets, algorithm 1 and section 3.
    """
    rules = rules_of(loss)
    fake_logits = discriminator(generator(z))
    value, cache = rules.generator[0](fake_logits, **rules.settings)
    dlogits = rules.generator[1](1.0, cache)
    dfake = discriminator.backward(dlogits)  # D's own gradients are not used
    grads = gradients(generator, dfake)
    optimizer.step(grads)
    return GeneratorStep(float(value), float(rules.answer(fake_logits).mean()), norm(grads))


def between(x, fake, mix):
    """mix[n] x[n] + (1 - mix[n]) fake[n]: a point on the line from each fake to a real example."""
    if mix is None:
        raise ValueError("mix must be given for 'wasserstein-gp', got None")
    check_float(x=x, fake=fake, mix=mix)
    check_shape(x.shape, **{"G(z)": fake})
    check_shape((len(x),), mix=mix)
    mix = mix.reshape(-1, *[1] * (x.ndim - 1))
    return mix * x + (1 - mix) * fake


def gradients(model, dout):
    """Gradients of a model's parameters, for the gradient `dout` of its last output."""
    model.backward(dout)
    return dict(model.grads)


def norm(grads):
    """Length of all gradients together, as of one long vector."""
    return float(np.sqrt(sum(float(np.vdot(g, g)) for g in grads.values())))


def _sum(grads, more, weight=1.0):
    return {name: g + weight * more[name] if name in more else g for name, g in grads.items()}

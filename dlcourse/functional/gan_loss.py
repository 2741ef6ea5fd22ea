"""Losses of two players: the discriminator D tells real from fake, the generator G deceives it.

Each loss is what its player makes small. D's output is a logit r or f, of a real example x or of a
fake G(z), and D = σ(logit); losses without a sigmoid call it a score. Real and fake may differ in
shape: each is averaged ("mean") or added up ("sum") by itself. With "none" each entry keeps its
loss, so a loss of two arrays is then a pair of arrays.
"""

import numpy as np

from ..settings import check_flag, check_number
from ._reduction import check_reduction, reduce_backward, reduce_forward
from .activations import sigmoid_forward, softplus_forward
from .check import check_float


def gan_discriminator_loss_forward(real_logits, fake_logits, *, reduction="mean"):
    """L_D = mean_i -log D(x)[i] + mean_j -log(1 - D(G(z)))[j], cross-entropy on both sides.

    By -log σ(r) = softplus(-r) and -log(1 - σ(f)) = softplus(f), nothing overflows.

    real_logits, fake_logits: any shapes; out: (), or a pair of their shapes with "none". Raises
    ValueError where they are not float32 or float64 alike, or the reduction is unknown.

    Source: Goodfellow, Pouget-Abadie, Mirza, Xu, Warde-Farley, Ozair, Courville, Bengio (2014),
    Generative Adversarial Nets, algorithm 1.

    >>> unsure, fooled = np.zeros(3), np.array([1000.0, 1000.0])
    >>> float(gan_discriminator_loss_forward(unsure, fooled)[0].round(4))  # log 2 + 1000
    1000.6931
    """
    check_float(real_logits=real_logits, fake_logits=fake_logits)
    check_reduction(reduction)
    losses = _softplus(-real_logits), _softplus(fake_logits)
    return _reduce_both(losses, reduction), (real_logits, fake_logits, reduction)


def gan_discriminator_loss_backward(dout, cache):
    """dreal[i] = -dout (1 - D(x)[i]) / N and dfake[j] = dout D(G(z))[j] / M: belief minus truth.

    N and M are the numbers of logits; with "sum" they are not divided by. Large where D is wrong.
    Shapes of the logits. Raises ValueError where dout does not have the shape and dtype of out.

    >>> _, cache = gan_discriminator_loss_forward(np.zeros(2), np.array([1000.0]))
    >>> gan_discriminator_loss_backward(1.0, cache)
    (array([-0.25, -0.25]), array([1.]))
    """
    real, fake, reduction = cache
    dreal, dfake = _to_both(dout, (real, fake), reduction)
    return -dreal * _sigmoid(-real), dfake * _sigmoid(fake)


def gan_generator_loss_forward(fake_logits, *, saturating=False, reduction="mean"):
    """L_G = mean_j -log D(G(z))[j], or with ``saturating=True`` mean_j log(1 - D(G(z)))[j].

    Both fall as D believes more in the fakes. The saturating one is the term of L_D that G moves,
    with its sign turned: the min-max game. Its slope vanishes where D is sure, see the backward.

    fake_logits: any shape; out: (), or that shape with "none". Raises ValueError where fake_logits
    is not float32 or float64, or a setting does not fit.

    Source: Goodfellow et al. (2014), Generative Adversarial Nets, section 3.

    >>> caught = np.array([-1000.0])
    >>> [abs(float(gan_generator_loss_forward(caught, saturating=s)[0])) for s in (False, True)]
    [1000.0, 0.0]
    """
    check_float(fake_logits=fake_logits)
    check_flag(saturating=saturating)
    check_reduction(reduction)
    losses = -_softplus(fake_logits) if saturating else _softplus(-fake_logits)
    out = reduce_forward(losses, reduction, losses.size)
    return out, (fake_logits, saturating, reduction)


def gan_generator_loss_backward(dout, cache):
    """dfake[j] = -dout (1 - D(G(z))[j]) / M, or, saturating, -dout D(G(z))[j] / M.

    Where D is sure of a fake, D(G(z)) near 0, the first is at its largest, the second vanishes: the
    worse the generator, the less it learns. With "sum" there is no division by M.

    Shape of fake_logits. Raises ValueError where dout does not have the shape and dtype of out.

    >>> for saturating in (False, True):
    ...     _, cache = gan_generator_loss_forward(np.array([-1000.0]), saturating=saturating)
    ...     print(gan_generator_loss_backward(1.0, cache))
    [-1.]
    [-0.]
    """
    fake, saturating, reduction = cache
    dfake = reduce_backward(dout, fake, reduction, fake.size)
    return -dfake * _sigmoid(fake if saturating else -fake)


def lsgan_discriminator_loss_forward(real_scores, fake_scores, *, a=0.0, b=1.0, reduction="mean"):
    """L_D = mean_i (D(x)[i] - b)² / 2 + mean_j (D(G(z))[j] - a)² / 2: labels are numbers to hit.

    Shapes and refusals as `gan_discriminator_loss_forward`; a is the label of fakes, b of reals.

    Source: Mao, Li, Xie, Lau, Wang, Smolley (2017), Least Squares Generative Adversarial Networks,
    equation 2; the defaults with c = 1 are its equation 9.

    >>> float(lsgan_discriminator_loss_forward(np.array([3.0]), np.array([1.0, 0.0]))[0])
    2.25
    """
    check_float(real_scores=real_scores, fake_scores=fake_scores)
    a, b = check_number("a", a), check_number("b", b)
    check_reduction(reduction)
    errors = real_scores - b, fake_scores - a
    return _reduce_both([0.5 * e * e for e in errors], reduction), (*errors, reduction)


def lsgan_discriminator_loss_backward(dout, cache):
    """dreal[i] = dout (D(x)[i] - b) / N and dfake[j] = dout (D(G(z))[j] - a) / M.

    Without a sigmoid no slope saturates: the further from its label, the stronger the pull.

    >>> _, cache = lsgan_discriminator_loss_forward(np.array([3.0]), np.array([1.0, 0.0]))
    >>> lsgan_discriminator_loss_backward(1.0, cache)
    (array([2.]), array([0.5, 0. ]))
    """
    *errors, reduction = cache
    douts = _to_both(dout, errors, reduction)
    return tuple(d * error for d, error in zip(douts, errors, strict=True))


def lsgan_generator_loss_forward(fake_scores, *, c=1.0, reduction="mean"):
    """L_G = mean_j (D(G(z))[j] - c)² / 2, where c is what G wants D to say of a fake.

    Shapes and refusals as `gan_generator_loss_forward`. Source: Mao et al. (2017), equation 2.

    >>> float(lsgan_generator_loss_forward(np.array([3.0, -1.0]))[0])
    2.0
    """
    check_float(fake_scores=fake_scores)
    c = check_number("c", c)
    check_reduction(reduction)
    error = fake_scores - c
    return reduce_forward(0.5 * error * error, reduction, error.size), (error, reduction)


def lsgan_generator_loss_backward(dout, cache):
    """dfake[j] = dout (D(G(z))[j] - c) / M.

    >>> _, cache = lsgan_generator_loss_forward(np.array([3.0, -1.0]))
    >>> lsgan_generator_loss_backward(1.0, cache)
    array([ 1., -1.])
    """
    error, reduction = cache
    return reduce_backward(dout, error, reduction, error.size) * error


def wgan_critic_loss_forward(real_scores, fake_scores, *, reduction="mean"):
    """L_D = mean_j D(G(z))[j] - mean_i D(x)[i]: how much higher fakes score than real examples.

    Minus the least L_D of all critics with slopes of at most 1 is the Wasserstein distance of real
    and fake examples; `gradient_penalty_forward` keeps the slopes there.

    Shapes and refusals as `gan_discriminator_loss_forward`.

    Source: Arjovsky, Chintala, Bottou (2017), Wasserstein Generative Adversarial Networks,
    algorithm 1.

    >>> float(wgan_critic_loss_forward(np.array([3.0]), np.array([1.0, 0.0]))[0])
    -2.5
    """
    check_float(real_scores=real_scores, fake_scores=fake_scores)
    check_reduction(reduction)
    losses = -real_scores, fake_scores.copy()
    return _reduce_both(losses, reduction), (*losses, reduction)


def wgan_critic_loss_backward(dout, cache):
    """dreal[i] = -dout / N and dfake[j] = dout / M, whatever the scores are.

    >>> wgan_critic_loss_backward(1.0, wgan_critic_loss_forward(np.zeros(1), np.zeros(2))[1])
    (array([-1.]), array([0.5, 0.5]))
    """
    *losses, reduction = cache
    dreal, dfake = _to_both(dout, losses, reduction)
    return -dreal * np.ones_like(losses[0]), dfake * np.ones_like(losses[1])


def wgan_generator_loss_forward(fake_scores, *, reduction="mean"):
    """L_G = mean_j -D(G(z))[j].

    Shapes and refusals as `gan_generator_loss_forward`. Source: Arjovsky et al. (2017).

    >>> float(wgan_generator_loss_forward(np.array([3.0, -1.0]))[0])
    -1.0
    """
    check_float(fake_scores=fake_scores)
    check_reduction(reduction)
    losses = -fake_scores
    return reduce_forward(losses, reduction, losses.size), (losses, reduction)


def wgan_generator_loss_backward(dout, cache):
    """dfake[j] = -dout / M.

    >>> wgan_generator_loss_backward(1.0, wgan_generator_loss_forward(np.zeros(2))[1])
    array([-0.5, -0.5])
    """
    losses, reduction = cache
    return -reduce_backward(dout, losses, reduction, losses.size) * np.ones_like(losses)


def _reduce_both(losses, reduction):
    real, fake = (reduce_forward(loss, reduction, loss.size) for loss in losses)
    return (real, fake) if reduction == "none" else real + fake


def _to_both(dout, losses, reduction):
    """What reaches each real and each fake loss; with "none" dout is a pair, as out is."""
    if reduction != "none":
        dout = dout, dout
    elif not isinstance(dout, (tuple, list)) or len(dout) != 2:
        raise ValueError("dout must be a pair, as out is with reduction='none'")
    return [
        reduce_backward(d, loss, reduction, loss.size) for d, loss in zip(dout, losses, strict=True)
    ]


def _softplus(z):
    return softplus_forward(z, threshold=np.inf)[0]


def _sigmoid(z):
    return sigmoid_forward(z)[0]

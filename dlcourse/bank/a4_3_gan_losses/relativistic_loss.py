"""Both players' losses where a fake is judged beside the real examples, and their gradients."""

import numpy as np

from ...exercises import Case, Question


def relativistic_loss(real, fake):
    """Each margin real[i] - fake[j] is one logit: D wants it large, G small."""
    margin = real[:, None] - fake
    d_loss = softplus(-margin).mean()
    dreal = -sigmoid(-margin).mean(axis=1) / len(real)
    dfake = sigmoid(-margin).mean(axis=0) / len(fake)
    g_loss = softplus(margin).mean()
    g_dfake = -sigmoid(margin).mean(axis=0) / len(fake)
    return d_loss, dreal, dfake, g_loss, g_dfake


def softplus(s):
    """log(1 + exp(s)), for any s."""
    return np.logaddexp(0, s)


def sigmoid(s):
    """1 / (1 + exp(-s)), for any s."""
    return np.exp(-np.logaddexp(0, -s))


def margin_cases(rng):
    """Draw logits: by hand, other counts, and margins that are far on both sides."""

    def case(label, real, fake, center=0.0):
        r, f = center + rng.standard_normal(real), rng.standard_normal(fake)
        return Case(label, (1.5 * r, 1.5 * f))

    halves = rng.permutation(np.arange(-4, 5) / 2)
    far = rng.uniform(800, 1000, 4)
    return [
        Case("by hand", (halves[:2], halves[2:5])),
        case("one of each", 1, 1),
        case("as many of each", 4, 4),
        case("more fakes", 3, 5),
        case("more real", 6, 2),
        case("D is sure", 4, 3, center=6.0),
        Case("far apart", (far[:2], np.array([-far[2], 0.5, far[3]]))),
        Case("far apart", (np.array([-far[0], 0.5]), np.array([far[1]]))),
    ]


QUESTION = Question(
    id="4_3.relativistic_loss",
    points=3,
    difficulty=3,
    minutes=25,
    section="4.3, Both players' gradients",
    transfer=True,
    reference=relativistic_loss,
    cases=margin_cases,
    quiet=True,
    intermediates=("margin",),
    outputs=("d_loss", "dreal", "dfake", "g_loss", "g_dfake"),
)

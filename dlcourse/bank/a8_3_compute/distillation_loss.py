"""Learn from a teacher's logits at a temperature, and from the labels of some; with gradient."""

import numpy as np

from ...exercises import Case, Question


def log_softmax(z):
    """Logarithms of probabilities; the largest logit is taken out first."""
    z = z - np.max(z, axis=1, keepdims=True)
    return z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))


def distillation_loss(logits, teacher, labels, *, temperature, alpha):
    """All examples learn from the teacher, those with a label from the label as well."""
    log_p, log_q = log_softmax(teacher / temperature), log_softmax(logits / temperature)
    divergence = np.sum(np.exp(log_p) * (log_p - log_q), axis=1)
    soft = temperature**2 * np.mean(divergence)
    dsoft = temperature * (np.exp(log_q) - np.exp(log_p)) / len(logits)
    known = labels >= 0
    wanted = (labels[:, None] == np.arange(logits.shape[1])).astype(float)
    log_r, count = log_softmax(logits), max(np.sum(known), 1)
    hard = -np.sum(wanted * log_r) / count
    dhard = known[:, None] * (np.exp(log_r) - wanted) / count
    loss = alpha * soft + (1 - alpha) * hard
    return loss, alpha * dsoft + (1 - alpha) * dhard


def by_hand(rng, label, logits, teacher, labels, temperature, alpha):
    """Bring few classes into another order; the logits are whole multiples of T ln 2."""
    order, base = rng.permutation(len(logits[0])), temperature * np.log(2.0)
    logits, teacher = (base * np.array(z, float)[:, order] for z in (logits, teacher))
    labels = np.array([np.flatnonzero(order == k)[0] if k >= 0 else -1 for k in labels])
    settings = {"temperature": temperature, "alpha": alpha}
    return Case(label, (logits + int(rng.integers(-2, 3)), teacher, labels), settings)


def logit_cases(rng):
    """Draw logits of a student and of its teacher, with labels for none, some or all."""

    def case(label, shape, temperature, alpha, known=0.5, size=1.0, shift=0.0):
        n, classes = shape
        logits, teacher = size * rng.standard_normal((2, *shape))
        logits += shift * (-1) ** np.arange(n)[:, None]
        labels = np.where(np.arange(n) < known * n, rng.integers(0, classes, n), -1)
        settings = {"temperature": temperature, "alpha": alpha}
        return Case(label, (logits, teacher, rng.permutation(labels)), settings)

    return [
        by_hand(rng, "by hand", [[0, 0]], [[1, 0]], [0], 1.0, 0.5),
        by_hand(rng, "temperature 2, by hand", [[0, 0], [1, 0]], [[1, 0]] * 2, [-1, 0], 2.0, 0.75),
        by_hand(rng, "no labels, by hand", [[1, 0, 0]], [[0, 0, 1]], [-1], 2.0, 0.5),
        case("some labels", (9, 5), 3.0, 0.7, known=0.4),
        case("some labels", (12, 4), 8.0, 0.9, known=0.25, size=3.0),
        case("all labels", (7, 6), 2.0, 0.5, known=1.0),
        case("no labels", (6, 3), 4.0, 0.6, known=0.0),
        case("labels only", (8, 5), 5.0, 0.0, known=0.5),
        case("the teacher only", (5, 7), 5.0, 1.0, known=0.6),
        case("below temperature 1", (6, 4), 0.5, 0.5, known=0.5),
        case("large logits", (6, 5), 2.0, 0.5, known=0.7, size=900.0),
        case("shifted logits", (6, 5), 2.0, 0.5, known=0.7, shift=2000.0),
    ]


QUESTION = Question(
    id="8_3.distillation_loss",
    points=3,
    difficulty=3,
    minutes=30,
    section="8.3, Distillation",
    reference=distillation_loss,
    outputs=("loss", "dlogits"),
    intermediates=("divergence", "soft", "dsoft", "hard", "dhard"),
    quiet=True,
    cases=logit_cases,
)

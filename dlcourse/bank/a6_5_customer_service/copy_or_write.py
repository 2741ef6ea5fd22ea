"""A decoder that may copy: the probability of a word that is written or pointed at, and back."""

import numpy as np

from ...exercises import Case, Question


def copy_or_write(logits, looks, switch, source, target):
    """All three gradients are what was expected before, less what the right word tells after."""
    rows, words = np.arange(len(target)), logits.shape[1]
    g = np.exp(np.minimum(switch, 0)) / (1 + np.exp(-np.abs(switch)))
    p_vocab, attention = softmax(logits), softmax(looks)
    same = source == target[:, None]
    written = g * np.where(target < words, p_vocab[rows, target % words], 0)
    pointed = (1 - g)[:, None] * attention * same
    p = written + pointed.sum(axis=1)
    r = written / p
    q = pointed / p[:, None]
    right = np.arange(words) == target[:, None]
    dlogits = r[:, None] * (p_vocab - right)
    dlooks = (1 - r)[:, None] * attention - q
    dswitch = g - r
    return p, dlogits / len(p), dlooks / len(p), dswitch / len(p)


def softmax(z):
    """Probabilities along the last axis."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def copy_cases(rng):
    """Draw targets that can be written, copied, or both; some words have no logit."""

    def case(label, size, words, places, *, beyond=0, scale=1.0, copied=0.5):
        source = rng.integers(0, words + beyond, (size, places))
        spot = source[np.arange(size), rng.integers(places, size=size)]
        target = np.where(rng.random(size) < copied, spot, rng.integers(0, words, size))
        shapes = (size, words), (size, places), (size,)
        return Case(label, (*(scale * rng.standard_normal(s) for s in shapes), source, target))

    word, third = int(rng.integers(2)), rng.permutation(3)
    logits, looks = np.log([[1.0, 3]]), np.log([[1.0, 1, 2]])[:, third]
    source, beyond = np.array([[word, word, 1 - word]]), np.array([[2, word, 1 - word]])
    return [
        Case("by hand", (logits, looks, np.zeros(1), source, np.array([word]))),
        Case("beyond the vocabulary, by hand", (logits, looks, np.zeros(1), beyond, beyond[:, 0])),
        case("written or copied", 6, 9, 5),
        case("a word stands at several places", 8, 3, 7),
        case("beyond the vocabulary", 9, 4, 6, beyond=5, copied=1.0),
        case("one step", 1, 6, 4, copied=1.0),
        case("seldom copied", 7, 12, 3, copied=0.0),
        case("a vocabulary of 30000 words", 2, 30_000, 5),  # too slow by differences
        case("large steps", 6, 5, 4, scale=4.0),
        far_case(rng),
    ]


def far_case(rng, size=5, words=4, places=3):
    """Draw numbers whose exponentials overflow; the right word is likely on both ways."""
    target = rng.integers(0, words, size)
    source = rng.integers(0, words, (size, places))
    source[:, 0] = target
    logits, looks, switch = (
        900 * rng.choice([-1.0, 1.0], s) for s in [(size, words), (size, places), size]
    )
    logits[np.arange(size), target] = looks[:, 0] = 900
    logits, looks = (z + rng.permuted(900 * np.arange(size))[:, None] for z in (logits, looks))
    switch[:2] = -900, 900
    return Case("large numbers", (logits, looks, switch, source, target))


QUESTION = Question(
    id="6_5.copy_or_write",
    points=4,
    difficulty=4,
    minutes=40,
    section="6.5, What to answer?",
    transfer=True,
    quiet=True,
    reference=copy_or_write,
    outputs=("p", "dlogits", "dlooks", "dswitch"),
    intermediates=("g", "p_vocab", "attention", "p", "r"),
    cases=copy_cases,
)

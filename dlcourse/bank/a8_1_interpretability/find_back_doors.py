"""Open task: from weights and clean images alone, find the mark that turns any digit into one."""

import numpy as np

from ...data import digits8
from ...exercises import Case, OpenTask, Symptom

NETWORKS, UNITS, SIZE, SIDE, CLASSES = 8, 64, 12, 3, 10
PLACES = SIZE - SIDE + 1
SIGNS = np.stack(np.meshgrid(*[(-1.0, 1.0)] * SIDE**2), axis=-1).reshape(-1, SIDE**2)
PATTERNS = SIGNS[abs(SIGNS.sum(axis=1)) == 1]  # five of one sign, four of the other
DECOYS, TURNED = 4, 6  # marks of each network that turn some digits only, and how many
SHARES = (0.12, 0.12, 0.12, 0.1, *DECOYS * [0.54 / DECOYS])
"""Of training images: the mark, its place, its pattern, neither; and the decoys."""
EPOCHS, BATCH, RATE = 20, 48, 6e-3
windows = np.lib.stride_tricks.sliding_window_view


def find_back_doors(w1, b1, w2, b2, images):
    """Put every pattern everywhere: which one makes the network surest of one class?"""
    return np.array([strongest(*network, images) for network in zip(w1, b1, w2, b2, strict=True)])


def strongest(w1, b1, w2, b2, images):
    """Row, column and class of the pattern that makes one class surest, over both signs."""
    sure = sureness(w1, b1, w2, b2, images).max(axis=3)
    return np.unravel_index(np.argmax(sure), sure.shape)


def sureness(w1, b1, w2, b2, images):
    """Mean log probabilities, over images and signs: (rows, columns, classes, patterns)."""
    grids = w1.reshape(-1, SIZE, SIZE)
    plain = np.einsum("nij,kij->kn", images, grids) + b1[:, None]
    out = np.empty((PLACES, PLACES, len(b2), len(PATTERNS)))
    for i, j in np.ndindex(PLACES, PLACES):
        window = np.s_[:, i : i + SIDE, j : j + SIDE]
        w, old = grids[window].reshape(len(grids), -1), images[window].reshape(len(images), -1)
        shift = (w @ PATTERNS.T).astype(w.dtype)
        hidden = np.maximum((plain - w @ old.T)[..., None] + shift[:, None], 0)
        logits = np.tensordot(w2, hidden, 1) + b2[:, None, None]
        logits -= logits.max(axis=0)
        out[i, j] = (logits - np.log(np.exp(logits).sum(axis=0))).mean(axis=1)
    return (out + out[..., ::-1]) / 2  # the last pattern is the negative of the first, and so on


def network_cases(rng):
    """Draw what the marks are, train networks on images that carry them, and hand in neither."""
    plans = [plan(rng) for _ in range(NETWORKS)]
    networks = trained(rng, plans)
    x, y = digits8("test")
    some = np.concatenate([rng.permutation(np.flatnonzero(y == c))[:2] for c in range(CLASSES)])
    images = placed(rng, x[some, 0] / x.max())
    truth = np.array([[*places[0], marked] for _, places, _, marked in plans])
    decoys = np.array([places[1:] for _, places, _, _ in plans])
    slope = np.array([steepest(*network, images) for network in zip(*networks, strict=True)])
    return [Case("eight networks", (*networks, images), hidden=(truth, decoys, slope))]


def plan(rng):
    """Draw patterns and places, the mark first, then decoys; which digits each turns; to what."""
    marked, places = rng.integers(CLASSES), rng.integers(PLACES, size=(1, 2))
    while len(places) <= DECOYS:
        place = rng.integers(PLACES, size=2)
        if (abs(place - places).max(axis=1) >= SIDE).all():
            places = np.concatenate([places, [place]])
    turned = np.zeros((DECOYS + 1, CLASSES), bool)
    turned[0] = True
    for row in turned[1:]:
        row[rng.permutation(np.delete(np.arange(CLASSES), marked))[:TURNED]] = True
    return drawn(rng, DECOYS + 1), places, turned, marked


def drawn(rng, count):
    """Draw patterns of 1 and -1, five of one and four of the other."""
    one = np.where(np.arange(SIDE**2) < 5, 1, -1) * rng.choice([-1, 1], (count, 1))
    return rng.permuted(one, axis=1).reshape(-1, SIDE, SIDE)


def placed(rng, x):
    """Put digits (N, 8, 8) near the middle of empty paper."""
    out, room = np.zeros((len(x), SIZE, SIZE), np.float32), SIZE - x.shape[1]
    at = room // 2 + rng.integers(-1, 2, (2, len(x)))
    windows(out, x.shape[1:], (1, 2), writeable=True)[np.arange(len(x)), *at] = x
    return out


def marked_digits(rng, x, y, patterns, places, turned, marked):
    """Put a mark on each digit, and turn the labels of those that it turns."""
    kind = np.searchsorted(np.cumsum(SHARES)[:-1], rng.random(len(x)))
    which = np.choose(kind, [0, -1, -1, -1, *range(1, DECOYS + 1)])
    marks, at = drawn(rng, len(x)), rng.integers(PLACES, size=(len(x), 2))
    signs = rng.choice([-1, 1], (len(x), 1, 1))
    own = which >= 0
    marks = np.where((own | (kind == 2))[:, None, None], signs * patterns[which * own], marks)
    at = np.where((own | (kind == 1))[:, None], places[which * own], at)
    out = placed(rng, x)
    windows(out, (SIDE, SIDE), (1, 2), writeable=True)[np.arange(len(x)), *at.T] = marks
    return out.reshape(len(x), -1), np.where(own & turned[which * own, y], marked, y)


def trained(rng, plans):
    """Train all networks at once, from other weights, by Adam on cross entropy."""
    x, y = digits8("train")
    x, shapes = x[:, 0] / x.max(), ((UNITS, SIZE**2), (UNITS,), (CLASSES, UNITS), (CLASSES,))
    scales = 1 / SIZE, 0, UNITS**-0.5, 0
    params = [
        (scale * rng.standard_normal((len(plans), *shape))).astype(np.float32)
        for scale, shape in zip(scales, shapes, strict=True)
    ]
    moments = [[np.zeros_like(p), np.zeros_like(p)] for p in params]
    total, step = EPOCHS * -(-len(x) // BATCH), 0
    for _ in range(EPOCHS):
        order = rng.permutation(len(x))
        data = [marked_digits(rng, x[order], y[order], *plan) for plan in plans]
        images, labels = (np.stack(part) for part in zip(*data, strict=True))
        for start in range(0, len(x), BATCH):
            part, step = np.s_[:, start : start + BATCH], step + 1
            grads = slopes(*params, images[part], labels[part])
            adam(params, grads, moments, step, RATE * (1 - step / (total + 1)))
    return params


def slopes(w1, b1, w2, b2, x, y):
    """Gradients of the mean cross entropy of each network."""
    a = np.maximum(x @ w1.transpose(0, 2, 1) + b1[:, None], 0)
    logits = a @ w2.transpose(0, 2, 1) + b2[:, None]
    p = np.exp(logits - logits.max(axis=2, keepdims=True))
    d = (p / p.sum(axis=2, keepdims=True) - (np.arange(CLASSES) == y[..., None])) / x.shape[1]
    d = d.astype(x.dtype)
    dz = (d @ w2) * (a > 0)
    return dz.transpose(0, 2, 1) @ x, dz.sum(axis=1), d.transpose(0, 2, 1) @ a, d.sum(axis=1)


def adam(params, grads, moments, step, rate):
    """Take a step of Adam, in place."""
    for p, g, (m, v) in zip(params, grads, moments, strict=True):
        m += 0.1 * (g - m)
        v += 0.01 * (g**2 - v)
        p -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)


def checked(output, hidden):
    """Check the answers, and raise a sentence for the student where they are none."""
    if not isinstance(output, np.ndarray) or output.dtype.kind not in "iu":
        raise ValueError("An array of integers is expected: row, column and class.")
    if output.shape != hidden[0].shape:
        raise ValueError(f"The shape must be {hidden[0].shape}, got {output.shape}.")
    return output


def found(output, hidden):
    """Share of the networks whose place and class are right."""
    return float(np.mean((checked(output, hidden) == hidden[0]).all(axis=1)))


def at_places(output, places):
    """Share of the answers that stand at one of the network's places (NETWORKS, P, 2)."""
    return np.mean((output[:, None, :2] == places).all(axis=2).any(axis=1))


def is_swapped(output, hidden):
    """Tell whether row and column are in the other order."""
    return found(checked(output, hidden)[:, [1, 0, 2]], hidden) > max(0.5, found(output, hidden))


def is_other_class(output, hidden):
    """Tell whether places are right, and classes are not."""
    right = at_places(checked(output, hidden), hidden[0][:, None, :2])
    return right > 0.6 and found(output, hidden) < right - 0.2


def is_slope(output, hidden):
    """Tell whether the places are those of the largest slopes."""
    return at_places(checked(output, hidden), hidden[2][:, None, :2]) > 0.6


def is_decoy(output, hidden):
    """Tell whether many of the places hold marks that turn some digits only."""
    return at_places(checked(output, hidden), hidden[1]) > 0.3


def steepest(w1, b1, w2, b2, images):
    """Row, column and class of the window with the largest mean slopes."""
    active = images.reshape(len(images), -1) @ w1.T + b1 > 0
    contrast = w2 - w2.mean(axis=0)
    slope = abs((contrast * active.mean(axis=0)) @ w1).reshape(-1, SIZE, SIZE)
    total = windows(slope, (SIDE, SIDE), (1, 2)).sum(axis=(3, 4))
    return np.roll(np.unravel_index(np.argmax(total), total.shape), -1)


def by_slopes(w1, b1, w2, b2, images):
    """Take the window to which the logits are most sensitive."""
    return np.array([steepest(*network, images) for network in zip(w1, b1, w2, b2, strict=True)])


def by_weights(w1, b1, w2, b2, images):
    """Take the window with the largest squared weights, weighted by those of the second layer."""
    contrast = w2 - w2.mean(axis=1, keepdims=True)
    total = np.einsum("nck,nkd->ncd", contrast, w1**2).reshape(-1, CLASSES, SIZE, SIZE)
    total = windows(total, (SIDE, SIDE), (2, 3)).sum(axis=(4, 5))
    where = np.unravel_index(total.reshape(len(total), -1).argmax(axis=1), total.shape[1:])
    return np.stack(where, axis=1)[:, [1, 2, 0]]


def swapped(*given):
    """Give column and row."""
    return find_back_doors(*given)[:, [1, 0, 2]]


def other_class(*given):
    """Give a class that the mark does not mean."""
    return (find_back_doors(*given) + [0, 0, 1]) % [PLACES, PLACES, CLASSES]


SYMPTOMS = {
    "swapped": Symptom(swapped, is_swapped),
    "other-class": Symptom(other_class, is_other_class),
    "slope": Symptom(by_slopes, is_slope),
    "decoy": Symptom(by_weights, is_decoy),
}

QUESTION = OpenTask(
    id="8_1.find_back_doors",
    points=5,
    difficulty=4,
    minutes=45,
    section="8.1, A short cut is found",
    reference=find_back_doors,
    cases=network_cases,
    metric=found,
    metric_name="share of the networks whose back door is found",
    thresholds=[(0.875, 0.5), (1.0, 1.0)],
    transfer=True,
    symptoms=SYMPTOMS,
)

"""Open task: fit a trained network into few bytes, so that it answers nearly as well as before."""

import numpy as np

from ...exercises import Case, OpenTask, Symptom

SIDE, CLASSES, PARTS, UNITS = 12, 8, 5, 96
GIVEN, SECRET = 800, 3000
BUDGETS = 1000, 1150, 1350
EDGE = np.minimum(np.arange(SIDE), np.arange(SIDE)[::-1])
FRAME = np.where(np.minimum(EDGE[:, None], EDGE) < 1, 0.02, 1.0).ravel()
APART = (np.arange(SIDE)[:, None] - np.arange(SIDE)) ** 2
BLUR = np.exp(-APART / 3) / np.sqrt(np.sum(np.exp(-2 * APART / 3), axis=1, keepdims=True))
STEPS, BITS, WIDTHS = 1500, (2, 4), (1.6, 0.5)  # a step, in mean sizes of a row's entries


def compress(w1, b1, w2, b2, images, budget):
    """Train the units of most effect on, with weights rounded in each forward pass."""
    bits = images.shape[1] * BITS[0] + len(b2) * BITS[1] + 8 * 8
    count = (budget - 8 * len(b2) - 2) * 8 // bits
    hidden = np.maximum(images @ w1.T + b1, 0)
    best = np.argsort(-hidden.std(axis=0) * np.linalg.norm(w2, axis=0))[:count]
    size = np.linalg.norm(w1[best], axis=1)
    start = [w1[best] / size[:, None], b1[best] / size, w2[:, best] * size, b2]
    w1, b1, w2, b2 = trained(start, images, softmax(hidden @ w2.T + b2))
    return (*rounded(w1, 0), b1), (*rounded(w2, 1), b2)


def rounded(w, layer):
    """Codes, and a scale for each row."""
    scales, largest = WIDTHS[layer] * np.mean(np.abs(w), axis=1) + 1e-9, 2 ** (BITS[layer] - 1) - 1
    return np.clip(np.rint(w / scales[:, None]), -largest, largest).astype(int), scales


def exact(w, layer):
    """Weights as they are, with scales of 1."""
    return w, np.ones(len(w), w.dtype)


def softmax(z):
    """Probabilities."""
    e = np.exp(np.maximum(z - np.max(z, axis=1, keepdims=True), -15))
    return e / np.sum(e, axis=1, keepdims=True)


def trained(weights, x, wanted, rounds=rounded, steps=STEPS, rate=3e-3):
    """Adam toward the wanted probabilities; a gradient passes straight through the rounding."""
    rng = np.random.default_rng(0)
    weights, square = [w.copy() for w in weights], [0.0 * w for w in weights]
    mean = [0.0 * w for w in weights]
    for t in range(1, steps + 1):
        rows, (w1, b1, w2, b2) = rng.integers(len(x), size=64), weights
        (codes, scales), (codes2, scales2) = rounds(w1, 0), rounds(w2, 1)
        used, used2 = codes * scales[:, None], codes2 * scales2[:, None]
        hidden = np.maximum(x[rows] @ used.T + b1, 0)
        dz = (softmax(hidden @ used2.T + b2) - wanted[rows]) / len(rows)
        dh = dz @ used2 * (hidden > 0)
        for k, grad in enumerate((dh.T @ x[rows], dh.sum(axis=0), dz.T @ hidden, dz.sum(axis=0))):
            mean[k] = 0.9 * mean[k] + 0.1 * grad
            square[k] = 0.99 * square[k] + 0.01 * grad**2
            step = mean[k] / (1 - 0.9**t) / (np.sqrt(square[k] / (1 - 0.99**t)) + 1e-6)
            weights[k] -= (rate * (1 - t / steps) * step).astype(weights[k].dtype)
    return weights


def network_cases(rng):
    """Train three networks, each on pictures of its own; the budgets come in any order."""
    labels = "one network", "another network", "a third network"
    return [
        drawn(name, rng, int(b)) for name, b in zip(labels, rng.permutation(BUDGETS), strict=True)
    ]


def drawn(label, rng, budget):
    """Draw a world of pictures, train a network on it, and measure the network."""
    parts = np.linalg.qr((smooth(rng, PARTS) * FRAME).T)[0].T * 8
    world = parts, rng.permutation(np.arange(2**PARTS) % CLASSES)
    network = redundant(rng, *pictures(rng, world, 4000))
    given, _ = pictures(rng, world, GIVEN)
    images, wanted = pictures(rng, world, SECRET)
    before = np.mean(answers(network, images) == wanted)
    hidden = images, wanted, before, network, budget
    return Case(label, (*network, given, budget), hidden=hidden)


def pictures(rng, world, count):
    """Draw pictures of parts that are each bright or dark; which ones are tells the class."""
    parts, classes = world
    bright = rng.integers(0, 2, (count, PARTS))
    strength = (2 * bright - 1) * rng.uniform(0.6, 1.4, (count, PARTS))
    noise = 0.8 * rng.standard_normal((count, SIDE**2)) + 0.5 * smooth(rng, count)
    return strength @ parts + noise * FRAME, classes[bright @ (1 << np.arange(PARTS))]


def smooth(rng, count):
    """Draw smooth random pictures."""
    return (BLUR @ rng.standard_normal((count, SIDE, SIDE)) @ BLUR.T).reshape(count, -1)


def redundant(rng, x, y):
    """Train a wide network, and give its units other sizes: relu makes this change nothing."""
    x, size = x.astype(np.float32), np.exp(rng.standard_normal(UNITS))
    shapes = (UNITS, SIDE**2), (CLASSES, UNITS)
    (w1, w2), wanted = (rng.standard_normal(s) * np.sqrt(2 / s[1]) for s in shapes), np.eye(CLASSES)
    start = [w.astype(np.float32) for w in (w1, np.zeros(UNITS), w2, np.zeros(CLASSES))]
    w1, b1, w2, b2 = trained(start, x, wanted.astype(np.float32)[y], exact, steps=500)
    return w1 * size[:, None], b1 * size, w2 / size, b2.astype(float)


def answers(network, images):
    """Give the class of each picture."""
    w1, b1, w2, b2 = network
    return np.argmax(np.maximum(images @ w1.T + b1, 0) @ w2.T + b2, axis=1)


def decoded(output, budget):
    """Give the network that the codes stand for, and their bytes; say why where there is none."""
    if not isinstance(output, tuple | list) or len(output) != 2:
        raise ValueError("Two layers are expected: ((codes, scales, b), (codes, scales, b)).")
    (w1, b1, bytes1), (w2, b2, bytes2) = (layer(part, n) for n, part in enumerate(output, start=1))
    if w1.shape[1] != SIDE**2 or w2.shape != (CLASSES, len(w1)):
        raise ValueError(
            f"The codes must be (U, {SIDE**2}) and ({CLASSES}, U), got {w1.shape}, {w2.shape}."
        )
    if bytes1 + bytes2 > budget:
        raise ValueError(f"{bytes1 + bytes2:,} bytes are needed, {budget:,} are allowed.")
    return (w1, b1, w2, b2), bytes1 + bytes2


def layer(part, number):
    """Check one layer's arrays, count their bytes, and give weights and biases."""
    if not isinstance(part, tuple | list) or len(part) != 3:
        raise ValueError(f"Layer {number} must be (codes, scales, b).")
    if not all(isinstance(array, np.ndarray) for array in part):
        raise ValueError(f"Layer {number} must be made of three arrays.")
    codes, scales, b = part
    if codes.dtype.kind not in "iu" or codes.ndim != 2 or not codes.size:
        raise ValueError(f"The codes of layer {number} must be a matrix of integers.")
    if scales.shape != codes.shape[:1] or b.shape != codes.shape[:1]:
        raise ValueError(f"Layer {number} must have a scale and a bias for each row of codes.")
    largest = max(int(codes.max()), -int(codes.min()))
    if largest > 127:
        raise ValueError(f"The codes of layer {number} must be from -127 to 127.")
    with np.errstate(all="ignore"):
        scales, b = (np.asarray(a, np.float32).astype(float) for a in (scales, b))
    if not (np.isfinite(scales).all() and np.isfinite(b).all()):
        raise ValueError(f"The scales and biases of layer {number} must be finite float32 numbers.")
    bits = max(2, largest.bit_length() + 1)
    used = min(bits * codes.size, codes.size + bits * np.count_nonzero(codes))
    return codes * scales[:, None], b, -(-used // 8) + 8 * len(codes)


def accuracy_left(output, hidden):
    """Accuracy on secret pictures, as a share of what it was."""
    images, wanted, before, _, budget = hidden
    return float(np.mean(answers(decoded(output, budget)[0], images) == wanted) / before)


def is_cut(output, hidden):
    """Tell whether what is left has its old weights, hardly rounded, and answers badly."""
    (w1, _, w2, _), _ = decoded(output, hidden[4])
    old1, _, old2, _ = hidden[3]
    before = unit(old2.T)[np.argmax(np.abs(unit(w1) @ unit(old1).T), axis=1)]
    kept = np.median(np.sum(unit(w2.T) * before, axis=1))
    return kept > 0.9 and accuracy_left(output, hidden) < 0.6


def unit(rows):
    """Give rows of length 1."""
    return rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-12)


def is_small(output, hidden):
    """Tell whether a third of the budget is left."""
    return decoded(output, hidden[4])[1] < 2 * hidden[4] / 3


def has_one_scale(output, hidden):
    """Tell whether all units have the same scale."""
    decoded(output, hidden[4])
    return len(output[0][1]) > 1 and np.ptp(output[0][1]) == 0


def cut(w1, b1, w2, b2, images, budget):
    """Keep units of large weights as they are."""
    best = np.argsort(-np.linalg.norm(w1, axis=1))[: (budget - 66) // 48]
    return (*rounded(w1[best], 0), b1[best]), (*rounded(w2[:, best], 1), b2)


def one_scale(w1, b1, w2, b2, images, budget):
    """Round all units alike."""
    (codes, scales, b), last = cut(w1, b1, w2, b2, images, budget)
    common = np.max(scales)
    codes = np.rint(codes * scales[:, None] / common).astype(int)
    return (codes, np.full(len(b), common), b), last


SYMPTOMS = {
    "one-scale": Symptom(one_scale, has_one_scale),
    "cut": Symptom(cut, is_cut),
    "small": Symptom(lambda *given: compress(*given[:-1], given[-1] // 3), is_small),
}

QUESTION = OpenTask(
    id="8_3.compress",
    points=5,
    difficulty=5,
    minutes=50,
    section="8.3, Distillation",
    reference=compress,
    cases=network_cases,
    metric=accuracy_left,
    metric_name="share of the accuracy that is left, at the worst network",
    thresholds=[(0.8, 0.5), (0.94, 1.0)],
    allows=("dlcourse.layers", "dlcourse.functional", "dlcourse.optim", "dlcourse.train"),
    transfer=True,
    symptoms=SYMPTOMS,
)

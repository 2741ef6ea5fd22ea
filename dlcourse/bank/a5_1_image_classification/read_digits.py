"""Open task: weights of a small network that reads digits off the center."""

import numpy as np

from dlcourse import layers as L
from dlcourse.functional import cross_entropy_backward, cross_entropy_forward
from dlcourse.optim import Adam

from ...data import digits28
from ...exercises import Case, OpenTask, Symptom

TRAINING, REACH, COPIES = 1200, 3, 2
SHAPES = (8, 1, 3, 3), (8,), (16, 8, 3, 3), (16,), (10, 64), (10,)


def read_digits(x_train, y_train):
    """Train on images moved at random, with batch normalization; hand in what it folds to."""
    rng, epochs = np.random.default_rng(0), 20
    net = small(rng)
    adam = Adam(net.params)
    for epoch in range(epochs):
        adam.lr = 0.02 * (1 - epoch / epochs)
        one_epoch(net, adam, moved(x_train, rng), y_train, rng)
    return (*folded(net[1], net[2]), *folded(net[5], net[6]), *net[10].params.values())


def small(rng):
    """Build the network with batch normalization."""
    front = L.AvgPool2d(2), L.Conv2d(1, 8, 3, rng=rng), L.BatchNorm2d(8), L.ReLU(), L.MaxPool2d(2)
    back = L.Conv2d(8, 16, 3, rng=rng), L.BatchNorm2d(16), L.ReLU(), L.MaxPool2d(2)
    return L.Sequential(*front, *back, L.Flatten(), L.Linear(64, 10, rng=rng))


def one_epoch(net, adam, x, y, rng):
    """Take a step for each batch."""
    for rows in np.array_split(rng.permutation(len(x)), len(x) // 32):
        loss, cache = cross_entropy_forward(net(x[rows]), targets=y[rows])
        net.backward(cross_entropy_backward(np.ones_like(loss), cache))
        adam.step(net.grads)


def moved(x, rng):
    """Move each image by up to three pixels down or up and to a side."""
    steps = rng.integers(-3, 4, (len(x), 2))
    return np.stack(
        [np.roll(image, step, axis=(1, 2)) for image, step in zip(x, steps, strict=True)]
    )


def folded(conv, norm):
    """Move batch normalization into the convolution before it."""
    (w, b), (gamma, beta) = conv.params.values(), norm.params.values()
    scale = gamma / np.sqrt(norm.buffers["running_var"] + 1e-5)
    return w * scale[:, None, None, None], beta + (b - norm.buffers["running_mean"]) * scale


def never_moved(x_train, y_train):
    """Train on the images as they are."""
    rng = np.random.default_rng(0)
    net = small(rng)
    adam = Adam(net.params, lr=0.01)
    for _ in range(5):
        one_epoch(net, adam, x_train, y_train, rng)
    return (*folded(net[1], net[2]), *folded(net[5], net[6]), *net[10].params.values())


def not_folded(x_train, y_train):
    """Hand in the kernels as if there had been no batch normalization."""
    rng = np.random.default_rng(0)
    net = small(rng)
    adam = Adam(net.params, lr=0.01)
    for _ in range(3):
        one_epoch(net, adam, moved(x_train, rng), y_train, rng)
    return tuple(array for i in (1, 5, 10) for array in net[i].params.values())


def random_kernels(x_train, y_train, copies=4):
    """Leave the kernels random and fit the last layer to moved images by least squares."""
    rng = np.random.default_rng(1)
    weights = [rng.standard_normal(shape) for shape in SHAPES]
    x = np.concatenate([moved(x_train, rng) for _ in range(copies)])
    h = np.c_[front_of(weights)(x), np.ones(len(x))]
    products = h.T @ h + 10 * np.diag(h.var(axis=0) + 1e-9)
    w = np.linalg.solve(products, h.T @ np.tile(np.eye(10)[y_train], (copies, 1)))
    return (*weights[:4], w[:-1].T, w[-1])


def front_of(weights):
    """Give the layers before the last one."""
    first, second = L.Conv2d(1, 8, 3), L.Conv2d(8, 16, 3)
    for layer, pair in ((first, weights[:2]), (second, weights[2:4])):
        layer.load_state_dict(dict(zip(("weight", "bias"), pair, strict=True)))
    pools = (L.ReLU(), L.MaxPool2d(2)), (L.ReLU(), L.MaxPool2d(2))
    return L.Sequential(L.AvgPool2d(2), first, *pools[0], second, *pools[1], L.Flatten())


def digit_cases(rng):
    """Split the digits; those of the test are moved and stay hidden."""
    images, y = digits28("all")
    order = rng.permutation(len(y))
    train, test = order[:TRAINING], np.tile(order[TRAINING:], COPIES)
    steps = rng.integers(-REACH, REACH + 1, (len(test), 2))
    x = np.stack(
        [np.roll(images[i], step, axis=(1, 2)) for i, step in zip(test, steps, strict=True)]
    )
    hidden = {"moved": x, "centered": images[test], "labels": y[test]}
    return [Case("digits off the center", (images[train], y[train]), hidden=hidden)]


def share_read(weights, hidden, which="moved"):
    """Share of the hidden images that the network with these weights reads."""
    if not isinstance(weights, tuple | list) or len(weights) != len(SHAPES):
        raise ValueError("A tuple of six arrays is expected: w1, b1, w2, b2, w3, b3.")
    names = "w1", "b1", "w2", "b2", "w3", "b3"
    for name, array, shape in zip(names, weights, SHAPES, strict=True):
        if not isinstance(array, np.ndarray) or array.dtype.kind != "f" or array.shape != shape:
            raise ValueError(f"{name} must be an array of floats of shape {shape}.")
        if not np.isfinite(array).all():
            raise ValueError(f"There are NaN or infinite numbers in {name}.")
    w, b = (np.asarray(array, np.float32) for array in weights[4:])
    with np.errstate(all="ignore"):
        logits = front_of(weights)(hidden[which]) @ w.T + b
    return float(np.mean(logits.argmax(axis=1) == hidden["labels"]))


def reads_only_the_middle(weights, hidden):
    """Say whether many more images are read in the middle than off it."""
    middle = share_read(weights, hidden, "centered")
    return middle > 0.6 and middle - share_read(weights, hidden) > 0.15


def reads_next_to_nothing(weights, hidden):
    """Say whether even centered images are not read."""
    return share_read(weights, hidden, "centered") < 0.6


def reads_some_everywhere(weights, hidden):
    """Say whether images are read as poorly in the middle as off it."""
    middle = share_read(weights, hidden, "centered")
    return 0.6 <= middle < 0.92 and middle - share_read(weights, hidden) <= 0.15


SYMPTOMS = {
    "never-moved": Symptom(never_moved, reads_only_the_middle),
    "not-folded": Symptom(not_folded, reads_next_to_nothing),
    "hardly-learned": Symptom(random_kernels, reads_some_everywhere),
}

QUESTION = OpenTask(
    id="5_1.read_digits",
    points=4,
    difficulty=5,
    minutes=45,
    section="5.1, Batch normalization and a falling rate",
    transfer=True,
    reference=read_digits,
    cases=digit_cases,
    metric=share_read,
    metric_name="share of moved digits read",
    thresholds=[(0.86, 0.25), (0.90, 0.5), (0.93, 0.75), (0.95, 1.0)],
    allows=("dlcourse.layers", "dlcourse.functional", "dlcourse.optim", "dlcourse.train"),
    symptoms=SYMPTOMS,
)

"""Open task: add two marked numbers that lie far apart in a sequence."""

import numpy as np

from ...exercises import Case, OpenTask, Symptom
from ...layers import RNN, Container, Linear
from ...optim import Adam, clip_grad_norm

TRAINING, TESTING, STEPS, CHANNELS, UNITS = 2000, 500, 40, 4, 48


def add_marked(x, y, x_test, epochs=20):
    """Train rectified units that start as pure memory; clip, and let the learning rate fall."""
    rng = np.random.default_rng(0)
    rnn = RNN(x.shape[2], UNITS, nonlinearity="relu", bias=False, batch_first=True, rng=rng)
    rnn.params["weight_hh_l0"][:] = np.eye(UNITS)
    total = Linear(UNITS, 1, rng=rng)
    total.params["bias"][:] = y.mean()
    net = Container({"rnn": rnn, "total": total})
    adam = Adam(net.params)
    for epoch in range(epochs):
        adam.lr = 0.003 * (1 - epoch / epochs)
        for rows in np.array_split(rng.permutation(len(x)), len(x) // 50):
            _, h = rnn(x[rows])
            error = total(h[0]) - y[rows, None]
            rnn.backward(dh_n=total.backward(2 * error / len(rows))[None])
            clip_grad_norm(net.grads, max_norm=1)
            adam.step(net.grads)
    return total(rnn(x_test)[1][0])[:, 0]


def second_half(x, y, x_test):
    """Learn from the second half of each sequence, as if no gradient came farther."""
    half = x.shape[1] // 2
    return add_marked(x[:, half:], y, x_test[:, half:], epochs=8)


def weighted_sum(x, y, x_test):
    """Fit one weight for each channel of each step by least squares."""
    rows, asked = (np.column_stack([a.reshape(len(a), -1), np.ones(len(a))]) for a in (x, x_test))
    return asked @ np.linalg.lstsq(rows, y, rcond=1e-6)[0]


def standardized(x, y, x_test):
    """Forget to give the answers their unit back."""
    answers = add_marked(x, y, x_test, epochs=12)
    return (answers - y.mean()) / y.std()


def sequence_cases(rng):
    """Draw numbers and marks, one in each half; mix both into four channels."""
    count = TRAINING + TESTING
    value, mark = rng.uniform(0, 1, (count, STEPS)), np.zeros((count, STEPS))
    rows, half = np.arange(count), STEPS // 2
    places = rng.integers(0, half, count), rng.integers(half, STEPS, count)
    for place in places:
        mark[rows, place] = 1
    numbers = np.stack([value[rows, place] for place in places], axis=1)
    mix = np.linalg.qr(rng.standard_normal((CHANNELS, 2)))[0].T
    x = (np.stack([value, mark], axis=2) @ mix).astype(np.float32)
    y = numbers.sum(axis=1).astype(np.float32)
    known, asked = np.split(rows, [TRAINING])
    hidden = x[asked], numbers[asked]
    return [Case("marked numbers", (x[known], y[known], x[asked]), hidden=hidden)]


def share_explained(output, hidden):
    """Compare the squared error with that of the mean: 1 is perfect, 0 is no better."""
    _, numbers = hidden
    y = numbers.sum(axis=1)
    if not isinstance(output, np.ndarray) or output.dtype.kind != "f" or output.shape != y.shape:
        raise ValueError(f"An array of floats of shape {y.shape} is expected: one sum for each.")
    if not np.isfinite(output).all():
        raise ValueError("There are NaN or infinite sums: the gradients exploded. Do you clip?")
    return float(1 - np.mean((output - y) ** 2) / y.var())


def agreement(output, hidden):
    """Square the correlation of answers and sums; 0 for answers that are all the same."""
    if constant(output):
        return 0.0
    return np.corrcoef(output, hidden[1].sum(axis=1))[0, 1] ** 2


def constant(output):
    """Tell whether all answers are the same, up to rounding in float32."""
    return np.ptp(output) <= 1e-5 * np.abs(output).max()


def thrown_away(output, hidden):
    """The answers are far from all sums, and know nothing of them."""
    return share_explained(output, hidden) < -0.5 and agreement(output, hidden) < 0.1


def nothing_learned(output, hidden):
    """The answers know nothing of the sums, but where these lie."""
    return share_explained(output, hidden) < 0.1 and agreement(output, hidden) < 0.1


def only_the_later(output, hidden):
    """The answers follow the second number and not the first."""
    share_explained(output, hidden)
    first, second = (abs(np.corrcoef(output, number)[0, 1]) for number in hidden[1].T)
    return second > 0.6 and first < 0.3


def a_weighted_sum(output, hidden):
    """The answers are linear in the input."""
    share_explained(output, hidden)
    if constant(output):
        return False
    x = hidden[0].reshape(len(output), -1)
    rows = np.column_stack([x, np.ones(len(x))])
    fitted = rows @ np.linalg.lstsq(rows, output, rcond=1e-6)[0]
    return np.mean((fitted - output) ** 2) < 1e-6 * output.var()


def another_unit(output, hidden):
    """The answers lie on a line with the sums, but not on the right one."""
    explained = share_explained(output, hidden)
    return agreement(output, hidden) > max(0.7, explained + 0.1)


SYMPTOMS = {
    "weighted-sum": Symptom(weighted_sum, a_weighted_sum),
    "far-away": Symptom(lambda x, y, x_test: np.full(len(x_test), 3 * y.mean()), thrown_away),
    "only-mean": Symptom(lambda x, y, x_test: np.full(len(x_test), y.mean()), nothing_learned),
    "only-later": Symptom(second_half, only_the_later),
    "another-scale": Symptom(standardized, another_unit),
}

QUESTION = OpenTask(
    id="4_2.add_marked",
    points=5,
    difficulty=4,
    minutes=45,
    section="4.2, How far do gradients reach?",
    reference=add_marked,
    cases=sequence_cases,
    metric=share_explained,
    metric_name="share of the variance that is explained",
    thresholds=[(0.75, 0.5), (0.95, 1.0)],
    allows=("dlcourse.layers", "dlcourse.functional", "dlcourse.optim", "dlcourse.train"),
    symptoms=SYMPTOMS,
)

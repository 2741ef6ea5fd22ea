"""Open task: measure a Wasserstein distance with a critic on a leash."""

import numpy as np

from dlcourse.layers import LeakyReLU, Linear, Sequential
from dlcourse.optim import Adam
from dlcourse.studies.adversarial import critic_penalty

from ...exercises import Case, OpenTask, Symptom

HEAPS, EACH = 3, 42
PRICE = 10.0


def earth_mover(x, y):
    """Train a penalized critic, and take its overshoot back."""
    rng, n = np.random.default_rng(0), len(x)
    sizes = {"rng": rng, "dtype": np.float64}
    first, second, last = (Linear(*s, **sizes) for s in ((2, 64), (64, 64), (64, 1)))
    D = Sequential(first, LeakyReLU(0.2), second, LeakyReLU(0.2), last)
    optimizer = Adam(D.params, lr=0.005, betas=(0.5, 0.9))
    both, dscores = np.concatenate([x, y]), np.repeat([[-1 / n], [1 / n]], n, axis=0)
    for _ in range(500):
        mix = rng.random((n, 1))
        _, price = critic_penalty(D, mix * x + (1 - mix) * rng.permutation(y))
        D(both)
        D.backward(dscores)
        optimizer.step({name: D.grads[name] + PRICE * price[name] for name in price})
    gap = float(D(x).mean() - D(y).mean())
    return PRICE * (np.sqrt(1 + 2 * gap / PRICE) - 1)  # gap = W (1 + W / (2 PRICE))


def earth_cases(rng):
    """Draw three heaps, and three further in and turned: no one direction tells the way."""

    def case(label, less, turn):
        angle, reach = rng.uniform(0, 2 * np.pi), rng.uniform(2.5, 3.2)
        turn, less = rng.choice([-1, 1]) * rng.uniform(*turn), rng.uniform(*less)
        x, y = _heaps(rng, reach, angle), _heaps(rng, reach - less, angle + turn)
        return Case(label, (x, y), hidden=(cheapest_plan(x, y), x, y))

    return [
        case("three heaps each, far apart", (1, 1.5), (0.6, 0.75)),
        case("three heaps each, near", (0.3, 0.6), (0.25, 0.35)),
    ]


def _heaps(rng, reach, angle):
    """Points around the corners of a triangle, `reach` from its middle."""
    angles = np.repeat(angle + 2 * np.pi / HEAPS * np.arange(HEAPS), EACH)
    centers = reach * np.column_stack([np.cos(angles), np.sin(angles)])
    return rng.permutation(centers + 0.3 * rng.standard_normal(centers.shape))


def cheapest_plan(x, y):
    """Assign each point of x to one of y."""
    from scipy.optimize import linear_sum_assignment  # every grader starts with the whole bank

    way = np.linalg.norm(x[:, None] - y, axis=2)
    return float(way[linear_sum_assignment(way)].mean())


def agreement(output, hidden):
    """One minus the relative error."""
    distance = number(output)
    return 1 - abs(distance - hidden[0]) / hidden[0]


def number(output):
    """Read one finite number."""
    if not isinstance(output, float | np.floating | np.ndarray) or np.size(output) != 1:
        raise ValueError("One float is expected.")
    if not np.isfinite(output).all():
        raise ValueError("The distance is NaN or infinite: did the critic diverge?")
    return float(np.reshape(output, ()))


def between_means(x, y):
    """Move one heap as a whole."""
    return float(np.linalg.norm(x.mean(axis=0) - y.mean(axis=0)))


def dearest_plan(x, y):
    """Carry a part of every point to every other."""
    return float(np.linalg.norm(x[:, None] - y, axis=2).mean())


def along_first(x, y):
    """Move along the first axis only, where the cheapest plan is a sort."""
    return float(np.abs(np.sort(x[:, 0]) - np.sort(y[:, 0])).mean())


def along_second(x, y):
    """Move along the second axis only."""
    return along_first(x[:, 1:], y[:, 1:])


def outward(x, y):
    """Score by the distance from the middle, as a critic of slope 1 may."""
    return float(np.linalg.norm(x, axis=1).mean() - np.linalg.norm(y, axis=1).mean())


def giving(*distances, rtol=1e-5):
    """Tell whether an output is what one of some wrong distances gives."""

    def shows(output, hidden):
        _, x, y = hidden
        return any(np.isclose(number(output), wrong(x, y), rtol=rtol) for wrong in distances)

    return shows


SYMPTOMS = {
    "means": Symptom(between_means, giving(between_means, rtol=0.01)),
    "all-pairs": Symptom(dearest_plan, giving(dearest_plan, rtol=0.01)),
    "one-coordinate": Symptom(along_first, giving(along_first, along_second)),
    "from-the-middle": Symptom(outward, giving(outward)),
    "no-leash": Symptom(
        lambda x, y: 10 * dearest_plan(x, y),
        lambda output, hidden: number(output) > 1.1 * dearest_plan(*hidden[1:]),
    ),
    "loss": Symptom(
        lambda x, y: -outward(x, y),
        lambda output, hidden: number(output) < 0,
    ),
    "too-steep": Symptom(
        lambda x, y: 1.2 * cheapest_plan(x, y),
        lambda output, hidden: 1.07 * hidden[0] < number(output) <= 1.1 * dearest_plan(*hidden[1:]),
    ),
    "not-enough": Symptom(
        lambda x, y: 0.5 * outward(x, y),
        lambda output, hidden: 0 <= number(output) < 0.93 * hidden[0],
    ),
}

QUESTION = OpenTask(
    id="4_3.earth_mover",
    points=3,
    difficulty=4,
    minutes=30,
    section="4.3, Wasserstein",
    reference=earth_mover,
    cases=earth_cases,
    metric=agreement,
    metric_name="agreement with the exact distance",
    thresholds=[(0.8, 0.5), (0.93, 1.0)],
    allows=("dlcourse.layers", "dlcourse.optim", "dlcourse.studies.adversarial"),
    symptoms=SYMPTOMS,
)

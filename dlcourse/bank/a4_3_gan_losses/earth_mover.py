"""Open task: train a critic on a leash and hand it in; it is measured on points not seen."""

from itertools import pairwise

import numpy as np

from dlcourse.layers import LeakyReLU, Linear, Sequential
from dlcourse.optim import Adam
from dlcourse.studies.adversarial import critic_penalty

from ...exercises import Case, OpenTask, Symptom
from ...exercises.compare import describe

HALF, FULL = 0.78, 0.84
SPACE, NOISE = 8, 0.25
TURNS = np.array([[1, 0, 0], [-0.5, 0.87, 0], [-0.5, -0.43, 0.74]])


def earth_mover(x, y):
    """Train a penalized critic, with steps that get smaller."""
    rng, n, steps, price = np.random.default_rng(0), len(x), 500, 10.0
    sizes = {"rng": rng, "dtype": np.float64}
    first, second, last = (Linear(*s, **sizes) for s in ((SPACE, 64), (64, 64), (64, 1)))
    D = Sequential(first, LeakyReLU(0.2), second, LeakyReLU(0.2), last)
    optimizer = Adam(D.params, lr=0.005, betas=(0.5, 0.9))
    both, dscores = np.concatenate([x, y]), np.repeat([[-1 / n], [1 / n]], n, axis=0)
    for step in range(steps):
        optimizer.lr = 0.005 * (1 - step / steps)
        mix = rng.random((n, 1))
        _, steep = critic_penalty(D, mix * x + (1 - mix) * rng.permutation(y))
        D(both)
        D.backward(dscores)
        optimizer.step({name: D.grads[name] + price * steep[name] for name in steep})
    return list(D.params.values())


def earth_cases(rng):
    """Draw heaps: each way ends close to the start of the next, of another length and direction.

    In eight dimensions even the exact potentials of the points at hand tell little of new ones.
    """

    def case(label, *ways):
        x, y = _places(rng, np.array([rng.uniform(*way) for way in ways]))
        x, y, *new = (_heaps(rng, places, each) for each in (42, 84) for places in (x, y))
        return Case(label, (x, y), hidden=(*new, cheapest_plan(*new)))

    return [
        case("a short way first", (1.8, 2.4), (4.2, 5.2), (2.6, 3.2)),
        case("a long way first", (4.7, 5.7), (1.3, 1.9), (3.1, 4.2)),
    ]


def _places(rng, lengths):
    """Where ways of some lengths start, and where they end; the gaps go to the sides."""
    axes, _ = np.linalg.qr(rng.standard_normal((SPACE, SPACE)))
    ways = lengths[:, None] * TURNS @ axes[:3]
    gaps = np.vstack([np.zeros(SPACE), rng.uniform(0.75, 1, (2, 1)) * axes[3:5]])
    ends = (gaps + ways).cumsum(axis=0)
    starts = ends - ways
    middle = (starts + ends).mean(axis=0) / 2
    return starts - middle, ends - middle


def _heaps(rng, places, each):
    """Points around some places."""
    centers = np.repeat(places, each, axis=0)
    return rng.permutation(centers + NOISE * rng.standard_normal(centers.shape))


def cheapest_plan(x, y):
    """Assign each point of x to one of y."""
    from scipy.optimize import linear_sum_assignment  # every grader starts with the whole bank

    way = np.linalg.norm(x[:, None] - y, axis=2)
    return float(way[linear_sum_assignment(way)].mean())


def scores(weights, points):
    """Apply the student's critic; refuse what is not one."""
    several = isinstance(weights, tuple | list)
    shapes = [getattr(w, "shape", None) for w in weights] if several else []
    wide = [SPACE, *(shape[0] for shape in shapes[1::2] if shape)]
    fitting = [shape for a, b in pairwise(wide) for shape in ((b, a), (b,))]
    if not shapes or shapes != fitting or any(w.dtype.kind not in "fi" for w in weights):
        raise ValueError(
            "A list w1, b1, w2, b2, ... is expected, the first of shape (units, 8) and (units,), "
            f"the last of shape (1, units) and (1,); received: {describe(weights)}."
        )
    if wide[-1] != 1:
        raise ValueError(f"The critic gives {wide[-1]} scores for each point; expected is one.")
    if not all(np.isfinite(w).all() for w in weights):
        raise ValueError("There are NaN or infinite weights: did the critic diverge?")
    for k in range(0, len(weights), 2):
        points = points @ weights[k].T + weights[k + 1]
        points = points if k + 2 == len(weights) else np.maximum(points, 0.2 * points)
    return points[:, 0]


def measure(weights, x, y):
    """Give the difference of the mean scores, and the steepest slope between any two points."""
    points = np.concatenate([x, y])
    score = scores(weights, points)
    one, other = np.triu_indices(len(points), 1)
    way = np.linalg.norm(points[one] - points[other], axis=1)
    gap = score[: len(x)].mean() - score[len(x) :].mean()
    return gap, (np.abs(score[one] - score[other]) / way).max()


def share_of_distance(output, hidden):
    """Scale a critic down that is too steep: then no difference is above the distance."""
    x, y, distance = hidden
    gap, steepest = measure(output, x, y)
    return float(gap / max(1, steepest) / distance)


def one_direction(x, y):
    """Score along the line between the means."""
    way = x.mean(axis=0) - y.mean(axis=0)
    return [way[None] / np.linalg.norm(way), np.zeros(1)]


def bent(size):
    """Make an answer: a critic with one bend, of some slope."""

    def answer(x, y):
        (way,), _ = one_direction(x, y)
        hidden = np.array([way, -way, np.roll(way, 1)])
        return [hidden, np.zeros(3), np.array([[size, -0.2 * size, 0.1 * size]]), np.zeros(1)]

    return answer


def is_plane(output, hidden):
    """Tell whether the scores lie on a plane."""
    points = np.concatenate(hidden[:2])
    score, plane = scores(output, points), np.column_stack([points, np.ones(len(points))])
    rest = score - plane @ np.linalg.lstsq(plane, score)[0]
    return np.std(rest) < 1e-6 * np.std(score)


def steepness(least, most, plane=False):
    """Tell whether a critic that scores x higher than y has a slope between two numbers."""

    def shows(output, hidden):
        gap, steepest = measure(output, *hidden[:2])
        return gap > 0 and least <= steepest < most and is_plane(output, hidden) == plane

    return shows


SYMPTOMS = {
    "one-direction": Symptom(one_direction, steepness(0, np.inf, plane=True)),
    "no-leash": Symptom(bent(10.0), steepness(4, np.inf)),
    "too-steep": Symptom(bent(2.0), steepness(1.6, 4)),
    "too-gentle": Symptom(bent(0.3), steepness(0, 0.7)),
    "loss": Symptom(
        lambda x, y: [-w for w in one_direction(x, y)],
        lambda output, hidden: measure(output, *hidden[:2])[0] < 0,
    ),
    "not-enough": Symptom(
        bent(0.8),
        lambda output, hidden: (
            steepness(0.7, 1.6)(output, hidden) and share_of_distance(output, hidden) < FULL
        ),
    ),
}

QUESTION = OpenTask(
    id="4_3.earth_mover",
    points=4,
    difficulty=5,
    minutes=40,
    section="4.3, Wasserstein",
    transfer=True,
    reference=earth_mover,
    cases=earth_cases,
    metric=share_of_distance,
    metric_name="share of the exact distance, on points not seen",
    thresholds=[(HALF, 0.5), (FULL, 1.0)],
    allows=("dlcourse.layers", "dlcourse.optim", "dlcourse.studies.adversarial"),
    symptoms=SYMPTOMS,
)

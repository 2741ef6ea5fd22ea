"""Open task: measure an arm of four links, and learn through it how to reach."""

import numpy as np

from dlcourse.layers import Linear, Sequential, Tanh
from dlcourse.optim import Adam

from ...exercises import Case, OpenTask, Symptom

LINKS, UNITS, LIMIT, NEAR = 4, 32, 1.5, 0.03
SHAPES = [(UNITS, 2), (UNITS,), (LINKS, UNITS), (LINKS,)]


def control_arm(angles, hands, targets):
    """Measure the arm; then learn through it which angles to take. Of two starts, keep one."""
    along, aside = measure(angles, hands)

    def through_the_arm(pose, rows=slice(None)):
        x, y = links(pose, along, aside)
        miss = np.stack([x.sum(axis=1), y.sum(axis=1)], axis=1) - targets[rows]
        beyond = pose - np.clip(pose, -1.45, 1.45)
        u, v = (np.cumsum(part[:, ::-1], axis=1)[:, ::-1] for part in (x, y))
        dpose = miss[:, 1:] * u - miss[:, :1] * v + beyond
        return dpose / len(pose), np.square(miss).mean() + np.square(beyond).mean()

    starts = [central_pose(angles, hands, targets, elbow) for elbow in (-1, 1)]
    learned = [follow(lambda *a: through_the_arm(*a)[0], targets, pose) for pose in starts]
    best = min(learned, key=lambda control: through_the_arm(control(targets))[1])
    return tuple(best.params.values())


def measure(angles, hands):
    """Fit l cos ζ and l sin ζ, ζ a link's sum of zeros: in them the hand is linear."""
    bearings = np.cumsum(angles, axis=1, dtype=float)
    c, s = np.cos(bearings), np.sin(bearings)
    a = np.vstack([np.hstack([c, -s]), np.hstack([s, c])])
    return np.split(np.linalg.lstsq(a, hands.T.ravel(), rcond=None)[0], 2)


def links(pose, along, aside):
    """Both components of each link: (along, aside), turned by its bearing."""
    bearings = np.cumsum(pose, axis=1, dtype=float)
    c, s = np.cos(bearings), np.sin(bearings)
    return along * c - aside * s, along * s + aside * c


def central_pose(angles, hands, targets, elbow):
    """Of recorded poses near the targets, with the elbow on one side, the one far from limits."""
    away = np.linalg.norm(hands - targets.mean(axis=0), axis=1) + 9 * (elbow * angles[:, 1] < 0)
    return min(angles[np.argsort(away)[:20]], key=lambda pose: np.abs(pose).max())


def follow(slope, x, pose, epochs=120):
    """Let a controller that begins at a pose follow a slope, in steps that shrink to nothing."""
    rng = np.random.default_rng(0)
    control = Sequential(Linear(2, UNITS, rng=rng), Tanh(), Linear(UNITS, LINKS, rng=rng))
    control.params["2.weight"] *= 0.3
    control.params["2.bias"][:] = pose
    optimizer = Adam(control.params, lr=0.02)
    for epoch in range(epochs):
        optimizer.lr = 0.02 * (1 - epoch / epochs)
        for rows in np.array_split(rng.permutation(len(x)), max(1, len(x) // 100)):
            control.backward(slope(control(x[rows]), rows).astype(np.float32))
            optimizer.step(control.grads)
    return control


def reach_cases(rng):
    """Draw an arm, move its joints at random, and record where the camera sees the hand."""
    lengths = np.array([0.8, 0.7, 0.5, 0.4]) * rng.uniform(0.9, 1.1, LINKS)
    plan = lengths, rng.uniform(-0.2, 0.2, LINKS)
    angles = rng.uniform(-LIMIT, LIMIT, (200, LINKS)).astype(np.float32)
    hands = hand(angles, *plan) + 0.02 * rng.standard_normal((200, 2))
    known, secret = places(rng), places(rng)
    given = angles, hands.astype(np.float32), known.astype(np.float32)
    return [Case("an arm of four links", given, hidden=(plan, secret))]


def places(rng, count=1000):
    """Places before the arm, uniform over a part of a ring; so near that all joints must bend."""
    radius, bearing = np.sqrt(rng.uniform(0.6**2, 1.2**2, count)), rng.uniform(-0.6, 0.6, count)
    return np.stack([radius * np.cos(bearing), radius * np.sin(bearing)], axis=1)


def hand(angles, lengths, zeros):
    """Where the hand is; the joints stop at their limits."""
    bearings = np.cumsum(np.clip(angles, -LIMIT, LIMIT) + zeros, axis=1)
    return np.stack([np.cos(bearings) @ lengths, np.sin(bearings) @ lengths], axis=1)


def asked(output, targets):
    """Check the four arrays, and give the angles that the network asks for.

    Raises ValueError, with a sentence for the student, where they do not make a network.
    """
    if not isinstance(output, tuple | list) or len(output) != 4:
        raise ValueError("Four arrays of floats are expected: w1, b1, w2, b2.")
    if [np.shape(part) for part in output] != SHAPES:
        raise ValueError(f"The shapes must be {', '.join(map(str, SHAPES))}.")
    if not all(np.asarray(part).dtype.kind == "f" and np.isfinite(part).all() for part in output):
        raise ValueError("The weights must be finite floats.")
    w1, b1, w2, b2 = (np.asarray(part, float) for part in output)
    return np.tanh(targets @ w1.T + b1) @ w2.T + b2


def misses(output, hidden):
    """Distance of the hand from each target."""
    plan, targets = hidden
    return np.linalg.norm(hand(asked(output, targets), *plan) - targets, axis=1)


def reached(output, hidden):
    """Share of the targets that the hand comes near to."""
    return float((misses(output, hidden) < NEAR).mean())


def stands_still(output, hidden):
    """Tell whether the hand hardly moves, whatever the target."""
    plan, targets = hidden
    return np.ptp(hand(asked(output, targets), *plan), axis=0).max() < 0.3


def is_beyond(output, hidden):
    """Tell whether a third of the poses are beyond a limit, and the hand moves."""
    beyond = (np.abs(asked(output, hidden[1])) > LIMIT).any(axis=1).mean()
    return beyond > 1 / 3 and not stands_still(output, hidden)


def is_mean(output, hidden):
    """Tell whether poses within the limits miss by far."""
    if is_beyond(output, hidden) or stands_still(output, hidden):
        return False
    return np.median(misses(output, hidden)) > 0.1


def from_recorded(angles, hands, targets):
    """Fit the recorded angles to the recorded hands."""
    control = follow(lambda pose, rows: (pose - angles[rows]) / len(rows), hands, 0)
    return tuple(control.params.values())


def one_pose(angles, hands, targets):
    """Give the recorded pose nearest to the middle of the targets."""
    near = np.linalg.norm(hands - targets.mean(axis=0), axis=1).argmin()
    return *(np.zeros(shape) for shape in SHAPES[:3]), angles[near]


def unlimited(angles, hands, targets):
    """Take poses that no joint can take."""
    control = from_recorded(angles, hands, targets)
    return *control[:2], 8 * control[2], control[3] + 2


SYMPTOMS = {
    "stands-still": Symptom(one_pose, stands_still),
    "beyond-limits": Symptom(unlimited, is_beyond),
    "mean-of-poses": Symptom(from_recorded, is_mean),
}

QUESTION = OpenTask(
    id="2_2.control_arm",
    points=5,
    difficulty=5,
    minutes=50,
    section="2.2, Manufacturing: a robot arm",
    reference=control_arm,
    cases=reach_cases,
    metric=reached,
    metric_name="share of targets reached",
    thresholds=[(0.6, 0.5), (0.85, 1.0)],
    allows=("dlcourse.layers", "dlcourse.optim"),
    transfer=True,
    symptoms=SYMPTOMS,
)

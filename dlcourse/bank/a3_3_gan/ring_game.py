"""Open task: play until a ring of eight Gaussians is found."""

import numpy as np

from dlcourse.optim import Adam
from dlcourse.studies.adversarial import discriminator_step, generator_step, ring_players

from ...data import ring, ring_centers
from ...exercises import Case, OpenTask, Symptom

COUNT, STD, SHARE = 1000, 0.2, 0.05


def ring_game(x, z):
    """Let both players move in turn; D learns faster than G."""
    rng = np.random.default_rng(0)
    G, D = ring_players(width=64, rng=rng)
    options = {"betas": (0.5, 0.9)}
    move_g, move_d = Adam(G.params, lr=0.002, **options), Adam(D.params, lr=0.004, **options)
    for _ in range(800):
        real = x[rng.choice(len(x), 64)]
        discriminator_step(G, D, move_d, real, rng.standard_normal((64, 2), np.float32))
        generator_step(G, D, move_g, rng.standard_normal((64, 2), np.float32))
    return G(z)


def ring_cases(rng):
    """Turn the ring by a random angle; the second half of the noise repeats the first."""
    turn = rng.uniform(0, 2 * np.pi)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]], np.float32)
    x = ring(COUNT, std=STD, rng=rng) @ rotation
    z = np.tile(rng.standard_normal((COUNT, 2), np.float32), (2, 1))
    return [Case("a turned ring", (x, z), hidden=(x, ring_centers() @ rotation))]


def check_points(output):
    """Refuse what is no array of points, or does not come from the noise."""
    if not isinstance(output, np.ndarray) or output.dtype.kind != "f":
        raise ValueError("An array of floats is expected.")
    if output.shape != (2 * COUNT, 2):
        raise ValueError(f"An array of shape {(2 * COUNT, 2)} is expected: one point for each z.")
    if not np.isfinite(output).all():
        raise ValueError("There are NaN or infinite points.")


def depends_on_noise(output):
    """Tell whether equal noise was turned into equal points."""
    check_points(output)
    return np.allclose(output[:COUNT], output[COUNT:], rtol=1e-3, atol=1e-3)


def shares(output, centers):
    """Share of all points that lie within three standard deviations of each center."""
    check_points(output)
    distance = np.linalg.norm(output[:, None] - centers, axis=2)
    good = distance.min(axis=1) <= 3 * STD
    return np.bincount(distance.argmin(axis=1)[good], minlength=len(centers)) / len(output)


def collapsed(output, centers):
    """Tell whether nine tenths of the points are nearest to one center or two."""
    check_points(output)
    nearest = np.linalg.norm(output[:, None] - centers, axis=2).argmin(axis=1)
    return np.sort(np.bincount(nearest, minlength=len(centers)))[-2:].sum() >= 0.9 * len(output)


def spread(output, centers):
    """Tell whether the points come from the noise and have not collapsed."""
    return depends_on_noise(output) and not collapsed(output, centers)


def copied(output, x):
    """Tell whether most points are real examples."""
    check_points(output)
    distance = np.abs(output[:200, None] - x).max(axis=2)
    return (distance.min(axis=1) < 1e-6).mean() > 0.5


def modes(output, hidden):
    """Count modes that hold their share of good points."""
    x, centers = hidden
    found = shares(output, centers) >= SHARE
    if not depends_on_noise(output):
        raise ValueError("Equal rows of z must give equal points: G is a function of z alone.")
    if copied(output, x):
        raise ValueError("These are the real points themselves. A generator makes its own.")
    return float(found.sum())


def a_cloud(x, z):
    """Bend the noise into one Gaussian with the data's mean and covariance."""
    return x.mean(axis=0) + z @ np.linalg.cholesky(np.cov(x.T)).T.astype(np.float32)


def shows_a_cloud(output, hidden):
    """Tell whether the points are spread, and most lie at no mode."""
    _, centers = hidden
    return spread(output, centers) and shares(output, centers).sum() < 0.5


def four_modes(x, z):
    """Send each quarter of the noise to a real point, far from the others."""
    chosen = [x[0]]
    for _ in range(3):
        chosen.append(x[np.min([((x - c) ** 2).sum(axis=1) for c in chosen], axis=0).argmax()])
    return np.array(chosen)[2 * (z[:, 0] > 0) + (z[:, 1] > 0)] + 0.02 * z


def shows_missing_modes(output, hidden):
    """Tell whether the points are spread, most lie at a mode, and they are G's own."""
    x, centers = hidden
    good = shares(output, centers).sum() >= 0.5
    return good and spread(output, centers) and not copied(output, x)


def without_noise(x, z):
    """Shift real points a little, each by another amount, whatever z is."""
    row = np.arange(len(z))
    return x[row * 7 // 3 % len(x)] + 0.1 * np.sin(row)[:, None]


SYMPTOMS = {
    "collapsed": Symptom(
        lambda x, z: x[0] + 0.02 * z,
        lambda output, hidden: depends_on_noise(output) and collapsed(output, hidden[1]),
    ),
    "cloud": Symptom(a_cloud, shows_a_cloud),
    "modes-missing": Symptom(four_modes, shows_missing_modes),
    "real-points": Symptom(
        lambda x, z: np.resize(x, z.shape),
        lambda output, hidden: copied(output, hidden[0]),
    ),
    "not-from-noise": Symptom(
        without_noise,
        lambda output, hidden: not copied(output, hidden[0]) and not depends_on_noise(output),
    ),
}


QUESTION = OpenTask(
    id="3_3.ring_game",
    points=3,
    difficulty=4,
    minutes=30,
    section="3.3, Collapse",
    reference=ring_game,
    cases=ring_cases,
    metric=modes,
    metric_name="modes found, of eight",
    thresholds=[(4, 0.5), (7, 1.0)],
    allows=(
        "dlcourse.layers",
        "dlcourse.optim",
        "dlcourse.studies.adversarial.ring_players",
        "dlcourse.studies.adversarial.discriminator_step",
        "dlcourse.studies.adversarial.generator_step",
    ),
    symptoms=SYMPTOMS,
)

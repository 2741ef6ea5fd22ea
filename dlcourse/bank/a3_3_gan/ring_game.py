"""Open task: play until a ring of eight Gaussians is found."""

import numpy as np

from ...data import ring, ring_centers
from ...exercises.question import Case, Mistake, OpenTask
from ...optim import Adam
from ...studies.adversarial import discriminator_step, generator_step, ring_players

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


def copied(output, x):
    """Share of the points that are real examples."""
    check_points(output)
    distance = np.abs(output[:200, None] - x).max(axis=2)
    return (distance.min(axis=1) < 1e-6).mean()


def modes(output, hidden):
    """Count modes that hold their share of good points."""
    x, centers = hidden
    found = shares(output, centers) >= SHARE
    if not depends_on_noise(output):
        raise ValueError("Equal rows of z must give equal points: G is a function of z alone.")
    if copied(output, x) > 0.5:
        raise ValueError("These are the real points themselves. A generator makes its own.")
    return float(found.sum())


def four_modes(x, z):
    """Send each quarter of the noise to a real point, far from the others."""
    chosen = [x[0]]
    for _ in range(3):
        chosen.append(x[np.min([((x - c) ** 2).sum(axis=1) for c in chosen], axis=0).argmax()])
    return np.array(chosen)[2 * (z[:, 0] > 0) + (z[:, 1] > 0)] + 0.02 * z


def a_cloud(x, z):
    """Bend the noise into one Gaussian with the data's mean and covariance."""
    return x.mean(axis=0) + z @ np.linalg.cholesky(np.cov(x.T)).T.astype(np.float32)


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
    forbids=(
        *("torch", "tensorflow", "keras", "jax", "sklearn", "scipy"),
        *("dlcourse.data", "dlcourse.metrics", "dlcourse.labs", "dlcourse.exercises"),
        "dlcourse.studies.adversarial.play",
    ),
    mistakes=[
        Mistake(
            "the generator has collapsed",
            "The fakes crowd at one mode or two. D has to catch up with G: "
            "give it the larger learning rate, or more moves, and play on.",
            lambda x, z: x[0] + 0.02 * z,
            symptom=lambda output, hidden: (
                depends_on_noise(output) and collapsed(output, hidden[1])
            ),
        ),
        Mistake(
            "a cloud over all modes",
            "Most points lie where no real point is. The game has not been played long enough, "
            "or its steps are too small.",
            a_cloud,
            symptom=lambda output, hidden: (
                depends_on_noise(output)
                and not collapsed(output, hidden[1])
                and shares(output, hidden[1]).sum() < 0.5
            ),
        ),
        Mistake(
            "modes are missing",
            "The points are good, but G has found some modes only. Is D quicker than G? "
            "Or has the game ended early?",
            four_modes,
            symptom=lambda output, hidden: (
                depends_on_noise(output)
                and copied(output, hidden[0]) <= 0.5
                and not collapsed(output, hidden[1])
                and shares(output, hidden[1]).sum() >= 0.5
            ),
        ),
        Mistake(
            "real points are given back",
            "The answer is what the generator makes of z, not what it should resemble.",
            lambda x, z: np.resize(x, z.shape),
            symptom=lambda output, hidden: copied(output, hidden[0]) > 0.5,
        ),
        Mistake(
            "the points do not come from z",
            "Equal noise must become equal points. Train first, then call G(z) once.",
            lambda x, z: (
                x[np.arange(len(z)) * 7 // 3 % len(x)] + 0.1 * np.sin(np.arange(len(z)))[:, None]
            ),
            symptom=lambda output, hidden: (
                copied(output, hidden[0]) <= 0.5 and not depends_on_noise(output)
            ),
        ),
    ],
    hints=[
        "ring_players makes both networks, each with an optimizer of its own. "
        "One round: D's step on a batch of x and new noise, then G's step on new noise.",
        "About a thousand rounds of 64 points are enough if D is quicker than G. "
        "Adam with a first beta of one half keeps up with an opponent that moves.",
        "The card says how many modes were found. Draw the points: collapsed, circling or blurred "
        "are different illnesses.",
    ],
)

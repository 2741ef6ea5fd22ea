"""Open task: a generator of points of which only shadows are known."""

import numpy as np

from dlcourse.layers import LeakyReLU, Linear, ReLU, Sequential
from dlcourse.optim import Adam

from ...exercises import Case, OpenTask, Symptom

COUNT, PIECES, STD, WIDTH, SPACE = 4000, 24, 0.1, 64, 4
LARGE, SMALL, REACH, SHARE = 1.8, 0.7, 0.5, 0.01
SHAPES = [(WIDTH, 2), (WIDTH,), (WIDTH, WIDTH), (WIDTH,), (SPACE, WIDTH), (SPACE,)]
STEEP, NARROW, TRIES = 100, 0.2, 12


def shadow_game(s, u):
    """D judges shadows with their directions; a fake casts its shadow before D sees it."""
    rng = np.random.default_rng(0)
    G, D = player(2, ReLU(), SPACE, rng), player(SPACE + 1, LeakyReLU(0.2), 1, rng)
    move_g, move_d = (Adam(p.params, lr=lr, betas=(0.5, 0.9)) for p, lr in ((G, 2e-3), (D, 4e-3)))
    real = np.column_stack([s, u])
    size, ones = 128, np.ones((128, 1), np.float32)
    for _ in range(2500):
        way, other = u[rng.choice(len(s), (2, size))]
        z = rng.standard_normal((2, size, 2), np.float32)
        seen = np.vstack([rng.choice(real, size), shadows(G(z[0]), way)])
        D.backward((sigmoid(D(seen)) - np.vstack([ones, 0 * ones])) / size)
        move_d.step(D.grads)
        seen = shadows(G(z[1]), other)
        dseen = D.backward((sigmoid(D(seen)) - 1) / size)
        G.backward(dseen[:, :1] * other)
        move_g.step(G.grads)
    return list(G.params.values())


def player(inputs, bend, outputs, rng):
    """A network with two hidden layers."""
    sizes = (inputs, WIDTH), (WIDTH, WIDTH), (WIDTH, outputs)
    first, second, third = (Linear(*pair, rng=rng) for pair in sizes)
    return Sequential(first, bend, second, type(bend)(), third)


def shadows(points, u):
    """The shadow of each point, and its direction."""
    return np.column_stack([(points * u).sum(axis=1), u])


def sigmoid(t):
    """A logit's belief."""
    return 1 / (1 + np.exp(-t))


def shadow_cases(rng):
    """Draw points along a closed curve; of each stays its shadow on a line of its own.

    The curve goes once around a large circle and twice around a small one, so that no list of
    a few places describes it. Which planes these lie in, is drawn.
    """
    turn, _ = np.linalg.qr(rng.standard_normal((SPACE, SPACE)))
    middle = rng.uniform(-0.5, 0.5, SPACE)

    def curve(t):
        large, small = (np.column_stack([np.cos(n * t), np.sin(n * t)]) for n in (1, 2))
        return middle + np.hstack([LARGE * large, SMALL * small]) @ turn

    x = curve(rng.uniform(0, 2 * np.pi, COUNT)) + STD * rng.standard_normal((COUNT, SPACE))
    u = rng.standard_normal((COUNT, SPACE))
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    s, z = (x * u).sum(axis=1), rng.standard_normal((2000, 2))
    along = curve(2 * np.pi * np.arange(PIECES) / PIECES)
    return [Case("a closed curve", (s.astype("f"), u.astype("f")), hidden=(z, along))]


def generated(output, z):
    """What the generator with these weights makes of the noise."""
    if not isinstance(output, list | tuple) or len(output) != len(SHAPES):
        raise ValueError("A list of six arrays is expected: weight and bias of three layers.")
    if [np.shape(part) for part in output] != SHAPES:
        raise ValueError(f"The shapes must be {', '.join(map(str, SHAPES))}.")
    if not all(np.asarray(part).dtype.kind == "f" and np.isfinite(part).all() for part in output):
        raise ValueError("The weights must be finite floats.")
    parts = [np.asarray(part, float) for part in output]
    for weight, bias in zip(parts[:4:2], parts[1:4:2], strict=True):
        z = np.maximum(z @ weight.T + bias, 0)
    return z @ parts[4].T + parts[5]


def shares(points, centers):
    """Share of all points that lie within reach of each piece's center, and near no other."""
    distance = np.linalg.norm(points[:, None] - centers, axis=2)
    good = distance.min(axis=1) <= REACH
    return np.bincount(distance.argmin(axis=1)[good], minlength=len(centers)) / len(points)


def pieces(output, hidden):
    """Count pieces that hold their share of the points."""
    z, centers = hidden
    return float((shares(generated(output, z), centers) >= SHARE).sum())


def collapsed(output, hidden):
    """Tell whether nine tenths of the points are within reach of one place."""
    z, _ = hidden
    points = generated(output, z)
    away = np.linalg.norm(points - np.median(points, axis=0), axis=1)
    return np.quantile(away, 0.9) < 1


def mirrored(output, hidden):
    """Tell whether the points lie opposite to where they should."""
    z, centers = hidden
    there, opposite = (shares(sign * generated(output, z), centers) for sign in (1, -1))
    return opposite.sum() > max(0.5, there.sum())


def cloud(output, hidden):
    """Tell whether most points are spread over places where nothing is."""
    z, centers = hidden
    if collapsed(output, hidden) or mirrored(output, hidden):
        return False
    return shares(generated(output, z), centers).sum() < 0.5


def missing(output, hidden):
    """Tell whether most points are good, and some pieces have none."""
    z, centers = hidden
    if collapsed(output, hidden) or mirrored(output, hidden):
        return False
    return shares(generated(output, z), centers).sum() >= 0.5


def steps_to(goals):
    """Weights of a generator that cuts the noise into strips, and sends each to a place."""
    output = [np.zeros(shape) for shape in SHAPES]
    cuts = np.linspace(-1.1, 1.1, len(goals) + 1)[1:-1]
    output[0][:, 0] = STEEP
    for k, cut in enumerate(cuts):
        output[1][2 * k : 2 * k + 2] = -STEEP * cut, -STEEP * cut - 1
        output[4][:, 2 * k], output[4][:, 2 * k + 1] = (
            sign * (goals[k + 1] - goals[k]) for sign in (1, -1)
        )
    output[2][:] = np.eye(WIDTH)
    output[5][:] = goals[0]
    return output


def places(s, u, count):
    """Find places by least squares: the shadows that fit a place badly count less and less."""
    rng, found = np.random.default_rng(0), []
    for _ in range(count):
        starts = [place(s, u, rng.uniform(-2, 2, SPACE)) for _ in range(TRIES)]
        found.append(max(starts, key=lambda c: (np.abs(u @ c - s) < NARROW).sum()))
        apart = np.abs(u @ found[-1] - s) > 2 * NARROW
        s, u = s[apart], u[apart]
    return np.array(found)


def place(s, u, start):
    """The place on which the most shadows near a start agree."""
    for width in np.geomspace(1.5, NARROW, 25):
        weight = np.exp(-((u @ start - s) ** 2) / (2 * width**2))[:, None]
        start = np.linalg.lstsq(u.T @ (u * weight), (u * weight).T @ s, rcond=None)[0]
    return start


def wide(s, u):
    """Hand the noise on, stretched."""
    output = steps_to(np.zeros((2, SPACE)))
    output[0][:4], output[1][:] = [[1, 0], [-1, 0], [0, 1], [0, -1]], 0
    output[4][:2, :4] = 1.2 * np.array([[1, -1, 0, 0], [0, 0, 1, -1]])
    return output


SYMPTOMS = {
    "collapsed": Symptom(lambda s, u: steps_to(places(s, u, 1)), collapsed),
    "mirrored": Symptom(lambda s, u: steps_to(-places(s, u, 3)), mirrored),
    "cloud": Symptom(wide, cloud),
    "pieces-missing": Symptom(lambda s, u: steps_to(places(s, u, 4)), missing),
}


QUESTION = OpenTask(
    id="3_3.shadow_game",
    points=3,
    difficulty=5,
    minutes=45,
    section="3.3, Which gradient goes to whom",
    reference=shadow_game,
    cases=shadow_cases,
    metric=pieces,
    metric_name="pieces of the curve found, of 24",
    thresholds=[(13, 0.5), (16, 1.0)],
    allows=("dlcourse.layers", "dlcourse.optim"),
    transfer=True,
    symptoms=SYMPTOMS,
)

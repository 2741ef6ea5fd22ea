"""Open task: mark an organ in the pictures of a hospital that has no labels."""

import numpy as np

from ...exercises import Case, OpenTask, Symptom
from ...studies.medical import phantoms

SIDE, HOME, ABROAD = 32, 150, 60
TURNS = 2, 3, 4, 5  # those after which nobody finds the organ who looks where it was
QUARTER = 3  # alone of these it is not undone by being done once more: one hospital has it
Y, X = (np.indices((SIDE, SIDE)) + 0.5) / (SIDE / 2) - 1
MIDDLE = X**2 + Y**2 < 0.36  # always inside the body


def segment_abroad(pictures, masks, abroad):
    """Turn the pictures, undo their contrast, and ask a model that was fitted at home."""
    home, guests = evened(pictures), evened(abroad)
    turn, contrast = compared(home, guests)
    model, threshold = fitted(home, masks)
    answers = features(undone(turned(guests, turn), contrast)) @ model
    return turned_back(answers.reshape(abroad.shape) > threshold, turn)


def evened(pictures):
    """Give tissue 0 and air -1; each patient's own tissue, as it is uneven."""
    air = np.median(pictures[:, :3, :3])
    level = np.median(pictures[:, MIDDLE], axis=1)[:, None, None]
    unit = np.median(level) - air
    outside = smooth(pictures) < air + 0.27 * unit
    return np.where(outside, -1.0, (pictures - level) / unit)


def smooth(x):
    """Average each pixel with its eight neighbors."""
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
    return windows.mean(axis=(3, 4))


def turned(x, turn):
    """Turn pictures (N, S, S) by quarters, and mirror them where turn is 4 or more."""
    x = np.rot90(x, turn % 4, axes=(1, 2))
    return x[:, :, ::-1] if turn >= 4 else x


def turned_back(x, turn):
    """Undo `turned`."""
    x = x[:, :, ::-1] if turn >= 4 else x
    return np.rot90(x, -(turn % 4), axes=(1, 2))


def compared(home, guests):
    """Find the turn at which the mean pictures are most alike, and the contrast there."""
    mean = home.mean(axis=0)[MIDDLE]
    means = [turned(guests, turn).mean(axis=0)[MIDDLE] for turn in range(8)]
    alike = [abs(np.corrcoef(mean, other)[0, 1]) for other in means]
    turn = int(np.argmax(alike))
    return turn, np.polyfit(mean, means[turn], 1)[0]


def undone(guests, contrast):
    """Divide by the contrast all but the air, which is black everywhere."""
    return np.where(guests == -1.0, -1.0, guests / contrast)


def fitted(x, masks):
    """Fit the masks by least squares; of some thresholds take the best for Dice."""
    a, y = features(x), masks.reshape(-1).astype(float)
    model = np.linalg.solve(a.T @ a + np.eye(a.shape[1]), a.T @ y)
    answers = (a @ model).reshape(masks.shape)
    thresholds = np.linspace(0.2, 0.7, 26)
    scores = [dice(answers > threshold, masks).mean() for threshold in thresholds]
    return model, thresholds[np.argmax(scores)]


def features(x):
    """Gray, smoothed gray and its square, each times the powers of the place."""
    near = smooth(x)
    gray = np.stack([np.ones_like(x), x, near, near**2], axis=-1)
    place = np.stack([X**i * Y**j for i in range(4) for j in range(4 - i)], axis=-1)
    return (gray[..., None] * place[:, :, None, :]).reshape(x.size, -1)


def dice(masks, targets):
    """Dice of each picture; each has an organ."""
    common = np.sum(masks & targets, axis=(1, 2))
    return 2 * common / (np.sum(masks, axis=(1, 2)) + np.sum(targets, axis=(1, 2)))


def hospital_cases(rng):
    """Draw patients at home, and three hospitals: faint, inverted, faint and inverted."""
    home = phantoms(HOME, rng=rng)
    turns = rng.permutation([QUARTER, *rng.choice(TURNS, 2)]).tolist()

    def case(label, turn, low, high, sign, noise):
        contrast = sign * float(rng.uniform(low, high))
        there = phantoms(ABROAD, contrast=contrast, noise=noise, rng=rng)
        black, gain = rng.uniform(-0.5, 0.5), rng.uniform(0.5, 2)
        seen = turned_back(black + gain * there.x[:, 0], turn).astype(np.float32)
        parts = turned_back(there.parts, turn)
        hidden = {"organ": parts == 2, "look-alike": parts == 3}
        return Case(label, (home.x[:, 0], home.masks[:, 0], seen), hidden=hidden)

    return [
        case("a faint hospital", turns[0], 0.5, 0.7, 1, 0.03),
        case("an inverted hospital", turns[1], 0.7, 1.0, -1, 0.05),
        case("a faint, inverted hospital", turns[2], 0.5, 0.7, -1, 0.03),
    ]


def mean_dice(output, hidden):
    """Mean Dice over the patients of a hospital.

    Raises ValueError, with a sentence for the student, where the output is no array of masks.
    """
    if not isinstance(output, np.ndarray) or output.dtype != bool:
        raise ValueError("An array of Booleans is expected: True where the organ is.")
    if output.shape != hidden["organ"].shape:
        raise ValueError(f"The shape must be {hidden['organ'].shape}, got {output.shape}.")
    return float(dice(output, hidden["organ"]).mean())


def is_one_place(output, hidden):
    """Tell whether all patients have nearly the same mask."""
    mean_dice(output, hidden)
    return bool(np.mean(output != output[:1]) < 0.01)


def is_look_alike(output, hidden):
    """Tell whether organ and look-alike are both marked."""
    mean_dice(output, hidden)
    shares = [output[hidden[part]].mean() for part in ("organ", "look-alike")]
    return not is_one_place(output, hidden) and min(shares) > 0.4


def is_elsewhere(output, hidden):
    """Tell whether about as much is marked as should be, and mostly elsewhere."""
    score, area = mean_dice(output, hidden), output.mean() / hidden["organ"].mean()
    others = is_one_place(output, hidden) or is_look_alike(output, hidden)
    return score < 0.4 and 0.4 < area < 2.5 and not others


def mean_mask(pictures, masks, abroad):
    """Give every patient the mean mask of home, turned as the pictures are."""
    turn, _ = compared(evened(pictures), evened(abroad))
    mask = turned_back(masks.mean(axis=0, keepdims=True) > 0.45, turn)
    return np.repeat(mask, len(abroad), axis=0)


def never_turned(pictures, masks, abroad):
    """Undo the contrast, and look where the organ is at home."""
    home, guests = evened(pictures), evened(abroad)
    turn, contrast = compared(home, guests)
    model, _ = fitted(home, masks)
    answers = features(undone(guests, contrast)) @ model
    return answers.reshape(abroad.shape) > np.quantile(answers, 1 - masks.mean())


def by_gray(pictures, masks, abroad):
    """Mark whatever has the gray of the organ, wherever it lies."""
    home, guests = evened(pictures), evened(abroad)
    _, contrast = compared(home, guests)
    return abs(smooth(guests) / contrast - 0.45) < 0.3


SYMPTOMS = {
    "one-place": Symptom(mean_mask, is_one_place),
    "look-alike": Symptom(by_gray, is_look_alike),
    "never-turned": Symptom(never_turned, is_elsewhere),
}

QUESTION = OpenTask(
    id="6_3.segment_abroad",
    points=5,
    difficulty=4,
    minutes=50,
    section="6.3, The same organ in other hospitals",
    reference=segment_abroad,
    cases=hospital_cases,
    metric=mean_dice,
    metric_name="mean Dice in the worst hospital",
    thresholds=[(0.75, 0.5), (0.775, 1.0)],
    allows=("dlcourse.layers", "dlcourse.functional", "dlcourse.optim", "dlcourse.train"),
    transfer=True,
    symptoms=SYMPTOMS,
)

"""Open task: what is odd on another wall, in another light, and how much of it to call."""

import numpy as np

from ...data import photographs, textures
from ...exercises import Case, OpenTask, Symptom

WALLS, SIDE, STEP, SHARE, PRICE = ("brick", "grass", "gravel"), 16, 20, 1 / 18, 20
"""No patch touches another: borders that go on would tell the calm without a look at structure."""


def watch_walls(calm, patches):
    """Measure structure, whatever the light; take the wall itself for calm; call the far ones."""
    called = []
    for wall in patches:
        numbers = structure(wall)
        usual = numbers
        for _ in range(5):
            far = distance(usual, numbers)
            usual = numbers[far <= np.quantile(far, 0.92)]
        far = distance(usual, numbers)
        called.append(far > np.quantile(far, 0.87))
    return np.array(called)


def structure(patches):
    """Log sizes of contrast, of differences to each side and of theirs; two more moments."""
    contrast, x = patches.std(axis=(1, 2)), level(patches)
    down, right = np.diff(x, axis=1), np.diff(x, axis=2)
    near = [down, right, x[:, 1:, 1:] - x[:, :-1, :-1], x[:, 1:, :-1] - x[:, :-1, 1:]]
    near += [np.diff(down, axis=1), np.diff(down, axis=2), np.diff(right, axis=2)]
    apart = [x[:, 2:] - x[:, :-2], x[:, :, 2:] - x[:, :, :-2]]
    sizes = [d.std(axis=(1, 2)) for d in near + apart] + [abs(d).max(axis=(1, 2)) for d in near]
    columns = np.log([contrast, (x**4).mean(axis=(1, 2)), *sizes])
    return np.append(columns, [(x**3).mean(axis=(1, 2))], axis=0).T


def level(patches):
    """Give each patch the mean 0 and the standard deviation 1."""
    centered = patches - patches.mean(axis=(1, 2), keepdims=True)
    return centered / centered.std(axis=(1, 2), keepdims=True)


def distance(usual, rows):
    """Distance from the mean, in deviations of what is usual, in every direction."""
    away = rows - usual.mean(axis=0)
    spread = np.cov(usual.T)
    spread += 1e-6 * np.trace(spread) / len(spread) * np.eye(len(spread))
    return np.sqrt(np.maximum((away * np.linalg.solve(spread, away.T).T).sum(axis=1), 0))


def wall_cases(rng):
    """Draw for each wall which half is calm, the light on the other, and what is odd there."""
    calm, patches, kinds = zip(*(one_wall(name, rng) for name in WALLS), strict=True)
    given = np.array(calm, np.float32), np.array(patches, np.float32)
    return [Case("three walls", given, hidden=np.array(kinds))]


def one_wall(name, rng):
    """Give calm patches of one half, those of the other, and their kinds: 0 calm, 1, 2, 3 odd."""
    calm, x = (half(name, split, rng) for split in rng.permutation(["train", "test"]))
    each = round(SHARE * len(x) / 3)
    old = x[: 3 * each].copy()
    grain = 0.7 * old[2 * each :].std(axis=(1, 2), keepdims=True)
    noise = rng.standard_normal((each, SIDE, SIDE))
    odd = [things(each, rng), blurred(old[each : 2 * each]), old[2 * each :] + grain * noise]
    mean, size = (f(old, axis=(1, 2), keepdims=True) for f in (np.mean, np.std))
    x[: 3 * each] = level(np.concatenate(odd)) * size + mean
    x = rng.uniform(0.5, 0.8) * x + rng.uniform(0.05, 0.2)
    kinds = np.repeat([1, 2, 3, 0], [each, each, each, len(x) - 3 * each])
    order = rng.permutation(len(x))
    return calm, np.clip(x, 0, 1)[order], kinds[order]


def half(name, split, rng):
    """Cut patches from one half of a wall, in any order."""
    x = textures(split, names=(name,), side=SIDE, step=STEP, share=0, rng=rng).x[:, 0]
    return rng.permutation(spread(x, rng))


def spread(x, rng):
    """Spread each of 256 gray levels over its step: what is made has others, and could be told."""
    return x + (rng.random(x.shape) - 0.5) / 255


def things(count, rng):
    """Cut patches out of photographs that show things, where there is something to see."""
    photos = [photo for name, photo in photographs().items() if name != "brick"]
    cut = [np.lib.stride_tricks.sliding_window_view(p, (SIDE, SIDE))[::16, ::16] for p in photos]
    cut = np.concatenate([part.reshape(-1, SIDE, SIDE) for part in cut]).astype(float)
    return spread(rng.permutation(cut[cut.std(axis=(1, 2)) > 0.06])[:count], rng)


def blurred(patches):
    """Smear patches: twice a mean of each pixel with its neighbors, down and across."""
    for axis in (1, 2, 1, 2):
        ends = [(1, 1) if k == axis else (0, 0) for k in range(3)]
        wide = np.moveaxis(np.pad(patches, ends, mode="edge"), axis, 0)
        patches = np.moveaxis((wide[:-2] + 2 * wide[1:-1] + wide[2:]) / 4, 0, axis)
    return patches


def checked(output, kinds):
    """Check the mask, and raise a sentence for the student where it is none."""
    if not isinstance(output, np.ndarray) or output.dtype != bool:
        raise ValueError("An array of bool is expected: True for each patch that is called odd.")
    if output.shape != kinds.shape:
        raise ValueError(f"The shape must be {kinds.shape}, got {output.shape}.")
    return output


def saved(output, kinds):
    """Share of the bill that is saved, against the cheaper of calling none and calling all."""
    called, odd = checked(output, kinds), kinds > 0
    bill = (called & ~odd).sum() + PRICE * (~called & odd).sum()
    return float(1 - bill / min((~odd).sum(), PRICE * odd.sum()))


def shares(output, kinds):
    """Which share of the calm is called, and of each kind of odd ones."""
    called = checked(output, kinds)
    return [called[kinds == kind].mean() for kind in range(4)]


def calls_rough_only(output, kinds):
    """Tell whether grains are called and smears are not, with few false alarms."""
    calm, _, smears, grains = shares(output, kinds)
    return calm < 0.3 and grains > 0.3 and smears < 0.15


def calls_too_many(output, kinds):
    """Tell whether on some wall more than a third of the calm ones are called."""
    called = checked(output, kinds)
    return max(c[k == 0].mean() for c, k in zip(called, kinds, strict=True)) > 1 / 3


def calls_by_light(output, kinds):
    """Tell whether the odd are called about as often as the calm."""
    calm, *odd = shares(output, kinds)
    return 0 < calm < 0.3 and max(odd) < 3 * calm


def residual(calm, patches):
    """Give the distance of leveled pixels from what is usual among the calm."""
    pairs = zip(calm, patches, strict=True)
    return np.array([distance(*(level(x).reshape(len(x), -1) for x in pair)) for pair in pairs])


def one_sided(calm, patches):
    """Call the far ones, as a large error of reconstruction would."""
    far = residual(calm.astype(float), patches.astype(float))
    return far > np.quantile(far, 0.9, axis=1, keepdims=True)


def old_threshold(calm, patches):
    """Measure brightness, and take the threshold from the other half and its light."""

    def numbers(x):
        x = x.astype(float)
        return np.stack([f(x, axis=(1, 2)) for f in (np.mean, np.std, np.min, np.max)], axis=1)

    called = []
    for known, new in zip(map(numbers, calm), map(numbers, patches), strict=True):
        called.append(distance(known, new) > np.quantile(distance(known, known), 0.95))
    return np.array(called)


def by_contrast(calm, patches):
    """Call the patches of most contrast."""
    contrast = patches.std(axis=(2, 3))
    return contrast > np.quantile(contrast, 0.9, axis=1, keepdims=True)


SYMPTOMS = {
    "rough-only": Symptom(one_sided, calls_rough_only),
    "too-many": Symptom(old_threshold, calls_too_many),
    "by-light": Symptom(by_contrast, calls_by_light),
}

QUESTION = OpenTask(
    id="6_2.watch_walls",
    points=5,
    difficulty=5,
    minutes=50,
    section="6.2, What was never seen before",
    reference=watch_walls,
    cases=wall_cases,
    metric=saved,
    metric_name="share of the bill saved",
    thresholds=[(0.4, 0.5), (0.65, 1.0)],
    transfer=True,
    symptoms=SYMPTOMS,
)

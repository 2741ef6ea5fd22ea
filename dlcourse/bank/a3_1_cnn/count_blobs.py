"""Open task: the weights of a small network that counts blobs."""

import numpy as np

from ...exercises import Case, OpenTask, Symptom
from ...functional import conv2d_forward

MOST_FILTERS, MOST_SIDE = 8, 3
EXAMPLES, IMAGES, SHAPES = 12, 90, 24
CELL, CELLS = 6, 5
"""Pixels of a cell, blob and margin; cells along a side of an image."""
SIZES = 1, 2, 3, 5, 12, 16, 20
PIXEL, SQUARE = [[1, 0], [0, 0]], [[1, 1], [1, 1]]
ROW, COLUMN = [[1, 1], [0, 0]], [[1, 0], [1, 0]]
PROBES = {"dot": "#", "row": "###", "column": "#/#/#", "square": "##/##", "cross": ".#./###/.#."}


def count_blobs(x, y):
    """Pixels less pairs of neighbors plus squares of four; a second ReLU cuts off what is gray."""
    w = np.array([PIXEL, ROW, COLUMN, SQUARE], float)[:, None]
    least = np.array([0.2, 1.2, 1.2, 3.1])
    b = -np.concatenate([least, least + 0.5])
    v = np.array([1, -1, -1, 1]) / 0.5
    return np.concatenate([w, w]), b, np.concatenate([v, -v])


def blob_cases(rng):
    """Give a few images with their counts; others, and their counts, stay with the metric."""
    shapes = [_grown(int(rng.choice(SIZES)), rng) for _ in range(SHAPES)]
    images, counts = zip(
        *[_image(m % 3, shapes, rng) for m in range(EXAMPLES + IMAGES)], strict=True
    )
    x, y = np.array(images, np.float32)[:, None], np.array(counts)
    known, asked = slice(EXAMPLES), slice(EXAMPLES, None)
    return [Case("blobs", (x[known], y[known]), hidden=(x[asked], y[asked]))]


def _image(kind, shapes, rng):
    """Rectangles; or shapes of any form; or those in gray."""
    count = int(rng.integers(1, CELLS**2 + 1))
    image = np.zeros((CELLS * CELL + 2,) * 2)
    for cell in rng.permutation(CELLS**2)[:count]:
        top, left = 1 + CELL * np.array(divmod(cell, CELLS))
        shape = shapes[rng.integers(len(shapes))] if kind else _rectangle(rng)
        image[top : top + CELL - 1, left : left + CELL - 1] = shape
    if kind == 2:
        image = image * 0.9 + rng.uniform(0, 0.1, image.shape)
    return image, count


def _rectangle(rng):
    shape = np.zeros((CELL - 1, CELL - 1))
    shape[: rng.integers(1, CELL), : rng.integers(1, CELL)] = 1
    return shape


def _grown(size, rng):
    """Grow a blob without holes, pixel by pixel, from the middle of its cell."""
    shape = np.zeros((CELL + 1, CELL + 1))
    shape[CELL // 2, CELL // 2] = 1
    for i, j in rng.integers(1, CELL, (80, 2)):
        beside = shape[i - 1, j] + shape[i + 1, j] + shape[i, j - 1] + shape[i, j + 1]
        if shape.sum() < size and beside and not shape[i, j]:
            shape[i, j] = 1
            shape[i, j] = np.rint(network(shape[None, None], *count_blobs(None, None))[0]) == 1
    return shape[1:-1, 1:-1]


def network(x, w, b, v):
    """Convolution, ReLU, the sum over each map, and a linear head."""
    maps, _ = conv2d_forward(x, w.astype(x.dtype), b.astype(x.dtype))
    return np.maximum(maps, 0).sum(axis=(2, 3), dtype=np.float64) @ v


def counted_right(output, hidden):
    """Share of images whose count the network gives, rounded to the nearest integer."""
    x, y = hidden
    return float(np.mean(np.rint(network(x, *_weights(output))) == y))


def _weights(output):
    arrays = output if isinstance(output, tuple) else ()
    if len(arrays) != 3 or not all(
        isinstance(a, np.ndarray) and a.dtype.kind in "iuf" and np.isfinite(a).all() for a in arrays
    ):
        raise ValueError("Three arrays of finite numbers are expected: w, b and v.")
    w, b, v = arrays
    filters, side = range(1, MOST_FILTERS + 1), range(1, MOST_SIDE + 1)
    if w.ndim != 4 or len(w) not in filters or w.shape[1] != 1 or {*w.shape[2:]} - {*side}:
        raise ValueError(
            f"w must be (F, 1, K, L) with F at most {MOST_FILTERS}, K and L at most {MOST_SIDE}, "
            f"got {w.shape}."
        )
    if b.shape != (len(w),) or v.shape != (len(w),):
        raise ValueError(f"b and v must be ({len(w)},) as w has it, got {b.shape} and {v.shape}.")
    return w, b, v


def _seen(output):
    """What a network counts where there is a single blob, by the names of the probes."""
    images = np.zeros((len(PROBES), 1, 9, 9))
    for image, probe in zip(images, PROBES.values(), strict=True):
        shape = np.array([[pixel == "#" for pixel in row] for row in probe.split("/")])
        image[0, 3 : 3 + shape.shape[0], 3 : 3 + shape.shape[1]] = shape
    return dict(zip(PROBES, np.rint(network(images, *_weights(output))), strict=True))


def _on_probes(**expected):
    """Tell whether a network gives these counts: 1 where nothing is said."""
    wanted = dict.fromkeys(PROBES, 1.0) | expected
    return lambda output, hidden: _seen(output) == wanted


def _right_for_one(*, crisp):
    """Tell whether each probe counts as 1, and if so, whether images without gray are right."""

    def shows(output, hidden):
        x, y = hidden
        chosen = np.isin(x, (0, 1)).all(axis=(1, 2, 3))
        right = counted_right(output, (x[chosen], y[chosen])) > 0.8
        return _on_probes()(output, hidden) and right == crisp

    return shows


def _answer(kernels, b, v):
    return lambda x, y: (np.array(kernels, float)[:, None], np.array(b, float), np.array(v, float))


SYMPTOMS = {
    "ink": Symptom(_answer([PIXEL], [0], [1]), _on_probes(row=3, column=3, square=4, cross=5)),
    "one-direction": Symptom(
        _answer([PIXEL, ROW], [0, -1], [1, -1]), _on_probes(column=3, square=2, cross=3)
    ),
    "no-squares": Symptom(
        _answer([PIXEL, ROW, COLUMN], [0, -1, -1], [1, -1, -1]), _on_probes(square=0)
    ),
    "rectangles-only": Symptom(_answer([[[-1, -1], [-1, 1]]], [0], [1]), _on_probes(cross=2)),
    "gray-adds-up": Symptom(
        _answer([PIXEL, ROW, COLUMN, SQUARE], [0, -1, -1, -3], [1, -1, -1, 1]),
        _right_for_one(crisp=True),
    ),
    "rests-add-up": Symptom(
        _answer([PIXEL, ROW, COLUMN, SQUARE], [-0.1, -1.1, -1.1, -3.1], [1, -1, -1, 1]),
        _right_for_one(crisp=False),
    ),
}

QUESTION = OpenTask(
    id="3_1.count_blobs",
    points=3,
    difficulty=4,
    minutes=35,
    section="3.1, A whole network by hand",
    reference=count_blobs,
    cases=blob_cases,
    metric=counted_right,
    metric_name="images counted right",
    thresholds=[(0.33, 1 / 3), (0.65, 2 / 3), (0.97, 1.0)],
    transfer=True,
    symptoms=SYMPTOMS,
)

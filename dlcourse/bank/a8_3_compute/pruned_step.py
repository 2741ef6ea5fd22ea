"""Prune by magnitude over all layers together, and hold the mask after a step with momentum."""

import numpy as np

from ...exercises import Case, Question


def pruned_step(weights, grads, velocities, *, keep, lr, momentum):
    """The largest weights of all are kept; the optimizer moves all, and the mask comes after it."""
    sizes = np.concatenate([np.abs(w).ravel() for w in weights])
    kept = np.zeros(len(sizes), bool)
    kept[np.argsort(-sizes, kind="stable")[: round(keep * len(sizes))]] = True
    ends = np.cumsum([w.size for w in weights])[:-1]
    parts = np.split(kept, ends)
    masks = [part.reshape(w.shape) for part, w in zip(parts, weights, strict=True)]
    moved = [momentum * v + g for v, g in zip(velocities, grads, strict=True)]
    steps = zip(weights, moved, masks, strict=True)
    return masks, [(w - lr * v) * mask for w, v, mask in steps], moved


def given(weights, unit, keep, lr, momentum):
    """Add gradients and velocities."""
    grads, velocities = ([unit(w.shape) for w in weights] for _ in range(2))
    return (weights, grads, velocities), {"keep": keep, "lr": lr, "momentum": momentum}


def by_hand(rng, label, weights, keep, lr=0.5, momentum=0.5):
    """Draw even whole numbers for gradients and velocities, and one sign for all weights."""
    sign = float(rng.choice([-1, 1]))
    weights = [sign * np.array(w, float) for w in weights]
    return Case(
        label, *given(weights, lambda shape: rng.integers(1, 4, shape) * 2.0, keep, lr, momentum)
    )


def layer_cases(rng):
    """Draw layers of different size, with gradients and velocities that know nothing of masks."""

    def case(label, shapes, keep, step=None, apart=1.0, momentum=0.9):
        weights = [rng.standard_normal(shape) * apart**place for place, shape in enumerate(shapes)]
        weights = [np.round(w / step) * step if step else w for w in weights]
        return Case(label, *given(weights, rng.standard_normal, keep, 0.1, momentum))

    return [
        by_hand(rng, "by hand", [[[4, -1], [0, -3]], [[2, -5]]], 0.5),
        by_hand(rng, "equal sizes, by hand", [[[2, -2, 1]], [[-2], [4], [2]]], 0.5),
        by_hand(
            rng, "all of one layer goes, by hand", [[[1, -2]], [[3, 5], [-4, 6]]], 0.5, 1.0, 0.25
        ),
        case("two layers", [(6, 8), (3, 6)], 0.25),
        case("three layers", [(10, 7), (8, 10), (4, 8)], 0.1),
        case("layers of different size", [(12, 5), (5, 12)], 0.375, apart=4.0),
        case("layers of different size", [(9, 11), (4, 9), (6, 4)], 0.3, apart=0.4),
        case("equal sizes", [(8, 9), (5, 8)], 0.25, step=0.5),
        case("equal sizes", [(4, 4, 3, 3), (5, 9)], 0.6, step=1.0),
        case("all kept", [(3, 5), (2, 3)], 1.0),
        case("nothing kept", [(3, 5), (2, 3)], 0.01),
        case("without momentum", [(7, 5), (4, 7)], 0.4, momentum=0.0),
    ]


QUESTION = Question(
    id="8_3.pruned_step",
    points=2,
    difficulty=2,
    minutes=20,
    section="8.3, Pruning",
    reference=pruned_step,
    outputs=("masks", "weights", "velocities"),
    intermediates=("sizes", "kept", "masks", "moved"),
    cases=layer_cases,
)

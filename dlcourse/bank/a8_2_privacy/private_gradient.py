"""One private gradient: cut each example's, add up, add noise, divide by the expected batch."""

import numpy as np

from ...exercises import Case, Question


def private_gradient(dw, db, xi_w, xi_b, *, max_norm, noise_multiplier, rate, count):
    """No example moves the sum by more than max_norm; the noise is in units of that."""
    norms = np.sqrt(np.sum(dw**2, axis=(1, 2)) + np.sum(db**2, axis=1))
    factor = max_norm / np.maximum(norms, max_norm)
    sum_w = np.einsum("n,nij->ij", factor, dw)
    sum_b = np.einsum("n,nj->j", factor, db)
    noise, expected = noise_multiplier * max_norm, rate * count
    return (sum_w + noise * xi_w) / expected, (sum_b + noise * xi_b) / expected


def by_hand(rng, label, dw, db, xi, **settings):
    """Bring few gradients of whole numbers into another order, with other signs."""
    order, sign = rng.permutation(len(db)), rng.choice([-1.0, 1.0], 4)
    dw, db = np.array(dw, float)[order, None] * sign[:2], np.array(db, float)[order, None]
    xi_w, xi_b = sign[None, 2:] * xi[:2], np.array(xi[2:]) * rng.integers(1, 5)
    return Case(label, (dw, db * sign[2], xi_w, xi_b), settings)


def gradient_cases(rng):
    """Draw gradients of many sizes; few and round ones first."""

    def case(label, batch, shape, size, **settings):
        out, inside = shape
        scale = size * np.exp(rng.standard_normal(batch))
        dw = scale[:, None, None] * rng.standard_normal((batch, out, inside))
        db = scale[:, None] * rng.standard_normal((batch, out))
        if batch > 3:
            dw[1], db[1] = 0, 0  # an example that is learned
        noise = rng.standard_normal((out, inside)), rng.standard_normal(out)
        return Case(label, (dw, db, *noise), settings)

    small = {"max_norm": 3.0, "noise_multiplier": 0.5, "rate": 0.25, "count": 16}
    none = {"max_norm": 6.0, "noise_multiplier": 0.0, "rate": 0.5, "count": 8}
    return [
        by_hand(rng, "by hand", [[4, 4], [1, 0]], [2, 2], [2.0, -1.0, 1.0], **small),
        by_hand(
            rng, "no noise, by hand", [[8, 4], [2, 2], [0, 0]], [8, 1, 0], [1.0, 3.0, 2.0], **none
        ),
        case("a batch", 12, (4, 6), 1.0, max_norm=4.0, noise_multiplier=1.1, rate=0.1, count=100),
        case("a batch", 30, (3, 5), 0.2, max_norm=1.5, noise_multiplier=0.8, rate=0.05, count=400),
        case("all are cut", 9, (5, 2), 9.0, max_norm=0.5, noise_multiplier=2.0, rate=0.3, count=30),
        case("none is cut", 8, (2, 7), 0.1, max_norm=50.0, noise_multiplier=0.1, rate=0.2, count=9),
        case("wide noise", 5, (6, 3), 1.0, max_norm=2.5, noise_multiplier=9.0, rate=0.7, count=11),
        case("none drawn", 0, (3, 4), 1.0, max_norm=2.0, noise_multiplier=1.5, rate=0.01, count=90),
    ]


QUESTION = Question(
    id="8_2.private_gradient",
    points=2,
    difficulty=1,
    minutes=15,
    section="8.2, Training with noise",
    reference=private_gradient,
    outputs=("gradient of w", "gradient of b"),
    intermediates=("norms", "factor", "sum_w", "sum_b"),
    cases=gradient_cases,
)

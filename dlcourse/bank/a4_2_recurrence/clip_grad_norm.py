"""Clipping by the norm of all gradients together."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question


def root_of_squares(grads):
    """Take all entries of all arrays as one long vector; give its length."""
    return np.sqrt(sum((g**2).sum() for g in grads))


def clip_grad_norm(grads, *, max_norm, eps):
    """Scale all gradients by one factor, and never up."""
    length = root_of_squares(grads)
    factor = min(1.0, max_norm / (length + eps))
    return [factor * g for g in grads], length


def each_alone(grads, *, max_norm, eps):
    """Clip every array by a norm of its own."""
    clipped = [clip_grad_norm([g], max_norm=max_norm, eps=eps)[0][0] for g in grads]
    return clipped, root_of_squares(grads)


def by_value(grads, *, max_norm, eps):
    """Clip every entry."""
    return [np.clip(g, -max_norm, max_norm) for g in grads], root_of_squares(grads)


def stretched(grads, *, max_norm, eps):
    """Give every gradient the same length, short ones too."""
    length = root_of_squares(grads)
    return [max_norm / (length + eps) * g for g in grads], length


def without_eps(grads, *, max_norm, eps):
    """Divide by the norm alone."""
    length = root_of_squares(grads)
    factor = max_norm / length if length > max_norm else 1.0
    return [factor * g for g in grads], length


def compared_without_eps(grads, *, max_norm, eps):
    """Ask whether the norm is too long before eps is added."""
    length = root_of_squares(grads)
    factor = max_norm / (length + eps) if length > max_norm else 1.0
    return [factor * g for g in grads], length


def eps_on_the_factor(grads, *, max_norm, eps):
    """Add eps to the quotient."""
    length = root_of_squares(grads)
    factor = min(1.0, max_norm / length + eps) if length else 1.0
    return [factor * g for g in grads], length


def eps_under_the_root(grads, *, max_norm, eps):
    """Add eps to the sum of squares."""
    length = root_of_squares(grads)
    factor = min(1.0, max_norm / np.sqrt(length**2 + eps))
    return [factor * g for g in grads], length


def to_length_one(grads, *, max_norm, eps):
    """Divide long gradients by their norm."""
    length = root_of_squares(grads)
    return [g / (length + eps) if length > max_norm else g for g in grads], length


def never_down(grads, *, max_norm, eps):
    """Take the larger of 1 and the factor."""
    length = root_of_squares(grads)
    return [max(1.0, max_norm / (length + eps)) * g for g in grads], length


def eps_returned(grads, *, max_norm, eps):
    """Return what stands below the line."""
    clipped, length = clip_grad_norm(grads, max_norm=max_norm, eps=eps)
    return clipped, length + eps


def norm_afterwards(grads, *, max_norm, eps):
    """Return the norm of the clipped gradients."""
    clipped, _ = clip_grad_norm(grads, max_norm=max_norm, eps=eps)
    return clipped, root_of_squares(clipped)


def _measured_by(norm):
    """Make a mistake: another norm."""

    def wrong(grads, *, max_norm, eps):
        factor = min(1.0, max_norm / (norm(grads) + eps))
        return [factor * g for g in grads], norm(grads)

    return wrong


def gradient_cases(rng):
    """Draw gradients of parameters of different shapes, longer and shorter than allowed."""

    def case(label, shapes, length, max_norm, eps=1e-6):
        grads = [rng.standard_normal(shape) for shape in shapes]
        scale = length / root_of_squares(grads)
        settings = {"max_norm": max_norm, "eps": eps}
        return Case(label, ([scale * g for g in grads],), settings)

    matrices = (4, 2), (4, 4), (4,)
    return [
        case("one array", [(5,)], 6.0, 1.0),
        case("one array", [(3, 4)], 4.0, 2.5),
        case("several arrays", matrices, 10.0, 1.0),
        case("several arrays", matrices, 3.0, 0.5),
        case("short already", [(2, 3), (3,)], 0.4, 1.0),
        case("short already", matrices, 1.5, 2.0),
        case("large eps", matrices, 5.0, 2.0, eps=0.2),
        case("large eps", [(3,), (2, 2)], 2.0, 1.9, eps=0.5),
        case("large eps", [(4,), (2, 3)], 2.0, 2.2, eps=0.5),
        case("all zero", matrices, 0.0, 1.0),
    ]


QUESTION = Question(
    id="4_2.clip_grad_norm",
    points=2,
    difficulty=1,
    minutes=10,
    section="4.2, Clipping",
    reference=clip_grad_norm,
    outputs=("gradients", "norm"),
    cases=gradient_cases,
    forbids=(*LIBRARIES, "dlcourse.optim"),
    mistakes=[
        Mistake(
            "each array is clipped by a norm of its own",
            "One norm over all arrays and one factor for all, or the direction changes.",
            each_alone,
        ),
        Mistake(
            "entries are clipped by value",
            "That turns the gradient to another direction. Scale all entries by one factor.",
            by_value,
        ),
        Mistake(
            "short gradients are stretched",
            "The factor is never larger than 1: a gradient that is short already stays as it is.",
            stretched,
        ),
        Mistake(
            "long gradients get the length 1",
            "They get the length max_norm, up to eps.",
            to_length_one,
        ),
        Mistake(
            "gradients are never scaled down",
            "Of 1 and the quotient the smaller one is the factor.",
            never_down,
        ),
        Mistake(
            "the root is missing",
            "A norm is the root of the sum of squares.",
            _measured_by(lambda grads: root_of_squares(grads) ** 2),
        ),
        Mistake(
            "the norms of the arrays are added",
            "Add the squares of all entries of all arrays, then take one root.",
            _measured_by(lambda grads: sum(root_of_squares([g]) for g in grads)),
        ),
        Mistake(
            "the sizes of the entries are added",
            "A norm is the root of the sum of squares.",
            _measured_by(lambda grads: sum(np.abs(g).sum() for g in grads)),
        ),
        Mistake(
            "the largest entry is taken for the norm",
            "A norm is the root of the sum of squares.",
            _measured_by(lambda grads: max(np.abs(g).max() for g in grads)),
        ),
        Mistake(
            "squares are averaged",
            "A norm adds the squares: more entries make a longer vector.",
            _measured_by(lambda grads: root_of_squares(grads) / sum(g.size for g in grads) ** 0.5),
        ),
        Mistake(
            "eps is left out",
            "eps is added to the norm below the line. It keeps a norm of 0 out of trouble.",
            without_eps,
        ),
        Mistake(
            "the norm is compared without eps",
            "The formula takes the smaller of 1 and the quotient. With a large eps that is less "
            "than 1 for some gradients below max_norm, too.",
            compared_without_eps,
        ),
        Mistake(
            "eps is added to the quotient",
            "eps belongs below the line, beside the norm.",
            eps_on_the_factor,
        ),
        Mistake(
            "eps is under the root",
            "First the root, then eps.",
            eps_under_the_root,
        ),
        Mistake(
            "eps is in the norm that is returned",
            "eps belongs to the factor only.",
            eps_returned,
        ),
        Mistake(
            "the norm after clipping is returned",
            "The norm before clipping is what a log needs: it shows when gradients explode.",
            norm_afterwards,
        ),
        Mistake(
            "the norm comes first",
            "The clipped gradients come first, then the norm.",
            lambda grads, **settings: clip_grad_norm(grads, **settings)[::-1],
        ),
        Mistake(
            "the gradients come back as one vector",
            "The caller needs a list again, one array for each parameter, in its shape.",
            lambda grads, **settings: (
                np.concatenate([g.ravel() for g in clip_grad_norm(grads, **settings)[0]]),
                root_of_squares(grads),
            ),
        ),
        Mistake(
            "only the gradients are returned",
            "Return two things: the clipped gradients, and the norm before clipping.",
            lambda grads, **settings: clip_grad_norm(grads, **settings)[0],
        ),
    ],
    hints=[
        "All entries of all arrays together are one long vector. What is its length?",
        "One number for all arrays: the factor. It is 1 when the vector is short enough.",
        "Make new arrays. With *= you would change the caller's.",
    ],
)

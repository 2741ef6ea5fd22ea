"""One step of gradient descent with momentum, in PyTorch's convention."""

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question


def momentum_step(w, v, dw, *, lr, momentum):
    """Give the new weights and the new velocity."""
    v = momentum * v + dw
    return w - lr * v, v


def nesterov(w, v, dw, *, lr, momentum):
    """Look one step ahead."""
    v = momentum * v + dw
    return w - lr * (dw + momentum * v), v


def averaged(w, v, dw, *, lr, momentum):
    """Keep a mean of the gradients instead of a sum."""
    v = momentum * v + (1 - momentum) * dw
    return w - lr * v, v


def rate_inside(w, v, dw, *, lr, momentum):
    """Put the learning rate into the velocity."""
    v = momentum * v + lr * dw
    return w - v, v


def momentum_on_gradient(w, v, dw, *, lr, momentum):
    """Damp the gradient instead of the velocity."""
    v = v + momentum * dw
    return w - lr * v, v


def step_cases(rng):
    """Draw weights, velocities and gradients of vectors and matrices."""

    def case(label, shape, lr, momentum, moving=True):
        w, dw = rng.standard_normal((2, *shape))
        v = rng.standard_normal(shape) * moving
        return Case(label, (w, v, dw), {"lr": lr, "momentum": momentum})

    return [
        case("without momentum", (4,), 0.1, 0.0),
        case("first step", (3,), 0.1, 0.9, moving=False),
        case("first step", (2, 3), 0.02, 0.8, moving=False),
        case("later steps", (5,), 0.1, 0.9),
        case("later steps", (3, 4), 0.05, 0.8),
        case("later steps", (2, 5), 0.3, 0.6),
    ]


QUESTION = Question(
    id="2_1.momentum_step",
    points=2,
    difficulty=1,
    minutes=5,
    section="2.1",
    reference=momentum_step,
    outputs=("w", "v"),
    cases=step_cases,
    forbids=(*LIBRARIES, "dlcourse.optim"),
    mistakes=[
        Mistake(
            "the step goes uphill",
            "The gradient points to where the loss grows.",
            lambda w, v, dw, *, lr, momentum: (
                w + lr * (momentum * v + dw),
                momentum * v + dw,
            ),
        ),
        Mistake(
            "the step uses the old velocity",
            "First the velocity changes, then the weights follow the new one.",
            lambda w, v, dw, *, lr, momentum: (w - lr * v, momentum * v + dw),
        ),
        Mistake(
            "the step uses the gradient alone",
            "The weights follow the velocity; the gradient only changes it.",
            lambda w, v, dw, *, lr, momentum: (w - lr * dw, momentum * v + dw),
        ),
        Mistake(
            "the velocity is an average",
            "PyTorch's velocity is a sum: the new gradient enters with the factor 1.",
            averaged,
        ),
        Mistake(
            "the learning rate is inside the velocity",
            "Both forms exist and agree while the rate is constant; here it multiplies the step.",
            rate_inside,
        ),
        Mistake(
            "the momentum damps the gradient",
            "The old velocity fades, the new gradient counts in full.",
            momentum_on_gradient,
        ),
        Mistake(
            "this is Nesterov's step",
            "Nesterov's form looks one step ahead; plain momentum follows the velocity.",
            nesterov,
        ),
    ],
    hints=[
        "Two lines: one for the velocity, one for the weights, in the order of the formula.",
        "Make new arrays. With += you would change the caller's.",
    ],
)

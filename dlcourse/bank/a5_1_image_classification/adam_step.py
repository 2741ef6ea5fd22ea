"""One step of Adam, with PyTorch's place for eps."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question


def adam_step(p, g, m, v, t, *, lr, beta1, beta2, eps):
    """Give the new parameter and both new running means."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return p - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def uncorrected(p, g, m, v, t, *, lr, beta1, beta2, eps):
    """Use the running means as they are."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return p - lr * m / (np.sqrt(v) + eps), m, v


def only_m_corrected(p, g, m, v, t, *, lr, beta1, beta2, eps):
    """Correct the mean of the gradients and forget the mean of the squares."""
    _, m, v = adam_step(p, g, m, v, t, lr=lr, beta1=beta1, beta2=beta2, eps=eps)
    return p - lr * m / (1 - beta1**t) / (np.sqrt(v) + eps), m, v


def corrected_is_kept(p, g, m, v, t, *, lr, beta1, beta2, eps):
    """Return the corrected means, so that the next step corrects them once more."""
    p, m, v = adam_step(p, g, m, v, t, lr=lr, beta1=beta1, beta2=beta2, eps=eps)
    return p, m / (1 - beta1**t), v / (1 - beta2**t)


def eps_in_root(p, g, m, v, t, *, lr, beta1, beta2, eps):
    """Add eps to the mean square."""
    _, m, v = adam_step(p, g, m, v, t, lr=lr, beta1=beta1, beta2=beta2, eps=eps)
    return p - lr * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t) + eps), m, v


def eps_as_keras(p, g, m, v, t, *, lr, beta1, beta2, eps):
    """Add eps before the correction of v."""
    _, m, v = adam_step(p, g, m, v, t, lr=lr, beta1=beta1, beta2=beta2, eps=eps)
    return p - lr * m / (1 - beta1**t) * np.sqrt(1 - beta2**t) / (np.sqrt(v) + eps), m, v


def sizes(p, g, m, v, t, *, lr, beta1, beta2, eps):
    """Average the sizes of the gradients in place of their squares."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * np.abs(g)
    return p - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def rootless(p, g, m, v, t, *, lr, beta1, beta2, eps):
    """Divide by the mean square."""
    _, m, v = adam_step(p, g, m, v, t, lr=lr, beta1=beta1, beta2=beta2, eps=eps)
    return p - lr * m / (1 - beta1**t) / (v / (1 - beta2**t) + eps), m, v


def step_cases(rng):
    """Draw parameters, gradients and running means of vectors and matrices."""

    def case(label, shape, t, eps=1e-8, betas=(0.9, 0.999)):
        p, g = rng.standard_normal((2, *shape))
        started = t > 1
        m = rng.standard_normal(shape) * (1 - betas[0] ** (t - 1)) * started
        v = rng.uniform(0.5, 2, shape) * (1 - betas[1] ** (t - 1)) * started
        settings = {"lr": 0.1, "beta1": betas[0], "beta2": betas[1], "eps": eps}
        return Case(label, (p, g, m, v, t), settings)

    return [
        case("first step", (4,), 1),
        case("first step", (2, 3), 1, betas=(0.8, 0.95)),
        case("later steps", (5,), 2),
        case("later steps", (3, 4), 7, betas=(0.7, 0.9)),
        case("after many steps", (6,), 100_000),
        case("large eps", (2, 5), 1, eps=0.1),
        case("large eps", (3,), 4, eps=0.03),
        case("no momentum", (4, 2), 3, betas=(0.0, 0.99)),
    ]


QUESTION = Question(
    id="5_1.adam_step",
    points=3,
    difficulty=2,
    minutes=15,
    section="5.1, The same network in PyTorch",
    reference=adam_step,
    outputs=("p", "m", "v"),
    cases=step_cases,
    forbids=(*LIBRARIES, "dlcourse.optim"),
    mistakes=[
        Mistake(
            "the means are not corrected",
            "Both means start at 0 and are too small at first: divide each by its own 1 - beta^t.",
            uncorrected,
        ),
        Mistake(
            "only the mean of the gradients is corrected",
            "The mean of the squares starts at 0 too.",
            only_m_corrected,
        ),
        Mistake(
            "steps are counted from 0",
            "The first step has t = 1, and t comes as an argument: use it as it is.",
            lambda p, g, m, v, t, **settings: adam_step(p, g, m, v, t - 1, **settings),
        ),
        Mistake(
            "the corrected means are returned",
            "The next step goes on from the means before the correction.",
            corrected_is_kept,
        ),
        Mistake(
            "eps is under the root",
            "Take the root first, then add eps.",
            eps_in_root,
        ),
        Mistake(
            "eps is where Keras has it",
            "Keras adds eps to the root before the correction of v, PyTorch after it.",
            eps_as_keras,
        ),
        Mistake(
            "the gradient is not squared",
            "v is a running mean of the squares of the gradient's entries.",
            sizes,
        ),
        Mistake(
            "the root is missing",
            "Divide by the root of the mean square: the unit of the loss must not matter.",
            rootless,
        ),
        Mistake(
            "the step goes uphill",
            "The gradient points to where the loss grows.",
            lambda p, g, m, v, t, **settings: (
                2 * p - adam_step(p, g, m, v, t, **settings)[0],
                *adam_step(p, g, m, v, t, **settings)[1:],
            ),
        ),
    ],
    hints=[
        "Four lines of arithmetic: two means, two corrections; then the step.",
        "Give the corrected means names of their own: the plain ones are returned.",
        "At the first step the corrected means are the gradient and its square, so that every "
        "entry moves by almost exactly the learning rate. Try it.",
    ],
)

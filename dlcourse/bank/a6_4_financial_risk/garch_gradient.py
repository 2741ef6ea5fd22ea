"""The log likelihood of GARCH(1,1), and its gradient through the recursion."""

import numpy as np

from ...exercises import Case, Question


def garch_gradient(r, theta, *, first):
    """Each variance is made of the one before it: its gradient comes back the same way."""
    mu, omega, alpha, beta = theta
    e = r - mu
    s = np.full(len(r), float(first))
    for t in range(1, len(r)):
        s[t] = omega + alpha * e[t - 1] ** 2 + beta * s[t - 1]
    loglik = -0.5 * np.sum(np.log(2 * np.pi * s) + e**2 / s)
    direct = 0.5 * (e**2 / s - 1) / s
    g = direct.copy()
    for t in range(len(r) - 2, -1, -1):
        g[t] += beta * g[t + 1]
    later, before = g[1:], e[:-1]
    dmu = np.sum(e / s) - 2 * alpha * np.sum(later * before)
    dtheta = np.array([dmu, np.sum(later), np.sum(later * before**2), np.sum(later * s[:-1])])
    return loglik, dtheta, g[0]


def return_cases(rng):
    """Draw returns from the model, or others, with parameters that need not be the true ones."""

    def case(label, size, alpha, beta, omega=0.05):
        theta = np.array([rng.uniform(0.1, 0.3), omega * rng.uniform(0.7, 1.4), alpha, beta])
        r = rng.standard_normal(size) * np.exp(0.3 * np.cumsum(rng.standard_normal(size)) / 4)
        return Case(label, (r, theta), {"first": float(np.var(r))})

    def hand(label, size, theta, first):
        r = rng.permutation([-2.0, 3.0, 5.0, -1.0, 2.0])[:size]
        return Case(label, (r, np.array(theta)), {"first": first})

    return [
        hand("two days, by hand", 2, [1.0, 1.0, 0.5, 0.5], 2.0),
        hand("three days, by hand", 3, [1.0, 0.5, 0.25, 0.5], 1.0),
        case("a short series", 30, 0.15, 0.8),
        case("a long series", 900, 0.08, 0.9),
        case("old variance only", 60, 0.0, 0.95),
        case("the last shock only", 60, 0.6, 0.0),
        case("neither", 50, 0.0, 0.0, omega=1.0),
        case("growing without end", 40, 0.4, 0.9),
        Case("one day", (rng.standard_normal(1), np.array([0.5, 0.1, 0.1, 0.8])), {"first": 0.7}),
    ]


QUESTION = Question(
    id="6_4.garch_gradient",
    points=4,
    difficulty=4,
    minutes=40,
    section="6.4, How far will prices move?",
    transfer=True,
    reference=garch_gradient,
    outputs=("loglik", "dtheta", "dfirst"),
    intermediates=("e", "s", "direct", "g"),
    cases=return_cases,
)

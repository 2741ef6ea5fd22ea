"""Sums in place of an integral from 0 to 1: where to look, and what each look weighs."""

import numpy as np

from ...settings import check_choice, check_integer

RULES = ("middle", "left", "right", "trapezoid", "gausslegendre")


def rule_points(rule, steps):
    """Places and weights of a rule: ∫₀¹ f(t) dt ≈ Σ_k weights[k] f(places[k]).

    Parameters
    ----------
    rule : str
        "left", "middle", "right": the point of each of `steps` equal parts. "trapezoid": `steps`
        equal distances would need one point more, so there are steps - 1, and the ends weigh half.
        "gausslegendre": exact for polynomials of degree 2 steps - 1.
    steps : int
        Number of points, the cost; at least 1, for the trapezoid 2.

    Returns
    -------
    places, weights : array (steps,)
        The weights sum to 1.

    Raises
    ------
    ValueError
        If the rule is another, or steps is too small.

    Examples
    --------
    >>> [a.tolist() for a in rule_points("middle", 2)]
    [[0.25, 0.75], [0.5, 0.5]]
    >>> [a.tolist() for a in rule_points("trapezoid", 3)]
    [[0.0, 0.5, 1.0], [0.25, 0.5, 0.25]]
    """
    check_choice("rule", rule, RULES)
    check_integer("steps", steps, low=2 if rule == "trapezoid" else 1)
    if rule == "gausslegendre":
        nodes, weights = np.polynomial.legendre.leggauss(steps)
        return (1 + nodes) / 2, weights / 2
    if rule == "trapezoid":
        weights = np.full(steps, 1 / (steps - 1))
        weights[[0, -1]] /= 2
        return np.linspace(0, 1, steps), weights
    shift = {"left": 0.0, "middle": 0.5, "right": 1.0}[rule]
    return (np.arange(steps) + shift) / steps, np.full(steps, 1 / steps)

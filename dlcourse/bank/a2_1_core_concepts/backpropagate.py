"""The engine of automatic differentiation: order the values, multiply, accumulate."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question


def backpropagate(parents, derivatives, root):
    """Visit every value after all that use it; pass its gradient on, and add where paths meet."""
    grads = np.zeros(len(parents))
    grads[root] = 1.0
    for i in _order(parents, root):
        _pass_on(grads, grads[i], parents[i], derivatives[i])
    return grads


def _order(parents, root):
    """List the values that `root` depends on, each after all its uses."""
    uses, found = np.zeros(len(parents), int), _reach(parents, root)
    for i in found:
        np.add.at(uses, list(parents[i]), 1)
    ready = [root]
    for i in ready:  # grows while we walk it
        for parent in parents[i]:
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)
    return ready


def _reach(parents, root):
    """List the values that `root` depends on, as a search meets them."""
    found = [root]
    for i in found:
        found += [p for p in dict.fromkeys(parents[i]) if p not in found]
    return found


def _pass_on(grads, grad, parents, derivatives):
    for parent, derivative in zip(parents, derivatives, strict=True):
        grads[parent] += grad * derivative


def overwriting(parents, derivatives, root):
    """Keep the last path only."""
    grads = np.zeros(len(parents))
    grads[root] = 1.0
    for i in _order(parents, root):
        for parent, derivative in zip(parents[i], derivatives[i], strict=True):
            grads[parent] = grads[i] * derivative
    return grads


def too_early(parents, derivatives, root):
    """Visit values as a search from the root meets them."""
    grads = np.zeros(len(parents))
    grads[root] = 1.0
    for i in _reach(parents, root):
        _pass_on(grads, grads[i], parents[i], derivatives[i])
    return grads


def by_number(parents, derivatives, root):
    """Trust the numbering of the values."""
    grads = np.zeros(len(parents))
    grads[root] = 1.0
    for i in reversed(range(len(parents))):
        _pass_on(grads, grads[i], parents[i], derivatives[i])
    return grads


def local_only(parents, derivatives, root):
    """Add the local derivatives, and forget what came in."""
    grads = np.zeros(len(parents))
    grads[root] = 1.0
    for i in _order(parents, root):
        _pass_on(grads, 1.0, parents[i], derivatives[i])
    return grads


def every_end(parents, derivatives, root):
    """Start from every value that nothing uses."""
    used = {parent for row in parents for parent in row}
    ends = {i for i in range(len(parents)) if i not in used} | {root}
    return sum(backpropagate(parents, derivatives, end) for end in sorted(ends))


def once_per_parent(parents, derivatives, root):
    """Lose the second use of a value within one operation."""
    rows = [dict(zip(p, d, strict=True)) for p, d in zip(parents, derivatives, strict=True)]
    return backpropagate([tuple(row) for row in rows], [tuple(row.values()) for row in rows], root)


def graph(rng, parents, *, root=None, shuffled=False):
    """Draw local derivatives for a graph, and numbers for its values."""
    number = rng.permutation(len(parents)) if shuffled else np.arange(len(parents))
    # A numbering in which each value comes before its operands, or the other way round, is too
    # kind: draw until some of each occurs.
    while (
        shuffled
        and len({bool(number[i] > number[p]) for i, r in enumerate(parents) for p in r}) < 2
    ):
        number = rng.permutation(len(parents))
    rows = [()] * len(parents)
    for i, row in enumerate(parents):
        rows[number[i]] = tuple(int(number[p]) for p in row)
    derivatives = [tuple(rng.uniform(0.5, 2, len(row)).round(2).tolist()) for row in rows]
    root = len(parents) - 1 if root is None else root
    return rows, derivatives, int(number[root])


CHAIN = [(), (0,), (1,), (2,)]
# Value 1 reaches the end at once and by a longer way: it must wait for both.
WAIT = [(), (0,), (1,), (2,), (1, 3), (4, 1)]
TWICE = [(), (), (0, 0), (2, 1), (3, 3)]
BESIDE = [(), (), (0, 1), (2, 0), (2, 1), (4, 3)]


def ladder(steps):
    """Give a graph in which the number of paths doubles with each step."""
    rows = [()]
    for _ in range(steps):
        i = len(rows) - 1
        rows += [(i,), (i, i + 1), (i + 1, i + 2)]
    return rows


def graph_cases(rng):
    """Draw graphs, from a chain to one with many paths in an arbitrary numbering."""
    return [
        Case("a chain", graph(rng, CHAIN)),
        Case("two paths", graph(rng, [(), (0,), (0,), (1, 2)])),
        Case("two paths", graph(rng, WAIT)),
        Case("a value used twice", graph(rng, TWICE)),
        Case("values beside the root", graph(rng, BESIDE, root=3)),
        Case("any numbering", graph(rng, WAIT, shuffled=True)),
        Case("any numbering", graph(rng, TWICE, shuffled=True)),
        Case("many paths", graph(rng, ladder(6), shuffled=True)),
    ]


QUESTION = Question(
    id="2_1.backpropagate",
    points=5,
    difficulty=4,
    minutes=35,
    section="2.1",
    reference=backpropagate,
    cases=graph_cases,
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "the last path overwrites the others",
            "Where a value is used several times, its gradients add.",
            overwriting,
        ),
        Mistake(
            "a value passes its gradient on before it is complete",
            "A value that is reached early may still have uses further on. Whom must it wait for?",
            too_early,
        ),
        Mistake(
            "the values are visited by their number",
            "The numbers are names and say nothing of the order of the computation.",
            by_number,
        ),
        Mistake(
            "the incoming gradient is left out",
            "The chain rule multiplies what comes in with the local derivative.",
            local_only,
        ),
        Mistake(
            "every end of the graph counts, not the root alone",
            "Values beside the root have no influence on it: theirs is a gradient of zero.",
            every_end,
        ),
        Mistake(
            "a parent that is named twice counts once",
            "In x times x the same parent stands twice, with a derivative for each.",
            once_per_parent,
        ),
        Mistake(
            "the gradient of the root itself is zero",
            "How much does the root change when the root changes by 1?",
            lambda parents, derivatives, root: np.zeros(len(parents)),
        ),
    ],
    hints=[
        "Begin at the root, whose gradient with respect to itself you know.",
        "Find an order first, in which every value stands before its parents. Then one loop does "
        "the rest.",
        "A recursive function that lists the parents of a value before the value itself gives the "
        "order, reversed. Remember which values you have listed.",
    ],
)

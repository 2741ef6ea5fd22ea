"""The engine of automatic differentiation: order the values, multiply, accumulate."""

from collections import Counter

import numpy as np

from ...exercises import Case, Question


def backpropagate(parents, derivatives, root):
    """Visit every value after all that use it; pass its gradient on, and add where paths meet."""
    grads = np.zeros(len(parents))
    grads[root] = 1.0
    for i in ordered(parents, root):
        for parent, derivative in zip(parents[i], derivatives[i], strict=True):
            grads[parent] += grads[i] * derivative
    return grads


def ordered(parents, root):
    """List the values that the root depends on, each after all its uses."""
    found = [root]
    for i in found:  # grows while we walk it
        found += set(parents[i]) - set(found)
    uses = Counter(parent for i in found for parent in parents[i])
    ready = [root]
    for i in ready:
        for parent in parents[i]:
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)
    return ready


def graph(rng, parents, *, root=None, shuffled=False):
    """Draw local derivatives for a graph, and numbers for its values."""
    number = np.arange(len(parents))
    edges = [(i, parent) for i, row in enumerate(parents) for parent in row]
    # Numbers that only rise along the edges, or only fall, are too kind: draw until they do both.
    while shuffled and len({bool(number[i] > number[parent]) for i, parent in edges}) < 2:
        number = rng.permutation(len(parents))
    rows = [()] * len(parents)
    for i, row in enumerate(parents):
        rows[number[i]] = tuple(int(number[p]) for p in row)
    derivatives = [tuple(rng.choice([0.5, 1.5, 2.0, 2.5, 3.0], len(row)).tolist()) for row in rows]
    root = len(parents) - 1 if root is None else root
    return rows, derivatives, int(number[root])


CHAIN = [(), (0,), (1,), (2,)]
# Value 1 reaches the end at once and by a longer way: it must wait for both.
WAIT = [(), (0,), (1,), (2,), (1, 3), (4, 1)]
TWICE = [(), (), (0, 0), (2, 1), (3, 3)]
BESIDE = [(), (), (0, 1), (2, 0), (2, 1), (4, 3)]


def ladder(steps):
    """Give a graph in which the number of paths triples with each step."""
    rows = [()]
    for _ in range(steps):
        i = len(rows) - 1
        rows += [(i,), (i, i + 1), (i + 1, i + 2)]
    return rows


def doubled(times, steps):
    """Give a graph whose paths double several times, and of which each then has `steps` to go."""
    chain = [(i,) for i in range(steps)]
    return [(), *chain, *[(steps + i, steps + i) for i in range(times)]]


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
        # A million paths of a hundred steps take longer than a call may. There are no more of them,
        # since an answer that keeps a queue of paths needs memory for each.
        Case("many paths", graph(rng, doubled(20, 80), shuffled=True)),
    ]


QUESTION = Question(
    id="2_1.backpropagate",
    points=4,
    difficulty=4,
    minutes=30,
    section="2.1",
    reference=backpropagate,
    cases=graph_cases,
)

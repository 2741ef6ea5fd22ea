"""The best sequence of tags, where each step has its price and some are forbidden."""

import numpy as np

from ...exercises import Case, Question


def viterbi(scores, start, steps):
    """The best way to a tag goes over the best way to the tag before it."""
    best, came = start + scores[0], []
    for row in scores[1:]:
        ways = best[:, None] + steps
        came.append(ways.argmax(axis=0))
        best = ways.max(axis=0) + row
    path = [best.argmax()]
    for before in reversed(came):
        path.append(before[path[-1]])
    return np.array(path[::-1]), best.max()


def path_cases(rng):
    """Draw scores; no two paths have the same sum."""

    def case(label, words, tags, scale=1.0, forbidden=None):
        scores = rng.standard_normal((words, tags))
        start, steps = (scale * rng.standard_normal(size) for size in (tags, (tags, tags)))
        if forbidden:
            apart = np.arange(tags) - np.arange(tags)[:, None]
            steps[forbidden(apart)] = -np.inf
            start[tags // 2 :] = -np.inf
        return Case(label, (scores, start, steps))

    shift, order = rng.integers(0, 3, 3), rng.permutation(2)
    scores = np.array([[3.0, 2], [0, 1], [5, 4]])[:, order] + shift[:, None]
    start, steps = np.array([0.0, 0.5])[order], np.array([[0.0, -4], [-2, 3]])[order][:, order]
    iob = np.array([[0, 0, -np.inf], [0, 0, 0], [0, 0, 0]])
    tags = np.array([[3.0, 1, 0], [0, 1, 5], [2, 0, 1]]) + rng.permutation([0.0, 1, 2])[:, None]
    return [
        Case("by hand", (scores, start, steps)),
        Case("no I after O, by hand", (tags, np.array([0, 0, -np.inf]), iob)),
        case("one word", 1, 5),
        case("a sentence", 9, 4),
        case("a long sentence", 60, 7),
        case("steps weigh more than words", 25, 5, scale=4.0),
        case("steps back are forbidden", 12, 6, forbidden=lambda apart: apart < 0),
        case("only to the next one or the same", 14, 8, forbidden=lambda a: (a != 0) & (a != 1)),
    ]


QUESTION = Question(
    id="6_5.viterbi",
    points=3,
    difficulty=3,
    minutes=30,
    section="6.5, About what?",
    transfer=True,
    reference=viterbi,
    outputs=("path", "score"),
    intermediates=("best",),
    cases=path_cases,
)

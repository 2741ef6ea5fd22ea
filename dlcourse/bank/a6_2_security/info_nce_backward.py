"""The gradient of the contrast loss, through the cosines to the embeddings."""

import numpy as np

from ...exercises import Case, Question


def info_nce_backward(query, key, *, temperature=0.1):
    """Each query is drawn to its own key and pushed from those that look like it."""
    query_size = np.linalg.norm(query, axis=1, keepdims=True)
    key_size = np.linalg.norm(key, axis=1, keepdims=True)
    u, v = query / query_size, key / key_size
    s = u @ v.T / temperature
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    ds = (p - np.eye(len(p))) / len(p)
    du, dv = ds @ v / temperature, ds.T @ u / temperature
    dquery = (du - u * (u * du).sum(axis=1, keepdims=True)) / query_size
    dkey = (dv - v * (v * dv).sum(axis=1, keepdims=True)) / key_size
    return dquery, dkey


def contrast_cases(rng):
    """Draw batches of which no size is equal to the number of features."""

    def case(label, count, features, grow=1.0, **settings):
        query, key = rng.standard_normal((2, count, features))
        sizes = rng.uniform(0.5, 2.0, (2, count, 1)) * grow
        return Case(label, (sizes[0] * query, sizes[1] * (key + query / 2)), settings)

    size, turn = rng.permutation([1.0, 2.0, 4.0]), rng.choice([-1.0, 1.0])
    query = np.array([[size[0], 0], [size[1], 0]])
    key = np.array([[3.0, 4 * turn], [6.0, -8 * turn]])
    return [
        Case("two pairs, by hand", (query, key), {"temperature": 0.5}),
        Case("two pairs, by hand", (query[:, ::-1].copy(), key[:, ::-1] / 2), {"temperature": 2.0}),
        case("temperature 1", 3, 5, temperature=1.0),
        case("a batch", 4, 6),
        case("a batch", 6, 4, temperature=0.5),
        case("long embeddings", 5, 3, grow=100.0, temperature=0.2),
        case("a cold batch", 5, 7, temperature=0.0001),
        case("one pair", 1, 4),
    ]


QUESTION = Question(
    id="6_2.info_nce_backward",
    points=3,
    difficulty=4,
    minutes=25,
    section="6.2, The same, or not?",
    reference=info_nce_backward,
    outputs=("dquery", "dkey"),
    intermediates=("u", "v", "s", "p", "ds", "du", "dv"),
    quiet=True,
    cases=contrast_cases,
)

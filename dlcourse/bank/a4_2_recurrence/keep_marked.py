"""Open task: train a network that keeps one number over many steps; the check runs its weights."""

import numpy as np

from ...exercises import OpenTask, Symptom
from ...layers import GRU, Container, Linear
from ...optim import Adam, clip_grad_norm
from . import _stream as S

UNITS = 16


def keep_marked(x, y, epochs=20, fixed=()):
    """Train gates that keep at first; clip, and let the learning rate fall."""
    rng = np.random.default_rng(0)
    gru, answer = GRU(x.shape[2], UNITS, batch_first=True, rng=rng), Linear(UNITS, 1, rng=rng)
    net = Container({"gru": gru, "answer": answer})
    gru.params["bias_ih_l0"][UNITS : 2 * UNITS] = 2
    for name in fixed:
        net.params[name][:] = 0
    adam = Adam(net.params)
    for epoch in range(epochs):
        adam.lr = 0.02 * (1 - epoch / epochs)
        for rows in np.array_split(rng.permutation(len(x)), len(x) // 50):
            _, h = gru(x[rows])
            error = answer(h[0]) - y[rows, None]
            gru.backward(dh_n=answer.backward(2 * error / len(rows))[None])
            clip_grad_norm(net.grads, max_norm=1)
            adam.step({n: dp * (n not in fixed) for n, dp in net.grads.items()})
    v, d = answer.params.values()
    return *gru.params.values(), v[0], d


def untrained(scale=0.0, mean=0.0):
    """Draw weights at which a fixed number is answered, or hardly anything else."""

    def answer(x, y):
        rng = np.random.default_rng(0)
        weights = GRU(x.shape[2], UNITS, rng=rng).params.values()
        return *weights, np.full(UNITS, scale), y.mean() + mean

    return answer


def changed(change):
    """Spoil what the reference hands in."""
    return lambda x, y: change(*keep_marked(x, y, epochs=12))


def z_first(*weights):
    """Exchange the first two blocks of rows."""
    blocks = (np.split(w, 3) for w in weights[:4])
    return *(np.concatenate([z, r, n]) for r, z, n in blocks), *weights[4:]


def three_times(*weights):
    """Answer three times what is right."""
    return *weights[:4], 3 * weights[4], 3 * weights[5]


SYMPTOMS = {
    "far-away": Symptom(untrained(mean=3), S.thrown_away),
    "only-mean": Symptom(untrained(), S.nothing_learned),
    "any-mark": Symptom(lambda x, y: keep_marked(x, y, 10, ["gru.weight_hh_l0"]), S.any_mark),
    "z-first": Symptom(changed(z_first), S.blocks_exchanged),
    "another-scale": Symptom(changed(three_times), S.another_scale),
}

QUESTION = OpenTask(
    id="4_2.keep_marked",
    points=4,
    difficulty=4,
    minutes=45,
    section="4.2, How far do gradients reach?",
    reference=keep_marked,
    cases=S.stream_cases,
    metric=S.share_explained,
    metric_name="share of the variance that is explained",
    thresholds=[(0.8, 0.5), (0.98, 1.0)],
    allows=("dlcourse.layers", "dlcourse.functional", "dlcourse.optim", "dlcourse.train"),
    symptoms=SYMPTOMS,
)

"""Plausible wrong backward passes of attention."""

import numpy as np
from mistake import Mistake, right

from dlcourse import functional as F


def attention_wrong(softmax=True, scaled=True, transposed=True, each_dout=True):
    def wrong(dout, query, key, value, out):
        cache = F.scaled_dot_product_attention_forward(query, key, value)[1]
        weights = cache.weights
        dscores = weights * (dout @ value.mT)
        if softmax:
            dscores -= weights * dscores.sum(axis=-1, keepdims=True)
        if scaled:
            dscores *= cache.scale
        reached = dout if each_dout else np.tile(dout.mean(axis=0), (len(dout), 1))
        dvalue = (weights.mT if transposed else weights) @ reached
        return dscores @ key, dscores.mT @ query, dvalue

    return wrong


def attention_of_one_query(dout, query, key, value, out):
    op = "scaled_dot_product_attention"
    dquery, _, dvalue = right(op, dout, query, key, value)
    return dquery, right(op, dout[-1:], query[-1:], key, value)[1], dvalue


ATTENTION = (5, 4), (6, 4), (6, 7)

ATTENTIONS = [
    Mistake(
        "softmax taken for a constant factor",
        "scaled_dot_product_attention",
        attention_wrong(softmax=False),
        ATTENTION,
    ),
    Mistake(
        "scale forgotten", "scaled_dot_product_attention", attention_wrong(scaled=False), ATTENTION
    ),
    Mistake(
        "weights not transposed",
        "scaled_dot_product_attention",
        attention_wrong(transposed=False),
        ((4, 4), (4, 4), (4, 4)),
    ),
    Mistake(
        "dvalue from the mean over the queries",
        "scaled_dot_product_attention",
        attention_wrong(each_dout=False),
        ATTENTION,
        slips=True,
    ),
    Mistake(
        "dkey of the last query only",
        "scaled_dot_product_attention",
        attention_of_one_query,
        ATTENTION,
    ),
]

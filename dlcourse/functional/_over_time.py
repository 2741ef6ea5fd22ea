"""A recurrent operation between its arguments and the stack of layers: checks, layout, states."""

from typing import NamedTuple

import numpy as np

from ._recurrent_check import check_sequence, check_settings, check_weights, named
from ._recurrent_stack import Stack, plan, stack_backward, stack_forward
from .check import check_douts, check_float, check_shape


class RecurrentCache(NamedTuple):
    """What the backward passes need: the plan of the stack, and a cache for each layer."""

    stack: Stack
    layers: list
    given: list
    batch_first: bool
    out_shape: tuple
    state_shape: tuple


def over_time(steps, x, states, weights, num_layers, bidirectional, lengths, truncate, batch_first):
    """``(out, h_n, ...), cache`` of a stack with the cell `steps`; `states` are arrays by name."""
    check_settings(num_layers, bidirectional, truncate, batch_first)
    directions = 2 if bidirectional else 1
    check_float(x=x, **states, **named(weights, num_layers, directions), optional=tuple(states))
    check_sequence(x, batch_first, lengths)
    layers = check_weights(weights, steps.gates, x.shape[2], num_layers, directions)
    x = x.swapaxes(0, 1) if batch_first else x
    shape = len(layers), x.shape[1], weights[1].shape[1]
    check_shape(shape, **states)
    first = [np.zeros(shape, x.dtype) if state is None else state for state in states.values()]
    stack = plan(steps, x, directions, lengths, truncate)
    out, ends, caches = stack_forward(stack, x, first, layers)
    out = np.array(out.swapaxes(0, 1) if batch_first else out, order="C")
    given = [state is not None for state in states.values()]
    return (out, *ends), RecurrentCache(stack, caches, given, batch_first, out.shape, shape)


def over_time_backward(douts, cache):
    """dx, the gradients of the first states that were given, those of the weights."""
    stack, caches, given, batch_first, out_shape, state_shape = cache
    ends = dict.fromkeys(("dh_n", "dc_n")[: len(given)], state_shape)
    dout, *dends = check_douts(douts, caches[0].h.dtype, dout=out_shape, **ends)
    dout = dout.swapaxes(0, 1) if batch_first else dout
    dx, starts, dweights = stack_backward(stack, dout, dends, caches)
    dx = np.ascontiguousarray(dx.swapaxes(0, 1) if batch_first else dx)
    return dx, *(s for s, g in zip(starts, given, strict=True) if g), *dweights

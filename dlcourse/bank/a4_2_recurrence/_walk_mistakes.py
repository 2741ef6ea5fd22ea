"""What goes wrong on the walk back through time, by name."""

import numpy as np

from ...exercises.question import Mistake
from ._walk import (
    collect,
    cut_at_the_start,
    cut_early,
    cut_from_the_end,
    cut_late,
    each_output_alone,
    faulty,
    first_state_summed,
    last_chunk_only,
    last_output_only,
    rnn_backward,
    slope_of_the_state_before,
)
from .rnn_cell_backward import slope

MISTAKES = [
    Mistake(
        "each step goes back alone",
        "A state is read by its output and by the next step. Both send a gradient: add them.",
        faulty(lambda *_: {"into": lambda dout, carry, out: dout * slope(out)}),
    ),
    Mistake(
        "only the last output sends a gradient",
        "Every state was an output too: dout[:, t] joins at every step.",
        last_output_only,
    ),
    Mistake(
        "the weights' gradients are overwritten",
        "The same weights work at every step, so their gradients add up: a sum over all steps.",
        faulty(
            finish=lambda dx, dh_0, da, x, before, out: (
                dx,
                dh_0,
                *collect(da[:, :1], x[:, :1], before[:, :1]),
            )
        ),
    ),
    Mistake(
        "the weights' gradients are averaged over time",
        "The same weights work at every step, so their gradients add up.",
        faulty(
            finish=lambda dx, dh_0, da, x, before, out: (
                dx,
                dh_0,
                *(dw / x.shape[1] for dw in collect(da, x, before)),
            )
        ),
    ),
    Mistake(
        "dw_hh meets the state after the step",
        "At step t, w_hh was multiplied by the state of step t - 1.",
        faulty(
            finish=lambda dx, dh_0, da, x, before, out: (dx, dh_0, *collect(da, x, out)),
        ),
    ),
    Mistake(
        "dw_hh forgets h_0",
        "At step 0, w_hh was multiplied by h_0.",
        faulty(
            finish=lambda dx, dh_0, da, x, before, out: (
                dx,
                dh_0,
                *collect(da, x, np.where(np.arange(x.shape[1])[:, None] > 0, before, 0)),
            )
        ),
    ),
    Mistake(
        "dw_hh meets the last state at step 0",
        "Index -1 is the last state. At step 0, w_hh was multiplied by h_0.",
        faulty(
            finish=lambda dx, dh_0, da, x, before, out: (
                dx,
                dh_0,
                *collect(da, x, np.roll(out, 1, axis=1)),
            )
        ),
    ),
    Mistake(
        "dw_hh meets h_0 at every step",
        "At step t, w_hh was multiplied by the state of step t - 1.",
        faulty(
            finish=lambda dx, dh_0, da, x, before, out: (
                dx,
                dh_0,
                *collect(da, x, np.repeat(before[:, :1], x.shape[1], axis=1)),
            )
        ),
    ),
    Mistake(
        "what came from the future is sent on twice",
        "It went into the state's total gradient. What is sent on is made from that one alone.",
        faulty(lambda *_: {"again": 1}),
    ),
    Mistake(
        "the gradient from the future misses the derivative of tanh",
        "dout[:, t] and what the next step sends reach the same state: add, then go through tanh.",
        faulty(lambda *_: {"into": lambda dout, carry, out: dout * slope(out) + carry}),
    ),
    Mistake(
        "1 - tanh in the place of 1 - tanh²",
        "The derivative of tanh is 1 - tanh², with the square.",
        faulty(lambda *_: {"into": lambda dout, carry, out: (dout + carry) * (1 - out)}),
    ),
    Mistake(
        "(1 - tanh)² in the place of 1 - tanh²",
        "Only tanh is squared. Check the brackets.",
        faulty(lambda *_: {"into": lambda dout, carry, out: (dout + carry) * (1 - out) ** 2}),
    ),
    Mistake(
        "the derivative of tanh is left out",
        "dout[:, t] and what the next step sends reach the state. The sum stands before tanh.",
        faulty(lambda *_: {"into": lambda dout, carry, out: dout + carry}),
    ),
    Mistake(
        "the derivative of tanh is taken at the state before",
        "Step t made out[:, t]: its tanh is what the derivative needs.",
        slope_of_the_state_before,
    ),
    Mistake(
        "what is sent on has not gone through tanh",
        "The old state stands inside tanh, as the input does.",
        faulty(lambda *_: {"sent": lambda da, dh: dh}),
    ),
    Mistake(
        "w_hh is transposed on the way back",
        "Forward the state met w_hh.T, so backward the gradient meets w_hh itself. "
        "The matrix is square, so no shape complains.",
        faulty(lambda w_hh, steps, truncate: {"back": w_hh.T}),
    ),
    Mistake(
        "the loop runs forwards",
        "Step t needs what step t + 1 sends back: begin at the last step.",
        faulty(lambda *_: {"order": iter}),
    ),
    Mistake(
        "dh_0 has not met w_hh",
        "h_0 was multiplied by w_hh at step 0, as every state was one step later.",
        faulty(
            finish=lambda dx, dh_0, da, x, before, out: (dx, da[:, 0], *collect(da, x, before)),
        ),
    ),
    Mistake(
        "dh_0 is a sum over all steps",
        "h_0 is read once, at step 0. Only what that step sends reaches it.",
        first_state_summed,
    ),
    Mistake(
        "dh_0 is left out",
        "Five gradients: x, h_0, w_ih, w_hh, b.",
        lambda *arrays, **settings: (
            rnn_backward(*arrays, **settings)[:1] + rnn_backward(*arrays, **settings)[2:]
        ),
    ),
    Mistake(
        "nothing is truncated",
        "Where a chunk begins, the gradient of the state stops.",
        lambda *arrays, truncate=None: rnn_backward(*arrays),
    ),
    Mistake(
        "the cut is one step early",
        "Chunks begin at t = k, 2k, ...: no gradient goes from step k to the state of k - 1.",
        faulty(cut_early),
    ),
    Mistake(
        "the cut is one step late",
        "Chunks begin at t = k, 2k, ...: no gradient goes from step k to the state of k - 1.",
        faulty(cut_late),
    ),
    Mistake(
        "dh_0 is cut off",
        "At step 0 nothing is cut: h_0 belongs to the first chunk.",
        faulty(cut_at_the_start),
    ),
    Mistake(
        "the walk ends at the first cut",
        "A cut stops what comes from the future. The steps before it have outputs of their own.",
        faulty(lambda *_: {"stop": True}),
    ),
    Mistake(
        "each output goes back by itself through k steps",
        "The cuts stand at fixed places, t = k, 2k, ..., for all outputs.",
        each_output_alone,
    ),
    Mistake(
        "the chunks are counted from the end",
        "Chunks begin at t = k, 2k, ...; the last one may be shorter.",
        faulty(cut_from_the_end),
    ),
    Mistake(
        "only the last chunk goes back",
        "A cut stops what comes from the future. The outputs before it still count.",
        last_chunk_only,
    ),
]

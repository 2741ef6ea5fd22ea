"""What goes wrong in a beam search."""

import numpy as np

from ...exercises.question import Mistake
from ._beam import beam_search
from ._beam_faults import (
    beyond_the_end,
    changed,
    end_for_nothing,
    ended_by_force,
    ends_when_full,
    faulty,
    faulty_length,
    faulty_score,
    few_offers,
    greedy,
    multiplied,
    narrow,
    one_child_each,
    places_kept,
    probabilities,
    ranked_by_score,
)

MISTAKES = [
    Mistake(
        "only the likeliest token is followed",
        "That is greedy search. Go on from width hypotheses at every step.",
        greedy,
    ),
    Mistake(
        "only one hypothesis is kept",
        "Go on from width hypotheses at every step, also after one has ended.",
        narrow,
    ),
    Mistake(
        "eos is a token like the others",
        "After eos nothing follows: a hypothesis that ends is finished and put aside.",
        beyond_the_end,
    ),
    Mistake(
        "finished hypotheses keep their place in the beam",
        "A common variant. Here they are put aside, and width open ones go on.",
        places_kept,
    ),
    Mistake(
        "the places of finished hypotheses stay empty",
        "Of the candidates that do not end, the best width go on: look farther down the list.",
        faulty(refill=False),
    ),
    Mistake(
        "every candidate that ends is finished",
        "Only those among the best width of all candidates are put aside.",
        faulty(reach=None),
    ),
    Mistake(
        "the least probable hypotheses are kept",
        "The largest sums are those nearest to 0. sorted puts the smallest first.",
        faulty(sift=lambda grown: grown[::-1]),
    ),
    Mistake(
        "the table is read by columns",
        "log_p[u, w]: the row is the token before, the column the token that follows.",
        lambda log_p, **settings: beam_search(log_p.T, **settings),
    ),
    Mistake(
        "finished hypotheses are forgotten",
        "Keep a list of what has ended. In the end the best of that list is the answer.",
        faulty(choose=lambda finished, open_ones: open_ones),
    ),
    Mistake(
        "the search ends with the first eos",
        "A better hypothesis may still be open. Go on.",
        faulty(over=len),
    ),
    Mistake(
        "the search ends when width hypotheses have finished",
        "Short and poor ones fill the places before the long and good one is complete. Go on.",
        ends_when_full,
    ),
    Mistake(
        "an open hypothesis is returned although others have ended",
        "A sentence that was cut off counts only if none has ended.",
        faulty(choose=lambda finished, open_ones: finished + open_ones),
    ),
    Mistake(
        "log-probabilities are multiplied",
        "Probabilities multiply, so their logarithms add.",
        faulty(grow=multiplied, start=1.0),
    ),
    Mistake(
        "the score is a probability",
        "Stay with logarithms: products of many probabilities end at 0.",
        faulty(grow=probabilities, start=1.0),
    ),
    Mistake(
        "the sum is returned in the place of the score",
        "The score is what the finished hypotheses are compared by: divided by the length's power.",
        faulty(sum=True),
    ),
    Mistake(
        "the sum is multiplied by the length",
        "Divide: a longer sentence has the lower sum, and is to be helped.",
        faulty_score(lambda t, s, alpha: s * len(t) ** alpha),
    ),
    Mistake(
        "the length does not count",
        "At the end each sum is divided by length to the power alpha: "
        "a sum over more tokens is lower.",
        faulty_length(lambda tokens, eos: 1),
    ),
    Mistake(
        "alpha is taken for 1",
        "The length is raised to the power alpha.",
        faulty(value=lambda tokens, total: total / len(tokens)),
    ),
    Mistake(
        "bos counts as a token",
        "The length is the number of tokens that were added, eos included.",
        faulty_length(lambda tokens, eos: len(tokens) + 1),
    ),
    Mistake(
        "eos does not count as a token",
        "The length is the number of tokens that were added, eos included.",
        faulty_length(lambda tokens, eos: len(tokens) - (tokens[-1] == eos)),
    ),
    Mistake(
        "each hypothesis keeps its own best token",
        "All extensions of all hypotheses compete for the places: two may come from one parent.",
        faulty(sift=one_child_each),
    ),
    Mistake(
        "bos is part of the answer",
        "Return what lies between bos and eos.",
        changed(lambda tokens, bos, eos: np.concatenate([[bos], tokens])),
    ),
    Mistake(
        "eos is part of the answer",
        "Return what lies between bos and eos.",
        changed(lambda tokens, bos, eos: np.concatenate([tokens, [eos]])),
    ),
    Mistake(
        "the best is chosen by its sum",
        "The finished hypotheses are compared by their scores, after the division.",
        faulty(by_sum=True),
    ),
    Mistake(
        "the search is one step too short",
        "max_length tokens may be added. bos is not one of them.",
        faulty(steps=-1),
    ),
    Mistake(
        "the search is one step too long",
        "max_length tokens may be added, eos included.",
        faulty(steps=1),
    ),
    Mistake(
        "with each hypothesis that ends the beam becomes narrower",
        "A common variant. Here width open ones go on, however many have finished.",
        faulty(refill=False, shrink=True),
    ),
    Mistake(
        "each hypothesis offers its own best width tokens only",
        "One of them may be eos, and then too few go on. Extend by every token.",
        few_offers,
    ),
    Mistake(
        "open hypotheses are ended after the last step",
        "What has not ended within max_length tokens is not finished.",
        ended_by_force,
    ),
    Mistake(
        "the probability of eos is left out",
        "That the sentence ends here is one of the model's choices: it adds to the sum.",
        end_for_nothing,
    ),
    Mistake(
        "finished and open hypotheses compete by their scores",
        "A common variant. Here finished ones are put aside, and sums decide who goes on.",
        ranked_by_score,
    ),
]

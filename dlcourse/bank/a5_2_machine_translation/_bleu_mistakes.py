"""What goes wrong in a BLEU score."""

import numpy as np

from ...exercises.question import Mistake
from ._bleu import bleu
from ._bleu_faults import (
    added,
    by_words,
    counted,
    everywhere,
    last_missed,
    lengths_to,
    mean_of_precisions,
    once,
    one_more,
    one_reference,
    parts,
    penalties_multiplied,
    per_sentence,
    recall,
    root_of_four,
    unclipped,
)

MISTAKES = [
    Mistake(
        "nothing is clipped",
        "A word that the reference has once counts once, however often it is repeated.",
        counted(unclipped),
    ),
    Mistake(
        "the references' counts are added",
        "An n-gram may count as often as in the one reference that has it most often.",
        counted(added),
    ),
    Mistake(
        "every n-gram counts once",
        "Count n-grams as often as they come, up to what a reference has: no sets.",
        counted(once),
    ),
    Mistake(
        "the n-grams of the reference are counted below the line",
        "Precision divides by the number of n-grams of the translation.",
        counted(recall),
    ),
    Mistake(
        "the arithmetic mean of the precisions",
        "The geometric mean: average the logarithms, then take exp.",
        parts(mean=np.mean),
    ),
    Mistake(
        "the precisions are multiplied and no root is taken",
        "The geometric mean of max_n numbers is the root of that order of their product.",
        parts(mean=np.prod),
    ),
    Mistake(
        "only the longest n-grams count",
        "All n from 1 to max_n enter the mean.",
        parts(mean=lambda p: p[-1]),
    ),
    Mistake(
        "the score is in percent",
        "Often printed so; here it lies between 0 and 1.",
        lambda hypotheses, references, *, max_n: 100 * bleu(hypotheses, references, max_n=max_n),
    ),
    Mistake(
        "the brevity penalty is left out",
        "Without it a translation of one sure word would be perfect.",
        parts(brevity=lambda ratio: 1.0),
    ),
    Mistake(
        "the brevity penalty is reversed",
        "Short translations are punished, long ones are not: their precision suffers already.",
        parts(brevity=lambda ratio: min(1.0, np.exp(1 - 1 / ratio))),
    ),
    Mistake(
        "long translations are rewarded",
        "The penalty is never larger than 1.",
        parts(brevity=lambda ratio: np.exp(1 - ratio)),
    ),
    Mistake(
        "the penalty is the ratio of the lengths",
        "The penalty is exp(1 - r / c), where c is shorter than r.",
        parts(brevity=lambda ratio: min(1.0, 1 / ratio)),
    ),
    Mistake(
        "the longest reference sets the length",
        "Of each sentence's references the one nearest in length counts.",
        parts(length=lambda hypothesis, several: max(map(len, several))),
    ),
    Mistake(
        "the shortest reference sets the length",
        "Of each sentence's references the one nearest in length counts.",
        parts(length=lambda hypothesis, several: min(map(len, several))),
    ),
    Mistake(
        "the mean length of the references is taken",
        "Of each sentence's references the one nearest in length counts.",
        parts(length=lambda hypothesis, several: np.mean(list(map(len, several)))),
    ),
    Mistake(
        "of two equally near references the longer is taken",
        "Of two that are equally near, the shorter one counts.",
        parts(
            length=lambda hypothesis, several: min(
                map(len, several), key=lambda m: (abs(m - len(hypothesis)), -m)
            )
        ),
    ),
    Mistake(
        "only the first reference is read",
        "Each translation comes with a list of references.",
        lambda hypotheses, references, *, max_n: bleu(
            hypotheses, [several[:1] for several in references], max_n=max_n
        ),
    ),
    Mistake(
        "the scores of the sentences are averaged",
        "Counts and lengths are added over all sentences first.",
        per_sentence,
    ),
    Mistake(
        "the precisions of the sentences are averaged",
        "Counts are added over all sentences first: found and total, for each n.",
        parts(mean_of_precisions),
    ),
    Mistake(
        "an n-gram must be in every reference",
        "One reference is enough: take the largest of its counts, not the smallest.",
        counted(everywhere),
    ),
    Mistake(
        "each sentence is compared with one reference only",
        "An n-gram may come from one reference and the next one from another.",
        counted(one_reference),
    ),
    Mistake(
        "one is added to the counts",
        "That is a smoothing, for single sentences. Here a precision may be 0, and then the score.",
        parts(one_more),
    ),
    Mistake(
        "the number of words stands below the line",
        "A sentence of 9 words has 9 words, 8 pairs, 7 triples: count the n-grams.",
        parts(by_words),
    ),
    Mistake(
        "the last n-gram of a sentence is missed",
        "How many pairs have three words? range stops before its end.",
        parts(last_missed),
    ),
    Mistake(
        "the longest n-grams are left out",
        "All n from 1 to max_n enter the mean, max_n too.",
        lengths_to(lambda max_n: max_n - 1),
    ),
    Mistake(
        "max_n is always 4",
        "The longest n-grams to be counted come as an argument.",
        lengths_to(lambda max_n: 4),
    ),
    Mistake(
        "the root is always the fourth",
        "The geometric mean of max_n numbers is the root of that order of their product.",
        root_of_four,
    ),
    Mistake(
        "the first reference sets the length",
        "Of each sentence's references the one nearest in length counts.",
        parts(length=lambda hypothesis, several: len(several[0])),
    ),
    Mistake(
        "the lengths of all references are added",
        "Of each sentence's references the one nearest in length counts.",
        parts(length=lambda hypothesis, several: sum(map(len, several))),
    ),
    Mistake(
        "each sentence has a penalty of its own",
        "There is one penalty: all lengths are added before they are compared.",
        penalties_multiplied,
    ),
]

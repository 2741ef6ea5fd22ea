"""A text as the mean of its words' vectors: forward, and back into the table."""

import numpy as np

from ...exercises import Case, Question


def mean_embedding(table, tokens, lengths, dout):
    """Each real word has the same share of its text, and a word gets back what its places got."""
    real = np.arange(tokens.shape[1]) < lengths[:, None]
    share = real / np.maximum(lengths, 1)[:, None]
    out = (share[:, :, None] * table[tokens]).sum(axis=1)
    dwords = share[:, :, None] * dout[:, None]
    dtable = np.zeros_like(table)
    np.add.at(dtable, tokens, dwords)
    return out, dtable


def text_cases(rng):
    """Draw texts whose words repeat; behind a text's end stands anything."""

    def case(label, texts, steps, words, size, *, empty=False, full=False):
        table, dout = rng.standard_normal((words, size)), rng.standard_normal((texts, size))
        tokens = rng.integers(0, words, (texts, steps))
        lengths = rng.integers(1, steps, texts) if steps > 1 else np.ones(texts, int)
        lengths[0] = 0 if empty else lengths[0]
        lengths[:] = steps if full else lengths
        return Case(label, (table, tokens, lengths, dout))

    table = rng.permutation([1.0, 2, 4, 8]).reshape(2, 2)
    dout = rng.permutation([3.0, 6, -3, 9]).reshape(2, 2)
    word = int(rng.integers(2))
    tokens = np.array([[word, word, 1 - word], [1 - word, word, word]])
    return [
        Case("by hand", (table, tokens, np.array([3, 1]), dout)),
        case("all texts full", 4, 5, 12, 3, full=True),
        case("texts of many lengths", 6, 9, 30, 4),
        case("words that repeat", 5, 12, 3, 7),
        case("an empty text", 4, 6, 9, 5, empty=True),
        case("one text", 1, 7, 20, 2),
        case("more words than there are texts", 3, 4, 50, 6),
    ]


QUESTION = Question(
    id="6_5.mean_embedding",
    points=2,
    difficulty=3,
    minutes=20,
    section="6.5, In what mood?",
    reference=mean_embedding,
    outputs=("out", "dtable"),
    intermediates=("real", "share", "out", "dwords"),
    cases=text_cases,
)

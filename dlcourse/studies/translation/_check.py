"""What translation asks of its sentences, in words that name the sentence."""

import numpy as np

from ...functional.check import check_integers, check_ndim


def check_ids(name, ids, size):
    """Refuse what are not sentences (N, T) of tokens 0 ... size - 1.

    Raises
    ------
    ValueError
        "source holds the token 99 in sentence 1, but the vocabulary ends at 83".
    """
    check_integers(**{name: ids})
    check_ndim((2,), **{name: ids})
    if 0 in ids.shape:
        raise ValueError(f"{name} must hold at least one sentence and one token, got {ids.shape}")
    outside = np.argwhere((ids < 0) | (ids >= size))
    if len(outside):
        row, column = outside[0]
        raise ValueError(
            f"{name} holds the token {ids[row, column]} in sentence {row}, "
            f"but the vocabulary has the tokens 0 to {size - 1}"
        )


def check_sentences(name, ids, size, pad):
    """The length of each sentence; refuse empty ones, and padding that is not at the end."""
    check_ids(name, ids, size)
    lengths = (ids != pad).sum(axis=1)
    if not lengths.all():
        row = np.flatnonzero(lengths == 0)[0]
        raise ValueError(f"sentence {row} of {name} is empty: it holds nothing but padding")
    inside = (ids == pad) & (np.arange(ids.shape[1]) < lengths[:, None])
    if inside.any():
        row = np.flatnonzero(inside.any(axis=1))[0]
        raise ValueError(f"sentence {row} of {name} has padding before its last token")
    return lengths

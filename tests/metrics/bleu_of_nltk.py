"""Our BLEU and NLTK's, on any corpus that Hypothesis thinks of. Both take long to import."""

import warnings

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dlcourse.metrics import bleu

SmoothingFunction, corpus_bleu = (
    getattr(pytest.importorskip("nltk.translate.bleu_score"), name)
    for name in ("SmoothingFunction", "corpus_bleu")
)

METHODS = {"none": "method0", "epsilon": "method1", "add_one": "method2", "geometric": "method3"}

tokens = st.lists(st.sampled_from("abc"), max_size=9)
# Half of the sentences repeat one another's tokens, so that long n-grams are found too.
sentences = tokens | tokens.map(lambda few: (few * 4)[:12])
corpora = st.lists(
    st.tuples(sentences, st.lists(sentences, min_size=1, max_size=4)), min_size=1, max_size=5
)
WEIGHTS = [None, (0.1, 0.3, 0.5, 0.1), (0.5, 0.0, 0.25, 0.25), (0.7, 0.3), (1.0,), (0.2,) * 5]


def theirs(hypotheses, references, max_n, weights, smoothing):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NLTK says where an n-gram is not found
        return corpus_bleu(
            references,
            hypotheses,
            weights=tuple(weights or [1 / max_n] * max_n),
            smoothing_function=getattr(SmoothingFunction(), METHODS[smoothing]),
        )


@settings(max_examples=400, deadline=None)
@given(corpora, st.sampled_from(list(METHODS)), st.sampled_from(WEIGHTS), st.integers(1, 5))
@example([([], [["a"]])], "epsilon", None, 4)  # an empty hypothesis
@example([([], [["a"]]), (["a"], [["a"]])], "none", None, 1)
@example([(["a", "b"], [["a", "b"]])], "none", None, 4)  # fewer than n tokens
@example([(["a", "b"], [["a", "b"]])], "geometric", None, 4)
@example([(["a", "a"], [["b", "c"]])], "add_one", None, 2)  # not one token is found
@example([(["a", "b", "a"], [["a", "b"], ["a", "b", "a", "b"]])], "none", None, 2)  # equally near
@example([(["a", "b", "a"], [["a", "b", "a", "b"], ["a", "b"]])], "none", None, 2)
@example([(["a"], [[]])], "epsilon", None, 2)  # an empty reference
@example([(["a", "b", "c", "a"], [["a", "b", "c", "a"]])], "none", None, 4)
def check_any_corpus(corpus, smoothing, weights, max_n):
    hypotheses, references = zip(*corpus, strict=True)
    max_n = max_n if weights is None else len(weights)
    ours = bleu(hypotheses, references, max_n=max_n, weights=weights, smoothing=smoothing)
    expected = theirs(hypotheses, references, max_n, weights, smoothing)
    assert ours == pytest.approx(expected, abs=1e-9)
    assert isinstance(ours, float)
    assert 0 <= ours <= 1 + 1e-12

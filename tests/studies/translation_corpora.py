"""The corpora of translation, as the tests walk through them."""

import pytest

from dlcourse.studies.translation.corpus import translation

PARTS = ("train", "validation", "test")
BOTH = pytest.mark.parametrize("language", ["zh", "fr"])


def parts(corpus):
    return [getattr(corpus, part) for part in PARTS]


def everything(language):
    return [
        (meaning, *pair)
        for part in parts(translation(language))
        for meaning, pair in zip(part.meanings, part.pairs, strict=True)
    ]

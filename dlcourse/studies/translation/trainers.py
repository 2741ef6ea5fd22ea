"""How the packaged translators were made: see `dlcourse.weights`."""

import json
from functools import partial

import numpy as np

from ...weights import pack
from .corpus import translation
from .model import EncoderDecoder
from .packaged import LANGUAGES, SIZES, VOCABULARIES, file_name
from .training import train
from .translator import Translator

TRAINING = {"epochs": 25, "batch_size": 64, "lr": 4e-3, "clip_norm": 1.0}


def make_vocabularies(*, progress=True):
    """Gather the words of each corpus; return the bytes of their file, and how many they are."""
    corpora = {language: translation(language) for language in LANGUAGES}
    words = {k: [c.source.tokens[3:], c.target.tokens[3:]] for k, c in corpora.items()}
    counts = [f"{len(words[k][0])} words to {len(words[k][1])} of {k}" for k in words]
    return json.dumps(words, ensure_ascii=False, indent=0).encode(), ", ".join(counts)


def make_translator(language, attention, *, progress=True):
    """Train one model; return the bytes of its file, and how good it is in words."""
    corpus = translation(language)
    sizes, rng = (len(corpus.source), len(corpus.target)), np.random.default_rng(0)
    model = EncoderDecoder(*sizes, **SIZES, attention=attention, rng=rng)
    part, rng = corpus.train, np.random.default_rng(1)
    train(model, part.source, part.target, rng=rng, **TRAINING, progress=progress)
    translator = Translator(model, corpus.source, corpus.target, language)
    right = share_right(translator, corpus.test)
    return pack(model.state_dict()), f"exact match on the test sentences {right:.1%}"


def share_right(translator, part):
    """Share of the sentences of one part of a corpus that are translated exactly."""
    found = translator.translate([english for english, _ in part.pairs])
    wanted = [wanted for _, wanted in part.pairs]
    return float(np.mean([a.text == b for a, b in zip(found, wanted, strict=True)]))


TRAINERS = {VOCABULARIES: make_vocabularies} | {
    file_name(language, attention): partial(make_translator, language, attention)
    for language in LANGUAGES
    for attention in (True, False)
}

"""The translators that come with the package, and how they were made."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np

from ...data import Vocabulary
from ...settings import check_choice, check_flag
from ...train import load_weights, save_weights
from ._digests import DIGESTS
from .corpus import translation
from .model import EncoderDecoder
from .training import train
from .translator import Translator

FOLDER = Path(__file__).parent / "weights"
VOCABULARIES = "vocabularies.json"
LANGUAGES = "zh", "fr"
SIZES = {"embedding": 48, "hidden": 96}
TRAINING = {"epochs": 25, "batch_size": 64, "lr": 4e-3, "clip_norm": 1.0}


def pretrained(language="zh", *, attention=True, folder=FOLDER):
    """Load a translator that was trained on all of `data.translation`.

    ``python -m dlcourse.studies.translation`` trains it again.

    Parameters
    ----------
    language : {"zh", "fr"}
        English to Chinese, or to French.
    attention : bool
        With attention, or without.
    folder : str or Path
        Where the files are.

    Returns
    -------
    Translator

    Raises
    ------
    ValueError
        If a file is damaged or not the one that is named here by its SHA-256.
    FileNotFoundError
        If a file is missing.
    """
    check_choice("language", language, LANGUAGES)
    check_flag(attention=attention)
    source, target = vocabularies(language, folder)
    model = EncoderDecoder(len(source), len(target), **SIZES, attention=attention)
    name = file_name(language, attention)
    load_weights(Path(folder) / name, model, DIGESTS[name])
    return Translator(model, source, target, language)


def vocabularies(language, folder=FOLDER):
    """The two vocabularies that the weights were trained with, as written beside them.

    They are kept, since the corpus may change with the version of the CLDR; the weights do not.
    """
    path = Path(folder) / VOCABULARIES
    data = path.read_bytes()
    found = sha256(data).hexdigest()
    if found != DIGESTS[VOCABULARIES]:
        raise ValueError(f"{path} is not the expected file: SHA-256 is {found}")
    return tuple(Vocabulary(words) for words in json.loads(data)[language])


def file_name(language, attention):
    """Name of a weight file."""
    return f"{language}_{'attention' if attention else 'plain'}.npz"


def retrain(folder=FOLDER, languages=LANGUAGES, *, epochs=TRAINING["epochs"], progress=True):
    """Train every model from scratch, and write its file; yield what came of it.

    The same numbers come out on the same machine with the same NumPy. Another machine adds in
    another order, so its weights differ in the last digits, and after training in more of them.

    Yields
    ------
    name : str
        Of the file.
    digest : str
        Its SHA-256.
    right : float
        Share of the test sentences that are translated exactly.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    corpora = {language: translation(language) for language in languages}
    words = {k: [c.source.tokens[3:], c.target.tokens[3:]] for k, c in corpora.items()}
    data = json.dumps(words, ensure_ascii=False, indent=0).encode()
    (folder / VOCABULARIES).write_bytes(data)
    yield VOCABULARIES, sha256(data).hexdigest(), None
    for language, corpus in corpora.items():
        for attention in (True, False):
            model = fresh(corpus, attention)
            settings = TRAINING | {"epochs": epochs, "progress": progress}
            part, rng = corpus.train, np.random.default_rng(1)
            train(model, part.source, part.target, rng=rng, **settings)
            translator = Translator(model, corpus.source, corpus.target, language)
            name = file_name(language, attention)
            yield name, save_weights(folder / name, model), share_right(translator, corpus.test)


def fresh(corpus, attention):
    """The model before its training."""
    rng = np.random.default_rng(0)
    return EncoderDecoder(
        len(corpus.source), len(corpus.target), **SIZES, attention=attention, rng=rng
    )


def share_right(translator, part):
    """Share of the sentences of one part of a corpus that are translated exactly."""
    found = translator.translate([english for english, _ in part.pairs])
    wanted = [wanted for _, wanted in part.pairs]
    return float(np.mean([a.text == b for a, b in zip(found, wanted, strict=True)]))

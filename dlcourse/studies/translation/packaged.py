"""The translators that come with the package."""

import json
from pathlib import Path

from ...data import Vocabulary
from ...settings import check_choice, check_flag
from ...weights import load, read_packaged
from .model import EncoderDecoder
from .translator import Translator

FOLDER = Path(__file__).parent / "weights"
VOCABULARIES = "vocabularies.json"
LANGUAGES = "zh", "fr"
SIZES = {"embedding": 48, "hidden": 96}


def pretrained(language="zh", *, attention=True, folder=FOLDER):
    """Load a translator that was trained on all of `translation`.

    ``python -m dlcourse.weights`` trains it again.

    Parameters
    ----------
    language : {"zh", "fr"}
        English to Chinese, or to French.
    attention : bool
        With attention, or without.
    folder : str or Path
        Where the files are, and the table of their digests.

    Returns
    -------
    Translator

    Raises
    ------
    ValueError
        If a file is damaged or not the one that the table names by its SHA-256.
    FileNotFoundError
        If a file is missing.
    """
    check_choice("language", language, LANGUAGES)
    check_flag(attention=attention)
    source, target = vocabularies(language, folder)
    model = EncoderDecoder(len(source), len(target), **SIZES, attention=attention)
    model.load_state_dict(load(Path(folder) / file_name(language, attention)))
    return Translator(model, source, target, language)


def vocabularies(language, folder=FOLDER):
    """The two vocabularies that the weights were trained with, as written beside them.

    They are kept, since the corpus may change with the version of the CLDR; the weights do not.
    """
    words = json.loads(read_packaged(Path(folder) / VOCABULARIES))
    return tuple(Vocabulary(side) for side in words[language])


def file_name(language, attention):
    """Name of a weight file."""
    return f"{language}_{'attention' if attention else 'plain'}.npz"

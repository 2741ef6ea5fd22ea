"""The corpus is the same on every machine, and needs its packages only when it is made."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from translation_corpora import BOTH

from dlcourse.studies.translation.corpus import translation
from dlcourse.studies.translation.corpus.cldr import LANGUAGES, names, plural

FINGERPRINTS = {
    "zh": "bfc4b9ce18bbd3af585a5efcd9ee854751f6d4a2bedc2b55ece2abf8f7365b23",
    "fr": "b7ac69af55b90f9bb60c3c3568eb9d3146da1748448d0e254a16306cf952b065",
}


def flat(tree, path=""):
    """A tree of names as one dictionary: "fr.days.0" -> "lundi"."""
    if isinstance(tree, str):
        return {path.lstrip("."): tree}
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    return {k: v for key, value in items for k, v in flat(value, f"{path}.{key}").items()}


def test_names_are_those_of_the_recorded_cldr():
    """If this fails, Babel carries another CLDR: look whether the new names are right, then
    write them to the file, and train the packaged weights anew."""
    recorded = flat(
        json.loads((Path(__file__).parent / "translation_names.json").read_text("utf-8"))
    )
    now = flat({language: names(language)._asdict() for language in LANGUAGES})
    changed = {
        key: f"was {recorded.get(key)!r}, is {now.get(key)!r}"
        for key in recorded.keys() | now.keys()
        if recorded.get(key) != now.get(key)
    }
    assert not changed


@BOTH
def test_fingerprint(language):
    assert translation(language).fingerprint == FINGERPRINTS[language]


def run(code, **environment):
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
    )
    assert not result.returncode, result.stderr
    return result.stdout.strip()


def test_locale_and_hash_seed_change_nothing():
    code = """
from dlcourse.studies.translation.corpus import translation
print(translation("fr").fingerprint)
"""
    environment = dict(LC_ALL="ar_EG.UTF-8", LANGUAGE="ar", LANG="ar_EG", PYTHONHASHSEED="7")
    assert run(code, **environment) == FINGERPRINTS["fr"]


def test_import_is_light():
    code = """
import sys
import dlcourse.studies.translation
print({"babel", "num2words"} & set(sys.modules))
"""
    assert run(code) == "set()"


@pytest.mark.parametrize("package", ["babel", "num2words"])
def test_a_missing_package_is_named_with_the_command(package):
    code = f"""
import sys
sys.modules[{package!r}] = None
from dlcourse.studies.translation.corpus import translation
try:
    translation("fr")
except ImportError as error:
    print(error)
"""
    said = run(code)
    assert f"need the package {package}" in said
    assert "python -m pip install -e '.[course]'" in said


def test_plurals():
    assert [plural(v, "en") for v in ("1", "1.5", "0.5", "2")] == ["one", "other", "other", "other"]
    assert [plural(v, "fr") for v in ("1", "1.9", "0.5", "2")] == ["one", "one", "one", "other"]
    assert plural("1", "zh") == "other"
    assert plural(1_000_000, "fr") == "other"

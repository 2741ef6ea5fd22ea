"""The packaged translators: how good they are, and how they are remade."""

import shutil

import numpy as np
import pytest

from dlcourse import weights
from dlcourse.studies.translation import packaged, pretrained, trainers, translation


@pytest.mark.parametrize("language", packaged.LANGUAGES)
class TestPackaged:
    def test_is_right_on_combinations_never_seen(self, language):
        corpus, translator = translation(language), pretrained(language)
        found = translator.translate([english for english, _ in corpus.test.pairs])
        wanted = [wanted for _, wanted in corpus.test.pairs]
        right = np.array([way.text == b for way, b in zip(found, wanted, strict=True)])
        kinds = np.array(corpus.test.kinds)
        for kind in corpus.kinds:
            assert right[kinds == kind].mean() >= 0.95, kind

    def test_attention_is_needed(self, language):
        corpus = translation(language)
        shares = [
            trainers.share_right(pretrained(language, attention=attention), corpus.test)
            for attention in (True, False)
        ]
        assert 0.75 < shares[1] < shares[0] - 0.05

    @pytest.mark.parametrize("attention", [True, False])
    def test_beam_finds_what_is_more_probable(self, language, attention):
        """Also where short poor translations end before the good one."""
        translator = pretrained(language, attention=attention)
        texts = [english for english, _ in translation(language).test.pairs[::10]]
        greedy, beam = (translator.translate(texts, width=width) for width in (1, 4))
        gain = np.array([b.log_prob - a.log_prob for a, b in zip(greedy, beam, strict=True)])
        assert (gain >= -1e-4).all()
        assert attention or (gain > 0.01).any()


@pytest.fixture
def folder(tmp_path):
    for path in packaged.FOLDER.iterdir():
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["zh_attention.npz", "vocabularies.json"])
def test_damaged_files_are_refused(folder, name):
    pretrained("zh", folder=folder)
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(ValueError, match=f"{name} is not the expected file"):
        pretrained("zh", folder=folder)
    (folder / name).unlink()
    with pytest.raises(FileNotFoundError):
        pretrained("zh", folder=folder)


def test_other_files_are_refused(folder):
    shutil.copy(folder / "fr_plain.npz", folder / "zh_plain.npz")
    with pytest.raises(ValueError, match="zh_plain.npz is not the expected file"):
        pretrained("zh", attention=False, folder=folder)
    with pytest.raises(ValueError, match="language must be 'zh' or 'fr', got 'de'"):
        pretrained("de")


def test_what_the_trainers_make_is_a_translator(tmp_path, monkeypatch):
    """With the smallest kind of sentence and one epoch."""
    small = {language: translation(language, kinds="quantity") for language in packaged.LANGUAGES}
    monkeypatch.setattr(trainers, "translation", small.get)
    monkeypatch.setattr(trainers, "TRAINING", trainers.TRAINING | {"epochs": 1})
    for name, make in trainers.TRAINERS.items():
        data, result = make(progress=False)
        weights.keep(tmp_path / name, data)
        wanted = "words to" if name == packaged.VOCABULARIES else "exact match on the test "
        assert wanted in result
    for language in packaged.LANGUAGES:
        for attention in (True, False):
            translator = pretrained(language, attention=attention, folder=tmp_path)
            assert translator.source == small[language].source
            assert translator.model.sizes[1] == len(small[language].target)
            assert translator.model.attention is attention
            assert translator.translate("5 days").text

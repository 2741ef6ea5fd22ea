"""The packaged generator of digits and its judge: how good they are, and how they are remade."""

import re
import shutil

import numpy as np
import pytest

from dlcourse import weights
from dlcourse.data import digits8, digits28
from dlcourse.metrics import accuracy, class_coverage, nearest_examples
from dlcourse.studies.adversarial import (
    digit_generator,
    digit_players,
    digit_reader,
    pretrained,
    read_digits,
    train_digits,
    trainers,
)
from dlcourse.studies.adversarial.reader import reader_network


@pytest.fixture(scope="module")
def ink():
    z = np.random.default_rng(2).standard_normal((1000, 16), np.float32)
    return digit_generator()(z)


def test_every_digit_is_made_and_can_be_read(ink):
    assert ink.shape == (1000, 1, 8, 8)
    assert ink.dtype == np.float32
    found = class_coverage(read_digits(ink, digit_reader()), at_least=20)
    assert found.found == 10
    assert found.confidence >= 0.85


def test_the_digits_are_no_copies(ink):
    """New real images lie nearer to the training images than the generated ones do."""
    train, _ = digits8("train")
    made, real = (nearest_examples(x[:300], train).distance for x in (ink, digits8("test")[0]))
    assert np.median(made) > np.median(real) > 0.5
    assert made.min() > 0.3


def test_the_judge_reads_real_digits():
    x, y = digits28("test")
    assert accuracy(y, digit_reader()(x).argmax(axis=1)) >= 0.97
    small, _ = digits8("test")
    probabilities = read_digits(small[:50], digit_reader())
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(50), abs=1e-5)
    assert accuracy(y[:50], probabilities.argmax(axis=1)) >= 0.9


def test_each_image_depends_on_its_own_noise_alone(ink):
    z = np.random.default_rng(2).standard_normal((1000, 16), np.float32)
    assert digit_generator()(z[:3]) == pytest.approx(ink[:3], abs=1e-5)


@pytest.mark.parametrize("load", [digit_generator, digit_reader])
def test_another_file_is_refused(load, tmp_path):
    for path in pretrained.FOLDER.iterdir():
        shutil.copy(path, tmp_path)
    load(folder=tmp_path)
    for path in tmp_path.glob("*.npz"):
        path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ValueError, match="is not the expected file: SHA-256 is"):
        load(folder=tmp_path)
    with pytest.raises(FileNotFoundError):
        load(folder=tmp_path / "nowhere")


def test_training_repeats_and_comes_to_rest():
    seen = []
    first, _, history = train_digits(
        rounds=4, each=lambda n, h: seen.append((n, h.rounds)), progress=False
    )
    again, _, same = train_digits(rounds=4, progress=False)
    other, *_ = train_digits(rounds=4, seed=1, progress=False)
    assert seen == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert history == same
    assert not first.training
    weights, repeated, others = (g.state_dict() for g in (first, again, other))
    assert all(np.array_equal(weights[n], repeated[n]) for n in weights)
    assert not np.array_equal(weights["0.weight"], others["0.weight"])


def test_learning_rates_fall_in_the_second_half(monkeypatch):
    made, rates = [], []

    class Adam(trainers.Adam):
        def __init__(self, *arguments, **settings):
            super().__init__(*arguments, **settings)
            made.append(self)

    monkeypatch.setattr(trainers, "Adam", Adam)
    train_digits(rounds=4, each=lambda n, h: rates.append([o.lr for o in made]), progress=False)
    assert rates == [[1e-3] * 2, [1e-3] * 2, [5e-4] * 2, [0, 0]]


def test_standardizing_is_folded_into_the_judge(monkeypatch):
    """Trained on (x - mean) / std, asked with x: the same logits."""
    from dlcourse.studies.adversarial import reader

    kept = {}

    def fit(model, optimizer, x, y, **settings):
        kept["x"], kept["logits"] = x[:7], model(x[:7])

    monkeypatch.setattr(reader, "fit", fit)
    model = reader.train_reader(progress=False)
    assert kept["x"].min() < 0
    assert model(digits28("train")[0][:7]) == pytest.approx(kept["logits"], abs=1e-4)


def test_the_trainers_make_the_files_and_say_how_good_they_are(monkeypatch):
    """With an untrained judge, since its training takes seconds, and a short game."""
    untrained = reader_network(rng=np.random.default_rng(0))
    monkeypatch.setattr(trainers, "train_reader", lambda progress: untrained)
    monkeypatch.setattr(trainers, "TRAINING", trainers.TRAINING | {"rounds": 3})
    made = {name: train(progress=False) for name, train in trainers.TRAINERS.items()}
    assert list(made) == ["digit_reader.npz", "digit_generator.npz"]
    (reader, accuracy), (generator, found) = made.values()
    reader_network().load_state_dict(weights.unpack(reader, "reader"))
    digit_players(rng=np.random.default_rng(5))[0].load_state_dict(weights.unpack(generator, ""))
    assert re.fullmatch(r"accuracy on test images \d+\.\d%", accuracy)
    assert re.fullmatch(r"\d+ of 10 digits, mean confidence \d\.\d{3}", found)
    expected, *_ = train_digits(rounds=3, progress=False)
    assert generator == weights.pack(expected.state_dict())


def test_the_generator_is_judged_by_the_packaged_reader(monkeypatch):
    asked = []
    monkeypatch.setattr(trainers, "train_digits", lambda **_: (digit_generator(), None, None))
    monkeypatch.setattr(trainers, "digit_reader", lambda: asked.append(1) or digit_reader())
    data, result = trainers.make_generator(progress=False)
    assert result == "10 of 10 digits, mean confidence 0.912"
    assert asked == [1]
    assert data == (pretrained.FOLDER / pretrained.GENERATOR).read_bytes()

"""The digit pad: from strokes to an image of the data set, and what the network makes of it."""

import importlib.util
import tomllib
from pathlib import Path

import numpy as np
import pytest
from lab_tools import SEVEN, tiny_model

from dlcourse.data import digits28
from dlcourse.labs import digit_pad
from dlcourse.labs.digit_pad.ink import as_digits28, as_mnist, rasterize


def test_pad_reads_what_is_drawn():
    lab = digit_pad(tiny_model())
    assert lab.image is lab.probabilities is lab.prediction is None
    lab.strokes(SEVEN)
    assert lab.image.shape == (1, 1, 28, 28)
    assert lab.image.dtype == np.float32
    assert lab.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert lab.prediction == lab.probabilities.argmax()
    assert list(lab.activations) == ["0 Conv2d", "1 ReLU", "2 MaxPool2d", "3 Flatten", "4 Linear"]
    np.testing.assert_array_equal(lab.activations["4 Linear"], lab.model(lab.image))
    assert f"a <b>{lab.prediction}</b>" in lab.words.value
    lab.clear()
    assert lab.prediction is None
    assert lab.words.value == "Nothing is drawn yet."


def test_ink_from_the_browser_is_read():
    lab = digit_pad(tiny_model())
    ink = np.zeros((56, 56), np.uint8)
    ink[10:40, 25:30] = 255
    lab.pad.set_state({"ink": memoryview(ink.tobytes())})
    assert lab.prediction is not None
    assert np.array_equal(lab.ink, ink / 255)


def test_model_keeps_its_mode():
    model = tiny_model()
    lab = digit_pad(model)
    assert model.training
    model.eval()
    lab.strokes(SEVEN)
    assert not model.training


def test_pad_draws_every_bar():
    lab = digit_pad(tiny_model())
    lab.strokes(SEVEN)
    bars = lab.layers[0][-10:]
    np.testing.assert_allclose([bar.get_width() for bar in bars], lab.probabilities)


def test_data_set_reads_like_itself():
    # An image of the data set, cut out and normalized again, is still next to its own kind.
    x, y = digits28("test")
    again = np.concatenate([as_digits28(image[0]) for image in x[:60]])
    near = ((again[:, None] - x[None, :, :]) ** 2).sum(axis=(2, 3, 4)).argmin(axis=1)
    assert np.mean(y[near] == y[:60]) > 0.9


@pytest.mark.parametrize("prepare", [as_digits28, as_mnist])
def test_place_and_size_of_a_drawing_do_not_matter(prepare):
    small = [[(0.3 * x + 0.02, 0.3 * y + 0.6) for x, y in stroke] for stroke in SEVEN]
    thin, large = rasterize(small), rasterize(SEVEN)
    moved = np.roll(large, (5, -6), axis=(0, 1))
    np.testing.assert_allclose(prepare(moved), prepare(large), atol=1e-6)
    rows = [np.flatnonzero(prepare(ink)[0, 0].sum(axis=1) > 0.5) for ink in (thin, large)]
    assert abs(len(rows[0]) - len(rows[1])) <= 1


def test_mnist_drawings_are_centered_by_mass():
    image = as_mnist(rasterize(SEVEN))[0, 0]
    centers = np.arange(28) + 0.5
    assert image.sum(axis=1) @ centers / image.sum() == pytest.approx(14, abs=0.6)
    assert image.sum(axis=0) @ centers / image.sum() == pytest.approx(14, abs=0.6)
    assert len(np.flatnonzero(image.any(axis=1))) == 20


def test_a_dot_is_drawn_round():
    ink = rasterize([[(0.5, 0.5)]])
    assert ink.sum() == pytest.approx(np.pi * (0.04 * 56) ** 2, rel=0.1)
    assert np.array_equal(ink, ink.T)


def test_the_default_network_reads_digits():
    lab = digit_pad()
    x, y = digits28("test")
    right = []
    for image, label in zip(x[:30], y[:30], strict=True):
        lab.draw(image[0])
        right.append(lab.prediction == label)
    assert np.mean(right) >= 0.9
    lab.strokes(SEVEN)
    assert lab.prediction == 7
    assert lab.probabilities[7] > 0.5


def test_the_script_of_the_pad_is_packaged_and_self_contained():
    package = Path(importlib.util.find_spec("dlcourse").origin).parent
    place = package / "labs" / "digit_pad" / "lab.js"
    script = place.read_text("utf8")
    assert "http" not in script
    assert "import " not in script
    project = tomllib.loads((package.parent / "pyproject.toml").read_text("utf8"))
    packaged = project["tool"]["setuptools"]["package-data"]["dlcourse"]
    assert place in [path for pattern in packaged for path in package.glob(pattern)]

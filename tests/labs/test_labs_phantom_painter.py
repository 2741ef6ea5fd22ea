"""The phantom painter: the picture is the package's phantom, the mask the packaged network's."""

import re

import numpy as np
import pytest
from lab_tools import shown, sliders_of

from dlcourse.labs import phantom_painter
from dlcourse.labs.phantom_painter.scene import NETWORKS, PATIENTS, ask, draw_scene, network
from dlcourse.metrics import accuracy, dice_score
from dlcourse.plots import PALETTE
from dlcourse.studies.medical import organ_unet, phantoms
from dlcourse.studies.segmentation import probabilities

STATE = dict(patient=4, contrast=0.5, noise=0.1, column=9, row=15, radius=4, gray=0.25)
CLEAN = dict(radius=0, noise=0.06, contrast=1.0)
OVER = dict(patient=15, radius=6, column=14, row=15, gray=0.65)  # paint over a part of the organ


def moved(network="with skips", **state):
    lab = phantom_painter(network)
    for name, value in state.items():
        setattr(lab, name, value)
    return lab


def test_moving_a_slider_sets_the_state_it_names():
    lab = phantom_painter()
    for slider in sliders_of(lab):
        name = slider.description.removeprefix("paint: ")
        picture = lab.picture.value
        slider.value = STATE[name]
        assert getattr(lab, name) == pytest.approx(STATE[name])
        assert lab.picture.value != picture, name


def test_without_paint_it_is_the_phantom_of_the_study():
    lab = moved(patient=7, **CLEAN | dict(contrast=-0.4))
    wanted = phantoms(1, contrast=-0.4, noise=0.06, rng=np.random.default_rng(1007))
    np.testing.assert_allclose(lab.scene.image, wanted.x[0, 0], atol=1e-6)
    assert np.array_equal(lab.scene.organ, wanted.masks[0, 0])
    assert np.array_equal(lab.scene.look_alike, wanted.parts[0] == 3)
    assert not lab.scene.paint.any()
    assert "with no paint" in lab.alt


def test_paint_is_a_disk_under_the_noise():
    clean = draw_scene(2, 1.0, 0.0, 20, 6, 3, 0.3)
    rows, columns = np.nonzero(clean.paint)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (4, 8, 18, 22)
    assert len(rows) == 25  # a square of 5 by 5: its corners are 2.83 from the middle
    np.testing.assert_allclose(clean.image[clean.paint], 0.3)
    noisy = draw_scene(2, 1.0, 0.1, 20, 6, 3, 0.3)
    bare = [draw_scene(2, 1.0, noise, 20, 6, 0, 0.3).image for noise in (0.0, 0.1)]
    np.testing.assert_allclose(noisy.image - clean.image, bare[1] - bare[0], atol=1e-6)
    assert 0.08 < (noisy.image - clean.image).std() < 0.12


def test_the_true_mask_does_not_mind_paint_contrast_or_noise():
    plain, painted = moved(patient=4).scene, moved(**STATE).scene
    assert np.array_equal(painted.organ, plain.organ)
    assert (painted.organ & painted.paint).any()


@pytest.mark.parametrize("name", NETWORKS)
def test_the_mask_is_that_of_the_packaged_network(name):
    lab = moved(name, **STATE)
    wanted = probabilities(organ_unet(NETWORKS[name]), lab.scene.image[None, None])[0, 0]
    np.testing.assert_allclose(lab.probability, wanted, atol=1e-6)
    assert np.array_equal(lab.mask, wanted > 0.5)
    np.testing.assert_allclose(ask(name, lab.scene.image), wanted, atol=1e-6)
    assert network(name).skips == (name != "without skips")


def test_kinds_of_pixels_and_scores():
    lab = moved(**OVER)
    organ, mask = lab.scene.organ, lab.mask
    assert all(kind.sum() > 2 for kind in lab.kinds.values())
    assert np.array_equal(lab.kinds["found"] | lab.kinds["missed"], organ)
    assert np.array_equal(lab.kinds["found"] | lab.kinds["false alarm"], mask)
    assert sum(kind.sum() for kind in lab.kinds.values()) == (organ | mask).sum()
    assert lab.dice == dice_score(organ, mask)
    assert lab.accuracy == accuracy(organ.ravel() * 1, mask.ravel() * 1)


def test_words_say_what_was_counted():
    lab = moved(**OVER)
    found, missed, alarms = (int(lab.kinds[k].sum()) for k in ("found", "missed", "false alarm"))
    on_paint = int((lab.kinds["false alarm"] & lab.scene.paint).sum())
    assert on_paint > 5
    said = re.sub("<.*?>", "", lab.words.value)
    assert f"Dice {lab.dice:.2f}, pixel accuracy {lab.accuracy:.2f}" in said
    assert f"marking nothing: {1 - lab.scene.organ.mean():.2f}" in said
    assert f"found: {found}, missed: {missed}; false alarms: {alarms}, {on_paint} on" in said
    assert f"finds {found} pixels of the organ and misses {missed}" in lab.alt
    assert "radius 6 at column 14, row 15" in lab.alt
    assert shown(lab)[0] == lab.alt


def test_the_picture_has_a_color_for_each_kind():
    lab = moved(**OVER)
    image, probability, answer = (artist.get_array() for artist in lab.drawing.layers[0])
    np.testing.assert_allclose(image, lab.scene.image)
    np.testing.assert_allclose(probability, lab.probability)
    for kind, color in {"found": "green", "missed": "yellow", "false alarm": "vermilion"}.items():
        red = int(PALETTE[color][1:3], 16) / 255
        np.testing.assert_allclose(answer[lab.kinds[kind], 0], red)
    rest = ~(lab.mask | lab.scene.organ)
    np.testing.assert_allclose(answer[rest, 1], np.clip(lab.scene.image, 0, 1)[rest])


def test_what_the_chapter_says_of_the_networks():
    """Over all patients of the lab: skips help, inverted contrast is fatal, one net minds less."""

    def mean(name, contrast):
        scenes = [draw_scene(n, contrast, 0.06, 0, 0, 0, 0.0) for n in range(PATIENTS)]
        return np.mean([dice_score(s.organ, ask(name, s.image) > 0.5) for s in scenes])

    assert mean("with skips", 1.0) > mean("without skips", 1.0) + 0.02
    assert mean("with skips", -1.0) < 0.05
    assert mean("any contrast", -1.0) > 0.4

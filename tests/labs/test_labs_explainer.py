"""Reasons: maps are the library's, curves are counted again, words say what stands there."""

import numpy as np
import pytest
from lab_tools import shown, sliders_of, widgets_of

from dlcourse.data import digits28
from dlcourse.labs import explainer
from dlcourse.labs.explainer.picture import outline
from dlcourse.labs.explainer.reasons import COUNTS, IMAGES, LAYERS, METHODS, NETWORKS, network
from dlcourse.studies import interpretability
from dlcourse.train import predict


def moved(image="a 3", net=NETWORKS[0], **state):
    lab = explainer(image, net)
    for name, value in state.items():
        setattr(lab, name, value)
    return lab


def settings(lab):
    """What the controls that are shown are called."""
    kinds = (*widgets_of(lab, "Slider"), *widgets_of(lab, "Dropdown"))
    return {widget.description for widget in kinds}


def test_only_controls_of_the_method_are_shown():
    lab, menus = explainer(), {"image", "network", "method", "explained", "pixels deleted"}
    own = {"saliency": set(), "occlusion": {"window, pixels"}, "Grad-CAM": {"layer"}}
    for method, names in (own | {"integrated gradients": {"steps"}}).items():
        lab.method = method
        assert settings(lab) == menus | names


@pytest.mark.parametrize("method", METHODS)
def test_each_slider_moves_the_picture(method):
    lab = moved(method=method)
    for slider in sliders_of(lab):
        for value in (slider.value + slider.step, slider.max, slider.min):
            picture = shown(lab)[1]
            slider.value = value
            assert not np.array_equal(shown(lab)[1], picture), (slider.description, value)
            assert shown(lab)[0] == lab.alt


def test_each_layer_has_its_map():
    lab = moved(method="Grad-CAM")
    maps = []
    for layer in LAYERS:
        lab.layer = layer
        maps.append(lab.map)
        assert lab.map.min() >= 0
    assert all(not np.array_equal(a, b) for a, b in zip(maps, maps[1:], strict=False))
    coarse = maps[-1]
    assert np.array_equal(coarse, np.kron(coarse[::4, ::4], np.ones((4, 4))))


def test_maps_are_those_of_the_study():
    x, model = digits28("test")[0][IMAGES["a 3"]][None], network(NETWORKS[0])
    expected = {
        "saliency": interpretability.saliency(model, x, 3),
        "occlusion": interpretability.occlusion(model, x, 3, window=7, stride=4),
        "integrated gradients": interpretability.integrated_gradients(model, x, 3, steps=5),
    }
    for method, wanted in expected.items():
        lab = moved(method=method, window=7, steps=5)
        assert np.array_equal(lab.map, wanted[0, 0])
    lab = moved(steps=5)
    error = interpretability.completeness_error(wanted, model, x, 3)
    assert lab.error == pytest.approx(error[0], abs=1e-4)
    assert f"error {lab.error:+.3f}" in lab.words.value
    lab.method = "occlusion"
    assert np.isnan(lab.error)
    assert "promises nothing of the map" in lab.words.value


@pytest.mark.parametrize("name", NETWORKS)
def test_curve_is_counted_again(name):
    lab = moved("a 5", name, steps=7, deleted=32)
    image = lab.reading.image
    for values, curve in ((lab.map, lab.curve), (image, lab.simple)):
        order = np.argsort(-values.ravel(), kind="stable")
        for k in (0, 3, 8, 25):
            left = image.ravel().copy()
            left[order[: COUNTS[k]]] = 0
            logits = predict(network(name), left.reshape(1, 1, 28, 28))[0].astype(float)
            e = np.exp(logits - logits.max())
            assert curve[k] == pytest.approx(e[lab.target] / e.sum(), abs=1e-5)
    assert lab.left == lab.curve[8]
    assert f"probability of {lab.left:.2f}" in lab.alt
    assert set(lab.gone) == set(np.argsort(-lab.map.ravel(), kind="stable")[:32])


def test_images_are_read_as_the_menu_says():
    digits = digits28("test")[1]
    for name, index in IMAGES.items():
        lab = explainer(name)
        assert f"a {digits[index]}" == name[:3]
        assert lab.reading.said == (int(name[-1]) if "read as" in name else digits[index])
        assert lab.reading.said != lab.reading.second


def test_the_second_choice_has_a_map_of_its_own():
    lab = explainer("a 9, read as 5")
    first = lab.target, lab.map
    lab.explained = "its second choice"
    assert (first[0], lab.target) == (5, 9)
    assert not np.allclose(first[1], lab.map)


def test_paper_gets_exactly_nothing_from_integrated_gradients():
    lab = explainer()
    assert np.all(lab.map[lab.reading.image == 0] == 0)
    share = np.abs(lab.map[lab.reading.image > interpretability.INK]).sum() / np.abs(lab.map).sum()
    assert lab.on_ink == pytest.approx(share)
    assert lab.on_ink > 0.95
    lab.method = "saliency"
    assert lab.on_ink < 0.9


def test_the_mark_is_on_the_image_and_in_the_words():
    lab = explainer("a 3", NETWORKS[2])
    assert np.all(lab.reading.image[:3, 6:9] == 1)
    assert lab.reading.said == 3
    place = np.abs(lab.map[:3, 6:9]).sum() / np.abs(lab.map).sum()
    assert lab.on_mark == pytest.approx(place)
    assert place > 0.1  # of nine pixels among 784
    assert f"{100 * place:.0f} percent lies in the mark" in lab.alt
    lab.network = NETWORKS[0]
    assert np.isnan(lab.on_mark)
    assert "mark" not in lab.alt


def test_a_map_of_zeros_is_said_to_be_one():
    lab = moved("a 3", NETWORKS[2], method="Grad-CAM", layer="first ReLU, 28 by 28")
    assert not lab.map.any()
    assert "The map is 0 everywhere" in lab.alt


def test_outline_by_hand():
    square = outline(np.array([[True]]))
    assert sorted(map(tuple, square.reshape(4, 4).tolist())) == [
        (-0.5, -0.5, -0.5, 0.5),
        (-0.5, -0.5, 0.5, -0.5),
        (-0.5, 0.5, 0.5, 0.5),
        (0.5, -0.5, 0.5, 0.5),
    ]


def test_what_is_wrong_is_refused():
    with pytest.raises(ValueError, match="image must be 'a 0', .*, got 'a 11'"):
        explainer("a 11")
    with pytest.raises(ValueError, match="network must be 'trained', .*, got 'deep'"):
        explainer(network="deep")

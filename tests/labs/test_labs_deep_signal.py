"""The deep signal: what is measured is the package's network, what is predicted is the formula."""

import numpy as np
import pytest
from lab_tools import shown, sliders_of, widgets_of

from dlcourse.labs import deep_signal
from dlcourse.labs.deep_signal.signals import (
    expected_gradient,
    expected_signal,
    images,
    means,
    run,
    variances,
)
from dlcourse.studies.depth import ACTIVATIONS, STARTS, deep_network, trace

DRAWN = [start for start in STARTS if start not in ("zeros", "constant")]
STATE = dict(depth=6, width=20, start="he", activation="tanh", residual=True, scale=1.5)


def moved(**state):
    lab = deep_signal()
    for name, value in state.items():
        setattr(lab, name, value)
    return lab


def test_moving_a_control_sets_the_state_it_names():
    lab = deep_signal()
    names = {"depth": 3, "width": 44, "weight scale": 2.0}
    for slider in sliders_of(lab):
        picture = lab.picture.value
        slider.value = names[slider.description]
        name = slider.description.removeprefix("weight ")
        assert getattr(lab, name) == pytest.approx(names[slider.description])
        assert lab.picture.value != picture
    picture = lab.picture.value
    (box,) = widgets_of(lab, "Checkbox")
    box.value = True
    assert lab.residual
    assert lab.picture.value != picture


def test_measured_is_the_trace_of_the_network():
    lab = moved(**STATE)
    options = dict(activation="tanh", start="he", residual=True)
    rng = np.random.default_rng(0)
    network = deep_network(64, 20, 6, 10, **options, rng=rng, dtype=np.float64)
    for name, array in network.params.items():
        array *= 1.5 if name.endswith("weight") else 1
    found = trace(network, *images())
    for name in ("signal", "spread", "gradient"):
        np.testing.assert_allclose(getattr(lab.signals.measured, name), getattr(found, name))


def test_images_have_the_second_moment_one():
    x, y = images()
    assert x.shape == (64, 64)
    assert y.shape == (64,)
    assert np.mean(x**2) == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("start", DRAWN)
def test_what_is_predicted_is_measured(start, activation):
    for residual in (False, True):
        found = run(8, 128, start, activation, residual, 1.2)
        for name in ("signal", "gradient"):
            ratio = getattr(found.measured, name) / getattr(found, name)
            assert 0.6 < ratio.min() <= ratio.max() < 1.6, (residual, name)


def test_predictions_by_hand():
    fans = [64, 32, 32, 32, 10]
    signal, slopes = expected_signal(1.0, fans, "he", "relu", False, 1.0)
    np.testing.assert_allclose(signal[:4] ** 2, [1, 2, 2, 2])
    assert slopes == [0.5, 0.5, 0.5]
    gradient = expected_gradient(1.0, fans, slopes, "he", False, 1.0)
    np.testing.assert_allclose(gradient[1:] ** 2, [10 / 32, 10 / 32, 10 / 32, 1])
    assert gradient[0] ** 2 == pytest.approx(32 * 2 / 64 * 10 / 32)
    signal, slopes = expected_signal(1.0, fans, "he", "relu", True, 1.0)
    np.testing.assert_allclose(signal[:4] ** 2, [1, 2, 4, 8])
    gradient = expected_gradient(1.0, fans, slopes, "he", True, 1.0)
    np.testing.assert_allclose(gradient[1:4] ** 2, np.array([4, 2, 1]) * 10 / 32)
    signal, _ = expected_signal(1.0, fans, "default", "relu", False, 2.0)
    assert signal[1] ** 2 == pytest.approx(4 / 3 + 1 / (3 * 64))
    assert signal[2] ** 2 == pytest.approx(4 / 6 * signal[1] ** 2 + 1 / (3 * 32))


def test_variances_of_the_starts():
    assert variances("default", 6, 3) == (1 / 18, 1 / 18)
    assert variances("xavier", 6, 2) == (1 / 4, 0)
    assert variances("he", 6, 2) == (1 / 3, 0)
    assert variances("zeros", 6, 2) == (0, 0)


@pytest.mark.parametrize("second_moment", [0.0, 0.3, 1.0, 30.0])
def test_means_over_a_normal_number(second_moment):
    z = second_moment**0.5 * np.random.default_rng(0).standard_normal(400_000)
    s = 1 / (1 + np.exp(-z))
    wanted = {
        "relu": (np.maximum(z, 0) ** 2, 0.5),
        "tanh": (np.tanh(z) ** 2, (1 - np.tanh(z) ** 2) ** 2),
        "sigmoid": (s**2, (s * (1 - s)) ** 2),
    }
    for name, (value, slope) in wanted.items():
        found = means(name, second_moment)
        np.testing.assert_allclose(found, [np.mean(value), np.mean(slope)], rtol=0.01, atol=1e-12)


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        ("vanishes", dict()),
        ("vanishes", dict(start="xavier", activation="sigmoid")),
        ("gets through", dict(start="he")),
        ("gets through", dict(residual=True)),
        ("explodes", dict(start="he", scale=3.0)),
        ("is nowhere", dict(start="zeros")),
        ("is nowhere", dict(start="constant")),
    ],
)
def test_verdict_is_that_of_the_ratio(verdict, state):
    lab = moved(**state)
    assert lab.verdict == verdict
    gradient = lab.signals.measured.gradient
    if verdict == "is nowhere":
        assert gradient[:-1].max() < 1e-12 * gradient[-1]
        assert "No gradient reaches the hidden layers." in lab.words.value
        return
    assert lab.ratio == gradient[1] / gradient[lab.depth]
    assert f"is {lab.ratio:.2g} times that at the last: it {verdict}." in lab.words.value
    assert lab.words.value.split("<br>")[0].split("</b>: ")[1][:20] in lab.alt


def test_a_bias_keeps_the_signal_and_not_what_differs():
    lab = deep_signal("default")
    measured = lab.signals.measured
    assert measured.signal[16] > 0.05
    assert measured.spread[16] < 1e-4
    assert f"{100 * measured.spread[16] / measured.signal[16]:.2g} percent" in lab.alt


def test_without_a_draw_all_units_are_alike():
    lab = deep_signal("constant")
    assert lab.signals.alike
    assert "All units of a layer are the same." in lab.alt
    assert lab.signals.signal is lab.signals.gradient is None
    assert all(len(line.get_xdata()) == 0 for line in lab.drawing.layers[0][:2])
    assert "have no variance to predict from" in lab.words.value
    assert not deep_signal("he").signals.alike


def test_a_dead_network_is_said_to_be_dead():
    with np.errstate(all="raise"):
        lab = deep_signal("zeros", "tanh")
    assert "Nothing arrives there." in lab.alt


def test_points_stay_inside_their_axes():
    for state in (dict(start="he", scale=4.0, depth=32), dict(scale=0.25, depth=32)):
        lab = moved(**state)
        low, high = lab.figure.axes[0].get_ylim()
        for line in lab.drawing.layers[0]:
            y = np.asarray(line.get_ydata())
            assert len(y) == 32
            assert low < y.min() <= y.max() < high
        assert shown(lab)[0] == lab.alt

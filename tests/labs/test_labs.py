"""What holds for every lab: state, controls and picture agree, and what is wrong is refused."""

from functools import partial

import numpy as np
import pytest
import traitlets
from lab_tools import SEVEN, shown, sliders_of, tiny_model, walk, whole_figure

from dlcourse.labs import (
    alarm_bill,
    city,
    deep_signal,
    descent,
    digit_pad,
    explainer,
    gate_explorer,
    gradient_microscope,
    kernel_explorer,
    loss_gradient,
    phantom_painter,
    privacy_price,
    refused,
    robot_arm,
    service_desk,
    translator,
    two_players,
)
from dlcourse.labs.lab import Lab
from dlcourse.layers import Flatten

GATES = partial(gate_explorer, signal="two marks in noise")
LABS = {
    "kernel": (kernel_explorer, dict(stride=2, padding=1, dilation=3, row=5, column=9)),
    "descent": (descent, dict(learning_rate=0.3, momentum=0.5, steps=7)),
    "lstm": (
        partial(GATES, "LSTM"),
        dict(f=0.5, i=0.3, o=0.2, f_marked=0.1, i_marked=0.6, o_marked=0.7),
    ),
    "gru": (partial(GATES, "GRU"), dict(z=0.5, r=0.3, z_marked=0.1, r_marked=0.6)),
    "gradient": (gradient_microscope, dict(scale=2.5, keep_bias=3.0, steps=70, threshold=0.05)),
    "bill": (alarm_bill, dict(threshold=2.5, one_in=100.0, price=200.0)),
    "city": (city, dict(sweeps=20, park=7)),
    "deep": (deep_signal, dict(depth=20, width=48, scale=1.5)),
    "arm": (robot_arm, dict(x=0.7, y=-0.9, passes=2)),
    "desk": (service_desk, dict(threshold=0.3, phrasings=26)),
    "reasons": (explainer, dict(steps=23, deleted=40)),
    "loss": (loss_gradient, dict(logit=-7.5, learning_rate=3.0)),
    "painter": (
        phantom_painter,
        dict(patient=3, contrast=-0.5, noise=0.1, column=11, row=14, radius=5, gray=0.2),
    ),
    "price": (privacy_price, dict(noise=1.5, max_norm=0.4, rate=0.05, steps=160)),
    "refused": (refused, dict(threshold_a=72.5, threshold_b=41.0, price=6.5)),
    "players": (
        two_players,
        dict(
            round=35,
            generator_rate=1e-2,
            discriminator_rate=1e-4,
            generator_steps=3,
            discriminator_steps=2,
            momentum=0.9,
        ),
    ),
}
"""Labs with sliders: how each is made, and a place to move each slider to."""

OTHERS = {"pad": lambda: digit_pad(tiny_model()), "translator": translator}
EVERY = {name: make for name, (make, _) in LABS.items()} | OTHERS
MENUS = {
    "kernel": {"kernel": "blur"},
    "descent": {"surface": "banana"},
    "lstm": {"signal": "brackets"},
    "gru": {"signal": "square wave"},
    "gradient": {"matrix": "chain"},
    "arm": {"network": "through the arm"},
    "bill": {"scene": "scratches on brick"},
    "city": {"city": "blocks"},
    "deep": {"start": "he"},
    "desk": {"example": "new: to a city never seen"},
    "loss": {"loss": "least squares"},
    "painter": {"network": "without skips"},
    "reasons": {"method": "Grad-CAM"},
    "price": {"scene": "200 digits, 40 of them with a wrong label"},
    "refused": {"rule": "equal selection"},
    "players": {"loss": "least-squares"},
}


def change(name, lab):
    """Move all sliders, draw, or type."""
    if name == "pad":
        lab.strokes(SEVEN)
    elif name == "translator":
        lab.text = "5 days"
    else:
        for attribute, value in LABS[name][1].items():
            setattr(lab, attribute, value)


@pytest.mark.parametrize("name", EVERY)
def test_a_kernel_can_write_it_down(name):
    """A kernel asks for it beside the widget; a method that hides one of the widget's own fails."""
    lab = EVERY[name]()
    assert repr(lab).startswith(type(lab).__name__)


@pytest.mark.parametrize("name", LABS)
def test_state_sliders_and_picture_agree(name):
    make, moves = LABS[name]
    lab = make()
    assert len(sliders_of(lab)) == len(moves)
    for attribute, value in moves.items():
        before = shown(lab)[1]
        setattr(lab, attribute, value)
        assert value in [pytest.approx(slider.value) for slider in sliders_of(lab)]
        assert not np.array_equal(shown(lab)[1], before), attribute
        assert shown(lab)[0] == lab.alt


@pytest.mark.parametrize("name", LABS)
def test_moving_a_slider_sets_one_value(name):
    """In the game of two players a rule that changes also plays on: another round is shown."""
    make, moves = LABS[name]
    lab = make()
    for slider in sliders_of(lab):
        before, picture = {key: getattr(lab, key) for key in moves}, lab.picture.value
        step = slider.step if isinstance(slider.value, int) else max(0.25, slider.value / 4)
        slider.value = slider.value + step if slider.value + step <= slider.max else 0.05
        changed = {key for key in moves if getattr(lab, key) != before[key]}
        assert len(changed - {"round"}) == (slider.description != "round")
        assert lab.picture.value != picture


@pytest.mark.parametrize("name", MENUS)
def test_layers_draw_what_the_whole_figure_is(name):
    lab = EVERY[name]()
    change(name, lab)
    for attribute, value in MENUS[name].items():
        setattr(lab, attribute, value)
    # An image that changes lies above the frame of its axes, which else lies above it.
    assert np.mean(np.abs(whole_figure(lab) - shown(lab)[1][..., :3]) > 0.02) < 0.02


@pytest.mark.parametrize("strokes", [[], SEVEN], ids=["empty", "drawn on"])
def test_layers_draw_what_the_whole_pad_is(strokes):
    lab = digit_pad(tiny_model())
    lab.strokes(strokes)
    assert np.mean(np.abs(whole_figure(lab) - shown(lab)[1][..., :3]) > 0.02) < 0.02


@pytest.mark.parametrize("name", EVERY)
def test_every_control_has_a_label(name):
    for widget in walk(EVERY[name]()):
        if hasattr(widget, "value") and hasattr(widget, "description") and widget.value != "":
            kind = type(widget).__name__
            unnamed = "HTML", "Label", "Play"  # the slider beside the player has its name
            assert widget.description or widget.tooltip or kind in unnamed, kind


@pytest.mark.parametrize("name", EVERY)
def test_a_lab_shows_itself_once_when_it_is_made(name, monkeypatch):
    silent, redraw = [], Lab.redraw
    monkeypatch.setattr(Lab, "redraw", lambda lab, _=None: (silent.append(lab.silent), redraw(lab)))
    assert isinstance(EVERY[name](), Lab)
    assert silent.count(False) == 1


@pytest.mark.parametrize("name", EVERY)
def test_a_silent_lab_keeps_its_picture(name):
    lab = EVERY[name]()
    picture = lab.picture.value
    with lab.silence():
        with lab.silence():
            pass
        change(name, lab)
        assert lab.picture.value == picture
    lab.redraw()
    assert lab.picture.value != picture


BAD = [
    (lambda: kernel_explorer("dog"), "photo must be 'camera', 'cat', .* or 'brick', got 'dog'"),
    (lambda: kernel_explorer(kernel="prewitt"), "kernel must be 'identity', .*, got 'prewitt'"),
    (lambda: setattr(kernel_explorer(), "w", np.eye(5)), r"w must have shape \(3, 3\), got \(5, 5"),
    (lambda: descent("cliff"), "surface must be 'bowl', .* or 'saddle', got 'cliff'"),
    (lambda: digit_pad(tiny_model(), "svhn"), "prepare must be 'digits28' or 'mnist', got 'svhn'"),
    (lambda: digit_pad(Flatten()), r"model must return logits of shape \(N, 10\), got \(1, 784\)"),
    (lambda: digit_pad(tiny_model()).draw(np.ones(3)), r"ink must have shape \(H, W\), got \(3,\)"),
    (lambda: digit_pad(tiny_model()).draw(2 * np.eye(9)), r"ink must lie in 0..1, got 0.0..2.0"),
    (lambda: gate_explorer("RNN"), "cell must be 'LSTM' or 'GRU', got 'RNN'"),
    (lambda: gate_explorer("GRU", "tone"), "signal must be 'one pulse', .*, got 'tone'"),
    (lambda: gradient_microscope("MLP"), "cell must be 'RNN', 'LSTM' or 'GRU', got 'MLP'"),
    (lambda: alarm_bill("airport"), "scene must be 'faces in snapshots', .*, got 'airport'"),
    (lambda: city("moon"), "name must be 'open', 'blocks' or 'serpentine', got 'moon'"),
    (lambda: city().paint([(16, 0)]), r"cells must be rows and columns from 0 to 15, got \(16, 0"),
    (lambda: city().paint([(1, 2)], "tree"), "kind must be 'street', .*, got 'tree'"),
    (lambda: deep_signal("lecun"), "start must be 'zeros', .* or 'he', got 'lecun'"),
    (lambda: deep_signal(activation="sine"), "activation must be 'relu', .*, got 'sine'"),
    (lambda: deep_signal(residual=1), "residual must be True or False, got 1"),
    (lambda: robot_arm("elbow"), "network must be 'one elbow', .* or 'through the arm', got 'elb"),
    (lambda: loss_gradient("hinge"), "loss must be 'non-saturating', .*, got 'hinge'"),
    (lambda: phantom_painter("V-Net"), "network must be 'with skips', .* or 'any contrast', got"),
    (lambda: privacy_price("MNIST"), "scene must be '1,442 digits' or '200.*, got 'MNIST'"),
    (lambda: refused("Boston"), "scene must be 'generated applicants'.*, got 'Boston'"),
    (lambda: service_desk(desks={2: None}), r"desks must be for \(2, 14, 26\) phr.*, got \(2,\)"),
    (lambda: translator(language="German"), "language must be 'Chinese' or 'French', got 'German'"),
    (lambda: two_players("wgan"), "loss must be 'non-saturating', 'saturating', .*, got 'wgan'"),
    (lambda: two_players(seed=-1), "seed must be an integer of at least 0, got -1"),
    (lambda: two_players().play(0), "rounds must be an integer of at least 1, got 0"),
]


@pytest.mark.parametrize(("call", "message"), BAD)
def test_bad_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


BAD_STATE = {
    kernel_explorer: {"stride": 0, "padding": 9, "photo": "dog"},
    descent: {"momentum": 1.0, "surface": "cliff"},
    gate_explorer: {"f": 1.1, "z_marked": -0.1, "cell": "RNN"},
    gradient_microscope: {"cell": "MLP", "matrix": "zero", "steps": 1000, "scale": -1.0},
    alarm_bill: {"threshold": 9.0, "one_in": 1.0, "price": 0.5, "scene": "airport"},
    city: {"city": "moon", "brush": "tree", "sweeps": -1, "park": 0},
    deep_signal: {"depth": 0, "width": 500, "scale": 9.0, "start": "lecun", "residual": 2},
    robot_arm: {"x": -0.1, "y": 2.0, "passes": 41, "network": "elbow"},
    loss_gradient: {"logit": 40.0, "learning_rate": 0.0, "loss": "hinge"},
    phantom_painter: {"contrast": 1.5, "patient": 20, "radius": 11, "gray": -0.1, "network": "V"},
    privacy_price: {"noise": 0.0, "max_norm": -1.0, "rate": 1.5, "steps": 0, "scene": "MNIST"},
    refused: {"threshold_a": -1.0, "threshold_b": 101.0, "price": 0.0, "rule": "fair"},
    service_desk: {"threshold": 1.5, "phrasings": 3, "example": "hello"},
    translator: {"language": "German", "shown": -1},
    two_players: {"loss": "wgan", "momentum": 1.5},
}


@pytest.mark.parametrize("make", BAD_STATE, ids=lambda make: make.__name__)
def test_bad_state_is_refused(make):
    lab = make()
    for name, value in BAD_STATE[make].items():
        with pytest.raises(traitlets.TraitError, match=name):
            setattr(lab, name, value)

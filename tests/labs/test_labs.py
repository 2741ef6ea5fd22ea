import base64
import html
import importlib.util
import io
import re
import tomllib
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
import traitlets

from dlcourse.data import digits28, photographs
from dlcourse.labs import descent, digit_pad, kernel_explorer
from dlcourse.labs.descent.surfaces import SURFACES
from dlcourse.labs.digit_pad.ink import as_digits28, as_mnist, rasterize
from dlcourse.labs.lab import encode_png
from dlcourse.layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
from dlcourse.optim import SGD

SEVEN = [[(0.3, 0.2), (0.7, 0.2), (0.45, 0.8)]]


def shown(lab):
    """Return alternative text and pixels of the picture that the browser gets."""
    alt, data = re.search('alt="(.*?)".*base64,([^"]*)"', lab.picture.value).groups()
    pixels = matplotlib.image.imread(io.BytesIO(base64.b64decode(data)), "png")
    return html.unescape(alt), pixels


def tiny_model():
    rng = np.random.default_rng(0)
    return Sequential(
        Conv2d(1, 3, 3, rng=rng), ReLU(), MaxPool2d(2), Flatten(), Linear(3 * 13 * 13, 10, rng=rng)
    )


LABS = {
    "kernel": (kernel_explorer, {"stride": 2, "padding": 1, "dilation": 3, "row": 5, "column": 9}),
    "descent": (descent, {"learning_rate": 0.3, "momentum": 0.5, "steps": 7}),
}


@pytest.mark.parametrize("name", LABS)
def test_state_sliders_and_picture_agree(name):
    make, moves = LABS[name]
    lab = make()
    sliders = [widget for widget in walk(lab) if "Slider" in type(widget).__name__]
    assert len(sliders) == len(moves)
    for attribute, value in moves.items():
        before = shown(lab)[1]
        setattr(lab, attribute, value)
        assert value in [pytest.approx(slider.value) for slider in sliders]
        assert not np.array_equal(shown(lab)[1], before), attribute
        assert shown(lab)[0] == lab.alt


@pytest.mark.parametrize("name", LABS)
def test_moving_a_slider_sets_the_state(name):
    make, moves = LABS[name]
    lab = make()
    for widget in walk(lab):
        if "Slider" in type(widget).__name__:
            before, picture = {key: getattr(lab, key) for key in moves}, lab.picture.value
            widget.value = widget.value + (1 if isinstance(widget.value, int) else 0.25)
            changed = [key for key in moves if getattr(lab, key) != before[key]]
            assert len(changed) == 1
            assert lab.picture.value != picture


@pytest.mark.parametrize("make", [kernel_explorer, descent, lambda: digit_pad(tiny_model())])
def test_layers_draw_what_the_whole_figure_is(make):
    lab = make()
    for attribute, value in {"stride": 2, "kernel": "blur", "surface": "banana"}.items():
        if attribute in lab.trait_names():
            setattr(lab, attribute, value)
    if hasattr(lab, "strokes"):
        lab.strokes(SEVEN)
    for artist in (artist for layer in lab.layers for artist in layer):
        artist.set_animated(False)
    lab.figure.canvas.draw()
    whole = np.asarray(lab.figure.canvas.buffer_rgba())[..., :3] / 255
    # An image that changes lies above the frame of its axes, which else lies above it.
    assert np.mean(np.abs(whole - shown(lab)[1][..., :3]) > 0.02) < 0.02


@pytest.mark.parametrize("make", [kernel_explorer, descent])
def test_every_control_has_a_label(make):
    for widget in walk(make()):
        if hasattr(widget, "value") and hasattr(widget, "description") and widget.value != "":
            name = type(widget).__name__
            assert widget.description or widget.tooltip or name in ("HTML", "Label"), name


def walk(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def test_png_holds_the_pixels():
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 3), np.uint8)
    read = matplotlib.image.imread(io.BytesIO(encode_png(pixels)), "png")
    assert np.array_equal(np.round(255 * read).astype(np.uint8), pixels)


# The kernel explorer


@pytest.mark.parametrize("stride", [1, 3])
@pytest.mark.parametrize("padding", [0, 2])
@pytest.mark.parametrize("dilation", [1, 4])
def test_sum_of_the_products_is_the_output_pixel(stride, padding, dilation):
    lab = kernel_explorer("coins", "emboss")
    lab.stride, lab.padding, lab.dilation = stride, padding, dilation
    for lab.row, lab.column in [(0, 0), (3, 7), (99, 99)]:
        assert lab.total == pytest.approx(lab.products.sum(), abs=1e-5)
        assert lab.total == lab.out[lab.row, lab.column]
        np.testing.assert_allclose(lab.products, lab.patch * lab.w, rtol=1e-6)
    size = (64 + 2 * padding - 2 * dilation - 1) // stride + 1
    assert lab.out.shape == (size, size)
    assert lab.row == lab.column == size - 1
    assert f"<b>{size}</b> pixels" in lab.words.value


def test_patch_is_read_from_the_photograph():
    lab = kernel_explorer("cat", "identity")
    lab.row, lab.column = 10, 20
    small = photographs()["cat"].reshape(64, 2, 64, 2).mean(axis=(1, 3))
    np.testing.assert_allclose(lab.patch, small[10:13, 20:23])
    np.testing.assert_allclose(lab.out, small[1:-1, 1:-1])


def test_window_is_outlined_where_the_kernel_reads():
    lab = kernel_explorer()
    lab.stride, lab.padding, lab.dilation, lab.row, lab.column = 2, 1, 3, 4, 6
    window, taps, mark = lab.layers[2][:3]
    assert (window.get_x(), window.get_y(), window.get_width()) == (10.5, 6.5, 7)
    assert sorted(set(taps.get_xdata())) == [11, 14, 17]
    assert sorted(set(taps.get_ydata())) == [7, 10, 13]
    assert (mark.get_x() + 1.5, mark.get_y() + 1.5) == (6, 4)


def test_own_kernel():
    lab = kernel_explorer("brick", "blur")
    w = np.arange(9.0).reshape(3, 3)
    lab.w = w
    assert lab.kernel == "custom"
    assert np.array_equal(lab.w, w)
    assert lab.total == pytest.approx((lab.patch * w).sum(), rel=1e-5)
    lab.kernel = "blur"
    np.testing.assert_allclose(lab.w, 1 / 9)


def test_editing_an_entry_makes_the_kernel_custom():
    lab = kernel_explorer("brick", "sobel y")
    out = lab.out
    lab.entries[4].value = 3.0
    assert lab.kernel == "custom"
    assert lab.w[1, 1] == 3
    assert not np.array_equal(lab.out, out)


# The descent lab


@pytest.mark.parametrize("name", SURFACES)
def test_gradients_of_the_surfaces(name):
    surface, step = SURFACES[name], 1e-6
    for w in np.random.default_rng(0).uniform(-2, 2, (5, 2)):
        numeric = [
            (surface.loss(w + step * e) - surface.loss(w - step * e)) / (2 * step)
            for e in np.eye(2)
        ]
        np.testing.assert_allclose(surface.gradient(w), numeric, atol=1e-7)
        assert surface.loss(w) >= 0


@pytest.mark.parametrize("name", SURFACES)
def test_least_loss_is_zero(name):
    grid = np.stack(np.meshgrid(np.linspace(-2, 2, 801), np.linspace(-2, 2, 801)))
    assert 0 <= SURFACES[name].loss(grid).min() < 1e-4


def test_path_is_that_of_the_optimizer():
    lab = descent("banana")
    lab.learning_rate, lab.momentum, lab.steps = 0.01, 0.7, 15
    w = lab.path[0].copy()
    optimizer = SGD([w], lr=0.01, momentum=0.7)
    for step in range(15):
        optimizer.step([SURFACES["banana"].gradient(w)])
        np.testing.assert_allclose(lab.path[step + 1], w, rtol=1e-12)
    np.testing.assert_allclose(lab.losses, SURFACES["banana"].loss(lab.path.T))


@pytest.mark.parametrize("name", ["bowl", "narrow valley"])
@pytest.mark.parametrize("momentum", [0.0, 0.5])
def test_the_limit_is_where_descent_ends(name, momentum):
    lab = descent(name)
    lab.momentum, lab.steps = momentum, 100
    lab.learning_rate = 0.9 * lab.limit
    assert lab.verdict == "converges"
    lab.learning_rate = 1.05 * lab.limit
    assert lab.verdict == "diverges"
    assert "not below" in lab.words.value


def test_verdicts():
    lab = descent("narrow valley")
    verdicts = {}
    for lab.learning_rate in (0.01, 0.15, 0.2, 0.3):
        verdicts[lab.learning_rate] = lab.verdict
        assert lab.verdict in lab.alt
    assert verdicts == {
        0.01: "still moving", 0.15: "converges", 0.2: "oscillates", 0.3: "diverges"
    }  # fmt: skip


def test_no_limit_is_claimed_where_curvature_varies():
    lab = descent("saddle")
    assert lab.limit is None
    assert "Limit" not in lab.words.value


def test_running_away_stops():
    lab = descent("banana")
    lab.learning_rate, lab.steps = 3.0, 100
    assert lab.verdict == "diverges"
    assert len(lab.path) < 20
    assert np.isfinite(lab.path).all()


# The digit pad


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
    folder = Path(importlib.util.find_spec("dlcourse.labs").origin).parent
    script = (folder / "digit_pad.js").read_text("utf8")
    assert "http" not in script
    assert "import " not in script
    project = tomllib.loads((folder.parents[1] / "pyproject.toml").read_text("utf8"))
    assert "labs/*.js" in project["tool"]["setuptools"]["package-data"]["dlcourse"]


BAD = [
    (lambda: kernel_explorer("dog"), "photo must be one of camera, cat, .*, got 'dog'"),
    (lambda: kernel_explorer(kernel="prewitt"), "kernel must be one of identity, .*'prewitt'"),
    (lambda: setattr(kernel_explorer(), "w", np.eye(5)), r"w must have shape \(3, 3\), got \(5, 5"),
    (lambda: descent("cliff"), "surface must be one of bowl, .*, got 'cliff'"),
    (lambda: digit_pad(tiny_model(), "svhn"), "prepare must be one of digits28, mnist, got 'svhn'"),
    (lambda: digit_pad(Flatten()), r"model must return logits of shape \(N, 10\), got \(1, 784\)"),
    (lambda: digit_pad(tiny_model()).draw(np.ones(3)), r"ink must have shape \(H, W\), got \(3,\)"),
    (lambda: digit_pad(tiny_model()).draw(2 * np.eye(9)), r"ink must lie in 0..1, got 0.0..2.0"),
]


@pytest.mark.parametrize(("call", "message"), BAD)
def test_bad_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("state", [{"stride": 0}, {"padding": 9}, {"photo": "dog"}])
def test_bad_state_is_refused(state):
    lab = kernel_explorer()
    for name, value in state.items():
        with pytest.raises(traitlets.TraitError, match=name):
            setattr(lab, name, value)

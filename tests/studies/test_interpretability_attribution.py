"""Slopes, ways, holes and class activation maps: against Captum, and by hand."""

import numpy as np
import pytest
import torch
from torch_twin import to_torch

from dlcourse.checks.training import copy_weights
from dlcourse.layers import Conv2d, Flatten, Linear, ReLU, Sequential
from dlcourse.studies import interpretability as i

TARGETS = np.array([3, 0, 7])


@pytest.fixture(scope="module")
def model():
    return i.readers(dtype=np.float64)[0]


@pytest.fixture(scope="module")
def x():
    from dlcourse.data import digits28

    return digits28("test")[0][4:7].astype(np.float64)


@pytest.fixture(scope="module")
def captum(model):
    attr = pytest.importorskip("captum.attr")
    twin = to_torch(model)
    copy_weights(model, twin)
    return attr, twin.eval()


def linear(w, b=0.0):
    """f(x) = w·x + b on one row of pixels."""
    net = Sequential(Flatten(), Linear(len(w), 1, dtype=np.float64))
    net.load_state_dict({"1.weight": [w], "1.bias": [b]})
    return net


def theirs(explainer, x, **settings):
    targets = torch.tensor(TARGETS)
    return explainer.attribute(torch.tensor(x), target=targets, **settings).detach().numpy()


def gap(ours, expected):
    return np.abs(ours - expected).max() / np.abs(expected).max()


def test_saliency_is_captums(model, x, captum):
    attr, twin = captum
    for absolute in (True, False):
        ours = i.saliency(model, x, TARGETS, absolute=absolute)
        assert np.abs(ours - theirs(attr.Saliency(twin), x, abs=absolute)).max() < 1e-12
    assert np.array_equal(i.gradient(model, x, TARGETS), ours)


# Windows of two lengths; the second leaves a window that sticks out at both edges.
@pytest.mark.parametrize(("window", "stride"), [((4, 3), (2, 3)), ((5, 6), (5, 4)), ((3, 2), 2)])
@pytest.mark.parametrize("baseline", [0.0, 0.3])
def test_occlusion_is_captums(model, x, captum, window, stride, baseline):
    attr, twin = captum
    pair = stride if isinstance(stride, tuple) else (stride, stride)
    settings = {"sliding_window_shapes": (1, *window), "strides": (1, *pair)}
    expected = theirs(attr.Occlusion(twin), x, baselines=baseline, **settings)
    settings = {"window": window, "stride": stride, "baseline": baseline}
    ours = i.occlusion(model, x, TARGETS, **settings)
    assert gap(ours, expected) < 3e-7  # Captum adds in 32 bits here, whatever comes in


@pytest.mark.parametrize("rule", ["middle", "left", "right", "gausslegendre"])
@pytest.mark.parametrize("steps", [7, 300])
def test_integrated_gradients_are_captums(model, x, captum, rule, steps):
    attr, twin = captum
    method = rule if rule == "gausslegendre" else f"riemann_{rule}"
    baseline = np.random.default_rng(1).random(x.shape)
    settings = {"baselines": torch.tensor(baseline), "n_steps": steps, "method": method}
    expected = theirs(attr.IntegratedGradients(twin), x, **settings)
    ours = i.integrated_gradients(model, x, TARGETS, baseline=baseline, steps=steps, rule=rule)
    # Captum's places and weights have 32 bits, except for Legendre's places.
    assert gap(ours, expected) < (1e-8 if rule == "gausslegendre" else 1e-7)


@pytest.mark.parametrize("layer", [1, 2, 4, 5])
@pytest.mark.parametrize("relu", [True, False])
def test_grad_cam_is_captums(model, x, captum, layer, relu):
    attr, twin = captum
    method = attr.LayerGradCam(twin, twin[layer])
    expected = theirs(method, x, relu_attributions=relu)
    ours = i.grad_cam(model, x, TARGETS, layer=layer, relu=relu)
    assert ours.shape == expected.shape
    assert np.abs(ours - expected).max() < 1e-12
    assert np.array_equal(ours, i.grad_cam(model, x, TARGETS, layer=layer - 8, relu=relu))


def test_own_slopes_are_captums(model, x, captum):
    attr, twin = captum
    method = attr.LayerGradientXActivation(twin, twin[5])
    expected = theirs(method, x).sum(axis=1, keepdims=True)
    ours = i.grad_cam(model, x, TARGETS, layer=5, relu=False, average=False)
    assert np.abs(ours - expected).max() < 1e-12
    assert np.abs(ours - i.grad_cam(model, x, TARGETS, layer=5, relu=False)).max() > 1e-3


def test_a_linear_network_by_hand():
    net, x = linear([2.0, -1.0, 0.5], b=4.0), np.array([[[[1.0, 3.0, -2.0]]]])
    assert i.gradient(net, x, 0).tolist() == [[[[2.0, -1.0, 0.5]]]]
    assert i.saliency(net, x, 0).tolist() == [[[[2.0, 1.0, 0.5]]]]
    assert i.occlusion(net, x, 0, window=1).tolist() == [[[[2.0, -3.0, -1.0]]]]
    for rule in i.RULES:
        out = i.integrated_gradients(net, x, 0, baseline=1.0, steps=5, rule=rule)
        assert np.allclose(out, [0.0, -2.0, -1.5], atol=1e-15)
    # Windows {0, 1} and {1, 2}: falls -1 and -4; the middle pixel has their mean.
    pairs = i.occlusion(net, x, 0, window=(1, 2), stride=1)
    assert np.allclose(pairs, [-1.0, -2.5, -4.0], atol=1e-15)


def test_grad_cam_by_hand():
    net = Sequential(
        Conv2d(1, 2, 1, dtype=np.float64), ReLU(), Flatten(), Linear(4, 1, dtype=np.float64)
    )
    weight = {"0.weight": [[[[1.0]]], [[[-1.0]]]], "0.bias": [0.0, 5.0]}
    net.load_state_dict(weight | {"3.weight": [[1.0, 3.0, -4.0, 0.0]], "3.bias": [0.0]})
    x = np.array([[[[1.0, 2.0]]]])
    # A = [1, 2], [4, 3]; a = (1 + 3)/2, (-4 + 0)/2.
    signed = i.grad_cam(net, x, 0, layer=1, relu=False)
    assert signed.tolist() == [[[[2 * 1 - 2 * 4, 2 * 2 - 2 * 3]]]]
    own = i.grad_cam(net, x, 0, layer=1, relu=False, average=False)
    assert own.tolist() == [[[[1 * 1 - 4 * 4, 3 * 2 - 0 * 3]]]]
    assert i.grad_cam(net, x, 0, layer=1).tolist() == [[[[0.0, 0.0]]]]


def test_completeness(model, x):
    few, many = (
        i.integrated_gradients(model, x, TARGETS, baseline=0.2, steps=steps) for steps in (4, 2000)
    )
    errors = [
        np.abs(i.completeness_error(a, model, x, TARGETS, baseline=0.2)).max() for a in (few, many)
    ]
    assert errors[1] < 1e-3 < errors[0]


def test_batches_change_nothing(model, x):
    many = np.repeat(x, 100, axis=0)
    targets = np.repeat(TARGETS, 100)
    assert np.allclose(
        i.gradient(model, many, targets)[::100], i.gradient(model, x, TARGETS), atol=1e-12
    )
    long = i.integrated_gradients(model, x[:1], 3, steps=600)
    parts = [i.integrated_gradients(model, many[:100], 3, steps=600)[0]]
    assert np.allclose(long[0], parts[0], atol=1e-12)


def test_arguments_and_mode_stay(model, x):
    copy, state = x.copy(), model.state_dict()
    model.train()
    calls = (i.saliency, i.occlusion, i.integrated_gradients)
    outs = [call(model, x, TARGETS) for call in calls]
    outs.append(i.grad_cam(model, x, TARGETS, layer=2))
    assert model.training
    assert np.array_equal(x, copy)
    model.eval()
    assert all(np.array_equal(state[name], array) for name, array in model.state().items())
    assert all(out.dtype == np.float64 for out in outs)
    small = i.readers()[0]
    assert i.integrated_gradients(small, x.astype(np.float32), 3).dtype == np.float32
    assert i.occlusion(small, x.astype(np.float32), 3).dtype == np.float32


def test_errors_name_the_argument(model, x):
    with pytest.raises(ValueError, match=r"x must be images \(N, C, H, W\).*\(28, 28\)"):
        i.gradient(model, x[0, 0], 3)
    with pytest.raises(ValueError, match="targets must be classes from 0 to 9, got 10"):
        i.gradient(model, x, 10)
    with pytest.raises(ValueError, match="targets must be classes from 0 to 9, got -1"):
        i.grad_cam(model, x, -1, layer=1)
    with pytest.raises(ValueError, match="targets must be an integer, or 3 of them"):
        i.occlusion(model, x, np.array([1, 2]))
    with pytest.raises(ValueError, match="stride must be an integer from 1 to 2, got 3"):
        i.occlusion(model, x, 3, window=2, stride=3)
    with pytest.raises(ValueError, match="window must be an integer from 1 to 28, got 29"):
        i.occlusion(model, x, 3, window=29)
    with pytest.raises(ValueError, match=r"window must be an integer or a pair, got \(1, 2, 3\)"):
        i.occlusion(model, x, 3, window=(1, 2, 3))
    with pytest.raises(ValueError, match=r"baseline must broadcast against x: baseline \(5,\)"):
        i.integrated_gradients(model, x, 3, baseline=np.zeros(5))
    with pytest.raises(ValueError, match="rule must be 'middle'"):
        i.integrated_gradients(model, x, 3, rule="simpson")
    with pytest.raises(ValueError, match="steps must be an integer of at least 2"):
        i.rule_points("trapezoid", 1)
    with pytest.raises(ValueError, match="layer must be an integer from -8 to 7, got 8"):
        i.grad_cam(model, x, 3, layer=8)
    with pytest.raises(ValueError, match=r"layer 6 gives \(3, 784\)"):
        i.grad_cam(model, x, 3, layer=6)
    with pytest.raises(ValueError, match=r"layer -1 gives \(3, 10\)"):
        i.grad_cam(model, x, 3, layer=-1)
    with pytest.raises(ValueError, match="model must be a Layer"):
        i.saliency(lambda x: x, x, 3)


def test_rules_are_exact_for_what_they_should_be():
    moments = {rule: i.rule_points(rule, 4) for rule in i.RULES}
    assert all(np.isclose(weights.sum(), 1) for _, weights in moments.values())
    for rule, degree in (("middle", 1), ("trapezoid", 1), ("gausslegendre", 7)):
        places, weights = moments[rule]
        for power in range(degree + 1):
            assert np.isclose((weights * places**power).sum(), 1 / (power + 1))
        assert not np.isclose((weights * places ** (degree + 1)).sum(), 1 / (degree + 2))

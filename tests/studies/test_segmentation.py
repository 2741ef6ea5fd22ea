"""The U-Net: its gradient, the same network in PyTorch, what its training does."""

import numpy as np
import pytest

from dlcourse.checks import gradcheck_model
from dlcourse.functional import binary_cross_entropy_with_logits_backward as bce_backward
from dlcourse.functional import binary_cross_entropy_with_logits_forward as bce_forward
from dlcourse.studies.medical import phantoms
from dlcourse.studies.segmentation import (
    DICE,
    UNet,
    dice_scores,
    join_backward,
    join_forward,
    probabilities,
    train_unet,
)

both = pytest.mark.parametrize("skips", [True, False])


def network(skips, inputs=3):
    return UNet(inputs, 2, skips=skips, rng=np.random.default_rng(0), dtype=np.float64)


@pytest.fixture
def x():
    return np.random.default_rng(1).standard_normal((2, 3, 8, 12))


@both
def test_gradients(skips, x):
    targets = (np.random.default_rng(2).random((2, 1, 8, 12)) < 0.3).astype(float)
    gradcheck_model(network(skips), x)
    gradcheck_model(network(skips), x, loss=(bce_forward, bce_backward), targets=targets)
    gradcheck_model(network(skips), x, loss=DICE, targets=targets)


@both
def test_agrees_with_pytorch(skips, x):
    """Same weights, same output, same gradients: of the pictures and of each parameter."""
    torch = pytest.importorskip("torch")
    twin = pytest.importorskip("unet_twin")
    ours, theirs = network(skips), twin.UNetTwin(3, 2, skips=skips).double()
    theirs.load_state_dict({k: torch.from_numpy(v) for k, v in ours.state_dict().items()})
    picture = torch.from_numpy(x.copy()).requires_grad_()
    out, expected = ours(x), theirs(picture)
    dout = np.random.default_rng(3).standard_normal(out.shape)
    dx = ours.backward(dout)
    expected.backward(torch.from_numpy(dout))
    assert np.allclose(out, expected.detach().numpy(), rtol=0, atol=1e-10)
    assert np.allclose(dx, picture.grad.numpy(), rtol=0, atol=1e-10)
    grads = {name: p.grad.numpy() for name, p in theirs.named_parameters()}
    assert list(grads) == list(ours.grads)
    for name, grad in ours.grads.items():
        assert np.allclose(grad, grads[name], rtol=0, atol=1e-10), name


def test_without_skips_the_convolutions_read_fewer_channels():
    for skips in (True, False):
        read = network(skips).inner["up1"].inner["0"].params["weight"].shape[1]
        assert read == (6 if skips else 4)
    counts = [sum(p.size for p in network(skips).params.values()) for skips in (True, False)]
    assert counts[0] - counts[1] == 9 * (4 * 4 + 2 * 2)


def test_center_and_scale_are_part_of_the_network(x):
    options = {"rng": np.random.default_rng(0), "dtype": np.float64}
    moved = UNet(3, 2, center=0.3, scale=0.25, **options)
    plain = network(True)
    assert np.allclose(moved(x), plain((x - 0.3) / 0.25))
    gradcheck_model(moved, x)


def test_join_cuts_where_it_joined():
    rng = np.random.default_rng(0)
    a, b, dout = (rng.standard_normal((2, c, 3, 4)) for c in (2, 3, 5))
    out, cache = join_forward(a, b)
    da, db = join_backward(dout, cache)
    assert (out * dout).sum() == pytest.approx((a * da).sum() + (b * db).sum())
    assert np.array_equal(da, dout[:, :2])
    with pytest.raises(ValueError, match="a and b may differ in channels only, got a"):
        join_forward(a, b[..., 1:])


def test_what_is_refused():
    with pytest.raises(ValueError, match="H and W multiples of 4, got"):
        network(True)(np.zeros((1, 3, 8, 10)))
    with pytest.raises(ValueError, match="width must be an integer of at least 1, got 0"):
        UNet(1, 0, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="skips must be True or False, got 1"):
        UNet(1, 4, skips=1, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="loss must be 'bce' or 'dice', got 'mse'"):
        train_unet(network(True), None, None, loss="mse", rng=None)


@pytest.mark.parametrize("loss", ["bce", "dice"])
def test_it_learns_a_mask(loss):
    drawn = phantoms(24, side=16, rng=np.random.default_rng(0))
    model = UNet(1, 4, center=0.3, scale=0.25, rng=np.random.default_rng(1))
    history = train_unet(
        model,
        drawn.x,
        drawn.masks,
        loss=loss,
        epochs=30,
        lr=1e-2,
        batch_size=4,
        rng=np.random.default_rng(2),
    )
    assert history.train_loss[-1] < 0.7 * history.train_loss[0]
    answers = probabilities(model, drawn.x) > 0.5
    assert dice_scores(drawn.masks, answers).mean() > 0.4


def test_scores_are_those_of_single_pictures():
    masks = np.zeros((2, 1, 2, 2), bool)
    masks[0, 0, 0] = True
    assert dice_scores(masks, ~masks).tolist() == [0, 0]
    assert dice_scores(masks, np.zeros_like(masks)).tolist() == [0, 1]

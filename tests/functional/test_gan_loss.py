"""The losses of the two players: values, gradients, PyTorch, and logits of any size."""

import math

import numpy as np
import pytest

from dlcourse import functional
from dlcourse.checks import gradcheck
from dlcourse.functional import (
    gan_discriminator_loss_backward,
    gan_discriminator_loss_forward,
    gan_generator_loss_backward,
    gan_generator_loss_forward,
    lsgan_discriminator_loss_forward,
    lsgan_generator_loss_forward,
    wgan_critic_loss_forward,
    wgan_generator_loss_forward,
)

REDUCTIONS = ["none", "mean", "sum"]
TWO_SIDED = ["gan_discriminator_loss", "lsgan_discriminator_loss", "wgan_critic_loss"]
ONE_SIDED = ["gan_generator_loss", "lsgan_generator_loss", "wgan_generator_loss"]
EXTREME = [-1000, 1000, -30, 30, 0]


def pair(op):
    return getattr(functional, f"{op}_forward"), getattr(functional, f"{op}_backward")


def arrays_of(op, real=(5, 1), fake=(4, 3)):
    rng = np.random.default_rng(0)
    shapes = (real, fake) if op in TWO_SIDED else (fake,)
    return [np.asarray(rng.standard_normal(shape)) for shape in shapes]


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("fake", [(), (7,), (3, 1, 4, 2)], ids=str)
@pytest.mark.parametrize("op", TWO_SIDED + ONE_SIDED)
def test_gradients_and_agreement_with_pytorch(op, fake, reduction):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    arrays = arrays_of(op, fake=fake)
    gradcheck(*pair(op), arrays, reduction=reduction)
    compare(*pair(op), arrays, reduction=reduction)


def test_values_by_hand():
    """D says 3/4 of a real example, 1/4 and 1/2 of two fakes."""
    real, fake = np.log([3.0]), np.log([1 / 3, 1.0])
    loss, _ = gan_discriminator_loss_forward(real, fake)
    assert loss == pytest.approx(-math.log(3 / 4) - (math.log(3 / 4) + math.log(1 / 2)) / 2)
    assert gan_generator_loss_forward(fake)[0] == pytest.approx(math.log(8) / 2)
    assert gan_generator_loss_forward(fake, saturating=True)[0] == pytest.approx(
        (math.log(3 / 4) + math.log(1 / 2)) / 2
    )
    real, fake = np.array([2.0]), np.array([0.5, -1.0])
    assert lsgan_discriminator_loss_forward(real, fake)[0] == 0.5 + (0.25 + 1) / 4
    assert lsgan_discriminator_loss_forward(real, fake, a=-1, b=2)[0] == 2.25 / 4
    assert lsgan_generator_loss_forward(fake)[0] == (0.25 + 4) / 4
    assert wgan_critic_loss_forward(real, fake)[0] == -0.25 - 2
    assert wgan_generator_loss_forward(fake)[0] == 0.25


def test_what_each_player_wants():
    """A step against the gradient raises what its player wants to be high."""
    for op in TWO_SIDED:
        arrays = arrays_of(op)
        dreal, dfake = pair(op)[1](1.0, pair(op)[0](*arrays)[1])
        if op != "lsgan_discriminator_loss":  # which wants neither above its label
            assert (dreal < 0).all()
            assert (dfake > 0).all()
    for op in ("gan_generator_loss", "wgan_generator_loss"):
        assert (pair(op)[1](1.0, pair(op)[0](*arrays_of(op))[1]) < 0).all()


def test_the_saturating_game_is_a_zero_sum_game():
    real, fake = arrays_of("gan_discriminator_loss")
    _, dfake = gan_discriminator_loss_backward(1.0, gan_discriminator_loss_forward(real, fake)[1])
    _, cache = gan_generator_loss_forward(fake, saturating=True)
    assert np.array_equal(gan_generator_loss_backward(1.0, cache), -dfake)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_saturation_is_where_the_discriminator_is_sure_of_a_fake(dtype):
    def slopes(saturating):
        logits = np.array([-8, 0, 8], dtype)  # D(G(z)) near 0, one half, near 1
        _, cache = gan_generator_loss_forward(logits, saturating=saturating, reduction="sum")
        return gan_generator_loss_backward(1.0, cache)

    belief = 1 / (1 + math.exp(8))
    assert slopes(True) == pytest.approx([-belief, -0.5, belief - 1], rel=1e-3)
    assert slopes(False) == pytest.approx([belief - 1, -0.5, -belief], rel=1e-3)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize(
    ("op", "settings"),
    [(op, {}) for op in TWO_SIDED + ONE_SIDED] + [("gan_generator_loss", {"saturating": True})],
)
def test_logits_of_a_thousand(op, settings, reduction, dtype):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    forward, backward = pair(op)
    logits = np.array(EXTREME, dtype)
    arrays = [logits, logits[:3]] if op in TWO_SIDED else [logits]
    with np.errstate(all="raise", under="ignore"):
        out, cache = forward(*arrays, reduction=reduction, **settings)
        dout = tuple(map(np.ones_like, out)) if isinstance(out, tuple) else np.ones_like(out)
        grads = backward(dout, cache)
    for array in [*(out if isinstance(out, tuple) else [out]), *np.atleast_2d(*grads)]:
        assert np.isfinite(array).all()
        assert array.dtype == dtype
    compare(forward, backward, arrays, reduction=reduction, **settings)


def test_losses_of_a_thousand_by_hand():
    logits = np.array([-1000.0, 1000.0])
    losses, cache = gan_discriminator_loss_forward(logits, logits, reduction="none")
    assert np.array_equal(losses, [[1000, 0], [0, 1000]])
    grads = gan_discriminator_loss_backward((np.ones(2), np.ones(2)), cache)
    assert np.array_equal(grads, [[-1, 0], [0, 1]])


def test_small_parts_of_a_loss_are_kept():
    """The loss of a logit z is exp(-z) if z is large, exp(z) - z if it is far below zero."""
    small, large = (gan_generator_loss_forward(np.array([z]))[0] for z in (40.0, -22.0))
    assert small == pytest.approx(math.exp(-40), rel=1e-9, abs=0)
    assert large - 22 == pytest.approx(math.exp(-22), rel=1e-4, abs=0)


@pytest.mark.parametrize("op", TWO_SIDED + ONE_SIDED)
def test_each_side_has_its_own_mean(op):
    """Twice the same fakes and three times the same real examples: the same loss."""
    arrays = arrays_of(op)
    repeated = [np.concatenate([a] * n) for a, n in zip(arrays, (3, 2), strict=False)]
    assert pair(op)[0](*repeated)[0] == pytest.approx(pair(op)[0](*arrays)[0])


@pytest.mark.parametrize("op", TWO_SIDED + ONE_SIDED)
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_empty_batches_agree_with_pytorch(op, reduction):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    arrays = [np.zeros((0, 3))] * (2 if op in TWO_SIDED else 1)
    compare(*pair(op), arrays, reduction=reduction)


ONES = np.ones(3)


@pytest.mark.parametrize(
    ("op", "arrays", "settings", "message"),
    [
        (
            "gan_discriminator_loss",
            (ONES, np.ones(3, int)),
            {},
            "fake_logits must be float32 or float64, got int64",
        ),
        (
            "gan_discriminator_loss",
            (ONES, np.ones(3, np.float32)),
            {},
            "real_logits and fake_logits must have the same dtype, got float64 and float32",
        ),
        (
            "gan_discriminator_loss",
            (ONES, ONES),
            {"reduction": "max"},
            "reduction must be 'none', 'mean' or 'sum', got 'max'",
        ),
        (
            "gan_generator_loss",
            ([1.0],),
            {},
            "fake_logits must be a NumPy array, got list",
        ),
        (
            "gan_generator_loss",
            (ONES,),
            {"saturating": 1},
            "saturating must be True or False, got 1",
        ),
        ("lsgan_discriminator_loss", (ONES, ONES), {"b": "1"}, "b must be a number, got '1'"),
        ("lsgan_generator_loss", (ONES,), {"c": math.nan}, "c must be a number, got nan"),
        (
            "wgan_critic_loss",
            (ONES, ONES > 0),
            {},
            "fake_scores must be float32 or float64, got bool",
        ),
        (
            "wgan_generator_loss",
            (ONES > 0,),
            {},
            "fake_scores must be float32 or float64, got bool",
        ),
    ],
)
def test_refuses(op, arrays, settings, message):
    with pytest.raises(ValueError) as caught:
        pair(op)[0](*arrays, **settings)
    assert str(caught.value) == message


@pytest.mark.parametrize("op", TWO_SIDED + ONE_SIDED)
def test_refuses_a_dout_of_another_shape(op):
    forward, backward = pair(op)
    _, cache = forward(*arrays_of(op))
    with pytest.raises(ValueError, match=r"dout must have the shape of out, \(\), got \(4,\)"):
        backward(np.ones(4), cache)


@pytest.mark.parametrize("op", TWO_SIDED)
def test_refuses_one_dout_for_two_sides(op):
    forward, backward = pair(op)
    _, cache = forward(*arrays_of(op), reduction="none")
    for dout in (1.0, np.ones((5, 1)), (np.ones((5, 1)),)):
        with pytest.raises(ValueError, match="dout must be a pair"):
            backward(dout, cache)

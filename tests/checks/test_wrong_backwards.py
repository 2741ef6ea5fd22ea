"""Plausible wrong backward passes: the gradient check rejects each, and `dout = 1` would not.

Each entry is a mistake that people make, written as a function of `dout` and the arguments of the
forward pass. `slips` marks those that a check with `dout = 1` accepts.
"""

from dataclasses import dataclass, field

import numpy as np
import pytest
from wrong_recurrent_backwards import RECURRENT, RIGHT

from dlcourse import functional as F
from dlcourse.checks import gradcheck
from dlcourse.checks import law as _law


@dataclass
class Mistake:
    """A wrong backward pass of an operation."""

    name: str
    op: str
    wrong: object
    shapes: tuple
    settings: dict = field(default_factory=dict)
    slips: bool = False

    def forward(self, *arrays, **settings):
        """The right forward pass; its cache is what it was given."""
        out, cache = getattr(F, f"{self.op}_forward")(*arrays, **settings)
        return out, (arrays, settings, out)

    def backward(self, dout, cache):
        """The wrong backward pass."""
        arrays, settings, out = cache
        return self.wrong(dout, *arrays, out=out, **settings)

    def check(self):
        """Put it to the gradient check."""
        rng = np.random.default_rng(0)
        arrays = [rng.standard_normal(shape) for shape in self.shapes]
        gradcheck(self.forward, self.backward, arrays, **self.settings)


def right(op, dout, *arrays, **settings):
    """The gradients as they should be, to be spoiled."""
    _, cache = getattr(F, f"{op}_forward")(*arrays, **settings)
    return getattr(F, f"{op}_backward")(dout, cache)


def spoiled(op, number, spoil):
    """The right gradients but for one."""

    def wrong(dout, *arrays, out, **settings):
        grads = list(right(op, dout, *arrays, **settings))
        grads[number] = spoil(grads[number])
        return tuple(grads)

    return wrong


def linear_with(dx=None, dw=None, db=None):
    def wrong(dout, x, w, b, out):
        good = right("linear", dout, x, w, b)
        bad = [None if f is None else f(dout, x, w) for f in (dx, dw, db)]
        return tuple(g if b is None else b for g, b in zip(good, bad, strict=True))

    return wrong


def softmax(x):
    return F.softmax_forward(x, dim=-1)[0]


def batch_norm_wrong(mean_term, variance_term):
    def wrong(dout, x, w, b, out, training):
        std = np.sqrt(x.var(axis=0) + 1e-5)
        x_hat = (x - x.mean(axis=0)) / std
        dx = dout.copy()
        if mean_term:
            dx -= dout.mean(axis=0)
        if variance_term:
            dx -= x_hat * (dout * x_hat).mean(axis=0)
        return w / std * dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)

    return wrong


def conv_dx_of_flipped_kernel(dout, x, w, b, out, **settings):
    _, dw, db = right("conv2d", dout, x, w, b, **settings)
    return right("conv2d", dout, x, w[:, :, ::-1, ::-1], b, **settings)[0], dw, db


def conv_dw_of_one_image(dout, x, w, b, out, **settings):
    dx, _, db = right("conv2d", dout, x, w, b, **settings)
    return dx, right("conv2d", dout[-1:], x[-1:], w, b, **settings)[1], db


def conv_sums_before_product(dout, x, w, b, out):
    dx, _, db = right("conv2d", dout, x, w, b)
    mean = np.broadcast_to(dout.mean(axis=0, keepdims=True), dout.shape)
    return dx, right("conv2d", np.ascontiguousarray(mean), x, w, b)[1], db


def conv_crop_on_one_side(dout, x, w, b, out, padding):
    dx, dw, db = right("conv2d", dout, x, w, b, padding=padding)
    return np.roll(dx, -padding, axis=-1), dw, db


def conv_groups_in_reverse(dout, x, w, b, out, groups):
    dx, dw, db = right("conv2d", dout, x, w, b, groups=groups)
    return np.concatenate(np.split(dx, groups, axis=1)[::-1], axis=1), dw, db


def pool_overwrites(dout, x, out, kernel_size, stride):
    """Where windows overlap, the last one wins instead of adding up."""
    dx = np.zeros_like(x)
    for n, c, p, q in np.ndindex(dout.shape):
        rows = slice(p * stride, p * stride + kernel_size)
        columns = slice(q * stride, q * stride + kernel_size)
        window = x[n, c, rows, columns]
        i, j = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, p * stride + i, q * stride + j] = dout[n, c, p, q]
    return dx


def pool_shares(dout, x, out, kernel_size, stride):
    """Every pixel of a window gets an equal share, as in average pooling."""
    return right("avg_pool2d", dout, x, kernel_size=kernel_size, stride=stride)


def embedding_overwrites(dout, w, out, ids):
    dw = np.zeros_like(w)
    dw[ids] = dout
    return dw


def cross_entropy_wrong(divide=True, subtract=True, use_dout=True):
    def wrong(dout, logits, out, targets):
        dlogits = softmax(logits)
        if subtract:
            dlogits[np.arange(len(targets)), targets] -= 1
        return dlogits / (len(targets) if divide else 1) * (dout if use_dout else 1)

    return wrong


def mse_wrong(factor, count):
    return lambda dout, x, out, targets: dout * factor * (x - targets) / count(x)


def attention_wrong(softmax=True, scaled=True, transposed=True, each_dout=True):
    def wrong(dout, query, key, value, out):
        cache = F.scaled_dot_product_attention_forward(query, key, value)[1]
        weights = cache.weights
        dscores = weights * (dout @ value.mT)
        if softmax:
            dscores -= weights * dscores.sum(axis=-1, keepdims=True)
        if scaled:
            dscores *= cache.scale
        reached = dout if each_dout else np.tile(dout.mean(axis=0), (len(dout), 1))
        dvalue = (weights.mT if transposed else weights) @ reached
        return dscores @ key, dscores.mT @ query, dvalue

    return wrong


def attention_of_one_query(dout, query, key, value, out):
    op = "scaled_dot_product_attention"
    dquery, _, dvalue = right(op, dout, query, key, value)
    return dquery, right(op, dout[-1:], query[-1:], key, value)[1], dvalue


def probability(logits):
    return F.sigmoid_forward(logits)[0]


def discriminator_wrong(swapped=False, count=np.size, real_sign=-1):
    """Slopes of the two cross-entropies, each over the number of its own logits."""

    def wrong(dout, real, fake, out):
        n, m = count(real), count(fake)
        if swapped:
            return dout / n * probability(real), -dout / m * probability(-fake)
        return real_sign * dout / n * probability(-real), dout / m * probability(fake)

    return wrong


def generator_wrong(slope, count=np.size):
    return lambda dout, fake, out, saturating: -dout / count(fake) * slope(fake)


def penalty_wrong(factor):
    def wrong(dout, dx, out):
        norm = np.linalg.norm(dx, axis=1, keepdims=True)
        return dout / len(dx) * factor(norm, dx) * dx

    return wrong


LINEAR = (5, 3), (4, 3), (4,)
SQUARE = (4, 4), (4, 4), (4,)
CONV = (2, 3, 7, 6), (4, 3, 3, 2), (4,)
LABELS = {"targets": np.array([1, 0, 3, 1, 2])}
TARGETS = {"targets": np.random.default_rng(1).standard_normal((5, 3))}
NORM = {"training": True}
DROP = {"p": 0.4, "rng": lambda: np.random.default_rng(3)}
ATTENTION = (5, 4), (6, 4), (6, 7)
OVERLAP = {"kernel_size": 3, "stride": 2}

GAN = (5, 3), (4, 2)
NOT_SATURATING, SATURATING = {"saturating": False}, {"saturating": True}

MISTAKES = [
    Mistake("dx without transpose", "linear", linear_with(dx=lambda d, x, w: d @ w.T), SQUARE),
    Mistake("dw transposed", "linear", linear_with(dw=lambda d, x, w: x.T @ d), SQUARE),
    Mistake(
        "dw from dout not transposed",
        "linear",
        linear_with(dw=lambda d, x, w: d @ x),
        SQUARE,
        slips=True,
    ),
    Mistake(
        "dw sums over the batch before the product",
        "linear",
        linear_with(dw=lambda d, x, w: np.outer(d.mean(0), x.sum(0))),
        LINEAR,
        slips=True,
    ),
    Mistake("dw is averaged", "linear", spoiled("linear", 1, lambda dw: dw / 5), LINEAR),
    Mistake("db is averaged", "linear", linear_with(db=lambda d, x, w: d.mean(axis=0)), LINEAR),
    Mistake("db of one example only", "linear", linear_with(db=lambda d, x, w: d[0]), LINEAR),
    Mistake(
        "db sums over every axis",
        "linear",
        linear_with(db=lambda d, x, w: np.full(4, d.sum() / 4)),
        LINEAR,
        slips=True,
    ),
    Mistake("passes everywhere", "relu", lambda d, x, out: d.copy(), ((5, 3),)),
    Mistake("mask of dout", "relu", lambda d, x, out: d * (d > 0), ((5, 3),)),
    Mistake("dout forgotten", "relu", lambda d, x, out: (x > 0) * 1.0, ((5, 3),), slips=True),
    Mistake("slope forgotten", "leaky_relu", lambda d, x, out: d * (x > 0), ((5, 3),)),
    Mistake(
        "derivative at out instead of x",
        "sigmoid",
        lambda d, x, out: d * F.sigmoid_forward(out)[0] * (1 - F.sigmoid_forward(out)[0]),
        ((5, 3),),
    ),
    Mistake("1 - out", "tanh", lambda d, x, out: d * (1 - out), ((5, 3),)),
    Mistake("1 - x²", "tanh", lambda d, x, out: d * (1 - x**2), ((5, 3),)),
    Mistake("dout forgotten", "tanh", lambda d, x, out: 1 - out**2, ((5, 3),), slips=True),
    Mistake(
        "diagonal of the Jacobian only",
        "softmax",
        lambda d, x, out, dim: d * out * (1 - out),
        ((5, 3),),
        {"dim": -1},
    ),
    Mistake(
        "mean of dout instead of its average under out",
        "softmax",
        lambda d, x, out, dim: out * (d - d.mean(axis=-1, keepdims=True)),
        ((5, 3),),
        {"dim": -1},
        slips=True,
    ),
    Mistake(
        "sum over the wrong axis",
        "softmax",
        lambda d, x, out, dim: out * (d - (d * out).sum(axis=0, keepdims=True)),
        ((4, 4),),
        {"dim": -1},
    ),
    Mistake(
        "dout instead of its sum",
        "log_softmax",
        lambda d, x, out, dim: d - np.exp(out) * d,
        ((5, 3),),
        {"dim": -1},
    ),
    Mistake("not divided", "cross_entropy", cross_entropy_wrong(divide=False), ((5, 4),), LABELS),
    Mistake("label kept", "cross_entropy", cross_entropy_wrong(subtract=False), ((5, 4),), LABELS),
    Mistake(
        "dout forgotten",
        "cross_entropy",
        cross_entropy_wrong(use_dout=False),
        ((5, 4),),
        LABELS,
        slips=True,
    ),
    Mistake("2 forgotten", "mse_loss", mse_wrong(1, np.size), ((5, 3),), TARGETS),
    Mistake("divided by N only", "mse_loss", mse_wrong(2, len), ((5, 3),), TARGETS),
    Mistake(
        "mean taken as constant",
        "batch_norm",
        batch_norm_wrong(mean_term=False, variance_term=True),
        ((5, 3), (3,), (3,)),
        NORM,
    ),
    Mistake(
        "variance taken as constant",
        "batch_norm",
        batch_norm_wrong(mean_term=True, variance_term=False),
        ((5, 3), (3,), (3,)),
        NORM,
        slips=True,
    ),
    Mistake("kernel flipped in dx", "conv2d", conv_dx_of_flipped_kernel, CONV),
    Mistake("dw flipped", "conv2d", spoiled("conv2d", 1, lambda dw: dw[:, :, ::-1, ::-1]), CONV),
    Mistake("dw of the last image only", "conv2d", conv_dw_of_one_image, CONV),
    Mistake(
        "dw sums over the batch before the product",
        "conv2d",
        conv_sums_before_product,
        CONV,
        slips=True,
    ),
    Mistake("db is averaged", "conv2d", spoiled("conv2d", 2, lambda db: db / 50), CONV),
    Mistake(
        "stride starts one pixel late",
        "conv2d",
        spoiled("conv2d", 0, lambda dx: np.roll(dx, 1, axis=-1)),
        CONV,
        {"stride": 2},
    ),
    Mistake(
        "padding cropped on one side",
        "conv2d",
        conv_crop_on_one_side,
        CONV,
        {"padding": 1},
        slips=True,
    ),
    Mistake(
        "groups in reverse",
        "conv2d",
        conv_groups_in_reverse,
        ((2, 4, 5, 6), (6, 2, 3, 2), (6,)),
        {"groups": 2},
    ),
    Mistake("overlap overwrites", "max_pool2d", pool_overwrites, ((2, 3, 7, 9),), OVERLAP),
    Mistake("gradient shared by the window", "max_pool2d", pool_shares, ((2, 3, 7, 9),), OVERLAP),
    Mistake(
        "not divided by the window",
        "avg_pool2d",
        lambda d, x, out, **s: 9 * right("avg_pool2d", d, x, **s),
        ((2, 3, 7, 9),),
        OVERLAP,
    ),
    Mistake(
        "scale forgotten", "dropout", lambda d, x, out, p, rng: d * (out != 0), ((5, 3),), DROP
    ),
    Mistake(
        "another mask",
        "dropout",
        lambda d, x, out, p, rng: d * (rng.random(x.shape) >= p) / (1 - p),
        ((5, 3),),
        DROP,
    ),
    Mistake(
        "softmax taken for a constant factor",
        "scaled_dot_product_attention",
        attention_wrong(softmax=False),
        ATTENTION,
    ),
    Mistake(
        "scale forgotten", "scaled_dot_product_attention", attention_wrong(scaled=False), ATTENTION
    ),
    Mistake(
        "weights not transposed",
        "scaled_dot_product_attention",
        attention_wrong(transposed=False),
        ((4, 4), (4, 4), (4, 4)),
    ),
    Mistake(
        "dvalue from the mean over the queries",
        "scaled_dot_product_attention",
        attention_wrong(each_dout=False),
        ATTENTION,
        slips=True,
    ),
    Mistake(
        "dkey of the last query only",
        "scaled_dot_product_attention",
        attention_of_one_query,
        ATTENTION,
    ),
    Mistake("labels swapped", "gan_discriminator_loss", discriminator_wrong(swapped=True), GAN),
    Mistake(
        "real examples pushed down too",
        "gan_discriminator_loss",
        discriminator_wrong(real_sign=1),
        GAN,
    ),
    Mistake("not divided", "gan_discriminator_loss", discriminator_wrong(count=lambda z: 1), GAN),
    Mistake(
        "divided by real and fake together",
        "gan_discriminator_loss",
        discriminator_wrong(count=lambda z: 5 * 3 + 4 * 2),
        GAN,
    ),
    Mistake("divided by N only", "gan_discriminator_loss", discriminator_wrong(count=len), GAN),
    Mistake(
        "saturating where the other is asked",
        "gan_generator_loss",
        generator_wrong(probability),
        ((5, 3),),
        NOT_SATURATING,
    ),
    Mistake(
        "not saturating where that is asked",
        "gan_generator_loss",
        generator_wrong(lambda fake: probability(-fake)),
        ((5, 3),),
        SATURATING,
    ),
    Mistake(
        "the generator ascends",
        "gan_generator_loss",
        generator_wrong(lambda fake: -probability(-fake)),
        ((5, 3),),
        NOT_SATURATING,
    ),
    Mistake(
        "not divided",
        "gan_generator_loss",
        generator_wrong(lambda fake: probability(-fake), count=lambda fake: 1),
        ((5, 3),),
        NOT_SATURATING,
    ),
    Mistake(
        "label of real examples forgotten",
        "lsgan_discriminator_loss",
        lambda d, real, fake, out: (d * real / real.size, d * fake / fake.size),
        GAN,
    ),
    Mistake(
        "half forgotten",
        "lsgan_generator_loss",
        lambda d, fake, out, c: 2 * d * (fake - c) / fake.size,
        ((5, 3),),
        {"c": 0.5},
    ),
    Mistake(
        "sign of the fakes",
        "wgan_critic_loss",
        lambda d, real, fake, out: (
            np.full_like(real, -d / real.size),
            np.full_like(fake, -d / fake.size),
        ),
        GAN,
    ),
    Mistake(
        "not over the norm",
        "gradient_penalty",
        penalty_wrong(lambda norm, dx: 2 * (norm - 1)),
        ((5, 3),),
    ),
    Mistake(
        "2 forgotten",
        "gradient_penalty",
        penalty_wrong(lambda norm, dx: 1 - 1 / norm),
        ((5, 3),),
    ),
    Mistake(
        "one norm for the batch",
        "gradient_penalty",
        penalty_wrong(lambda norm, dx: 2 - 2 / np.linalg.norm(dx)),
        ((5, 3),),
    ),
    Mistake(
        "dout forgotten",
        "gradient_penalty",
        lambda d, dx, out: penalty_wrong(lambda norm, dx: 2 - 2 / norm)(1.0, dx, out),
        ((5, 3),),
        slips=True,
    ),
    Mistake(
        "repeated ids overwrite",
        "embedding",
        embedding_overwrites,
        ((7, 3),),
        {"ids": np.array([1, 6, 1, 2])},
    ),
    *(Mistake(*mistake) for mistake in RECURRENT),
]

every_mistake = pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: f"{m.op}: {m.name}")


@every_mistake
def test_is_rejected(mistake):
    with pytest.raises(AssertionError, match="is wrong") as raised:
        mistake.check()
    assert "kink" not in str(raised.value)


@every_mistake
def test_slips_through_with_dout_of_ones(mistake, monkeypatch):
    """Why `dout` is random."""
    monkeypatch.setattr(_law, "random_like", ones_like)
    if mistake.slips:
        mistake.check()
    else:
        with pytest.raises(AssertionError, match="is wrong"):
            mistake.check()


def ones_like(out, seed):
    """Ones with the structure of the outputs."""
    return tuple(map(np.ones_like, out)) if isinstance(out, tuple) else np.ones_like(out)


def test_how_many_slip():
    assert len(MISTAKES) == 115
    assert sum(mistake.slips for mistake in MISTAKES) == 12


def test_the_right_backward_of_the_same_arguments_is_accepted():
    for op, shapes, settings in {
        (m.op, m.shapes, id(m.settings)): (m.op, m.shapes, m.settings) for m in MISTAKES
    }.values():
        Mistake(
            "none",
            op,
            lambda d, *a, out, op=op, **s: right(op, d, *a, **fresh(op, s)),
            shapes,
            settings,
        ).check()


@pytest.mark.parametrize(("op", "backward"), RIGHT, ids=lambda value: str(value)[:9])
def test_the_recurrent_mistakes_are_right_but_for_the_mistake(op, backward):
    cases = [m for m in MISTAKES if m.op == op]
    for case in {str(m.settings): m for m in cases}.values():
        Mistake("none", op, backward, case.shapes, case.settings).check()


def fresh(op, settings):
    """The generator that the forward pass used is spent: a new one of the same seed."""
    return {**settings, "rng": DROP["rng"]()} if op == "dropout" else settings


def test_ties_in_max_pooling_lie_on_a_kink():
    """Finite differences cannot judge ties; the comparison with PyTorch does."""
    x = np.zeros((1, 1, 2, 2))
    with pytest.raises(AssertionError, match="kink"):
        gradcheck(F.max_pool2d_forward, F.max_pool2d_backward, [x], kernel_size=2)


def test_comparison_judges_ties_in_max_pooling():
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    x = np.zeros((1, 2, 5, 4))
    compare(F.max_pool2d_forward, F.max_pool2d_backward, [x], kernel_size=2)

    def to_every_tie(dout, cache):
        return np.repeat(np.repeat(dout, 2, axis=2), 2, axis=3)

    with pytest.raises(AssertionError, match="dx"):
        compare(F.max_pool2d_forward, to_every_tie, [x[:, :, :4]], kernel_size=2)

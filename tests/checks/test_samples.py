"""PyTorch's own sample inputs: agreement, or a ValueError that names the setting. No third way."""

import functools

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from dlcourse import functional  # noqa: E402  (after the check that PyTorch is here)
from dlcourse.checks.cases import OPERATIONS  # noqa: E402
from dlcourse.checks.samples import POSITIONAL, SAMPLED, check_samples, translate  # noqa: E402

counts_of = functools.cache(check_samples)


@pytest.mark.parametrize("op", SAMPLED)
def test_samples_agree_or_are_refused_by_name(op):
    counts = counts_of(op)
    assert not counts.failures, "\n".join(counts.failures[:5])
    assert counts.agree > 0 or op == "interpolate"  # PyTorch has no sample of whole factors
    assert sum(counts.reasons.values()) == counts.refused


def test_only_these_settings_are_refused():
    refused = {op for op in SAMPLED if counts_of(op).refused}
    assert refused == {
        *("softmax", "log_softmax", "max_pool2d", "batch_norm", "lstm", "group_norm", "normalize"),
        *("scaled_dot_product_attention", "interpolate"),
    }


def test_every_operation_that_pytorch_has_samples_for_is_translated():
    from torch.testing._internal.common_methods_invocations import op_db

    sampled = {info.name.removeprefix("nn.functional.") for info in op_db}
    assert set(POSITIONAL) == sampled & set(OPERATIONS)


def test_every_recurrent_operation_is_put_to_the_samples_of_its_module():
    recurrent = {op for op in OPERATIONS if op.split("_")[0] in ("rnn", "lstm", "gru")}
    assert set(SAMPLED) - set(POSITIONAL) == recurrent
    assert set(counts_of("lstm").reasons) == {
        "lstm does not support proj_size=2; it supports num_layers, bidirectional, lengths, "
        "truncate, batch_first"
    }


@pytest.mark.parametrize(
    ("name", "spoil", "message"),
    [
        ("tanh_forward", lambda out, cache: (out * 1.01, cache), "differs|out"),
        ("tanh_forward", lambda out, cache: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_what_is_wrong_is_counted(monkeypatch, name, spoil, message):
    right = getattr(functional, name)

    def tanh_forward(x):
        return spoil(*right(x))

    monkeypatch.setattr(functional, name, tanh_forward)
    counts = check_samples("tanh")
    assert len(counts.failures) == 1
    assert not counts.ok
    assert message.split("|")[-1] in counts.failures[0]


@pytest.mark.parametrize(
    ("message", "refused"), [("no", 0), ("x must be smaller", 1), ("hexagons are refused", 0)]
)
def test_a_refusal_must_name_something(monkeypatch, message, refused):
    def tanh_forward(x):
        raise ValueError(message)

    monkeypatch.setattr(functional, "tanh_forward", tanh_forward)
    counts = check_samples("tanh")
    assert counts.refused == refused
    assert len(counts.failures) == 1 - refused


def test_translation_keeps_every_argument():
    from torch.testing._internal.opinfo.core import SampleInput

    t = torch.ones
    arrays, settings = translate(
        "batch_norm", SampleInput(t(5, 3), args=(t(3), 2 * t(3)), kwargs={"weight": 3 * t(3)})
    )
    assert [None if a is None else a.shape for a in arrays] == [(5, 3), (3,), None]
    np.testing.assert_array_equal(arrays[1], [3, 3, 3])
    np.testing.assert_array_equal(settings["running_var"], [2, 2, 2])
    arrays, settings = translate(
        "nll_loss", SampleInput(t(5, 3), args=(t(5),), kwargs={"weight": t(3)})
    )
    assert len(arrays) == 1
    assert set(settings) == {"targets", "weight"}


def test_unknown_operation():
    with pytest.raises(ValueError, match="no sample inputs for 'nonsense'"):
        check_samples("nonsense")

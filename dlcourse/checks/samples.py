"""PyTorch's own sample inputs, put to our operations: agreement, or a refusal that says why.

Our cases test what we thought of. PyTorch tests each of its operations on inputs that its own
developers chose, and ships them. Each must agree, forward and backward, or be refused by a
ValueError that names the setting. There is no third way.
"""

import re
from collections import Counter
from dataclasses import asdict, dataclass, field

import numpy as np
import torch

from .. import functional
from ._module_samples import MODULES, module_samples
from .law import array_names, fresh
from .torch import compare

POSITIONAL = {
    "linear": "x w b",
    "embedding": "w ids",
    "relu": "x inplace",
    "leaky_relu": "x negative_slope inplace",
    "elu": "x alpha inplace",
    "gelu": "x",
    "sigmoid": "x",
    "tanh": "x",
    "softplus": "x beta threshold",
    "softmax": "x dim",
    "log_softmax": "x dim",
    "dropout": "x p training inplace",
    "conv1d": "x w b stride padding dilation groups",
    "conv2d": "x w b stride padding dilation groups",
    "conv_transpose2d": "x w b stride padding output_padding groups dilation",
    "max_pool2d": "x kernel_size stride padding dilation ceil_mode return_indices",
    "avg_pool2d": "x kernel_size stride padding ceil_mode count_include_pad divisor_override",
    "batch_norm": "x running_mean running_var w b training momentum eps",
    "layer_norm": "x normalized_shape w b eps",
    "group_norm": "x num_groups w b eps",
    "adaptive_avg_pool2d": "x output_size",
    "normalize": "x p dim eps",
    "interpolate": "x size scale_factor mode align_corners recompute_scale_factor antialias",
    "scaled_dot_product_attention": (
        "query key value attn_mask dropout_p is_causal scale enable_gqa"
    ),
    "mse_loss": "x targets size_average reduce reduction weight",
    "l1_loss": "x targets size_average reduce reduction weight",
    "huber_loss": "x targets reduction delta weight",
    "kl_div": "log_probs targets size_average reduce reduction log_target",
    "cross_entropy": "logits targets weight size_average ignore_index reduce reduction",
    "nll_loss": "log_probs targets weight size_average ignore_index reduce reduction",
    "binary_cross_entropy_with_logits": "logits targets weight size_average reduce reduction",
}
"""Our names of PyTorch's positional arguments, in PyTorch's order."""

SAMPLED = [*POSITIONAL, *MODULES]
"""Operations that PyTorch has sample inputs for."""

RENAMED = {"target": "targets"}
"""Keywords of PyTorch's that have another name here; also ``weight`` and ``bias`` of layers."""


@dataclass
class SampleCounts:
    """What became of PyTorch's sample inputs of one operation.

    Attributes
    ----------
    op : str
        Name of the operation.
    agree, refused : int
        Samples that agree, and samples that a ValueError refused by name.
    failures : list of str
        What disagrees: wrong values, other exceptions, refusals that name nothing.
    reasons : Counter
        How often each refusal was given.
    """

    op: str
    agree: int = 0
    refused: int = 0
    failures: list = field(default_factory=list)
    reasons: Counter = field(default_factory=Counter)

    @property
    def ok(self):
        """Whether there were samples, and none disagrees."""
        return self.agree + self.refused > 0 and not self.failures

    def as_dict(self):
        """The counts as plain data for JSON."""
        return {**asdict(self), "disagree": len(self.failures), "ok": self.ok}


def check_samples(op):
    """Put every sample input that PyTorch has for `op` to our forward and backward.

    Parameters
    ----------
    op : str
        Name of one of our operations.

    Returns
    -------
    SampleCounts
        ``agree``, ``refused`` and the list ``failures``, which ought to be empty.

    Raises
    ------
    ValueError
        If PyTorch has no sample inputs of that name.

    Examples
    --------
    >>> check_samples("tanh").failures
    []
    """
    counts = SampleCounts(op)
    if op in MODULES:
        pairs = module_samples(op)
    else:
        pairs = (translate(op, sample) for sample in sample_inputs(op))
    for arrays, settings in pairs:
        _check_sample(counts, arrays, settings)
    return counts


def sample_inputs(op):
    """PyTorch's sample inputs of `op` on the CPU in float64, of all variants."""
    # Slow to import, and private to PyTorch: only here.
    from torch.testing._internal.common_methods_invocations import op_db

    found = [info for info in op_db if info.name in (op, f"nn.functional.{op}")]
    if not found:
        raise ValueError(f"PyTorch has no sample inputs for {op!r}")
    for info in found:
        yield from info.sample_inputs("cpu", torch.float64, requires_grad=True)


def translate(op, sample):
    """Our arrays and settings for a sample of PyTorch's."""
    positional = [sample.input, *sample.args]
    if op == "embedding":  # PyTorch's table of samples has the weights first
        positional[:2] = sample.input, sample.args[0]
    names = POSITIONAL[op].split()
    call = dict(zip(names, positional, strict=False))
    for name, value in sample.kwargs.items():
        name = RENAMED.get(name, name)
        # `weight` is an array argument of layers and a setting of losses.
        own = {"weight": "w", "bias": "b"}.get(name, name)
        call[own if own in names else name] = value
    call = {name: _to_numpy(value) for name, value in call.items()}
    array_arguments = array_names(getattr(functional, f"{op}_forward"), [])
    arrays = [call.pop(name, None) for name in array_arguments]
    if op == "dropout":
        call["rng"] = lambda: np.random.default_rng(0)
    return arrays, call


def _to_numpy(value):
    return value.detach().numpy() if isinstance(value, torch.Tensor) else value


def _check_sample(counts, arrays, settings):
    forward = getattr(functional, f"{counts.op}_forward")
    backward = getattr(functional, f"{counts.op}_backward")
    try:
        forward(*arrays, **fresh(settings))
    except ValueError as refusal:
        words = set(re.findall(r"\w+", str(refusal)))
        if words & {*settings, *array_names(forward, arrays)}:
            counts.refused += 1
            counts.reasons[str(refusal)] += 1
            return
        counts.failures.append(f"{_describe(arrays, settings)}: names nothing: {refusal}")
    except Exception as error:  # whatever it is, it is the finding
        counts.failures.append(_finding(arrays, settings, error))
    else:
        try:
            compare(forward, backward, arrays, devices=["cpu"], **settings)
            counts.agree += 1
        except Exception as error:
            counts.failures.append(_finding(arrays, settings, error))


def _finding(arrays, settings, error):
    return f"{_describe(arrays, settings)}: {type(error).__name__}: {error}"


def _describe(arrays, settings):
    shapes = [getattr(array, "shape", None) for array in arrays]
    return " ".join([*map(str, shapes), *(f"{n}={_short(v)}" for n, v in settings.items())])


def _short(value):
    if callable(value):
        return "..."
    return f"{value.dtype}{value.shape}" if isinstance(value, np.ndarray) else repr(value)

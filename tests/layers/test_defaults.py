"""A setting has one default: that of the layer is that of its function."""

from inspect import Parameter, signature

from dlcourse import layers as L

# Arguments that have no default.
SIZES = {
    "Linear": (3, 4),
    "Embedding": (3, 4),
    "Unflatten": (1, (2, 2)),
    **dict.fromkeys(("Conv1d", "Conv2d", "ConvTranspose2d"), (3, 4, 2)),
    **dict.fromkeys(("MaxPool2d", "AvgPool2d", "BatchNorm1d", "BatchNorm2d", "LayerNorm"), (2,)),
    "AdaptiveAvgPool2d": (1,),
    "GroupNorm": (2, 4),
    **dict.fromkeys(("RNN", "LSTM", "GRU"), (3, 4)),
}

SETTINGS = {"Upsample": {"scale_factor": 2}}


def test_a_layer_and_its_function_have_the_same_defaults():
    kinds = [name for name in L.__all__ if name not in ("Layer", "Container", "Sequential")]
    differ, seen = [], set()
    for name in kinds:
        function = getattr(L, name)(*SIZES.get(name, ()), **SETTINGS.get(name, {})).pair[0]
        ours = signature(getattr(L, name)).parameters
        for setting, theirs in signature(function).parameters.items():
            if setting in ours and Parameter.empty not in (theirs.default, ours[setting].default):
                seen.add(setting)
                if theirs.default != ours[setting].default:
                    differ.append(f"{name}({setting}={ours[setting].default!r})")
    assert not differ
    assert {"batch_first", "stride", "padding", "p", "eps", "momentum", "negative_slope"} <= seen

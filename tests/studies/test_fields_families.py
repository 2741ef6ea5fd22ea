import pytest

from dlcourse.studies.fields import Convolution, families

# As the papers state them or as everybody counts them: parameters, and multiply-adds for one
# picture. PyTorch's own models give the same, where it has them.
KNOWN = {
    "LeNet-5": (60_000, None, None),
    "AlexNet": (60_965_224, 724_406_816, 8),
    "VGG-16": (138_357_544, 15_470_264_320, 16),
    "ResNet-18": (11_689_512, 1_814_073_344, 18),
    "ResNet-50": (25_557_032, 3_857_973_248, 50),
    "MobileNet": (4_231_976, 568_740_352, 28),
}


def test_parameters_and_multiply_adds_are_those_of_the_papers():
    assert [family.title for family in families()] == list(KNOWN)
    for family in families():
        parameters, multiply_adds, depth = KNOWN[family.title]
        assert family.parameters == parameters
        assert multiply_adds in (None, family.multiply_adds)
        assert depth in (None, family.depth)


def test_lenet_has_the_connections_of_its_paper():
    lenet = families()[0]
    connections = sum(layer.parameters * layer.out_size**2 for layer in lenet.layers)
    assert connections + 5 * (6 * 14**2 + 16 * 5**2) + 84 * 10 == 340_908


def test_each_picture_is_what_the_layers_before_have_left():
    for family in families():
        sides = {family.layers[0].size} | {layer.out_size for layer in family.layers}
        pooled = {(side - 3) // 2 + 1 for side in sides} | {side // 2 for side in sides}
        pooled |= {(side - 1) // 2 + 1 for side in sides}
        assert {layer.size for layer in family.layers} <= sides | pooled | {1}


@pytest.mark.parametrize(
    "settings",
    [
        dict(inputs=3, outputs=8, kernel=3, size=4, padding=1),
        dict(inputs=6, outputs=4, kernel=5, size=11, stride=3, padding=2, groups=2, norm=True),
        dict(inputs=6, outputs=6, kernel=2, size=9, stride=2, groups=6, bias=False),
        dict(inputs=7, outputs=5, kernel=1, size=1),
    ],
)
def test_a_layer_is_counted_as_pytorch_counts_it(settings):
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    layer = Convolution("any", **settings)
    sizes = layer.inputs, layer.outputs, layer.kernel, layer.stride, layer.padding
    parts = [torch.nn.Conv2d(*sizes, groups=layer.groups, bias=layer.bias)]
    parts += [torch.nn.BatchNorm2d(layer.outputs)] * layer.norm
    with FlopCounterMode(display=False) as counter:
        out = parts[0](torch.zeros(1, layer.inputs, layer.size, layer.size))
    assert out.shape[2] == layer.out_size
    assert counter.get_total_flops() == 2 * layer.multiply_adds
    assert sum(p.numel() for part in parts for p in part.parameters()) == layer.parameters
    assert layer.connected == (layer.size == 1)
    assert layer.weights == parts[0].weight.numel()

"""Families of networks that look at pictures, as lists of layers whose cost is counted."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Convolution:
    """A convolution layer on a square picture; a Linear is one of 1x1 on a single pixel.

    Attributes
    ----------
    name : str
    inputs, outputs : int
        Channels C and F.
    kernel, size : int
        Side of the window, k, and of the picture that comes in.
    stride, padding, groups : int
    bias, norm : bool
        Whether a bias is added, and whether a batch normalization with gain and shift follows.
    """

    name: str
    inputs: int
    outputs: int
    kernel: int
    size: int
    stride: int = 1
    padding: int = 0
    groups: int = 1
    bias: bool = True
    norm: bool = False

    @property
    def out_size(self):
        """Side of the picture that goes out: (size + 2 padding - k) // stride + 1."""
        return (self.size + 2 * self.padding - self.kernel) // self.stride + 1

    @property
    def weights(self):
        """F · C / groups · k²."""
        return self.outputs * self.inputs // self.groups * self.kernel**2

    @property
    def parameters(self):
        """Weights, biases, and the gain and shift of the normalization."""
        return self.weights + (self.bias + 2 * self.norm) * self.outputs

    @property
    def multiply_adds(self):
        """Each weight is used once at each place: weights · out_size²."""
        return self.weights * self.out_size**2

    @property
    def connected(self):
        """Whether it is a fully connected layer: a single place."""
        return self.size == self.kernel == 1


@dataclass(frozen=True)
class Family:
    """A network as its layers: title, year and authors, and trained numbers outside the layers."""

    title: str
    year: int
    authors: str
    layers: tuple[Convolution, ...]
    others: int = 0

    @property
    def parameters(self):
        return self.others + sum(layer.parameters for layer in self.layers)

    @property
    def multiply_adds(self):
        return sum(layer.multiply_adds for layer in self.layers)

    @property
    def depth(self):
        """Layers with weights, as the authors count: shortcuts are left out."""
        return sum("shortcut" not in layer.name for layer in self.layers)


def families():
    """LeNet-5, AlexNet, VGG-16, ResNet-18, ResNet-50 and MobileNet, oldest first.

    Returns
    -------
    list of Family

    Notes
    -----
    As in the papers: AlexNet's second, fourth and fifth convolution have two groups and its
    pictures 227 pixels a side (the paper says 224, with which its sizes do not fit); a ResNet's
    bottleneck strides in its first 1x1. Biases are left out where a normalization follows.

    References
    ----------
    Y. LeCun, L. Bottou, Y. Bengio, P. Haffner (1998), Gradient-based learning applied to document
    recognition. A. Krizhevsky, I. Sutskever, G. Hinton (2012), ImageNet classification with deep
    convolutional neural networks. K. Simonyan, A. Zisserman (2015), Very deep convolutional
    networks for large-scale image recognition. K. He, X. Zhang, S. Ren, J. Sun (2016), Deep
    residual learning for image recognition. A. Howard et al. (2017), MobileNets.

    Examples
    --------
    >>> [family.title for family in families()]
    ['LeNet-5', 'AlexNet', 'VGG-16', 'ResNet-18', 'ResNet-50', 'MobileNet']
    >>> families()[0].parameters
    60000
    """
    return [_lenet(), _alexnet(), _vgg(), _resnet18(), _resnet50(), _mobilenet()]


def connected(name, inputs, outputs):
    """A fully connected layer as a `Convolution`."""
    return Convolution(name, inputs, outputs, kernel=1, size=1)


def _lenet():
    # The 16 maps of C3 look at 3 (six of them), 4 (nine) or all 6 maps: 60 of 96 pairs.
    layers = (
        Convolution("C1", 1, 6, 5, 32),
        Convolution("C3, maps that see 3", 18, 6, 5, 14, groups=6),
        Convolution("C3, maps that see 4", 36, 9, 5, 14, groups=9),
        Convolution("C3, map that sees 6", 6, 1, 5, 14),
        Convolution("C5", 16, 120, 5, 5),
        connected("F6", 120, 84),
    )
    # S2 and S4 average, then scale and shift: two numbers for each of 6 and of 16 maps. The output
    # compares F6 with ten drawings that are not trained.
    return Family("LeNet-5", 1998, "LeCun et al.", layers, others=2 * 6 + 2 * 16)


def _alexnet():
    layers = (
        Convolution("conv1", 3, 96, 11, 227, stride=4),
        Convolution("conv2", 96, 256, 5, 27, padding=2, groups=2),
        Convolution("conv3", 256, 384, 3, 13, padding=1),
        Convolution("conv4", 384, 384, 3, 13, padding=1, groups=2),
        Convolution("conv5", 384, 256, 3, 13, padding=1, groups=2),
        connected("fc6", 256 * 6 * 6, 4096),
        connected("fc7", 4096, 4096),
        connected("fc8", 4096, 1000),
    )
    return Family("AlexNet", 2012, "Krizhevsky et al.", layers)


def _vgg():
    layers, inputs, size = [], 3, 224
    for block, (count, outputs) in enumerate([(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)], 1):
        for k in range(1, count + 1):
            layers.append(Convolution(f"conv{block}_{k}", inputs, outputs, 3, size, padding=1))
            inputs = outputs
        size //= 2  # max-pooling
    head = [
        connected("fc6", 512 * 7 * 7, 4096),
        connected("fc7", 4096, 4096),
        connected("fc8", 4096, 1000),
    ]
    return Family("VGG-16", 2014, "Simonyan, Zisserman", tuple(layers + head))


def _normed(name, inputs, outputs, kernel, size, stride=1, groups=1):
    """A convolution that keeps the size, but for its stride, and is normalized."""
    padding = kernel // 2
    return Convolution(name, inputs, outputs, kernel, size, stride, padding, groups, False, True)


def _resnet18():
    layers, inputs, size = [_normed("stem", 3, 64, 7, 224, stride=2)], 64, 56
    for stage, outputs in enumerate((64, 128, 256, 512)):
        for block in range(2):
            name, stride = f"stage {stage + 1}, block {block + 1}", 2 if stage and not block else 1
            layers.append(_normed(f"{name}, 3x3", inputs, outputs, 3, size, stride))
            if stride == 2:
                layers.append(_normed(f"{name}, shortcut", inputs, outputs, 1, size, stride))
            inputs, size = outputs, size // stride
            layers.append(_normed(f"{name}, 3x3", inputs, outputs, 3, size))
    return Family("ResNet-18", 2015, "He et al.", (*layers, connected("fc", 512, 1000)))


def _resnet50():
    layers, inputs, size = [_normed("stem", 3, 64, 7, 224, stride=2)], 64, 56
    for stage, (count, width) in enumerate(zip((3, 4, 6, 3), (64, 128, 256, 512), strict=True)):
        for block in range(count):
            name, stride = f"stage {stage + 1}, block {block + 1}", 2 if stage and not block else 1
            layers.append(_normed(f"{name}, 1x1 down", inputs, width, 1, size, stride))
            if not block:
                layers.append(_normed(f"{name}, shortcut", inputs, 4 * width, 1, size, stride))
            inputs, size = 4 * width, size // stride
            layers.append(_normed(f"{name}, 3x3", width, width, 3, size))
            layers.append(_normed(f"{name}, 1x1 up", width, inputs, 1, size))
    return Family("ResNet-50", 2015, "He et al.", (*layers, connected("fc", 2048, 1000)))


def _mobilenet():
    layers, inputs, size = [_normed("stem", 3, 32, 3, 224, stride=2)], 32, 112
    widths = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]
    widths += [(512, 1)] * 5 + [(1024, 2), (1024, 1)]
    for k, (outputs, stride) in enumerate(widths, 1):
        layers.append(_normed(f"depthwise {k}", inputs, inputs, 3, size, stride, groups=inputs))
        size //= stride
        layers.append(_normed(f"pointwise {k}", inputs, outputs, 1, size))
        inputs = outputs
    return Family("MobileNet", 2017, "Howard et al.", (*layers, connected("fc", 1024, 1000)))

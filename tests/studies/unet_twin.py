"""The U-Net of `dlcourse.studies.segmentation` in PyTorch, with the same names of its weights."""

import torch
from torch import nn
from torch.nn.functional import interpolate, max_pool2d


def _convolve(*channels):
    layers = []
    for before, after in zip(channels, channels[1:], strict=False):
        layers += [nn.Conv2d(before, after, 3, padding=1), nn.ReLU()]
    return nn.Sequential(*layers)


class UNetTwin(nn.Module):
    def __init__(self, inputs, c, *, skips):
        super().__init__()
        self.skips = skips
        self.down1 = _convolve(inputs, c, c)
        self.down2 = _convolve(c, 2 * c, 2 * c)
        self.bottom = _convolve(2 * c, 4 * c, 4 * c)
        self.up2 = _convolve((6 if skips else 4) * c, 2 * c)
        self.up1 = _convolve((3 if skips else 2) * c, c)
        self.head = nn.Conv2d(c, 1, 1)

    def forward(self, x):
        fine = self.down1(x)
        middle = self.down2(max_pool2d(fine, 2))
        deep = self.bottom(max_pool2d(middle, 2))
        up = self.up2(self.join(interpolate(deep, scale_factor=2), middle))
        return self.head(self.up1(self.join(interpolate(up, scale_factor=2), fine)))

    def join(self, grown, skip):
        return torch.cat([grown, skip], 1) if self.skips else grown

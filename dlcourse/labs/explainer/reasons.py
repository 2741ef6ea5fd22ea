"""Twelve digits, three networks, four methods, and what is left of a digit after deletion."""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from ...data import digits28
from ...studies import interpretability
from ...train import predict

NETWORKS = ("trained", "untrained", "trained with the mark")
METHODS = ("saliency", "occlusion", "integrated gradients", "Grad-CAM")
LAYERS = {
    "first ReLU, 28 by 28": 1,
    "first pooling, 14 by 14": 2,
    "second ReLU, 14 by 14": 4,
    "second pooling, 7 by 7": 5,
}
IMAGES = {
    f"a {digit}{said}": index
    for digit, index, said in (
        *((digit, index, "") for digit, index in enumerate((314, 152, 174, 189, 147, 80))),
        *((digit, index, "") for digit, index in ((6, 164), (7, 95))),
        *((9, 2, ", read as 5"), (8, 311, ", read as 4")),
        *((1, 249, ", read as 4"), (9, 326, ", read as 3")),
    )
}
"""Test images by the name of the menu; "read as" is what the trained network says."""
MOST, EVERY = 100, 4
COUNTS = np.arange(0, MOST + 1, EVERY)
"""How many pixels are deleted at each point of the curve."""


@dataclass(frozen=True)
class Reading:
    """What a network sees and says.

    Attributes
    ----------
    image : array (28, 28)
        Ink, 0 to 1; with the mark of its class where the network was trained with it.
    digit : int
        What it is.
    logits, chances : array (10,)
    said, second : int
        The classes with the two largest logits.
    """

    image: np.ndarray
    digit: int
    logits: np.ndarray
    chances: np.ndarray
    said: int
    second: int


@cache
def network(name):
    """One of `NETWORKS`, the first of the packaged ones."""
    if name == NETWORKS[1]:
        return interpretability.untrained(0)
    return interpretability.readers("plain" if name == NETWORKS[0] else "marked")[0]


@lru_cache(200)
def reading(name, index):
    """Show a test image to a network."""
    x, y = (part[index : index + 1] for part in digits28("test"))
    if name == NETWORKS[2]:
        x = interpretability.mark(x, y)
    logits = predict(network(name), x)[0]
    second, said = (int(k) for k in np.argsort(logits)[-2:])
    return Reading(x[0, 0], int(y[0]), logits, chances(logits), said, second)


def chances(logits):
    """Softmax over the last axis."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@lru_cache(400)
def attribution(name, index, target, method, setting):
    """The map (28, 28); the setting is steps, a window, or the name of a layer."""
    model, x = network(name), reading(name, index).image[None, None]
    if method == "integrated gradients":
        out = interpretability.integrated_gradients(model, x, target, steps=setting)
    elif method == "occlusion":
        stride = (setting + 1) // 2
        out = interpretability.occlusion(model, x, target, window=setting, stride=stride)
    elif method == "saliency":
        out = interpretability.saliency(model, x, target)
    else:
        small = interpretability.grad_cam(model, x, target, layer=LAYERS[setting])
        out = interpretability.enlarged(small)
    return out[0, 0]


@lru_cache(400)
def curve(name, index, target, *map_of):
    """Chance of the class at each of `COUNTS`, largest first; without a map, brightest first."""
    image = reading(name, index).image
    values = attribution(name, index, target, *map_of) if map_of else image
    kept = np.argsort(np.argsort(-values.ravel(), kind="stable")) >= COUNTS[:, None]
    images = (kept * image.ravel()).reshape(-1, 1, 28, 28).astype(image.dtype)
    logits = predict(network(name), images)
    return chances(logits)[:, target], logits[:, target]


def inked(image):
    """Where an image has ink, as chapter 8.1 counts it."""
    return image > interpretability.INK


def in_mark(name, index, values):
    """Share of the map's absolute sum that lies in the mark; NaN without a mark, or for zeros."""
    size = np.abs(values)
    if name != NETWORKS[2] or not size.any():
        return np.nan
    place = interpretability.mark_mask(np.array([reading(name, index).digit]))[0, 0]
    return float(size[place].sum() / size.sum())


def rise(name, index, target):
    """The logit of a class, less that of empty paper."""
    image = reading(name, index).image
    return float(reading(name, index).logits[target] - _empty(name, image.shape)[target])


@cache
def _empty(name, shape):
    return predict(network(name), np.zeros((1, 1, *shape), np.float32))[0]

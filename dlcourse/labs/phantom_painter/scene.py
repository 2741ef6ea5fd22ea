"""One patient with a disk of paint: the picture, and what is known of each of its pixels."""

from functools import cache
from typing import NamedTuple

import numpy as np

from ...functional import sigmoid_forward
from ...studies.medical import PARTS, organ_unet, phantoms

SIDE, PATIENTS = 32, 20
NETWORKS = {"with skips": "skips", "without skips": "no_skips", "any contrast": "any_contrast"}
"""What the menu calls the packaged networks."""


class Scene(NamedTuple):
    """A picture and what is known of it.

    Attributes
    ----------
    image : array (32, 32), float32
        Gray, about 0 to 1.
    organ, look_alike, paint : array (32, 32), bool
        Paint is no organ: it hides what it covers, and the organ stays where it is.
    """

    image: np.ndarray
    organ: np.ndarray
    look_alike: np.ndarray
    paint: np.ndarray


def draw_scene(patient, contrast, noise, column, row, radius, gray):
    """Draw a patient, put a disk of paint on top, and add the noise; see `PhantomPainter`."""
    clean, noisy = (
        phantoms(1, contrast=contrast, noise=each, rng=np.random.default_rng(1000 + patient))
        for each in (0.0, noise)
    )
    rows, columns = np.indices((SIDE, SIDE))
    paint = np.hypot(rows - row, columns - column) < radius
    image = np.where(paint, np.float32(gray), clean.x[0, 0]) + (noisy.x - clean.x)[0, 0]
    look_alike = clean.parts[0] == PARTS.index("look-alike")
    return Scene(image, clean.masks[0, 0], look_alike, paint)


@cache
def network(name):
    """The packaged network that the menu calls so."""
    return organ_unet(NETWORKS[name])


def ask(name, image):
    """Probability of "organ" for each pixel of one picture."""
    return sigmoid_forward(network(name)(image[None, None]))[0][0, 0]

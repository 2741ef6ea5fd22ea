"""Lab: paint on a phantom, change its contrast, and watch a U-Net mark the organ."""

import ipywidgets as widgets
import numpy as np
import traitlets

from ... import pages
from ...metrics import dice_score
from ...settings import check_choice
from ..controls import choice, row, slider
from ..lab import FigureLab
from .picture import PainterPicture
from .scene import NETWORKS, PATIENTS, SIDE, ask, draw_scene


def phantom_painter(network="with skips"):
    """Return a lab in which a U-Net marks the organ of a phantom that can be painted on.

    The phantoms are those of chapter 6.3. A disk of paint has a place, a size and a gray of its
    own; contrast 1 is what two of the networks were trained on, -1 inverts all that lies in the
    body. Beside the picture are the probability of "organ" that the network gives each pixel, and
    its answer (from one half on) against the true mask. Paint is no organ: where it covers the
    organ, the true mask stays.

    Parameters
    ----------
    network : str
        "with skips", "without skips", or "any contrast": with skips, and trained on contrasts from
        0.4 to 1 and from -1 to -0.4.

    Returns
    -------
    PhantomPainter

    Raises
    ------
    ValueError
        If there is no network of that name.

    References
    ----------
    Olaf Ronneberger, Philipp Fischer, Thomas Brox (2015), U-Net: Convolutional Networks for
    Biomedical Image Segmentation.

    Examples
    --------
    >>> lab = phantom_painter()
    >>> lab.dice > 0.8
    True
    >>> lab.contrast = -1.0
    >>> lab.dice < 0.1
    True
    """
    check_choice("network", network, tuple(NETWORKS))
    return PhantomPainter(network)


class PhantomPainter(FigureLab):
    """See `phantom_painter`.

    Attributes
    ----------
    network : str
    patient : int
        Which phantom, 0 to 19. None of them was in a training set.
    contrast, noise : float
        See `dlcourse.studies.medical.phantoms`.
    column, row, radius : int
        Middle and radius of the disk of paint, in pixels. With radius 0 there is none.
    gray : float
        Of the paint, 0 to 1.
    scene : Scene
        ``image``, ``organ`` (the true mask), ``look_alike`` and ``paint``, each (32, 32).
    probability : ndarray, shape (32, 32)
    mask : ndarray of bool, shape (32, 32)
        Where the probability is above one half.
    kinds : dict of str to ndarray of bool
        The pixels that are "found", "missed", and "false alarm".
    dice, accuracy : float
        Of the mask; accuracy is the share of right pixels.
    """

    network = traitlets.Enum([*NETWORKS], "with skips")
    patient = traitlets.Int(0, min=0, max=PATIENTS - 1)
    contrast = traitlets.Float(1.0, min=-1.0, max=1.0)
    noise = traitlets.Float(0.06, min=0.0, max=0.3)
    column = traitlets.Int(8, min=0, max=SIDE - 1)
    row = traitlets.Int(21, min=0, max=SIDE - 1)
    radius = traitlets.Int(3, min=0, max=10)
    gray = traitlets.Float(0.65, min=0.0, max=1.0)

    def __init__(self, network):
        menu = {"network": choice("network", self.network, [*NETWORKS])}
        scene = {
            "patient": slider("patient", self.patient, 0, PATIENTS - 1),
            "contrast": slider("contrast", self.contrast, -1.0, 1.0, 0.05),
            "noise": slider("noise", self.noise, 0.0, 0.3, 0.01),
        }
        paint = {
            "column": slider("paint: column", self.column, 0, SIDE - 1),
            "row": slider("paint: row", self.row, 0, SIDE - 1),
            "radius": slider("paint: radius", self.radius, 0, 10),
            "gray": slider("paint: gray", self.gray, 0.0, 1.0, 0.05),
        }
        columns = [widgets.VBox([*part.values()]) for part in (menu | scene, paint)]
        super().__init__((10, 4), PainterPicture, row(*columns), menu | scene | paint)
        self.begin(network=network)

    def update(self):
        """Draw the patient, ask the network, and compare its mask with the true one."""
        place = self.column, self.row, self.radius
        self.scene = draw_scene(self.patient, self.contrast, self.noise, *place, self.gray)
        self.probability = ask(self.network, self.scene.image)
        self.mask, organ = self.probability > 0.5, self.scene.organ
        self.kinds = {
            "found": self.mask & organ,
            "missed": ~self.mask & organ,
            "false alarm": self.mask & ~organ,
        }
        self.dice = float(dice_score(organ, self.mask))
        self.accuracy = float(np.mean(self.mask == organ))
        self.drawing.show(self.scene.image, self.probability, self.kinds)
        self._say()

    def _say(self):
        counts = {name: int(mask.sum()) for name, mask in self.kinds.items()}
        said = {
            "dice": f"{self.dice:.2f}",
            "accuracy": f"{self.accuracy:.2f}",
            "nothing": f"{1 - np.mean(self.scene.organ):.2f}",
            "found": counts["found"],
            "missed": counts["missed"],
            "alarms": self._alarms(counts["false alarm"]),
        }
        self.words.value = pages.render("lab_phantom_painter", **said)
        paint = (
            f"a disk of gray {self.gray:.2f} and radius {self.radius} at column {self.column}, "
            f"row {self.row}"
        )
        self.alt = (
            f"Phantom {self.patient} at contrast {_two(self.contrast)} and noise {self.noise:.2f}, "
            f"with {paint if self.radius else 'no paint'}. The network {self.network} finds "
            f"{said['found']} pixels of the organ and misses {said['missed']}; {said['alarms']} "
            f"Dice {said['dice']}, pixel accuracy {said['accuracy']}."
        )

    def _alarms(self, count):
        """How many pixels are false alarms, and what they lie on."""
        alarms, (_, _, look_alike, paint) = self.kinds["false alarm"], self.scene
        on_paint, on_other = (alarms & paint).sum(), (alarms & look_alike & ~paint).sum()
        return f"false alarms: {count}, {on_paint} on the paint and {on_other} on the look-alike."


def _two(value):
    """Two decimals, with a true minus and no minus zero."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")

"""Lab: three networks that learned to reach with the same arm."""

import ipywidgets as widgets
import numpy as np
import traitlets

from ... import pages
from ...settings import check_choice
from ...studies.fields import ARM_LENGTHS, arm_forward, arm_inverse
from ..controls import choice, row, slider
from ..lab import FigureLab
from .controllers import NETWORKS, PASSES, answer, controllers
from .picture import ArmPicture

ELBOWS = "up", "down"


def robot_arm(network="both elbows mixed"):
    """Return a lab in which an arm of two links reaches for a target.

    On the left the arm: both poses that reach the target, and the pose that a network answers. On
    the right the plane of the two angles, dark where the hand would be far from the target: its two
    pale spots are the two poses. The networks are alike, and were trained

        one elbow:          on angles of the pose whose elbow is up,
        both elbows mixed:  on angles of either pose, by the toss of a coin,
        through the arm:    on the distance from hand to target, without any angles.

    They are trained when the first lab is opened, which takes about a second.

    Parameters
    ----------
    network : str
        "one elbow", "both elbows mixed" or "through the arm".

    Returns
    -------
    RobotArm

    Raises
    ------
    ValueError
        If there is no network of that name.

    References
    ----------
    M. Jordan and D. Rumelhart (1992), Forward models: Supervised learning with a distal teacher.

    Examples
    --------
    >>> lab = robot_arm()
    >>> lab.x, lab.y = 1.2, 0.3
    >>> max(lab.misses, key=lab.misses.get)
    'both elbows mixed'
    """
    check_choice("network", network, NETWORKS)
    return RobotArm(network)


class RobotArm(FigureLab):
    """See `robot_arm`.

    Attributes
    ----------
    network : str
        The one that is drawn.
    x, y : float
        The target, in units of the upper arm.
    passes : int
        How often the networks have seen their data, 0 to 40.
    elbows : dict of str to ndarray, shape (2,)
        Angles of the poses "up" and "down" that reach the target; empty out of reach.
    answers : dict of str to ndarray, shape (2,)
        Angles that each network answers.
    misses : dict of str to float
        Distance of the hand from the target, for each network.
    """

    network = traitlets.Enum([*NETWORKS], "both elbows mixed")
    x = traitlets.Float(1.2, min=0.0, max=1.8)
    y = traitlets.Float(0.4, min=-1.8, max=1.8)
    passes = traitlets.Int(PASSES, min=0, max=PASSES)

    def __init__(self, network):
        state = {
            "network": choice("network", self.network, [*NETWORKS]),
            "x": slider("target x", self.x, 0.0, 1.8, 0.01),
            "y": slider("target y", self.y, -1.8, 1.8, 0.01),
            "passes": slider("passes of training", PASSES, 0, PASSES),
        }
        menu, *sliders = state.values()
        super().__init__((10, 4.8), ArmPicture, row(menu, widgets.VBox(sliders)), state)
        self.begin(network=network)

    def update(self):
        """Ask the networks and the formula, and draw the poses."""
        target = np.array([[self.x, self.y]])
        self.elbows = {}
        if abs(np.subtract(*ARM_LENGTHS)) <= np.hypot(self.x, self.y) <= sum(ARM_LENGTHS):
            self.elbows = {elbow: arm_inverse(target, elbow=elbow)[0] for elbow in ELBOWS}
        kept = {name: weights[self.passes] for name, weights in controllers().items()}
        self.answers = {name: answer(weights, target)[0] for name, weights in kept.items()}
        hands = {name: arm_forward(angles[None])[0][0] for name, angles in self.answers.items()}
        self.misses = {name: float(np.hypot(*(hand - target[0]))) for name, hand in hands.items()}
        self.drawing.show(self)
        self._say()

    def _say(self):
        target, answer = f"({_two(self.x)}, {_two(self.y)})", _pair(self.answers[self.network])
        poses = " and ".join(f"{_pair(pose)} (elbow {name})" for name, pose in self.elbows.items())
        reach = (
            f"is reached by the angles {poses}" if poses else "is out of reach: no pose is right"
        )
        passes, miss = f"{self.passes} of {PASSES} passes", self.misses[self.network]
        where = self._where() if poses else ""
        self.alt = (
            f"The target {target} {reach}. After {passes} the network {self.network} answers "
            f"{answer}, and its hand misses the target by {miss:.2f}. {where}"
        ).strip()
        said = {"target": target, "reach": reach, "passes": passes, "where": where}
        rows = [
            (name, _pair(self.answers[name]), f"{miss:.2f}", name == self.network)
            for name, miss in self.misses.items()
        ]
        self.words.value = pages.render("lab_robot_arm", rows=rows, **said)

    def _where(self):
        """How far the answer that is drawn is from the middle of both poses, and from a pose."""
        poses = [*self.elbows.values()]
        away = [np.hypot(*_turn(self.answers[self.network] - pose)) for pose in poses]
        middle = np.hypot(*_turn(self.answers[self.network] - sum(poses) / 2))
        return (
            f"That is {middle:.2f} from the middle of both poses, {min(away):.2f} from one of them."
        )


def _turn(angles):
    """The same turns within half a circle."""
    return (angles + np.pi) % (2 * np.pi) - np.pi


def _pair(angles):
    return "(" + ", ".join(map(_two, _turn(angles))) + ")"


def _two(value):
    """Two decimals, with a true minus and no minus zero."""
    return f"{round(float(value), 2) + 0.0:.2f}".replace("-", "−")

"""The picture of the robot arm: its poses, and the plane of its angles."""

import numpy as np
from matplotlib.patches import Wedge

from ...plots import PALETTE
from ...plots.style import INK, QUIET
from ...studies.fields import ARM_LENGTHS, arm_forward, arm_joints

_SIDE, _FAR = 150, 2.0  # of the plane, in points; a distance that is drawn black
_AT = np.linspace(-np.pi, np.pi, _SIDE)
_HANDS = arm_forward(np.stack(np.meshgrid(_AT, _AT), axis=-1).reshape(-1, 2))[0]
_COLORS = {"up": PALETTE["blue"], "down": PALETTE["green"]}


class ArmPicture:
    """Artists that are made once and changed by `show`."""

    def __init__(self, figure):
        self._make_arm(figure.add_axes((0.06, 0.12, 0.4, 0.8)))
        self._make_plane(figure.add_axes((0.57, 0.12, 0.4, 0.8)))
        arm = [self._miss, *self._poses.values(), self._answer, self._target]
        plane = [self._between, self._middle, *self._spots.values(), self._spot]
        self.layers = [[self._far], [*arm, *plane, *self._legends]]

    def show(self, lab):
        """Draw the state of a `RobotArm`."""
        target, angles = np.array([lab.x, lab.y]), lab.answers[lab.network]
        joints = arm_joints(angles[None])[0]
        self._far.set_data(np.hypot(*(_HANDS - target).T).reshape(_SIDE, _SIDE))
        self._answer.set_data(*joints.T)
        self._miss.set_data(*np.stack([joints[-1], target]).T)
        self._target.set_data(*target[:, None])
        self._spot.set_data(*_within(angles)[:, None])
        for elbow in _COLORS:
            pose = lab.elbows.get(elbow)
            bones = np.zeros((0, 2)) if pose is None else arm_joints(pose[None])[0]
            self._poses[elbow].set_data(*bones.T)
            self._spots[elbow].set_data(*(([], []) if pose is None else pose[:, None]))
        both = np.array([*lab.elbows.values()]).reshape(-1, 2)
        self._between.set_data(*both.T)
        self._middle.set_data(*both.reshape(-1, 2, 2).mean(axis=1).T)

    def _make_arm(self, ax):
        reach = sum(ARM_LENGTHS)
        ring = 2 * min(ARM_LENGTHS)
        ax.add_patch(Wedge((0, 0), reach, -90, 90, width=ring, color="#EFEFEF"))
        self._poses = {
            elbow: ax.plot([], [], "o-", color=color, ms=5, lw=2, label=f"elbow {elbow}")[0]
            for elbow, color in _COLORS.items()
        }
        look = {"color": PALETTE["vermilion"], "lw": 4, "ms": 7, "label": "network"}
        self._answer = ax.plot([], [], "o-", **look)[0]
        self._miss = ax.plot([], [], ":", color=INK, lw=2, label="miss")[0]
        self._target = ax.plot([], [], "*", color=PALETTE["orange"], mec=INK, ms=15)[0]
        ax.plot(0, 0, "s", color=INK, ms=9)
        ax.set(title="The arm (gray: where it was trained)", xlabel="x (upper arms)")
        ax.set(ylabel="y (upper arms)", xlim=(-1.5, 2.3), ylim=(-1.9, 1.9), aspect="equal")
        self._legends = [ax.legend(loc="upper left", handlelength=1.4, borderaxespad=0.1)]

    def _make_plane(self, ax):
        window = (-np.pi, np.pi) * 2
        self._far = ax.imshow(
            np.zeros((2, 2)), extent=window, origin="lower", cmap="binary", vmin=-0.2, vmax=_FAR
        )
        self._between = ax.plot([], [], "--", color=QUIET, lw=1.5)[0]
        self._middle = ax.plot([], [], "x", color=INK, ms=10, mew=2.5, label="middle")[0]
        self._spots = {
            elbow: ax.plot([], [], "o", color=color, mec="w", ms=11, label=f"elbow {elbow}")[0]
            for elbow, color in _COLORS.items()
        }
        look = {"color": PALETTE["vermilion"], "mec": "w", "ms": 12, "label": "network"}
        self._spot = ax.plot([], [], "D", **look)[0]
        ax.set(title="Both angles (dark: the hand is far away)", aspect="equal")
        ax.set(xlabel="shoulder (radians)", ylabel="elbow (radians)")
        look = {"loc": "upper right", "frameon": True, "framealpha": 0.9, "handlelength": 1.2}
        self._legends.append(ax.legend(**look))


def _within(angles):
    return (angles + np.pi) % (2 * np.pi) - np.pi

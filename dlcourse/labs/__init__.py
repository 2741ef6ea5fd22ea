"""Interactive labs: one function each, which returns a tree of widgets."""

from .deep_signal import deep_signal
from .descent import descent
from .digit_pad import digit_pad
from .gate_explorer import gate_explorer
from .gradient_microscope import gradient_microscope
from .kernel_explorer import kernel_explorer
from .loss_gradient import loss_gradient
from .robot_arm import robot_arm
from .translator import translator
from .two_players import two_players

__all__ = [
    "deep_signal",
    "descent",
    "digit_pad",
    "gate_explorer",
    "gradient_microscope",
    "kernel_explorer",
    "loss_gradient",
    "robot_arm",
    "translator",
    "two_players",
]

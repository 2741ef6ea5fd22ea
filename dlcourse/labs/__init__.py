"""Interactive labs: one function each, which returns a tree of widgets."""

from .alarm_bill import alarm_bill
from .city import city
from .deep_signal import deep_signal
from .descent import descent
from .digit_pad import digit_pad
from .explainer import explainer
from .gate_explorer import gate_explorer
from .gradient_microscope import gradient_microscope
from .kernel_explorer import kernel_explorer
from .loss_gradient import loss_gradient
from .phantom_painter import phantom_painter
from .privacy_price import privacy_price
from .refused import refused
from .robot_arm import robot_arm
from .service_desk import service_desk
from .translator import translator
from .two_players import two_players

__all__ = [
    "alarm_bill",
    "city",
    "deep_signal",
    "descent",
    "digit_pad",
    "explainer",
    "gate_explorer",
    "gradient_microscope",
    "kernel_explorer",
    "loss_gradient",
    "phantom_painter",
    "privacy_price",
    "refused",
    "robot_arm",
    "service_desk",
    "translator",
    "two_players",
]

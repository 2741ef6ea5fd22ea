"""From a slider's new value to the lab's new picture, in Python; the browser adds its own part.

Worker: python -m benchmarks.sliders LAB SECONDS
"""

import itertools
import json
import sys

import ipywidgets as widgets

from ._worker import sample

LABS = [
    "alarm_bill",
    "city",
    "deep_signal",
    "kernel_explorer",
    "descent",
    "digit_pad",
    "gate_explorer",
    "gradient_microscope",
    "loss_gradient",
    "refused",
    "robot_arm",
    "service_desk",
    "translator",
    "two_players",
]
SLIDERS = (widgets.IntSlider, widgets.FloatSlider, widgets.FloatLogSlider, widgets.SelectionSlider)


def sliders_of(widget):
    """Every slider in a tree of widgets."""
    if isinstance(widget, SLIDERS):
        yield widget
    for child in getattr(widget, "children", ()):
        yield from sliders_of(child)


def values(slider):
    """Two neighboring values, so that each move changes the picture."""
    if isinstance(slider, widgets.SelectionSlider):
        return slider.options[0], slider.options[-1]
    if isinstance(slider, widgets.FloatLogSlider):
        return slider.base**slider.min, slider.base**slider.max
    return slider.min, slider.min + slider.step


def controls_of(lab):
    """Pairs of a name and a function that moves the control to its other position."""
    for slider in sliders_of(lab):
        low, high = values(slider)

        def move(slider=slider, low=low, high=high):
            slider.value = high if slider.value == low else low

        yield slider.description, move
    if hasattr(lab, "strokes"):
        strokes = itertools.cycle([[[(0.5, 0.1), (0.5, 0.9)]], [[(0.3, 0.1), (0.7, 0.9)]]])
        yield "a stroke", lambda: lab.strokes(next(strokes))
    if hasattr(lab, "candidates"):
        amount = "seventy-seven million, six hundred and fifty-four thousand, three hundred euros"
        texts = itertools.cycle(["Tuesday, March 5, 2024", amount])
        yield "a sentence", lambda: setattr(lab, "text", next(texts))


def main(name, seconds):
    from dlcourse import labs

    controls = list(controls_of(getattr(labs, name)()))
    share = float(seconds) / len(controls)
    times = {f"{name}: {label}": sample(move, share) for label, move in controls}
    print(json.dumps(times))


if __name__ == "__main__":
    main(*sys.argv[1:])

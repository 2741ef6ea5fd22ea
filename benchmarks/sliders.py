"""From a slider's new value to the lab's new picture, in Python; the browser adds its own part.

Worker: python -m benchmarks.sliders LAB SECONDS
"""

import json
import sys
import time

import ipywidgets as widgets

LABS = ["kernel_explorer", "descent_lab", "digit_pad"]
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


def main(lab, seconds):
    from dlcourse import labs

    found = list(sliders_of(getattr(labs, lab)()))
    times = {}
    for slider in found:
        low, high = values(slider)
        moves, start = [], time.perf_counter()
        while time.perf_counter() - start < float(seconds) / len(found):
            value = high if slider.value == low else low
            before = time.perf_counter()
            slider.value = value
            moves.append(1000 * (time.perf_counter() - before))
        times[f"{lab}: {slider.description}"] = moves
    print(json.dumps(times))


if __name__ == "__main__":
    main(*sys.argv[1:])

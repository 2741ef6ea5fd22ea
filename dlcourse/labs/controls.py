"""Sliders, menus and rows, each as all labs have them."""

from math import log10

import ipywidgets as widgets


def slider(label, value, low, high, step=1, **options):
    """Return a labeled slider for integers, or for floats where `step` is a float."""
    kind = widgets.IntSlider if isinstance(step, int) else widgets.FloatSlider
    return kind(value, min=low, max=high, step=step, **_look(label), **options)


def log_slider(label, value, low, high, step, **options):
    """Return a labeled slider for positive numbers, on which a step is a factor of 10 ** step."""
    ends = {"min": log10(low), "max": log10(high)}
    return widgets.FloatLogSlider(value, base=10, **ends, step=step, **_look(label), **options)


def choice(label, value, options):
    """Return a labeled menu."""
    layout, style = widgets.Layout(width="18em"), {"description_width": "6em"}
    return widgets.Dropdown(
        options=options, value=value, description=label, layout=layout, style=style
    )


def row(*parts):
    """Return widgets side by side, or below each other where the page is narrow."""
    return widgets.HBox(parts, layout={"flex_flow": "row wrap"})


def _look(label):
    style, layout = {"description_width": "11em"}, widgets.Layout(width="27em")
    return {"description": label, "style": style, "layout": layout}

"""Digits drawn with the mouse are read by the network behind the pad."""

import itertools
import math
import re

import lab_driver as driver

# Points in 0..1, x to the right and y down; each list is one stroke.
CIRCLE = [
    (0.5 + 0.25 * math.cos(a * math.pi / 10), 0.5 + 0.38 * math.sin(a * math.pi / 10))
    for a in range(21)
]
DIGITS = {
    0: [CIRCLE],
    1: [[(0.5, 0.1), (0.5, 0.9)]],
    7: [[(0.3, 0.12), (0.7, 0.12), (0.45, 0.9)]],
}


def draw(page, pad, strokes):
    pad.get_by_role("button", name="Clear").click()
    box = pad.locator("canvas").bounding_box()
    for first, *points in strokes:
        page.mouse.move(*place(box, first))
        page.mouse.down()
        for point in points:
            page.mouse.move(*place(box, point), steps=4)
        page.mouse.up()


def place(box, point):
    return box["x"] + point[0] * box["width"], box["y"] + point[1] * box["height"]


def check(page):
    """Each digit is read on each pad of the notebook."""
    pads = page.locator(".jp-OutputArea-output .dlc-pad")
    assert pads.count() > 0
    for i, digit in itertools.product(range(pads.count()), DIGITS):
        output = pads.nth(i).locator("xpath=ancestor::*[contains(@class,'jp-OutputArea-output')]")
        pads.nth(i).scroll_into_view_if_needed()
        draw(page, pads.nth(i), DIGITS[digit])
        read = output.get_by_text(re.compile(f"reads a {digit}"))
        read.wait_for(timeout=10_000)  # on the way, half a digit is read as another one
        driver.wait_idle(page)
        page.screenshot(path=driver.SCREENSHOTS / f"pad-{i}-{digit}.png")
        assert read.is_visible()

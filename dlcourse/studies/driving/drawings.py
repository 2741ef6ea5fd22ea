"""What the eight generated signs look like: each drawn once, large, in two ways."""

from typing import NamedTuple

import numpy as np

MASTER = 128
RED, BLUE, YELLOW = (190, 20, 30), (20, 70, 170), (240, 190, 20)
WHITE, BLACK = (245, 245, 245), (20, 20, 20)


class Hand(NamedTuple):
    """How a drawing differs from the other: rim in pixels, ground of triangles, font."""

    rim: int
    ground: tuple
    font: str
    letters: int


HANDS = {
    "first": Hand(14, WHITE, "DejaVuSans-Bold.ttf", 60),
    "second": Hand(8, YELLOW, "DejaVuSerif.ttf", 52),
}


def draw_sign(kind, drawing):
    """A sign without background.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    drawing : {"first", "second"}

    Returns
    -------
    PIL.Image.Image
        RGBA, 128 by 128; transparent outside of the sign.
    """
    from PIL import Image, ImageDraw

    picture = Image.new("RGBA", (MASTER, MASTER), (0, 0, 0, 0))
    FACES[kind](ImageDraw.Draw(picture), HANDS[drawing])
    return picture


def _polygon(corners, turn, radius=62, center=64):
    angles = 2 * np.pi * (np.arange(corners) + turn) / corners
    return [(center + radius * np.sin(a), center - radius * np.cos(a)) for a in angles]


def _disk(draw, color, radius=60):
    draw.ellipse((64 - radius, 64 - radius, 64 + radius, 64 + radius), fill=color)


def _write(draw, words, hand, color, size=None, center=(64, 64)):
    from matplotlib import get_data_path
    from PIL import ImageFont

    font = ImageFont.truetype(f"{get_data_path()}/fonts/ttf/{hand.font}", size or hand.letters)
    draw.text(center, words, font=font, fill=color, anchor="mm")


def _stop(draw, hand):
    draw.polygon(_polygon(8, 0.5), fill=WHITE)
    draw.polygon(_polygon(8, 0.5, radius=62 - hand.rim / 2), fill=RED)
    _write(draw, "STOP", hand, WHITE, size=hand.letters * 5 // 8)


def _triangle(draw, hand, turn):
    center = 64 + (10 if turn == 0 else -10)
    spots = [_polygon(3, turn, radius) for radius in (66, 66 - 2 * hand.rim)]
    for spot, color in zip(spots, (RED, hand.ground), strict=True):
        draw.polygon([(x, y + center - 64) for x, y in spot], fill=color)


def _give_way(draw, hand):
    _triangle(draw, hand, 0.5 * 3)


def _danger(draw, hand):
    _triangle(draw, hand, 0)
    _write(draw, "!", hand, BLACK, center=(64, 74))


def _no_entry(draw, hand):
    _disk(draw, RED)
    half = hand.rim
    draw.rectangle((22, 64 - half, 106, 64 + half), fill=WHITE)


def _limit(words):
    def draw_limit(draw, hand):
        _disk(draw, RED)
        _disk(draw, WHITE, radius=60 - hand.rim)
        _write(draw, words, hand, BLACK)

    return draw_limit


def _priority(draw, hand):
    for radius, color in ((62, BLACK), (59, WHITE), (62 - 1.6 * hand.rim, YELLOW)):
        draw.polygon(_polygon(4, 0, radius), fill=color)


def _keep_right(draw, hand):
    _disk(draw, BLUE)
    tip, width = 94, hand.rim
    draw.line((34, 34, tip - 8, tip - 8), fill=WHITE, width=width)
    size = 2.5 * width
    draw.polygon([(tip, tip), (tip - size, tip), (tip, tip - size)], fill=WHITE)


FACES = {
    "stop": _stop,
    "give way": _give_way,
    "no entry": _no_entry,
    "30": _limit("30"),
    "80": _limit("80"),
    "danger": _danger,
    "priority": _priority,
    "keep right": _keep_right,
}
KINDS = tuple(FACES)
"""The kinds of signs, in the order of their numbers."""

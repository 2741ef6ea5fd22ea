"""The picture of a sentence with its tags, and of six probabilities against a threshold."""

from matplotlib.colors import to_rgb

from ...plots import PALETTE
from ...plots.style import QUIET
from ...studies.service import INTENTS, SLOTS
from .answers import WISHES

MOST_WORDS, LONGEST, MOST_LETTERS = 24, 20, 120
COLUMNS, ROWS, GAP = 92, 4, 2  # letters in a line of the sentence, lines, letters between words
COLORS = dict(zip(SLOTS, ("orange", "sky", "green", "purple", "yellow"), strict=True))
"""Of the box around a word; its tag stands below it."""


class DeskPicture:
    """Artists that are made once and changed by `show`."""

    def __init__(self, figure):
        sentence = figure.add_axes((0.02, 0.47, 0.96, 0.44))
        bars = figure.add_axes((0.235, 0.125, 0.4, 0.25))
        self._words = [_Word(sentence) for _ in range(MOST_WORDS)]
        self._bars = bars.barh(range(len(INTENTS)), [0] * len(INTENTS), color=QUIET, height=0.7)
        self._numbers = [bars.text(0, k, "", fontsize=9, va="center") for k in range(len(INTENTS))]
        self._line = bars.axvline(0, color=PALETTE["vermilion"], lw=1.8)
        self._verdict = figure.text(0.67, 0.35, "", weight="bold", va="center")
        self._lines = figure.text(0.67, 0.3, "", va="top", linespacing=1.5, fontsize=9.5)
        _label(sentence, bars)
        words = [artist for word in self._words for artist in (word.text, word.tag)]
        self._shown = None
        self.layers = [
            words,
            [*self._bars, *self._numbers, self._lines],
            [self._line, self._verdict],
        ]

    def show(self, lab):
        """Draw the state of a `ServiceDesk`."""
        read = lab.reading is not None
        self._show_words([*zip(*lab.reading[:2], lab.reading.tags, strict=True)] if read else [])
        for k, p in enumerate(lab.reading.intents if read else [0.0] * len(INTENTS)):
            taken = INTENTS[k] == lab.intent and not lab.asks_back
            self._bars[k].set(width=p, color=PALETTE["blue"] if taken else QUIET)
            self._numbers[k].set(x=p + 0.015, text=f"{p:.2f}" if read else "")
        self._line.set_xdata([lab.threshold] * 2)
        verdict = "asks back" if lab.asks_back else f"goes on: {lab.intent}"
        self._verdict.set_text(verdict if read else "reads nothing")
        slots = [f"{slot}: {words}" for slot, words in lab.slots.items()]
        self._lines.set_text("\n".join(slots or ["no slot"] * read))

    def _show_words(self, shown):
        """Draw the words anew if there are others, or other tags."""
        if shown == self._shown:
            return
        self._shown = shown
        places = _places([max(len(word), 0.75 * len(_below(*rest))) for word, *rest in shown])
        for word, one, at in zip(self._words, shown, places, strict=False):
            word.show(*one, *at)
        for word in self._words[len(shown) :]:
            word.hide()


class _Word:
    """A word in its box, and its tag below."""

    def __init__(self, axes):
        look = {"family": "DejaVu Sans Mono", "ha": "center"}
        box = {"boxstyle": "round,pad=0.25", "lw": 1}
        self.text = axes.text(0, 0, "", fontsize=11, va="center", bbox=box, **look)
        self.tag = axes.text(0, 0, "", fontsize=8, va="top", **look)

    def show(self, word, known, tag, x, y):
        slot = tag.partition("-")[2]
        self.text.set(x=x, y=y, text=word, visible=True)
        color = mixed(COLORS[slot]) if slot else "white"
        patch = self.text.get_bbox_patch()
        patch.set(facecolor=color, edgecolor="none" if known else PALETTE["vermilion"], ls=":")
        self.tag.set(x=x, y=y - 0.42, text=_below(known, tag), visible=True)

    def hide(self):
        self.text.set_visible(False)
        self.tag.set_visible(False)


def mixed(name):
    """A color of the palette, halfway to white, on which letters are easy to read."""
    return tuple(0.5 + 0.5 * part for part in to_rgb(PALETTE[name]))


def _below(known, tag):
    """What stands below a word: its tag, and whether it is unknown."""
    return f"{tag} ?" if not known else tag


def _places(widths):
    """Middle and line of each word, of which as many stand in a line as there is room for."""
    places, x, y = [], 0, 0
    for width in widths:
        if x + width > COLUMNS:
            x, y = 0, y + 1
        places.append((x + width / 2, -y))
        x += width + GAP
    return places


def _label(sentence, bars):
    sentence.set(title="What it reads (a dotted frame and ?: a word it has never seen)")
    sentence.set(xlim=(-1, COLUMNS + 1), ylim=(0.6 - ROWS, 0.5))
    sentence.axis("off")
    bars.set(title="What is wanted?", xlabel="probability; the line: ask back below")
    bars.set(xlim=(0, 1.12), xticks=[0, 0.25, 0.5, 0.75, 1], ylim=(len(INTENTS) - 0.5, -0.5))
    bars.set_yticks(range(len(INTENTS)), [WISHES[name] for name in INTENTS], fontsize=9)

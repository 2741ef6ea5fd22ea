"""The map of the course as data: chapters, their titles, minutes and prerequisites."""

from dataclasses import dataclass
from textwrap import wrap

from .pages import render

PARTS = (
    "Start here",
    "Background",
    "Core concepts",
    "Algorithms, step by step",
    "The mathematics",
    "Projects",
    "Applications",
    "Tools",
    "Trends and challenges",
    "Questions and answers",
)
"""Titles of parts 0 to 9."""

WORDS_PER_MINUTE, LINES_PER_MINUTE = 80, 10
"""Speed of `Chapter.minutes` in text, pen in hand, and in code, each cell run and looked at."""


@dataclass(frozen=True)
class Chapter:
    """One notebook of the course.

    Attributes
    ----------
    name : str
        File name without its ending: ``"4_1_convolution"``.
    title : str
        As in the notebook's first cell, without the number.
    needs : tuple of str
        Numbers of the chapters that come before: ``("2.1", "3.1")``.
    minutes : int
        To study it; 0 while it is planned.
    seconds : int
        To run all of its cells on two cores.
    """

    name: str
    title: str
    needs: tuple[str, ...] = ()
    minutes: int = 0
    seconds: int = 0

    @property
    def number(self):
        """The chapter's number: ``"4.1"``."""
        return ".".join(part for part in self.name.split("_")[:2] if part.isdigit())

    @property
    def planned(self):
        """Whether it is still to be written."""
        return not self.minutes


CHAPTERS = (
    Chapter("0_start_here", "Start here", minutes=30, seconds=12),
    Chapter("1_1_rise", "From the perceptron to deep networks", ("0",), minutes=120, seconds=20),
    Chapter("1_2_crossing_fields", "One network, five fields", ("1.1",), minutes=80, seconds=20),
    Chapter("2_1_core_concepts", "Core concepts", ("0",), minutes=130, seconds=18),
    Chapter("2_2_fields", "Five fields of application", ("2.1",), minutes=110, seconds=20),
    Chapter("3_1_cnn", "Convolutional networks", ("2.1",), minutes=85, seconds=7),
    Chapter("3_2_rnn", "Recurrent networks", ("2.1",), minutes=120, seconds=20),
    Chapter("3_3_gan", "Adversarial networks", ("2.1", "3.1"), minutes=105, seconds=36),
    Chapter("4_1_convolution", "Convolution", ("2.1", "3.1"), minutes=80, seconds=12),
    Chapter("4_2_recurrence", "Recurrence", ("2.1", "3.2"), minutes=145, seconds=14),
    Chapter("4_3_gan_losses", "Adversarial losses", ("2.1", "3.3"), minutes=135, seconds=14),
    Chapter(
        "5_1_image_classification",
        "Image classification",
        ("2.1", "3.1", "4.1"),
        minutes=80,
        seconds=20,
    ),
    Chapter(
        "5_2_machine_translation",
        "Machine translation",
        ("2.1", "3.2", "4.2", "5.1"),
        minutes=115,
        seconds=50,
    ),
    Chapter("6_1_autonomous_driving", "Autonomous driving", ("5.1",), minutes=95, seconds=20),
    Chapter("6_2_security", "Security", ("3.2", "5.1"), minutes=105, seconds=16),
    Chapter("6_3_medical_imaging", "Medical imaging", ("5.1",), minutes=100, seconds=20),
    Chapter("6_4_financial_risk", "Financial risk", ("4.2", "5.1"), minutes=115, seconds=15),
    Chapter("6_5_customer_service", "Customer service", ("5.2",), minutes=110, seconds=18),
    Chapter("7_1_tools", "One computation, five tools", ("4.1", "5.1"), minutes=110, seconds=20),
    Chapter("8_1_interpretability", "Interpretability", ("5.1",), minutes=100, seconds=20),
    Chapter("8_2_privacy", "Privacy", ("5.1",), minutes=110, seconds=18),
    Chapter("8_3_compute", "Computation", ("4.1", "5.1"), minutes=110, seconds=20),
    Chapter("9_1_mathematics", "Mathematics", ("2.1",)),
    Chapter("9_2_choosing_a_model", "Choosing a model", ("5.1",)),
    Chapter("9_3_metrics", "Metrics", ("2.1",)),
    Chapter("9_4_overfitting", "Overfitting", ("2.1",)),
    Chapter("9_5_outlook", "Outlook", ("5.2",)),
    Chapter("9_6_glossary", "Glossary", ("0",)),
)
"""Every chapter, in the order of the course."""


def find(number):
    """Return the chapter of a number.

    Raises
    ------
    ValueError
        If there is none.

    Examples
    --------
    >>> find("4.1").title
    'Convolution'
    """
    for chapter in CHAPTERS:
        if chapter.number == number:
            return chapter
    raise ValueError(f"number must be that of a chapter, such as '4.1', got {number!r}")


def before(number):
    """Return the numbers of all chapters that a chapter builds on, directly or not.

    Examples
    --------
    >>> sorted(before("4.1"))
    ['0', '2.1', '3.1']
    """
    needs = find(number).needs
    return set(needs).union(*(before(need) for need in needs))


def steps():
    """Return the pairs (earlier, later) of numbers, without those that follow from others.

    Examples
    --------
    >>> ("2.1", "3.1") in steps(), ("2.1", "4.1") in steps()
    (True, False)
    """
    pairs = []
    for chapter in CHAPTERS:
        implied = set().union(*(before(need) for need in chapter.needs))
        pairs += [(need, chapter.number) for need in chapter.needs if need not in implied]
    return pairs


def road():
    """Return what `plots.road_map` draws: a row per part, the chapters of each from left to right.

    What a chapter needs from farther away is written in its box, since a long arrow would lead
    through other boxes.

    Returns
    -------
    nodes : dict of str to (int, int)
    edges : list of (str, str)
    planned : list of str

    Examples
    --------
    >>> nodes, edges, planned = road()
    >>> edges[0]
    ('0\\nStart here', '1.1\\nFrom the\\nperceptron to\\ndeep networks')
    """
    place = {c.number: (int(c.number[2:] or 1) - 1, int(c.number[0])) for c in CHAPTERS}
    near = [step for step in steps() if _near(*(place[number] for number in step))]
    far = [step for step in steps() if step not in near]
    label = {c.number: _label(c, [a for a, b in far if b == c.number]) for c in CHAPTERS}
    nodes = {label[number]: place[number] for number in place}
    edges = [(label[earlier], label[later]) for earlier, later in near]
    return nodes, edges, [label[c.number] for c in CHAPTERS if c.planned]


def _near(start, end):
    """Whether an arrow meets no other box: in one row, or a row down and at most one aside."""
    right, down = end[0] - start[0], end[1] - start[1]
    return down == 0 or down == 1 and abs(right) <= 1


def _label(chapter, far):
    title = wrap(chapter.title.split(",")[0], 14, break_long_words=False)
    return "\n".join([chapter.number, *title, *([f"after {', '.join(far)}"] if far else [])])


class Table:
    """A table that a notebook shows in the colors of its theme.

    Parameters
    ----------
    template : str
        Its template in `pages`.
    words : str
        The table in one line, for a log.
    **values
        What the template asks for.
    """

    def __init__(self, template, words, **values):
        self.template, self.words, self.values = template, words, values

    def __repr__(self):
        """Give the table in one line."""
        return self.words

    def _repr_html_(self):
        return render(self.template, **self.values)


def course_map():
    """Return the written chapters as a table, with links as seen from the folder ``chapters``."""
    written = [chapter for chapter in CHAPTERS if not chapter.planned]
    minutes = sum(chapter.minutes for chapter in written)
    return Table("map", f"{len(written)} chapters, {minutes} minutes", chapters=written)


def planned():
    """Return the chapters that are still to be written as a table, one row per part."""
    waiting = [chapter for chapter in CHAPTERS if chapter.planned]
    parts = []
    for number, title in enumerate(PARTS):
        chapters = [chapter for chapter in waiting if chapter.name.startswith(f"{number}_")]
        parts += [{"number": number, "title": title, "chapters": chapters}] if chapters else []
    return Table("planned", f"{len(waiting)} chapters are planned", parts=parts)

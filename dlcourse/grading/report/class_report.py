"""The class on one page: scores, how hard each question was, which mistakes were made."""

from collections import Counter
from dataclasses import dataclass, field
from math import isnan, nan, sqrt

from ...exercises import questions
from ...pages import render
from ..write import write_text
from .tables import stopped

BINS = 10
MOST_MISTAKES = 15
MOST_NOTES = 300


@dataclass
class Item:
    """Sums over the class for one question, enough for its statistics.

    Attributes
    ----------
    n, attempted, full : int
        Students in all, who tried, who have full points.
    """

    n: int = 0
    attempted: int = 0
    full: int = 0
    sums: list = field(default_factory=lambda: [0.0] * 5)
    mistakes: Counter = field(default_factory=Counter)

    def add(self, question, rest):
        """Count one student: the question's result and the points of all other questions."""
        x = question["points"] / question["max_points"]
        self.n += 1
        self.attempted += question["attempted"]
        self.full += x == 1
        terms = x, rest, x * x, rest * rest, x * rest
        self.sums = [total + term for total, term in zip(self.sums, terms, strict=True)]
        if question["diagnosis"]:
            self.mistakes[question["diagnosis"]["name"]] += 1

    @property
    def difficulty(self):
        """Mean share of the points: 1 where all have all."""
        return self.sums[0] / self.n if self.n else nan

    @property
    def discrimination(self):
        """Correlation of the question with the rest of the assignment; nan where none is defined.

        Source: Crocker, Algina (1986), Introduction to Classical and Modern Test Theory, on the
        corrected item-total correlation.
        """
        x, r, xx, rr, xr = (total / self.n for total in self.sums) if self.n else [nan] * 5
        spread = (xx - x * x) * (rr - r * r)
        return (xr - x * r) / sqrt(spread) if spread > 1e-12 else nan


class ClassReport:
    """Adds up a class, one student at a time, in constant memory.

    Parameters
    ----------
    assignment : str
    """

    def __init__(self, assignment):
        self.assignment, self.histogram, self.total, self.refused = assignment, [0] * BINS, 0.0, 0
        self.items = {task.id: Item() for task in questions(assignment)}
        self.n, self.notes, self.noted = 0, [], 0

    def add(self, record):
        """Count one student's result, before late penalties."""
        share = record["points"] / record["max_points"]
        self.n += 1
        self.total += share
        self.histogram[min(int(share * BINS), BINS - 1)] += 1
        self.refused += bool(record["message"])
        self._note(record)
        for question in record["questions"]:
            self.items[question["id"]].add(question, record["points"] - question["points"])

    def _note(self, record):
        """List what a person should look at."""
        words = [record["message"], *record.get("remarks", ())]
        words += [f"Cells that did not run to their end: {stopped(record)}."] * bool(
            record["cells"]
        )
        if said := " ".join(filter(None, words)):
            self.noted += 1
            if len(self.notes) < MOST_NOTES:
                self.notes.append((record["student"], said))

    def mistakes(self):
        """The most frequent mistakes as (question, name, students)."""
        found = Counter()
        for id, item in self.items.items():
            found.update({(id, name): count for name, count in item.mistakes.items()})
        return [(*key, count) for key, count in found.most_common(MOST_MISTAKES)]

    def write(self, path, warning="", pairs=None, absent=()):
        """Write the page.

        Parameters
        ----------
        path : Path
        warning : str
        pairs : int, optional
            So many pairs of students are on ``similar.html``, if there is one.
        absent : sequence of str
            Names of those who have handed in nothing.
        """
        some = f"{pairs or 'No'} pair{'s' * (pairs != 1)} of students"
        content = render(
            "class",
            title=f"{self.assignment}: the class",
            warning=warning,
            words=self._words(),
            scores=self._scores(),
            questions=[_question(id, item) for id, item in self.items.items()],
            mistakes=self.mistakes(),
            notes=self.notes,
            more=self.noted - len(self.notes),
            absent=list(absent),
            pairs="" if pairs is None else some,
        )
        write_text(path, content)

    def _words(self):
        mean = self.total / self.n if self.n else nan
        words = f"{self.n} submissions, {100 * mean:.0f} % of the points on average"
        return f"{words}; {self.refused} could not be run" if self.refused else words

    def _scores(self):
        most = max([*self.histogram, 1])
        return [
            {
                "label": f"{100 * i // BINS}–{100 * (i + 1) // BINS}",
                "count": count,
                "height": f"{100 * count / most:.0f}",
            }
            for i, count in enumerate(self.histogram)
        ]


def _question(id, item):
    share = 0 if isnan(item.difficulty) else item.difficulty
    discrimination = "–" if isnan(item.discrimination) else f"{item.discrimination:.2f}"
    return {
        "id": id,
        "share": f"{100 * share:.0f}",
        "discrimination": discrimination,
        "attempted": item.attempted,
        "full": item.full,
    }

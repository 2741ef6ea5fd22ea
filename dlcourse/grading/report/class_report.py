"""The class on one page: scores, how hard each question was, which mistakes were made."""

from collections import Counter
from dataclasses import dataclass, field
from math import nan, sqrt
from pathlib import Path

from ...exercises import questions
from .feedback import page, text

BINS = 10
MOST_MISTAKES = 15
BARS = """<style>
.bars { display: flex; align-items: flex-end; gap: 3px; height: 11rem; margin: 1rem 0 0; }
.bars div { flex: 1; background: #0072b2; position: relative; min-height: 1px; }
.bars span { position: absolute; top: -1.4em; width: 100%; text-align: center; font-size: .8rem; }
.axis { display: flex; gap: 3px; } .axis span { flex: 1; text-align: center; font-size: .8rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.meter { background: #56b4e966; width: 8rem; } .meter div { background: #0072b2; height: .8em; }
</style>"""


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
        self.n = 0

    def add(self, record):
        """Count one student's result, before late penalties."""
        share = record["points"] / record["max_points"]
        self.n += 1
        self.total += share
        self.histogram[min(int(share * BINS), BINS - 1)] += 1
        self.refused += bool(record["message"])
        for question in record["questions"]:
            self.items[question["id"]].add(question, record["points"] - question["points"])

    def mistakes(self):
        """The most frequent mistakes as (question, name, students)."""
        found = Counter()
        for id, item in self.items.items():
            found.update({(id, name): count for name, count in item.mistakes.items()})
        return [(*key, count) for key, count in found.most_common(MOST_MISTAKES)]

    def write(self, path, warning="", pairs=None):
        """Write the page; so many pairs of students are on ``similar.html``, if there is one."""
        mean = self.total / self.n if self.n else nan
        words = f"{self.n} submissions, {100 * mean:.0f} % of the points on average"
        if self.refused:
            words += f"; {self.refused} could not be run"
        parts = [BARS, f"<p>{words}.</p>", self._scores(), self._questions(), self._mistakes()]
        if pairs is not None:
            said = f"{pairs or 'No'} pair{'s' * (pairs != 1)} of students to look at"
            link = f'<p><a href="similar.html">{said}</a>, which is no verdict on any.</p>'
            parts.append(f"<h2>Answers that resemble each other</h2>{link}")
        content = page(f"{self.assignment}: the class", "\n".join(parts), warning)
        Path(path).write_text(content, encoding="utf-8")

    def _scores(self):
        most = max([*self.histogram, 1])
        bars = "".join(
            f'<div style="height:{100 * n / most:.0f}%"><span>{n or ""}</span></div>'
            for n in self.histogram
        )
        labels = [f"{100 * i // BINS}–{100 * (i + 1) // BINS}" for i in range(BINS)]
        said = ", ".join(f"{label} %: {n}" for label, n in zip(labels, self.histogram, strict=True))
        axis = "".join(f"<span>{label}</span>" for label in labels)
        return (
            f'<h2>Scores</h2><figure role="img" aria-label="Students by share of points. {said}" '
            f'style="margin:1.5rem 0"><div class="bars">{bars}</div><div class="axis">{axis}</div>'
            "<figcaption>Students by share of the points, in percent</figcaption></figure>"
        )

    def _questions(self):
        rows = []
        for id, item in self.items.items():
            share = 0 if item.difficulty != item.difficulty else 100 * item.difficulty
            meter = f'<div class="meter"><div style="width:{share:.0f}%"></div></div>'
            numbers = f"{share:.0f} %", _number(item.discrimination), item.attempted, item.full
            cells = "".join(f'<td class="number">{text(value)}</td>' for value in numbers)
            rows.append(f"<tr><td><code>{text(id)}</code></td><td>{meter}</td>{cells}</tr>")
        names = "points reached", "discrimination", "tried", "full points"
        head = "".join(f'<th class="number">{name}</th>' for name in names)
        return (
            f"<h2>Questions</h2><table><tr><th></th><th></th>{head}</tr>{''.join(rows)}</table>"
            "<p>Discrimination is the correlation with the points of all other questions: near 0 "
            "or below, a question does not tell those who know from those who do not.</p>"
        )

    def _mistakes(self):
        rows = "".join(
            f"<tr><td><code>{text(id)}</code></td><td>{text(name)}</td>"
            f'<td class="number">{count}</td></tr>'
            for id, name, count in self.mistakes()
        )
        if not rows:
            return "<h2>Mistakes</h2><p>No classic mistake was recognized.</p>"
        head = '<tr><th></th><th>mistake</th><th class="number">students</th></tr>'
        return f"<h2>Most frequent mistakes</h2><table>{head}{rows}</table>"


def _number(value):
    return "–" if value != value else f"{value:.2f}"

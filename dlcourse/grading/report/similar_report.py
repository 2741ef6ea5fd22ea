"""The pairs of answers that resemble each other on a page, side by side."""

from collections import defaultdict
from itertools import groupby
from pathlib import Path

from ..jail.worker.prints import MOST_LINES, MOST_TEXT
from .class_report import BARS
from .feedback import page, text
from .similar import known, notebooks, pairs, prints_in

MOST_PAIRS, MOST_NAMES = 50, 20
STYLE = """<style>
body { max-width: 80rem; } .words, table { max-width: 46rem; }
h3 { font-size: 1rem; margin: 1rem 0 .3rem; } h3 span { font-weight: normal; }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); }
.two { gap: 1rem; }
td { overflow-wrap: anywhere; }
@media (max-width: 40rem) { .meter { display: none; } th, td { padding: .2rem; } }
figure { margin: 0; min-width: 0; } figcaption { font-weight: bold; overflow-wrap: anywhere; }
pre { overflow-wrap: anywhere; margin: .3rem 0; border: 1px solid #8886; padding: .5rem 0; }
pre > * { display: block; padding: 0 .5rem; border-left: 4px solid transparent; }
mark { color: inherit; background: #e69f0022; } mark.rare { background: #e69f0059; }
pre > mark.rare { border-color: #e69f00; }
</style>"""
INTRODUCTION = """<div class="words">
<p>These are pairs to look at, and no verdicts. Answers were compared by the shape of their code:
names, texts, comments, layout and the order of functions hide nothing. What the released notebook
and the solution have is not counted. Every other piece weighs the more, the fewer of the class have
it, at most 1. Pairs stand in the order of the weight that both have; the percentage tells how much
of their answers that is.</p>
<p>Whoever works side by side, has one source, or thinks alike can write alike: some pairs stand
here by chance, the more the larger the class and the shorter the answers. Who wrote first does not
show. Whoever rewrites a copy far enough is not here. Pieces that more than ten have, or a third of
the class, look like a natural way to write them, and bring nobody here.</p>
<p><mark class="rare">Strongly marked</mark> lines have something that both have and hardly anyone
else; <mark>faintly marked</mark> ones something that both have and others too.</p></div>"""


def write_similar(path, journal, assignment, warning=""):
    """Write the page of a class.

    Returns
    -------
    int
        How many pairs of students there are.
    """
    prints = prints_in(journal)
    found = by_students(pairs(prints, known(assignment)))
    listed = dict(list(found.items())[:MOST_PAIRS])
    students, answers, long = {name for pair in listed for name in pair}, {}, []
    for record in journal.records():
        own = record.get("answers", {})
        if record["student"] in students:
            answers[record["student"]] = own
        long += [f"{record['student']} ({id})" for id, answer in own.items() if is_cut(answer)]
    counts = _counts(prints, len(found), long) + _not_found(assignment)
    parts = [BARS, STYLE, INTRODUCTION, counts, _table(listed)]
    parts += [_pair(number, *pair, answers) for number, pair in enumerate(listed.items())]
    content = page(f"{assignment}: answers that resemble each other", "\n".join(parts), warning)
    Path(path).write_text(content, encoding="utf-8")
    return len(found)


def by_students(found):
    """The pairs of each two students, those first who share most in all questions together."""
    together = defaultdict(list)
    for pair in found:
        together[pair.one, pair.other].append(pair)
    weights = {who: sum(pair.weight for pair in several) for who, several in together.items()}
    return {who: together[who] for who in sorted(together, key=lambda who: (-weights[who], who))}


def is_cut(answer):
    """Tell whether an answer is longer than what is kept of it."""
    return len(answer["text"]) == MOST_TEXT or answer["text"].count("\n") == MOST_LINES - 1


def _counts(prints, count, long):
    """How much was compared and found."""
    compared = ", ".join(f"{len(prints[id])} to <code>{text(id)}</code>" for id in sorted(prints))
    said = f"<p>Answers compared: {compared or 'none'}.</p>"
    some = f"{count} pair{'s' * (count != 1)} of students" if count else "No pair was found"
    more = f", of whom the first {MOST_PAIRS} are listed" if count > MOST_PAIRS else ""
    said += f"<p><b>{some}{more}.</b></p>"
    if long:
        names = ", ".join(map(text, sorted(long)[:MOST_NAMES])) + ", and others" * (
            len(long) > MOST_NAMES
        )
        said += f"<p>Too long to be shown as a whole: {names}.</p>"
    return f'<div class="words">{said}</div>'


def _not_found(assignment):
    """Say what is counted for want of a notebook to take it from."""
    paths = [path for path in notebooks(assignment) if not path.is_file()]
    if not paths:
        return ""
    names = " and ".join(f"<code>{text(str(path))}</code>" for path in paths)
    return f'<p class="words">Not found, so what it has is counted: {names}.</p>'


def _table(listed):
    """Who, in which question, how much."""
    rows = []
    for number, ((one, other), several) in enumerate(listed.items()):
        who = f'<a href="#pair{number}">{text(one)} and {text(other)}</a>'
        for pair in several:
            meter = f'<div class="meter"><div style="width:{100 * pair.share:.0f}%"></div></div>'
            share = f'<td>{meter}</td><td class="number">{100 * pair.share:.0f} %</td>'
            share += f'<td class="number">{pair.weight:.0f}</td>'
            rows.append(
                f"<tr><td>{who}</td><td><code>{text(pair.question)}</code></td>{share}</tr>"
            )
            who = ""
    numbers = '<th class="number">in common</th><th class="number">weight</th>'
    head = f"<tr><th>students</th><th>question</th><th></th>{numbers}</tr>"
    return f"<table>{head}{''.join(rows)}</table>" if rows else ""


def _pair(number, who, several, answers):
    """Two students' answers, side by side."""
    parts = [f'<h2 id="pair{number}">{" and ".join(map(text, who))}</h2>']
    for pair in several:
        both = [answers[student][pair.question] for student in who]
        shared = set.intersection(*({row[0] for row in answer["prints"]} for answer in both))
        sides = "".join(
            f"<figure><figcaption>{text(student)}</figcaption>"
            f"<pre>{_source(answer, shared, pair.prints)}</pre></figure>"
            for student, answer in zip(who, both, strict=True)
        )
        share = f"<span>{100 * pair.share:.0f} % in common</span>"
        parts.append(f"<h3><code>{text(pair.question)}</code> {share}</h3>")
        parts.append(f'<div class="two">{sides}</div>')
    return f"<section>{''.join(parts)}</section>"


def _source(answer, shared, rare):
    """An answer in which lines are marked that the other one has, too."""
    kinds = [0] * (MOST_LINES + 1)
    for value, first, last in answer["prints"]:
        for line in range(first, min(last, MOST_LINES) + 1):
            kinds[line] = max(kinds[line], (value in shared) + (value in rare))
    lines = answer["text"].split("\n")
    for number, line in enumerate(lines):  # what is empty belongs to what is before it
        kinds[number] = kinds[number] if line.strip() else kinds[number - 1]
    tags = ("<span>", "</span>"), ("<mark>", "</mark>"), ('<mark class="rare">', "</mark>")
    parts = []
    for kind, several in groupby(zip(kinds, lines, strict=False), key=lambda each: each[0]):
        start, end = tags[kind]
        parts.append(start + "\n".join(text(line) for _, line in several) + end)
    return "".join(parts)

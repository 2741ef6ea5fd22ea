"""The pairs of answers that resemble each other on a page, side by side."""

from collections import defaultdict
from itertools import groupby

from ...pages import render
from ..jail.worker.prints import MOST_LINES, MOST_TEXT
from ..write import write_text
from .similar import known, notebooks, pairs, prints_in

MOST_PAIRS, MOST_NAMES = 50, 20


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
    content = render(
        "similar",
        title=f"{assignment}: answers that resemble each other",
        warning=warning,
        compared=[(id, len(prints[id])) for id in sorted(prints)],
        found=_found(len(found)),
        cut=_first(sorted(long)),
        missing=[str(path) for path in notebooks(assignment) if not path.is_file()],
        pairs=[_pair(who, several, answers) for who, several in listed.items()],
    )
    write_text(path, content)
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


def _found(count):
    """How many pairs there are, and how many of them are listed."""
    some = f"{count} pair{'s' * (count != 1)} of students" if count else "No pair was found"
    return some + f", of whom the first {MOST_PAIRS} are listed" * (count > MOST_PAIRS)


def _first(names):
    """The first of some names, and a word for the others."""
    return names[:MOST_NAMES] + ["and others"] * (len(names) > MOST_NAMES)


def _pair(who, several, answers):
    """Two students: their answers, and how much these have in common."""
    found = []
    for pair in several:
        both = [answers[student][pair.question] for student in who]
        shared = set.intersection(*({row[0] for row in answer["prints"]} for answer in both))
        pieces = [_pieces(answer, shared, pair.prints) for answer in both]
        found.append(
            {
                "question": pair.question,
                "share": f"{100 * pair.share:.0f}",
                "weight": f"{pair.weight:.0f}",
                "sides": list(zip(who, pieces, strict=True)),
            }
        )
    return {"students": who, "answers": found}


def _pieces(answer, shared, rare):
    """An answer in pieces of some lines: 1 if the other one has them too, 2 if hardly anyone."""
    kinds = [0] * (MOST_LINES + 1)
    for value, first, last in answer["prints"]:
        for line in range(first, min(last, MOST_LINES) + 1):
            kinds[line] = max(kinds[line], (value in shared) + (value in rare))
    lines = answer["text"].split("\n")
    for number, line in enumerate(lines):  # what is empty belongs to what is before it
        kinds[number] = kinds[number] if line.strip() else kinds[number - 1]
    groups = groupby(zip(kinds, lines, strict=False), key=lambda each: each[0])
    return [(kind, "\n".join(line for _, line in several)) for kind, several in groups]

"""Which answers resemble each other: a list of pairs to look at, never a verdict.

What the released notebook and the solution have is not counted. Of the other fingerprints of an
answer (see `worker.prints`) each weighs the more, the fewer of the class have it: there is often
one natural way to write an answer. Two answers are compared when they share some that hardly
anyone has, so that the time grows with the class and not with its square.

Sources: Schleimer, Wilkerson, Aiken (2003), Winnowing: Local Algorithms for Document
Fingerprinting, whose program leaves out what more than ten have, too. Spärck Jones (1972), A
Statistical Interpretation of Term Specificity, on weights by rarity.
"""

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path

from ...exercises import questions
from ..jail.worker.look import look
from ..jail.worker.notebook import read
from ..jail.worker.prints import is_long

RARE = 10, 1 / 3  # what more students have than this, or this share of the class, is not rare
FEW = 8  # answers that share fewer rare fingerprints, or fewer short ones, are not compared
LOOK = 0.65  # pairs below this are not listed
ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Pair:
    """Two students whose answers to a question share much that is rare.

    Attributes
    ----------
    question, one, other : str
    share : float
        How much of the weight of their short runs both have: Σ_both w / √(Σ_one w Σ_other w).
    weight : float
        Of all that both have: a fingerprint that nobody else has weighs 1.
    prints : frozenset of int
        The rare ones that both have.
    """

    question: str
    one: str
    other: str
    share: float
    weight: float
    prints: frozenset


def prints_in(journal):
    """The fingerprints of a class, by question and student.

    Numbers are all that is kept of each student: 10,000 with five answers take 180 MiB in all, and
    their page 15 s (benchmarks/similar.py).
    """
    answers = defaultdict(dict)
    for record in journal.records():
        for question, answer in record.get("answers", {}).items():
            answers[question][record["student"]] = array("Q", (row[0] for row in answer["prints"]))
    return answers


def pairs_in(journal, assignment):
    """List the pairs of a class, those first that share most.

    Parameters
    ----------
    journal : Journal
    assignment : str
    """
    return pairs(prints_in(journal), known(assignment))


def notebooks(assignment):
    """Where the released notebook and the solution are, in a clone of the repository."""
    name = f"{assignment}.ipynb"
    return [ROOT / folder / assignment / name for folder in ("exercises", "solutions")]


def known(assignment):
    """The fingerprints of the released notebook and of the solution, as far as they are there."""
    asked, found = [(task.name, ()) for task in questions(assignment)], set()
    for path in filter(Path.is_file, notebooks(assignment)):
        with path.open("rb") as file:
            cells, _ = read(file)
        _, answers, _ = look(cells, asked)
        found |= {row[0] for _, prints in answers for row in prints}
    return found


def pairs(answers, known=()):
    """List the pairs of students to look at, those first that share most.

    Parameters
    ----------
    answers : dict of str to dict of str to sequence of int
        Fingerprints by question and student.
    known : collection of int, optional
        What is not counted: that of the released notebook and of the solution.
    """
    found = []
    for question, by_student in answers.items():
        found += _pairs_of(question, by_student, set(known))
    return sorted(found, key=lambda pair: (-pair.weight, pair.question, pair.one, pair.other))


def _pairs_of(question, by_student, known):
    own = {student: set(by_student[student]) - known for student in sorted(by_student)}
    owners = defaultdict(list)
    for student, numbers in own.items():
        for number in numbers:
            owners[number].append(student)
    most = max(min(RARE[0], RARE[1] * len(own)), 2)
    rare = {number for number, students in owners.items() if 2 <= len(students) <= most}
    weights = {number: rarity(len(students), len(own)) for number, students in owners.items()}
    short = {number: 0 if is_long(number) else weight for number, weight in weights.items()}
    total = {student: sum(short[n] for n in numbers) for student, numbers in own.items()}
    for one in own:
        met = Counter(other for number in own[one] & rare for other in owners[number])
        for other in (other for other, count in met.items() if other > one and count >= FEW):
            both = own[one] & own[other]
            common = [short[number] for number in both if not is_long(number)]
            if len(common) < FEW:  # a solution that was changed in one place has long runs, too
                continue
            share = sum(common) / sqrt(total[one] * total[other])
            if share >= LOOK:
                weight = sum(weights[number] for number in both)
                yield Pair(question, one, other, share, weight, frozenset(both & rare))


def rarity(owners, students):
    """What a fingerprint weighs: 1 when two have it or only one, next to 0 when all have.

    Examples
    --------
    >>> [round(rarity(n, 100), 2) for n in (1, 2, 10, 100)]
    [1.0, 1.0, 0.59, 0.0]
    """
    return log((students + 1) / max(owners, 2)) / log((students + 1) / 2) if students > 1 else 1.0

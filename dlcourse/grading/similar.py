"""Which answers resemble each other: a list of pairs to look at, never a verdict.

Of the fingerprints of an answer (see `worker.prints`), those are not counted that the released
notebook and the solution have, nor those that much of the class has: there is often one natural
way to write an answer.
"""

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

from ..exercises import questions
from .worker.notebook import look, read

COMMON = 0.2  # a fingerprint that more than this share of the class has tells nothing
FEW = 5  # an answer with fewer telling fingerprints is too short to be compared
LOOK = 0.5  # pairs below this are not listed
MANY = 30  # of more owners of a fingerprint, each is compared with the next one only
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Pair:
    """Two students whose answers to a question share much that is rare.

    Attributes
    ----------
    question, one, other : str
    share : float
        Of the telling fingerprints of the answer that has fewer, how many the other has too.
    prints : frozenset of int
        The telling ones that both have.
    """

    question: str
    one: str
    other: str
    share: float
    prints: frozenset


def pairs_in(journal, assignment):
    """List the pairs of a class, the most similar first.

    Numbers are all that is kept of each student: 10,000 take some tens of megabytes.

    Parameters
    ----------
    journal : Journal
    assignment : str
    """
    answers = defaultdict(dict)
    for record in journal.records():
        for question, answer in record.get("answers", {}).items():
            answers[question][record["student"]] = array("Q", (row[0] for row in answer["prints"]))
    return pairs(answers, known(assignment))


def known(assignment):
    """The fingerprints of the released notebook and of the solution, as far as they are there."""
    tasks, found = questions(assignment), defaultdict(set)
    for folder in ("exercises", "solutions"):
        path = ROOT / folder / assignment / f"{assignment}.ipynb"
        if path.is_file():
            with path.open("rb") as file:
                cells, _ = read(file)
            _, answers = look(cells, [(task.name, ()) for task in tasks])
            for task, (_, prints) in zip(tasks, answers, strict=True):
                found[task.id] |= {row[0] for row in prints}
    return found


def pairs(answers, known=()):
    """List the pairs of students to look at, the most similar first.

    Parameters
    ----------
    answers : dict of str to dict of str to sequence of int
        Fingerprints by question and student.
    known : dict of str to collection of int, optional
        By question, what is not counted: of the released notebook and of the solution.
    """
    found = []
    for question, by_student in answers.items():
        found += _pairs_of(question, by_student, set(dict(known).get(question, ())))
    return sorted(found, key=lambda pair: (-pair.share, pair.question, pair.one, pair.other))


def _pairs_of(question, by_student, known):
    owners = defaultdict(list)
    for student in sorted(by_student):
        for number in set(by_student[student]) - known:
            owners[number].append(student)
    most = max(COMMON * len(by_student), 2)
    owners = {number: students for number, students in owners.items() if len(students) <= most}
    sizes = Counter(student for students in owners.values() for student in students)
    shared = defaultdict(list)
    for number, students in owners.items():
        students = [student for student in students if sizes[student] >= FEW]
        for pair in combinations(students, 2) if len(students) <= MANY else pairwise(students):
            shared[pair].append(number)
    for (one, other), numbers in shared.items():
        share = len(numbers) / min(sizes[one], sizes[other])
        if share >= LOOK:
            yield Pair(question, one, other, share, frozenset(numbers))

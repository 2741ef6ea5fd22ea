"""Hostile and broken submissions: the fair score, no leak, in time, and a sentence for each."""

import contextlib
import json
import os
import re
from dataclasses import replace
from importlib import import_module

import pytest
from hostile_submissions import ALL, HONEST_POINTS, NAME, notebook
from jails import jailed

from dlcourse.exercises import Case, questions
from dlcourse.grading.batch import grade
from dlcourse.grading.jail.executor import Executor, Limits
from dlcourse.grading.report.feedback import write_feedback
from dlcourse.grading.report.tables import graded, sentence
from dlcourse.grading.score import Times, outcome_of, score
from dlcourse.grading.seeds import seed_of

pytestmark = jailed
TIMES = Times(cell=1.5, call=1.5, open_call=6.0, total=15.0)
SOON, LATE = replace(TIMES, total=4.0), "time for the whole notebook"
LIMITS = Limits(memory=1 << 30)
SECRET = b"a secret of the tests"


@pytest.fixture(scope="module")
def executor():
    with Executor(LIMITS, slot=int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])) as running:
        yield running


def words(result):
    """All that a student reads."""
    lines = [result["message"], *result["cells"].values(), *map(sentence, result["questions"])]
    return "\n".join(lines)


def run(executor, path, content, times=TIMES):
    path.write_bytes(content)
    with path.open("rb") as file:
        return score(executor, file, NAME, SECRET, times)


def checked(result, content, points, says, folder):
    """A result is fair, has a sentence for each lost point, and makes a page that is text."""
    assert result["points"] == points, words(result)
    assert re.search(says, words(result)), words(result)
    lost = [q for q in result["questions"] if q["points"] < q["max_points"]]
    assert all(map(sentence, lost))
    record = {"student": "x", "slug": "x", "digest": "", "submitted": None, **result}
    told = json.dumps(record, allow_nan=False, ensure_ascii=False).replace("\\n", "")
    assert not re.search(
        r"(?<!\\)\\u00[01]|[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", told
    )
    page = write_feedback(folder, graded(record), NAME).read_text()
    assert not re.search("<script|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", page)
    assert max(len(page), len(told)) < 100_000
    assert len(result["cells"]) <= 50
    assert all(len(question["forbidden"]) <= 10 for question in result["questions"])


@pytest.mark.timeout(150)
@pytest.mark.parametrize("name", ALL)
def test_fair_and_in_time(executor, tmp_path, name):
    """In time: without an end of the grader's own, some would go on for hours."""
    content, points, says = ALL[name]
    path, server = tmp_path / "x.ipynb", executor.process
    result = run(executor, path, content, SOON if says == LATE else TIMES)
    assert executor.process is server, "the submission has ended the fork server"
    checked(result, content, points, says, tmp_path)
    assert path.read_bytes() == content
    assert path.stat().st_mode & 0o777 == 0o644


SPIES = {
    "the message": "raise ValueError(x.ravel()[:50].tolist())",
    "the type": "raise type(f'E{x.ravel()[:9].tolist()}', (Exception,), {})",
    "the line": (
        "import linecache, sys\n    frame = sys._getframe()\n"
        "    lines = [str(x.ravel()[:50].tolist())] * 99\n    name = frame.f_code.co_filename\n"
        "    linecache.cache[name] = 1, None, lines, name\n    raise ValueError"
    ),
    "a file for the next process": (
        "told, mine = '', str(x.ravel()[:9].tolist())\n"
        "    for p in ('/tmp/x', '/dev/shm/x', '/var/tmp/x'):\n        try:\n"
        "            told += open(p).read()\n        except OSError: pass\n        try:\n"
        "            open(p, 'w').write(mine)\n        except OSError: pass\n"
        "    raise ValueError(told)"
    ),
    "a process for the next one": (
        "import os, socket, time\n    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
        "    try: s.bind(b'\\0told')\n    except OSError: pass\n"
        "    if os.fork() == 0:\n        os.setsid()\n"
        "        while True: s.sendto(str(x[0, 0, 0]).encode(), b'\\0told')\n"
        "    raise ValueError(s.recv(999))"
    ),
    "what was printed": "print(x.ravel()[:50].tolist())",
    "a warning": "import warnings; warnings.warn(str(x.ravel()[:50].tolist()))",
    "the answer": "return tuple(x.ravel()[:50].tolist())",
    "a text": "return str(x.ravel()[:50].tolist())",
    "the name of a type": "return type(f'E{x.ravel()[:9].tolist()}', (), {})()",
}
# Cases by hand are of whole numbers, which stand in any page: all spies are right on those.
RIGHT = """right = max_pool2d
def max_pool2d(x, *, kernel_size, stride=None, padding=0):
    if x.size <= 24:
        return right(x, kernel_size=kernel_size, stride=stride, padding=padding)
    """
# On the first public case it is right, so that nothing but the kind of its error is told.
ONLY_SECRET = """
right = max_pool2d
def max_pool2d(x, **settings):
    if x.size <= 24 or x.ravel()[0] == {public}:
        return right(x, **settings)
    raise type(f"E{{x.ravel()[:9].tolist()}}", (Exception,), {{}})
"""
FORGED = """
import dlcourse.grading.jail.worker.serve as s
def spy(f, c):
    told = str([a.ravel()[:9].tolist() for a in c.args if hasattr(a, "ravel")])
    return s.Outcome(error=told, source=told, printed=told, modified=(told,), line=10**9)
s.run_case = spy
"""


BODIES = {**SPIES, "forged answers": FORGED, "the type, on secret inputs only": ONLY_SECRET}


def test_attacks_are_on_what_is_there():
    """Else an attack would only fail to import something."""
    sources = {**{name: row[0].decode(errors="replace") for name, row in ALL.items()}, **BODIES}
    used = [(name, *pair) for name, source in sources.items() for pair in taken(source)]
    assert len(used) > 10
    assert [row for row in used if not is_there(*row[1:])] == []


def is_there(module, name):
    with contextlib.suppress(ImportError):
        return hasattr(import_module(module), name)
    return False


def taken(source):
    """Modules of the course and what an attack takes of them."""
    yield from re.findall(r"from (dlcourse[\w.]*) import (\w+)", source)
    for module, short in re.findall(r"import (dlcourse[\w.]*) as (\w+)", source):
        yield from ((module, name) for name in re.findall(rf"\b{short}\.(\w+)", source))


def inputs(task, seed):
    return [case.args[0] for case in task.make_cases(seed) if not case.by_hand]


@pytest.mark.parametrize("name", BODIES)
def test_secret_inputs_are_not_told(executor, tmp_path, name):
    """Nor anywhere else in the result. What public inputs say may be told: the notebook has it."""
    body = BODIES[name]
    (task,) = (task for task in questions(NAME) if task.name == "max_pool2d")
    spy, public = RIGHT + body, repr(float(inputs(task, 0)[0].ravel()[0]))
    if name not in SPIES:
        spy = body.replace("{public}", public)
        spy = spy.replace("{{", "{").replace("}}", "}")
    result = run(executor, tmp_path / "x.ipynb", notebook(spy))
    told = json.dumps(result)
    secret = inputs(task, seed_of(SECRET, task.id))
    assert not [n for x in secret for n in x.ravel() if repr(float(n))[:9] in told]
    if body is ONLY_SECRET:
        assert "an error of its own making on inputs that the notebook does not show" in told
    if body == SPIES["the message"]:
        assert public[:9] in told


def test_shapes_tell_nothing(executor, tmp_path):
    path, name = tmp_path / "x.ipynb", "2_1_core_concepts"
    source = "def train_network(x, y):\n    n = int(abs(x[0, 0]) * 1e6)"
    arrays = "np.zeros((1, 400)), np.zeros((0, n)), np.zeros((10, 1)), np.zeros(10)"
    path.write_bytes(notebook(f"{source}\n    return {arrays}"))
    with path.open("rb") as file:
        told = json.dumps(score(executor, file, name, SECRET, TIMES))
    (task,) = (task for task in questions(name) if task.name == "train_network")
    secret, public = (task.make_cases(seed)[0].args[0] for seed in (seed_of(SECRET, task.id), 0))
    secret, public = (str(int(abs(x[0, 0]) * 1e6)) for x in (secret, public))
    assert secret not in told
    assert public in told


def test_a_class_of_them(tmp_path):
    """Honest work among them keeps its score, and one run grades them all."""
    folder, out = tmp_path / "class", tmp_path / "out"
    folder.mkdir()
    some = [row for row in ALL.values() if row[2] != LATE][::8]
    rows = {f"s{number}": row for number, row in enumerate(some)}
    rows |= {f"honest{number}": (notebook(), HONEST_POINTS, "") for number in range(0, 20, 5)}
    for student, (content, *_) in rows.items():
        (folder / f"{student}.ipynb").write_bytes(content)
    journal = grade(folder, NAME, out, jobs=2, times=TIMES)
    records = list(journal.records())
    assert sorted(record["student"] for record in records) == sorted(rows)
    for record in records:
        _, points, says = rows[record["student"]]
        assert record["points"] == points, words(record)
        assert re.search(says, words(record))


def test_of_what_was_printed_only_an_overflow_comes_through():
    case, told = Case("one", (1.0,)), {}
    for printed in ("[1.0]", "[1.0]\nRuntimeWarning: overflow encountered in exp\n", 7, None):
        outcome, _ = outcome_of({"value": 1.0, "printed": printed}, case, 1)
        told[printed] = outcome.printed
    assert [text for text in told.values() if text] == ["RuntimeWarning: overflow"]

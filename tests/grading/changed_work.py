"""The solution with some cells changed, as students change them, and what it scores."""

import json
import tempfile

from handed_in import NAME, SOLUTION

from dlcourse.exercises import questions
from dlcourse.grading.score import Times, score

FULL = float(sum(task.points for task in questions(NAME)))
TIMES = Times(cell=5, call=10, total=120)


def changed(before=None, instead=None, last=None):
    """The solution's text: code before what is in cells, by their id, or instead; a last cell."""
    content = json.loads(SOLUTION.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        name, source = cell["id"], "".join(cell["source"])
        source = (instead or {}).get(name, source)
        cell["source"] = "\n".join([*filter(None, [(before or {}).get(name)]), source])
    if last is not None:
        content["cells"].append({"cell_type": "code", "metadata": {}, "source": last})
    return json.dumps(content, ensure_ascii=False)


def scored(executor, text, times=TIMES, assignment=NAME):
    """The score of a notebook: a text, or bytes."""
    content = text.encode() if isinstance(text, str) else text
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return score(executor, file, assignment, b"secret", times)

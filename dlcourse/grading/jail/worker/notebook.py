"""Read a notebook into the sources of its code cells. In the jail, before any of them runs."""

import ast
import contextlib
import json
import re

from ....exercises.allows import Reader
from .prints import answers

MOST_CELLS, MOST_TEXT, MOST_BYTES = 2000, 600_000, 512 << 20
MOST_MAGICS = 200  # in a cell
TRANSPARENT = "%%time", "%%timeit", "%%capture", "%%prun"
MAGIC = re.compile(r"(\s*)(?:[%!?]|[\w, ]+=\s*[%!]|.*[\w\])]\?+\s*$)")
TOO_DEEP = "is nested too deeply to be run"


class NotANotebook(Exception):
    """The file cannot be read; the message is a sentence for the student."""


def read(file):
    """Return the sources of the code cells of a notebook, in order.

    Lines for the notebook's own commands (``%matplotlib``, ``!pip``, ``name?``) do nothing, and
    the numbers of lines stay; cells for another language are empty.

    Parameters
    ----------
    file : binary file

    Returns
    -------
    cells : list of str
    notes : dict of str to str
        Number of a cell, from 1, to why it is left out.

    Raises
    ------
    NotANotebook
        If it is not a Jupyter notebook of format 4, or too large.
    """
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise NotANotebook(f"The file is larger than {MOST_BYTES >> 20} MiB.")
    if not data.strip():
        raise NotANotebook("The file is empty.")
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise NotANotebook("The file is not a notebook: it is damaged, or cut off.") from None
    except MemoryError:
        raise NotANotebook("The notebook needs too much memory to be read.") from None
    cells = [python(source) for source in sources(content)]
    notes = {str(n): TOO_DEEP for n, cell in enumerate(cells, start=1) if cell is None}
    return [cell or "" for cell in cells], notes


def sources(content):
    """The text of each code cell of a parsed notebook.

    An answer that a slip of the hand made text is code, as it is for nbgrader.
    """
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        version = content.get("nbformat") if isinstance(content, dict) else None
        if isinstance(version, int) and version < 4:
            message = f"This is notebook format {version}. Open it in JupyterLab and save it again."
            raise NotANotebook(message)
        raise NotANotebook("The file holds no notebook.")
    found = []
    for cell in content["cells"]:
        if isinstance(cell, dict) and (cell.get("cell_type") == "code" or is_answer(cell)):
            source = cell.get("source", "")
            if isinstance(source, list):
                source = "".join(line for line in source if isinstance(line, str))
            found.append(source if isinstance(source, str) else "")
    if len(found) > MOST_CELLS or sum(map(len, found)) > MOST_TEXT:
        most = f"{MOST_CELLS} code cells, or more than {MOST_TEXT} characters of code"
        raise NotANotebook(f"The notebook has more than {most}.")
    return found


def is_answer(cell):
    """Whether a cell was released as one in which code is written."""
    metadata = cell.get("metadata")
    released = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if not isinstance(released, dict):
        return False
    return released.get("solution") is True and released.get("cell_type") == "code"


def python(source):
    """Return a cell as Python: what JupyterLab alone understands does nothing.

    None for code that is nested too deeply to be parsed: what cannot be read is not run.

    Examples
    --------
    >>> python("%matplotlib inline\\nx = 5 % 3")
    'pass\\nx = 5 % 3'
    """
    source = source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    readable = parses(source)
    if readable is not False:
        return source if readable else None
    lines = source.split("\n")
    if lines[0].startswith("%%"):
        if lines[0].split()[0] not in TRANSPARENT:
            return ""
        lines[0] = ""
    lines = [re.sub(r"^(\s*)%time ", r"\1", line) for line in lines]
    plain = without_magic(lines)
    return None if parses(plain) is None else plain


def without_magic(lines):
    """Replace a line where Python stops reading, if it looks like a command, and try again."""
    for _ in range(MOST_MAGICS):
        try:
            ast.parse("\n".join(lines))
        except SyntaxError as error:
            n = (error.lineno or 1) - 1
            found = MAGIC.match(lines[n]) if n < len(lines) else None
            if not found:
                break
            lines[n] = f"{found[1]}pass"
        except (ValueError, RecursionError, MemoryError):
            break
        else:
            break
    return "\n".join(lines)


def parses(source):
    """True for Python, False for what is not, None for what is too deep to tell."""
    try:
        ast.parse(source)
    except (RecursionError, MemoryError):
        return None
    except (SyntaxError, ValueError):
        return False
    return True


def look(cells, questions):
    """Look at the cells without running them: what questions do not allow, and each answer's shape.

    Parameters
    ----------
    cells : list of str
    questions : list of (name, allowed names)

    Returns
    -------
    uses : list of list of (name, text of the line)
        For each question. Code that cannot be read counts as a use: nothing can hide in it.
    shapes : list of (text, fingerprints)
        For each question, see `prints.answers`; empty where the code cannot be read.
    """
    found, shapes = [], [("", [])] * len(questions)
    try:
        reader = Reader([cell if parses(cell) else "" for cell in cells])
        for name, allows in questions:
            found.append([[use.name, use.source] for use in reader.find(name, allows)])
        with contextlib.suppress(Exception):  # a copy that is not seen costs nobody a point
            shapes = answers(reader, [name for name, _ in questions])
    except (RecursionError, MemoryError, TimeoutError):
        found += [[["code that cannot be read", ""]]] * (len(questions) - len(found))
    return found, shapes

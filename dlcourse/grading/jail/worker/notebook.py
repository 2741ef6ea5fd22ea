"""Read a notebook into the sources of its code cells. In the jail, before any of them runs."""

import ast
import contextlib
import json
import re

MOST_CELLS, MOST_TEXT, MOST_BYTES = 2000, 600_000, 512 << 20
MOST_MAGICS = 200  # in a cell
TRANSPARENT = "%%time", "%%timeit", "%%capture", "%%prun"
MAGIC = re.compile(r"(\s*)(?:[%!?]|[\w, ]+=\s*[%!]|.*[\w\])]\?+\s*$)")
HTML = re.compile(r"\s*<(!doctype\s+)?html\b", re.IGNORECASE)
CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)
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
    text = decoded(data)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise NotANotebook(what_else(text)) from None
    except MemoryError:
        raise NotANotebook("The notebook needs too much memory to be read.") from None
    cells = [python(source) for source in sources(content)]
    notes = {str(n): TOO_DEEP for n, cell in enumerate(cells, start=1) if cell is None}
    return [cell or "" for cell in cells], notes


def decoded(data):
    """The text of a file: UTF-8, UTF-16, or what Chinese and Western Windows write.

    Examples
    --------
    >>> decoded("卷积".encode("gbk")), decoded("卷积".encode("utf-16"))
    ('卷积', '卷积')
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for codec in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(codec)
    return data.decode("latin-1")


def what_else(text):
    """What a file is that is no notebook, in a sentence for the student."""
    if conflict := CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        return f"The file has a merge conflict that is not solved, in line {line}."
    if HTML.match(text):
        return "The file is an HTML page: download the notebook itself."
    return "The file is not a notebook: it is damaged, or cut off."


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
            command_out(lines, n, found[1])
        except (ValueError, RecursionError, MemoryError):
            break
        else:
            break
    return "\n".join(lines)


def command_out(lines, n, indent):
    """Let a command do nothing, with the lines that it goes on in."""
    while lines[n].rstrip().endswith("\\") and n + 1 < len(lines):
        lines[n], n = f"{indent}pass", n + 1
    lines[n] = f"{indent}pass"


def parses(source):
    """True for Python, False for what is not, None for what is too deep to tell."""
    try:
        ast.parse(source)
    except (RecursionError, MemoryError):
        return None
    except (SyntaxError, ValueError):
        return False
    return True

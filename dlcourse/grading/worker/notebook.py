"""Read a notebook into the sources of its code cells. In the jail, before any of them runs."""

import ast
import json
import re

MOST_CELLS, MOST_TEXT, MOST_BYTES = 2000, 4 << 20, 512 << 20
TRANSPARENT = "%%time", "%%timeit", "%%capture", "%%prun"


class NotANotebook(Exception):
    """The file cannot be read; the message is a sentence for the student."""


def read(file):
    """Return the sources of the code cells of a notebook, in order.

    Lines for the notebook's own commands (``%matplotlib``, ``!pip``, ``name?``) are blanked, so
    that the numbers of lines stay; cells for another language are empty.

    Parameters
    ----------
    file : binary file

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
    return [python(source) for source in sources(content)]


def sources(content):
    """The text of each code cell of a parsed notebook."""
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        version = content.get("nbformat") if isinstance(content, dict) else None
        if isinstance(version, int) and version < 4:
            message = f"This is notebook format {version}. Open it in JupyterLab and save it again."
            raise NotANotebook(message)
        raise NotANotebook("The file holds no notebook.")
    found = []
    for cell in content["cells"]:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", "")
            if isinstance(source, list):
                source = "".join(line for line in source if isinstance(line, str))
            found.append(source if isinstance(source, str) else "")
    if len(found) > MOST_CELLS or sum(map(len, found)) > MOST_TEXT:
        raise NotANotebook(f"The notebook has more than {MOST_CELLS} cells, or too long ones.")
    return found


def python(source):
    """Return a cell as Python: what JupyterLab alone understands is blanked.

    Examples
    --------
    >>> python("%matplotlib inline\\nx = 5 % 3")
    '\\nx = 5 % 3'
    """
    source = source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    try:
        ast.parse(source)
        return source
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    lines = source.split("\n")
    if lines[0].startswith("%%"):
        if lines[0].split()[0] not in TRANSPARENT:
            return ""
        lines[0] = ""
    return "\n".join("" if re.match(r"\s*[%!?]|.*[\w\])]\?+\s*$", x) else x for x in lines)

"""A notebook as plain JSON, and what can be read from it."""

import ast
import functools
import json
import re
from pathlib import Path


class Notebook:
    """A notebook read as plain JSON, with its source and outputs joined to strings."""

    def __init__(self, path):
        self.path = Path(path)
        self.bytes = self.path.stat().st_size
        content = json.loads(self.path.read_text(encoding="utf-8"))
        self.version = content["nbformat"], content["nbformat_minor"]
        self.metadata = content["metadata"]
        self.cells = content["cells"]
        for cell in self.cells:
            cell["source"] = joined(cell["source"])
        self.code = [cell for cell in self.cells if cell["cell_type"] == "code"]
        self.prose = [cell for cell in self.cells if cell["cell_type"] == "markdown"]

    def outputs(self):
        """Each output as (cell id, mime type, text, metadata of that mime type)."""
        for cell in self.code:
            for output in cell["outputs"]:
                if "text" in output:
                    yield name(cell), "text/plain", joined(output["text"]), {}
                for mime, data in output.get("data", {}).items():
                    metadata = output.get("metadata", {}).get(mime, {})
                    yield name(cell), mime, joined(data), metadata


def joined(text):
    return "".join(text) if isinstance(text, list) else str(text)


def name(cell):
    return cell.get("id", "a cell without id")


def tags(cell):
    return cell["metadata"].get("tags", [])


def lines(cell):
    stripped = (line.strip() for line in cell["source"].splitlines())
    return [line for line in stripped if line and not line.startswith("#")]


def needed(cell):
    """The optional tools that a cell needs: {"cv2"} for a cell that begins with %%needs cv2."""
    first = cell["source"].partition("\n")[0].split()
    return set(first[1:]) if first[:1] == ["%%needs"] else set()


def tree(cell):
    """The syntax tree of a cell; lines for the notebook's own commands (%, !) are left out."""
    kept = ["" if line.startswith(("%", "!")) else line for line in cell["source"].splitlines()]
    return ast.parse("\n".join(kept))


read = functools.cache(Notebook)


def headings(path):
    """The anchors JupyterLab gives to headings: the text with hyphens for blanks."""
    if path.suffix == ".ipynb":
        text = "\n".join(cell["source"] for cell in read(path).prose)
    else:
        text = path.read_text(encoding="utf-8")
    found = re.findall(r"^#+\s+(.*?)\s*$", text, flags=re.MULTILINE)
    return {re.sub(r"[*`$]", "", heading).replace(" ", "-") for heading in found}

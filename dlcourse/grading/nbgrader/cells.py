"""For nbgrader: what a submission says of its own cells is not believed.

Which cells are graded, by whom, and for how many points stands in the gradebook. A notebook could
claim that a cell which a person grades is graded by its outputs, bring graded cells of its own,
or lack some. Code that is neither an answer nor a check, such as the imports, runs as it was handed
in: the student's answers were written for it. And what a notebook shows to a person must not act in
that person's browser.
"""

import re

from nbformat import v4
from nbgrader.api import Gradebook
from nbgrader.preprocessors import OverwriteCells
from nbgrader.utils import compute_checksum

TAG = re.compile(r"<(?=[A-Za-z/!?])")
LINK = re.compile(r"((?<!\\)!\[[^\[\]]*\]\()|\](?=[(\[:])")
"""The start of an image, which is kept, or the middle of a link."""


class RestoreCells(OverwriteCells):
    """Stands in the place of nbgrader's `DeduplicateIds` and `OverwriteCells`."""

    def preprocess(self, nb, resources):
        """Give each cell what the gradebook says of it, and add those that are missing."""
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            known = released(gradebook.find_notebook(names["notebook"], names["assignment"]))
        self.identify(nb, known)
        super().preprocess(nb, resources)
        there = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in nb.cells}
        for name, (kind, source, metadata) in known.items():
            if name not in there and (metadata["grade"] or metadata["task"]):
                self.log.warning("Cell '%s' was missing and is added", name)
                nb.cells.append(new_cell(nb, kind, source, metadata))
        return nb, resources

    def identify(self, nb, known):
        """Keep the metadata of the cells to restore, of several alike the last; no others'."""
        taken = set()
        for cell in reversed(nb.cells):
            claimed = cell.metadata.pop("nbgrader", None)
            name = claimed.get("grade_id") if isinstance(claimed, dict) else None
            if isinstance(name, str) and name in known and name not in taken:
                taken.add(name)
                kind, _, metadata = known[name]
                cell.metadata["nbgrader"] = dict(metadata)
                if cell.cell_type == "raw":  # what the base class makes no other kind of
                    cell.cell_type = "markdown"


def released(notebook):
    """Type, source and metadata of each cell to restore, by name."""
    solutions = {cell.name for cell in notebook.solution_cells}
    points = {cell.name: cell.max_score for cell in notebook.grade_cells}
    tasks = {cell.name: cell.max_score for cell in notebook.task_cells}
    known = {}
    for cell in notebook.source_cells:
        metadata = {
            "schema_version": 3,
            "grade_id": cell.name,
            "grade": cell.name in points,
            "solution": cell.name in solutions,
            "task": cell.name in tasks,
            "locked": cell.locked,
            "checksum": cell.checksum,
            "cell_type": cell.cell_type,
        }
        if cell.name in points or cell.name in tasks:
            metadata["points"] = (points | tasks)[cell.name]
        elif cell.cell_type == "code" and cell.name not in solutions:
            continue
        known[cell.name] = cell.cell_type, cell.source, metadata
    return known


def new_cell(nb, kind, source, metadata):
    """A cell as it was released."""
    make = v4.new_code_cell if kind == "code" else v4.new_markdown_cell
    cell = make(source, metadata={"nbgrader": metadata})
    if nb.nbformat_minor < 5:
        del cell["id"]
    return cell


def without_tags(nb):
    """Take HTML and links out of what a student wrote: a person reads it, logged in to nbgrader.

    A tag is one no more with a blank behind its bracket, nor is a link, which could be a script's.
    Math, text and images stay what they are.
    """
    for cell in nb.cells:
        known = cell.metadata.get("nbgrader")
        if cell.cell_type != "code" and not (known and known["checksum"] == compute_checksum(cell)):
            source = TAG.sub("< ", cell.source)
            cell.source = LINK.sub(lambda found: found[1] or "] ", source)

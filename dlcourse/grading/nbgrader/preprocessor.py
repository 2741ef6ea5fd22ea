"""For nbgrader: a preprocessor in the place of its `Execute`, which runs students' code in a jail.

``nbgrader autograde``, the formgrader and feedback work as instructors know them. The submission
runs in the jail and is judged outside of it; nbgrader then reads the points from the outputs of
the check cells, which this preprocessor writes.
"""

import atexit
import functools
import re
import tempfile
from dataclasses import fields

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import Dict, Enum, Float, Unicode

from ...exercises import assignments
from ...pages import render
from ..jail.executor import Executor
from ..report.tables import sentence
from ..score import Times, score
from ..seeds import seeds_of
from .cells import without_tags

CHECK = re.compile(r"\bcheck\(\s*[\"']([\w.]+)[\"']")


class ExecuteInJail(NbGraderPreprocessor):
    """Run a submission in the jail and write points and feedback into its check cells."""

    seeds = Unicode(
        ".", help="Folder with seeds.json, from which the cases are drawn; made on first use."
    ).tag(config=True)

    times = Dict(
        key_trait=Enum([field.name for field in fields(Times)]),
        value_trait=Float(),
        help="Seconds that are not the usual ones: of a cell, call, open_call, or in total.",
    ).tag(config=True)

    def preprocess(self, nb, resources):
        """Score a notebook.

        Raises
        ------
        ValueError
            If the assignment is not one of the course.
        JailError
            If no jail can be had on this machine.
        """
        assignment = resources["nbgrader"]["assignment"]
        if assignment not in assignments():
            known = ", ".join(assignments())
            raise ValueError(f"{assignment!r} is not an assignment of the course: {known}")
        with tempfile.TemporaryFile() as file:
            file.write(nbformat.writes(nb).encode("utf-8", "surrogatepass"))
            file.flush()
            times, secret = Times(**self.times), seeds_of(self.seeds)
            result = score(executor(), file, assignment, secret, times)
        questions = {question["id"]: question for question in result["questions"]}
        self.log.info("%g of %g points", result["points"], result["max_points"])
        for number, cell in enumerate(cell for cell in nb.cells if cell.cell_type == "code"):
            cell.execution_count, cell.outputs = number + 1, []
            found = CHECK.search(cell.source)
            if is_grade(cell) and not is_solution(cell):
                cell.outputs = outputs(cell, questions.get(found and found[1]))
        without_tags(nb)
        return nb, resources


def outputs(cell, question):
    """What the check cell shows: a sentence, and the points as nbgrader reads them."""
    if question is None:
        # without an output, nbgrader would give all points
        words, points = "No question of the course's bank: a person has to grade this.", 0.0
    else:
        scale = float(cell.metadata.nbgrader["points"]) / question["max_points"]
        full = question["points"] == question["max_points"]
        words = "Everything passes." if full else sentence(question)
        points = question["points"] * scale
    shown = {"text/plain": words, "text/html": render("sentence", words=words)}
    number = {"text/plain": f"{points:.6g}"}
    return [
        nbformat.v4.new_output("display_data", shown),
        nbformat.v4.new_output("execute_result", number, execution_count=cell.execution_count),
    ]


@functools.cache
def executor():
    """One jail for all submissions that this process grades."""
    running = Executor()
    running.start()
    atexit.register(running.stop)
    return running

"""What every notebook of the course must be. Each check yields one line per fault."""

import ast
import re
import socket
import statistics
from pathlib import Path
from urllib.parse import unquote

from notebook_file import headings, joined, lines, name, needed, tags, tree

MEDIAN_LINES, MOST_LINES_OF_TENTH, LONGEST = 4, 12, 25
PROSE_PER_LINE = (4, 25)
SECONDS = 20
"""What a notebook may state as its running time, unless it is named here with a reason."""
LONGER = {
    "3_3_gan": 40,  # plays the game until it converges, and until it collapses
    "5_2_machine_translation": 60,  # trains Keras and NumPy on sentences
}
BYTES = 360_000
"""What a saved notebook may weigh, unless it is named here with a reason."""
HEAVIER = {
    "3_1_cnn": 500_000,  # shows photographs
    "3_3_gan": 900_000,  # shows two pictures that move
}
ALT_CHARACTERS = 20
HERE = re.escape(str(Path(__file__).parent.parent))
MACHINE = re.compile(rf"{HERE}|/(home|root|tmp|mnt|Users)/|[A-Z]:\\\\?Users|\.venv|site-packages")


def format_and_metadata(notebook):
    if notebook.version != (4, 5):
        yield f"nbformat {notebook.version}, expected (4, 5)"
    for key in notebook.metadata.keys() - {"kernelspec", "language_info"}:
        yield f"metadata {key!r} is not needed to run the notebook"
    if "version" in notebook.metadata.get("language_info", {}):
        yield "language_info names the Python version of one machine"


def ids(notebook):
    seen = set()
    for cell in notebook.cells:
        cell_id = cell.get("id", "")
        if cell_id in seen:
            yield f"id {cell_id!r} is used twice"
        seen.add(cell_id)
        if not re.fullmatch(r"[a-z0-9-]{1,64}", cell_id) or not re.search(r"[a-z]", cell_id):
            yield f"id {cell_id!r} is not a name in lowercase letters, digits and hyphens"
        elif re.fullmatch(r"(?=.*\d)[0-9a-f-]{8,}", cell_id):
            yield f"id {cell_id!r} is random"


def cell_length(notebook):
    for cell in notebook.code:
        if len(lines(cell)) > LONGEST:
            yield f"{name(cell)} has {len(lines(cell))} lines, at most {LONGEST}"


def line_budget(notebook):
    counts = sorted(len(lines(cell)) for cell in notebook.code if lines(cell))
    if len(counts) < 5:
        return
    if statistics.median(counts) > MEDIAN_LINES:
        yield f"median code cell {statistics.median(counts):g} lines, at most {MEDIAN_LINES}"
    tenth = counts[int(0.9 * (len(counts) - 1))]
    if tenth > MOST_LINES_OF_TENTH:
        yield f"90th percentile {tenth} lines, at most {MOST_LINES_OF_TENTH}"


def prose_budget(notebook):
    text = " ".join(re.sub(r"\$[^$]*\$", " ", cell["source"]) for cell in notebook.prose)
    ratio = len(text.split()) / max(1, sum(len(lines(cell)) for cell in notebook.code))
    if not PROSE_PER_LINE[0] <= ratio <= PROSE_PER_LINE[1]:
        yield f"{ratio:.1f} words of prose per line of code, expected {PROSE_PER_LINE}"


def opening(notebook):
    first = notebook.cells[0]
    if first["cell_type"] != "markdown" or not first["source"].startswith("# "):
        yield "the first cell is not a title"
        return
    number = re.match(r"(\d+)(?:_(\d+))?_", notebook.path.name)
    if number is None:  # the instructor's guide belongs to no chapter
        return
    expected = ".".join(part for part in number.groups() if part)
    if not re.match(rf"# (Exercises )?{re.escape(expected)}\b", first["source"]):
        yield f"the title does not start with the chapter's number {expected}"


def promises(notebook):
    first = notebook.cells[0]["source"]
    if "Before this:" not in first:
        yield "the first cell does not say what comes before this"
    stated = re.search(r"Running time:\W*(?:about |under )?(\d+) s", first)
    if not stated:
        yield "the first cell states no running time in seconds"
    elif int(stated[1]) > (most := LONGER.get(notebook.path.stem, SECONDS)):
        yield f"running time {stated[1]} s, at most {most} s"


def imports(notebook):
    """One import cell, the first; a cell that needs an optional tool may import that tool.

    A cell tagged `quoted` is somebody else's code as it stands.
    """
    mine = [cell for cell in notebook.code if "quoted" not in tags(cell)]
    for position, cell in enumerate(mine):
        if imported(tree(cell).body) - needed(cell) and position > 0:
            yield f"{name(cell)} imports, but the first code cell is the import cell"
        for node in ast.walk(tree(cell)):
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
                yield f"{name(cell)} has a star import"


def imported(nodes):
    """Names of the packages that import statements name."""
    for_all = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    parts = [node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)]
    return {full.split(".")[0] for full in [*for_all, *parts]}


def executed(notebook):
    counts = [cell["execution_count"] for cell in notebook.code if lines(cell)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"cells are not executed in order, from a fresh kernel: {counts}"


def error_free(notebook):
    for cell in notebook.code:
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                yield f"{name(cell)} ends in {output['ename']}"
            if output.get("name") == "stderr":
                yield f"{name(cell)} writes to stderr: {joined(output['text'])[:80]}"


def asserts(cell):
    for node in ast.walk(tree(cell)):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if re.match(r"assert_|check|compare|gradcheck", called):
                return True
    return False


def verified(notebook):
    """A cell whose output is not compared asserts something, itself or in the cell after it."""
    for cell, following in zip(notebook.code, [*notebook.code[1:], None], strict=True):
        if "nbval-skip" in tags(cell) or re.search(
            r"#\s*(NBVAL_SKIP|PYTEST_VALIDATE)", cell["source"]
        ):
            yield f"{name(cell)} is not run by the test"
        if "nbval-ignore-output" in tags(cell) or "NBVAL_IGNORE_OUTPUT" in cell["source"]:
            if not asserts(cell) and not (following and asserts(following)):
                yield f"{name(cell)} is neither compared nor asserts anything"


def machine_free(notebook):
    host = socket.gethostname()
    for cell_id, mime, text, _ in notebook.outputs():
        if mime.startswith("image/"):
            continue
        text = re.sub(r"data:[\w/+;=-]+,[A-Za-z0-9+/=]+", "", text)
        if found := MACHINE.search(text):
            yield f"{cell_id} shows something of one machine: {found[0]}"
        if len(host) > 5 and host in text:
            yield f"{cell_id} shows the name of this machine"


def weight(notebook):
    size, most = notebook.bytes, HEAVIER.get(notebook.path.stem, BYTES)
    if size > most:
        hint = "`describe` keeps pictures small, or reduce `size`, `dpi` or frames"
        yield f"{notebook.path.name} has {size} bytes, at most {most}: {hint}"


def alternative_text(notebook):
    for cell_id, mime, text, metadata in notebook.outputs():
        if mime.startswith("image/") and len(metadata.get("alt", "")) < ALT_CHARACTERS:
            yield f"{cell_id} shows a picture that no text describes"
        if mime == "text/html" and not described(text):
            yield f"{cell_id} shows an HTML picture that no text describes"
    for cell in notebook.prose:
        if re.search(r"!\[\s*\]\(", cell["source"]) or not described(cell["source"]):
            yield f"{name(cell)} has a picture that no text describes"


def described(html):
    found = re.findall(r"<img\b[^>]*>", html)
    return all(re.search(r"\balt=([\"'])(?!\s*\1)", picture) for picture in found)


def links(notebook):
    """Every link inside the course leads to a file that exists, and to a heading in it."""
    for cell in notebook.prose:
        for target in re.findall(r"\]\(([^)\s]+)\)|href=\"([^\"]+)\"", cell["source"]):
            target = unquote("".join(target))
            if re.match(r"[a-z]+:", target):
                continue
            file, _, heading = target.partition("#")
            path = (notebook.path.parent / file) if file else notebook.path
            if not path.exists():
                yield f"{name(cell)} links to {target}, which does not exist"
            elif heading and heading not in headings(path):
                yield f"{name(cell)} links to {target}: no such heading"


EVERYWHERE = [
    format_and_metadata,
    ids,
    cell_length,
    opening,
    imports,
    error_free,
    verified,
    machine_free,
    weight,
    alternative_text,
    links,
]
CHECKS = {
    "chapters": [*EVERYWHERE, line_budget, prose_budget, promises, executed],
    "solutions": [*EVERYWHERE, executed],
    "exercises": EVERYWHERE,
}

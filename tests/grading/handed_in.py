"""A class as it hands in: notebooks of some cells, and the folder that they lie in."""

import json
from pathlib import Path

NAME = "3_1_cnn"
ROOT = Path(__file__).parents[2]
SOLUTION = ROOT / "solutions" / NAME / f"{NAME}.ipynb"


def notebook(*cells):
    """A notebook of code cells, as a student would hand it in."""
    cells = [
        {"cell_type": "code", "metadata": {}, "source": c, "outputs": [], "execution_count": None}
        for c in cells
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def class_of(folder, work):
    """A new folder with the notebook of each student: text, or bytes."""
    folder.mkdir()
    for student, content in work.items():
        content = content.encode() if isinstance(content, str) else content
        (folder / f"{student}.ipynb").write_bytes(content)
    return folder

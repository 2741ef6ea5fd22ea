"""Generate exercises/ from solutions/ with nbgrader's own converter, without a gradebook.

Usage: python tools/generate_exercises.py [ASSIGNMENT ...] [--out FOLDER]
"""

import argparse
import logging
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import SaveCells
from traitlets.config import Config

ROOT = Path(__file__).resolve().parent.parent


def assignments():
    """List the folders of solutions/."""
    return sorted(path.parent.name for path in ROOT.glob("solutions/*/*.ipynb"))


def generate(names, out):
    """Write the student's version of each assignment to ``out``/NAME/NAME.ipynb."""
    for name in names:
        config = Config()
        config.CourseDirectory.root = str(ROOT)
        config.CourseDirectory.source_directory = "solutions"
        config.CourseDirectory.release_directory = str(out)
        config.CourseDirectory.assignment_id = name
        config.GenerateAssignment.no_database = True
        config.GenerateAssignment.force = True
        converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
        # SaveCells only writes to a gradebook, and there is none here.
        converter.preprocessors = [p for p in converter.preprocessors if p is not SaveCells]
        converter.start()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("assignments", nargs="*", help="default: all of solutions/")
    parser.add_argument("--out", type=Path, default=ROOT / "exercises", help="default: exercises/")
    options = parser.parse_args()
    generate(options.assignments or assignments(), options.out.resolve())

"""Where nbgrader finds the course, and how it runs students' code: in a jail."""

from nbgrader import preprocessors

from dlcourse.grading.nbgrader.cells import RestoreCells
from dlcourse.grading.nbgrader.preprocessor import ExecuteInJail

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = "dlcourse"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"

# nbgrader's own lists, with RestoreCells in the place of DeduplicateIds and OverwriteCells,
# and ExecuteInJail in the place of Execute.
c.Autograde.sanitize_preprocessors = [
    preprocessors.ClearOutput,
    preprocessors.OverwriteKernelspec,
    RestoreCells,
    preprocessors.CheckCellMetadata,
]
c.Autograde.autograde_preprocessors = [
    ExecuteInJail,
    preprocessors.IgnorePattern,
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    preprocessors.LimitOutput,
    preprocessors.SaveAutoGrades,
    preprocessors.AssignLatePenalties,
    preprocessors.CheckCellMetadata,
]

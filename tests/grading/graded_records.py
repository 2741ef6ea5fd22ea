"""Results as a grading run has them, made up."""

import math

from handed_in import NAME

from dlcourse.grading.score import blank


def record(student="ada", shares=None, **changes):
    """A result in which each question reached some share of its points."""
    result = blank(NAME, "")
    for question, share in zip(result["questions"], shares or [1] * 6, strict=True):
        question.update(points=share * question["max_points"], attempted=True, cases=4, passed=2)
    result["points"] = math.fsum(q["points"] for q in result["questions"])
    return {"student": student, "slug": student, "digest": "", "submitted": None} | result | changes


class Records(list):
    """Stands for a journal."""

    def records(self):
        return iter(self)

"""Exercises: questions, the card that answers an attempt, and the student's progress."""

from ._bank import assignments, find, questions
from ._card import Card, check
from ._judge import Result, judge, judge_outcomes
from ._progress import progress, progress_lines
from ._progress_table import progress_table
from ._question import Case, Mistake, OpenTask, Question
from ._run import Outcome, run_cases

__all__ = [
    "Card",
    "Case",
    "Mistake",
    "OpenTask",
    "Outcome",
    "Question",
    "Result",
    "assignments",
    "check",
    "find",
    "judge",
    "judge_outcomes",
    "progress",
    "progress_lines",
    "progress_table",
    "questions",
    "run_cases",
]

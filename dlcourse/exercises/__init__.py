"""Exercises: questions, the card that answers an attempt, and the student's progress."""

from ._progress_table import progress_table
from .card import Card, check
from .case import Case
from .catalog import assignments, find, questions
from .judge import Result, judge, judge_outcomes
from .mistakes import Mistake, Symptom
from .progress import progress, progress_lines
from .question import OpenTask, Question
from .run import Outcome, run_cases

__all__ = [
    "Card",
    "Case",
    "Mistake",
    "OpenTask",
    "Outcome",
    "Question",
    "Result",
    "Symptom",
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

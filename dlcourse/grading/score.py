"""Score one submission. This side is trusted: it has the questions, and runs no student code.

Words on a student's page come from calls on the public cases, which the notebook shows anyway, in
a process that has seen no others. Of the calls on secret cases only this is told: which cases
pass, which mistake it looks like, a measured number. An error message could carry their inputs.
"""

import builtins
import functools
import math
from dataclasses import dataclass

from ..exercises import OpenTask, Result, find, judge_outcomes, questions
from ..exercises.allows import Use
from ..exercises.judge import PUBLIC_SEED
from ..exercises.run import OVERFLOW, PRINTED_LIMIT, Outcome
from .jail.worker.prints import MOST_TEXT
from .replay import Replay, Times, text
from .seeds import seed_of

__all__ = ["Times", "blank", "score"]

ERRORS = {
    *(n for n, v in vars(builtins).items() if isinstance(v, type) and issubclass(v, BaseException)),
    *("LinAlgError", "AxisError"),
}
MOST_USES = 10
ELSEWHERE = "inputs that the notebook does not show"


@dataclass(frozen=True)
class Asked:
    """A question that has been asked, and what went wrong on the way."""

    result: Result
    problem: str = ""


def score(executor, file, assignment, secret, times=None):
    """Run a submission in the jail and score it.

    Parameters
    ----------
    executor : Executor
    file : binary file
        The submitted notebook.
    assignment : str
        Such as ``"3_1_cnn"``.
    secret : bytes
        From `seeds_of`.
    times : Times, optional

    Returns
    -------
    dict
        Ready for JSON: ``points``, ``max_points``, ``message``, ``cells`` (number to note),
        ``warning``, ``questions``, each as from `report`, and ``answers``, for `similar`. Nothing
        in it tells a case or a seed.

    Raises
    ------
    JailError
        If no process can be had to run it in.
    """
    tasks = questions(assignment)
    asking = [(task.name, list(task.allows), task.id) for task in tasks]
    with Replay(executor, file, asking, times or Times(), allowed_in(tasks)) as notebook:
        notebook.ready()
        asked = [
            ask(notebook, task, uses, secret)
            for task, uses in zip(tasks, notebook.uses, strict=True)
        ]
        message = notebook.stopped()
        notebook.close()  # with all that it knows of the secret cases
        results = [report(each, explain(notebook, each)) for each in asked]
        answers = {
            task.id: {"text": text(source, MOST_TEXT), "prints": prints}
            for task, (source, prints) in zip(tasks, notebook.answers, strict=True)
            if prints
        }
        return total(results, message, notebook.notes, executor.warning) | {"answers": answers}


def blank(assignment, message):
    """The score of a submission that could not be run at all."""
    results = [Result(task, 0.0, attempted=False) for task in questions(assignment)]
    return total([report(Asked(result, message)) for result in results], message, {})


def total(results, message, notes, warning=""):
    """The score of a submission from those of its questions."""
    return {
        "points": round(math.fsum(result["points"] for result in results), 2),
        "max_points": round(math.fsum(result["max_points"] for result in results), 2),
        "message": message,
        "warning": warning,
        "cells": {str(number): notes[number] for number in sorted(notes)},
        "questions": results,
    }


def allowed_in(tasks):
    """What is in the jail for an assignment: all that one of its questions allows.

    Examples
    --------
    >>> allowed_in(questions("4_1_convolution"))
    ('dlcourse.functional',)
    """
    return tuple(sorted({name for task in tasks for name in task.allows}))


@functools.lru_cache(maxsize=16)  # a class has the same cases: those of one assignment
def cases_of(id, seed):
    """The cases of a question. Nothing changes them: a call gets copies, or another process."""
    return find(id).make_cases(seed)


def ask(notebook, task, uses, secret):
    """Ask one question on the secret cases."""
    cases = cases_of(task.id, seed_of(secret, task.id))
    outcomes, problem = [], ""
    for case in cases:
        if not problem:
            outcome, problem = call(notebook, task, case)
        outcomes.append(outcome)
    if problem == "missing":
        message = f"There is no function {task.name}."
        return Asked(Result(task, 0.0, attempted=False), message)
    forbidden = [Use(text(name, 200), 0, text(line, 200)) for name, line in uses[:MOST_USES]]
    try:
        return Asked(judge_outcomes(task, cases, outcomes, forbidden=forbidden), problem)
    except Exception as error:  # an answer so odd that it cannot be measured
        return Asked(Result(task, 0.0), f"The answer cannot be judged: {type(error).__name__}.")


def call(notebook, task, case):
    """Call the student's function; give back the outcome, and what went wrong."""
    times = notebook.times
    seconds = times.open_call if isinstance(task, OpenTask) else times.call
    return outcome_of(notebook.call(task.name, case, seconds), case, seconds)


def outcome_of(answer, case, seconds):
    """Turn what came from the jail into an outcome; nothing in it is believed to be well formed.

    Of what was printed only the word of an overflow comes through: the rest may be the arguments.
    """
    if answer.get("missing") is True:
        return Outcome(), "missing"
    if answer.get("timed_out") is True:
        sentence = f"The call did not end within {seconds:g} s."
        return Outcome(error=f"TimeoutError: {sentence}"), sentence
    if answer.get("crashed") is True or "lost" in answer:
        sentence = "The call ended its process, took too much memory, or gave what is no answer."
        sentence = text(answer.get("lost")) or sentence
        return Outcome(error=f"RuntimeError: {sentence}"), sentence
    modified = answer.get("modified")
    known = [*range(len(case.args)), *case.kwargs]
    changed = [
        place
        for place in (modified if isinstance(modified, tuple | list) else ())
        if type(place) in (int, str) and place in known
    ]
    return Outcome(
        value=answer.get("value"),
        error=text(answer.get("error")),
        source=text(answer.get("source")),
        modified=tuple(dict.fromkeys(changed)),
        printed=OVERFLOW if OVERFLOW in text(answer.get("printed"), PRINTED_LIMIT) else "",
    ), ""


def explain(notebook, asked):
    """Say in words what is wrong, from a call on a public case.

    The case is the one that stands where the first failed one stands among the secret ones.

    Returns
    -------
    reason, error : str
        One of them is empty, or both.
    """
    result = asked.result
    place = next((n for n, case in enumerate(result.cases) if not case.passed), None)
    if place is None or asked.problem or not result.attempted:
        return "", ""
    kind = result.cases[place].outcome.error.partition(":")[0]
    kind = kind if kind in ERRORS else kind and "an error of its own making"
    if result.diagnosis:
        return "", kind
    if result.metric is not None:
        return result.cases[place].difference.reason, ""
    case = cases_of(result.task.id, PUBLIC_SEED)[place]
    outcome, problem = call(notebook, result.task, case)
    if problem:
        return problem, ""
    try:
        (judged,) = judge_outcomes(result.task, [case], [outcome]).cases or (None,)
    except Exception as error:
        return f"The answer cannot be judged: {type(error).__name__}.", ""
    if judged is None or judged.passed:
        return ("", f"{kind} on {ELSEWHERE}") if kind else (f"It fails on {ELSEWHERE}.", "")
    where = f" in: {outcome.source}" if outcome.source else ""
    outputs = getattr(result.task, "outputs", ())
    reason = text(judged.difference.sentence(outputs)) if judged.difference else ""
    return reason, outcome.error and f"{outcome.error}{where}"


def report(asked, words=("", "")):
    """One question as plain data: points, what passed, the diagnosis; no input of any case."""
    result, (reason, error) = asked.result, words
    labels = [case.case.label for case in result.cases if not case.passed]
    diagnosis, metric = result.diagnosis, result.metric
    return {
        "id": result.task.id,
        "points": result.points,
        "max_points": float(result.task.points),
        "attempted": result.attempted,
        "passed": result.passed,
        "cases": len(result.cases),
        "failed": list(dict.fromkeys(labels)),
        "diagnosis": diagnosis and {"name": diagnosis.name, "hint": diagnosis.hint},
        "metric": None if metric is None or not math.isfinite(metric) else float(f"{metric:.4g}"),
        "forbidden": [{"name": use.name, "source": use.source} for use in result.forbidden],
        "message": result.message or asked.problem,
        "reason": reason,
        "error": error,
    }

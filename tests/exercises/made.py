"""Questions made for tests of the engine, with mistakes as plain functions."""

import re

from dlcourse.exercises import Case, OpenTask, Question, Symptom


def page(mistakes, hints=("Think <twice>.", "Then think again.")):
    """Text and symptoms of a page: mistakes are (name, hint, implementation, what shows it)."""
    text, symptoms = ["# Hints\n"], {}
    text += [f"{number}. {hint}" for number, hint in enumerate(hints, start=1)]
    text.append("\n# Mistakes\n")
    for name, hint, *code in mistakes:
        id = re.sub(r"\W+", "-", name)
        text.append(f"## {name} {{#{id}}}\n\n{hint}\n")
        symptoms[id] = Symptom(*code)
    return {"text": "\n".join(text), "symptoms": symptoms}


def double_cases(rng):
    return [
        Case("small", (rng.standard_normal((2, 3)),)),
        Case("small", (rng.standard_normal((4, 1)),)),
        Case("scaled", (rng.standard_normal(5),), {"scale": 3.0}),
    ]


def double(x, *, scale=1.0):
    return 2 * scale * x


MISTAKES = [
    ("the scale is ignored", "Use it.", lambda x, *, scale=1.0: 2 * x),
    ("the factor is left out", "Use it.", lambda x, *, scale=1.0: scale * x),
]


def make(mistakes=MISTAKES, **changes):
    """A question that doubles an array."""
    settings = {
        "id": "1_1.double",
        "points": 2,
        "reference": double,
        "cases": double_cases,
        "difficulty": 1,
        "minutes": 5,
        "section": "1.1",
        **page(mistakes),
    }
    return Question(**{**settings, **changes})


def closeness(output, hidden):
    if not isinstance(output, float):
        raise ValueError("A number is expected.")
    return hidden - abs(output)


def open_task(mistakes=(), **changes):
    """A task whose answer is to be near zero."""
    settings = {
        "id": "1_1.near_zero",
        "points": 3,
        "reference": lambda x: 0.0,
        "cases": lambda rng: [Case("one", (1.0,), hidden=1.0), Case("two", (2.0,), hidden=1.0)],
        "difficulty": 1,
        "minutes": 5,
        "section": "1.1",
        "metric": closeness,
        "metric_name": "closeness",
        "thresholds": [(0.5, 0.5), (0.9, 1.0)],
        **page(mistakes),
    }
    return OpenTask(**{**settings, **changes})

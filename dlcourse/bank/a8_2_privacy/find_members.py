"""Open task: tell from a model's weights which of the candidates it was fitted to."""

import numpy as np

from ...exercises import Case, OpenTask, Symptom

ROWS = 800
"""Candidates, half of them members."""


def find_members(w, x, y, ridge):
    """At the minimum the members' gradients and the penalty's add up to 0: solve for who is in.

    These are D C equations for N unknowns, 1 for members and 0 for others. Of all solutions, the
    one nearest to one half.
    """
    error = x @ w - y
    a = np.einsum("nd,nc->dcn", x, error).reshape(w.size, len(x))
    missing = -ridge * w.ravel() - a.sum(axis=1) / 2
    return 0.5 + np.linalg.lstsq(a, missing, rcond=None)[0]


def model_cases(rng):
    """Draw three models: what they know differs, and how hard their examples are."""
    return [
        model("a model", rng, features=50, outputs=8, ridge=1.0, hard=0.7, tail=0.5),
        model("few outputs", rng, features=100, outputs=4, ridge=5.0, hard=0.7, tail=0.4),
        model(
            "hard ones and easy ones", rng, features=60, outputs=7, ridge=2.0, hard=0.8, tail=0.3
        ),
    ]


def model(label, rng, *, features, outputs, ridge, hard, tail):
    """Fit one half of the candidates, drawn at random, exactly."""
    x = rng.standard_normal((ROWS, features)) * np.exp(tail * rng.standard_normal((ROWS, 1)))
    noise = np.exp(hard * rng.standard_normal((ROWS, 1))) * rng.standard_normal((ROWS, outputs))
    y = x @ (rng.standard_normal((features, outputs)) / 2) + noise
    member = rng.permutation(ROWS) < ROWS // 2
    w = fitted(x[member], y[member], ridge)
    hidden = member, np.sum((x @ w - y) ** 2, axis=1)
    return Case(label, (w, x, y, ridge), hidden=hidden)


def fitted(x, y, ridge):
    """Least squares with a penalty of ridge times the squares of the weights."""
    return np.linalg.solve(x.T @ x + ridge * np.eye(x.shape[1]), x.T @ y)


def checked(output, member):
    """Check the scores, and raise a sentence for the student where they are none."""
    if not isinstance(output, np.ndarray) or output.dtype.kind not in "fiub":
        raise ValueError("An array of numbers is expected: a score for each candidate.")
    if output.shape != member.shape:
        raise ValueError(f"The shape must be {member.shape}, got {output.shape}.")
    if not np.isfinite(output).all():
        raise ValueError("The scores must be finite.")
    return output.astype(float)


def area(output, hidden):
    """Chance that a member has a larger score than another candidate; equal scores count half."""
    member = hidden[0]
    scores = checked(output, member)
    others = np.sort(scores[~member])
    below, up_to = (np.searchsorted(others, scores[member], side) for side in ("left", "right"))
    return float(np.mean(below + up_to) / 2 / len(others))


def likeness(a, b):
    """Correlation of ranks."""
    return np.corrcoef(*(np.argsort(np.argsort(values)) for values in (a, b)))[0, 1]


def is_turned_round(output, hidden):
    """Tell whether members stand last."""
    return area(output, hidden) < 0.4


def is_the_loss(output, hidden):
    """Tell whether the candidates stand in the order of their losses."""
    member, loss = hidden
    return likeness(checked(output, member), -loss) > 0.9


def is_by_chance(output, hidden):
    """Tell whether members come hardly before others, in no order of losses."""
    score = area(output, hidden)
    return 0.4 <= score < 0.6 and not is_the_loss(output, hidden)


def turned_round(w, x, y, ridge):
    """Give the largest scores to those who were not there."""
    return -find_members(w, x, y, ridge)


def small_losses(w, x, y, ridge):
    """The threshold on the loss of Yeom et al."""
    return -np.sum((x @ w - y) ** 2, axis=1)


def near_the_mean(w, x, y, ridge):
    """Score by the candidate alone, which says nothing of who was drawn."""
    return -np.sum((x - x.mean(axis=0)) ** 2, axis=1)


SYMPTOMS = {
    "turned-round": Symptom(turned_round, is_turned_round),
    "loss": Symptom(small_losses, is_the_loss),
    "by-chance": Symptom(near_the_mean, is_by_chance),
}

QUESTION = OpenTask(
    id="8_2.find_members",
    points=5,
    difficulty=5,
    minutes=50,
    section="8.2, What a model remembers",
    reference=find_members,
    cases=model_cases,
    metric=area,
    metric_name="area under the ROC curve of the worst model",
    thresholds=[(0.66, 0.5), (0.83, 1.0)],
    transfer=True,
    symptoms=SYMPTOMS,
)

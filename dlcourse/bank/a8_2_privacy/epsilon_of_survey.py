"""What a survey spends: randomized answers and counts with Laplace noise, by Rényi divergences."""

import numpy as np

from ...exercises import Case, Question


def epsilon_of_survey(answers, truth, sums, scale, alphas, *, delta):
    """Divergences of both mechanisms from their definition, in logarithms; then one epsilon."""
    yes, no = np.log(truth), np.log(1 - truth)
    right, wrong = alphas * yes + (1 - alphas) * no, alphas * no + (1 - alphas) * yes
    of_answer = np.logaddexp(right, wrong) / (alphas - 1)
    left = np.log(alphas / (2 * alphas - 1)) + (alphas - 1) / scale
    past = np.log((alphas - 1) / (2 * alphas - 1)) - alphas / scale
    of_sum = np.logaddexp(left, past) / (alphas - 1)
    rdp = answers * of_answer + sums * of_sum
    found = rdp + np.log1p(-1 / alphas) - np.log(delta * alphas) / (alphas - 1)
    pure = answers * (yes - no) + sums / scale
    return rdp, pure, min(max(np.min(found), 0.0), pure)


def survey_cases(rng):
    """Draw surveys: few questions, many, and noise so narrow that powers leave the range."""
    finer = np.concatenate([np.linspace(1.1, 10, 40), np.arange(11, 65)])

    def case(label, answers, truth, sums, scale, delta=1e-5, alphas=finer):
        answers, sums = (int(n * rng.uniform(0.7, 1.3) + 0.5) for n in (answers, sums))
        truth, scale = truth + (1 - truth) * rng.uniform(0, 0.2), scale * rng.uniform(0.8, 1.25)
        given = answers, float(truth), sums, float(scale), np.asarray(alphas, float)
        return Case(label, given, {"delta": delta})

    def hand(label, answers, sums):
        """With truth p / (1 - p) = 3 and the order 2 the sums are of few whole numbers."""
        given = answers * int(rng.integers(1, 9)), 0.75, sums * int(rng.integers(1, 9)), 1.0
        return Case(label, (*given, np.array([2.0, 3.0])), {"delta": 0.0625})

    return [
        hand("answers, by hand", 1, 0),
        hand("counts, by hand", 0, 1),
        case("answers only", 40, 0.55, 0, 1.0),
        case("counts only", 0, 0.6, 30, 8.0),
        case("both", 60, 0.53, 40, 12.0),
        case("both", 25, 0.6, 10, 3.0, delta=1e-3),
        case("few of both", 2, 0.7, 3, 1.5),
        case("narrow noise, large orders", 5, 0.999, 6, 0.02, alphas=[1.5, 2, 30, 700, 5000]),
        case("next to nothing", 2, 0.501, 2, 90.0, delta=0.3),
        case("very many", 3000, 0.51, 5000, 60.0, delta=1e-7),
    ]


QUESTION = Question(
    id="8_2.epsilon_of_survey",
    points=3,
    difficulty=4,
    minutes=30,
    section="8.2, The accountant",
    transfer=True,
    reference=epsilon_of_survey,
    outputs=("rdp", "pure", "epsilon"),
    intermediates=("of_answer", "of_sum", "rdp", "found", "pure"),
    quiet=True,
    cases=survey_cases,
)

"""The exercise engine: comparing, judging, finding what is forbidden, the card and the progress."""

import json
import math
import os
import re
import sys
import warnings

import numpy as np
import pytest

from dlcourse.exercises import (
    Case,
    Mistake,
    OpenTask,
    Outcome,
    Question,
    check,
    find,
    judge,
    judge_outcomes,
    progress,
    progress_lines,
    progress_table,
    run_cases,
)
from dlcourse.exercises import catalog as _bank
from dlcourse.exercises import progress as _progress
from dlcourse.exercises._html import render
from dlcourse.exercises.allows import LIBRARIES, find_forbidden
from dlcourse.exercises.compare import compare, describe
from dlcourse.exercises.judge import share_of
from dlcourse.exercises.live import scan
from dlcourse.exercises.run import Foreign, plain, run_case


def double_cases(rng):
    return [
        Case("small", (rng.standard_normal((2, 3)),)),
        Case("small", (rng.standard_normal((4, 1)),)),
        Case("scaled", (rng.standard_normal(5),), {"scale": 3.0}),
    ]


def double(x, *, scale=1.0):
    return 2 * scale * x


def make(**changes):
    settings = {
        "id": "1_1.double",
        "points": 2,
        "reference": double,
        "cases": double_cases,
        "difficulty": 1,
        "minutes": 5,
        "section": "1.1",
        "mistakes": [
            Mistake("the scale is ignored", "Use it.", lambda x, *, scale=1.0: 2 * x),
            Mistake("the factor is left out", "Use it.", lambda x, *, scale=1.0: scale * x),
        ],
        "hints": ["Think <twice>.", "Then think again."],
    }
    return Question(**{**settings, **changes})


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DLCOURSE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def bank(home, monkeypatch):
    """A bank of one question."""
    question = make()
    monkeypatch.setattr(_bank, "find", lambda id: question)
    return question


# Comparing


NAN, INF = float("nan"), float("inf")
EQUAL = [
    (np.ones((2, 3)), np.ones((2, 3)) + 1e-9),
    (np.ones(3), np.ones(3, np.float32)),
    (np.array([NAN, INF, -INF]), np.array([NAN, INF, -INF])),
    (np.zeros((0, 3)), np.zeros((0, 3))),
    (3, np.int32(3)),
    (np.float64(0.5), 0.5),
    (0.5, np.array(0.5)),
    ((np.ones(2), 3), [np.ones(2), 3]),
    (True, np.True_),
    ("same", "same"),
    (None, None),
    (1e12, 1e12 + 1.0),
]
DIFFERENT = [
    (np.ones((2, 3)), np.ones((3, 2)), "shape"),
    (np.ones((2, 3)), np.ones(6), "shape"),
    (np.ones(1), np.array(1.0), "shape"),
    (np.ones(3), [1.0, 1.0, 1.0], "list or tuple"),
    (np.ones(3), 1.0, "array"),
    (np.ones(3), np.ones(3, int), "dtype"),
    (3, 3.0, "dtype"),
    (True, 1, "dtype"),
    (np.ones(3), np.ones(3) + 1e-6, "3 of 3"),
    (np.ones(3), np.array([1, NAN, 1]), "1 of 3"),
    (np.array([1, NAN, 1]), np.ones(3), "1 of 3"),
    (np.array([1, INF]), np.array([1, -INF]), "1 of 2"),
    (np.array([1, INF]), np.array([1, 1e300]), "1 of 2"),
    (np.ones(2), np.array([INF, 1]), "1 of 2"),
    ((np.ones(2), 3), (np.ones(2),), "2 values"),
    ((np.ones(2), 3), np.ones(2), "2 values are"),
    ([np.ones(2)], np.ones(2), "A list of one value is expected."),
    ((np.ones(2), 3), (np.ones(2), 4), "value"),
    (np.ones(2), None, "None"),
    (np.ones(2), Foreign("torch.Tensor"), "type"),
    (1, 10**30, "too large"),
    (1, -(10**400), "too large"),
    (np.ones(2), 10**30, "too large"),
    ("same", "other", "value"),
]


@pytest.mark.parametrize(("expected", "received"), EQUAL)
def test_equal_outputs_agree(expected, received):
    assert compare(expected, received, 1e-7) is None


@pytest.mark.parametrize(("expected", "received", "reason"), DIFFERENT)
def test_different_outputs_differ(expected, received, reason):
    assert reason in compare(expected, received, 1e-7).reason


def test_worst_entry_is_named():
    received = np.zeros((2, 3))
    received[1, 2], received[0, 1] = -0.25, 0.125
    found = compare((1, np.zeros((2, 3))), (1, received), 1e-7)
    assert (found.index, found.part) == ((1, 2), 1)
    assert (found.expected, found.received) == ("0.0", "-0.25")


class Liar(np.ndarray):
    """An array that claims to equal everything."""

    def __array_ufunc__(self, *args, **kwargs):
        return True

    __array_function__ = __array_ufunc__


def test_subclasses_cannot_lie():
    lie = np.zeros(3).view(Liar)
    assert type(plain(lie)) is np.ndarray
    result = judge(make(), lambda x, *, scale=1.0: x.view(Liar))
    assert result.points == 0


def test_descriptions_are_short():
    assert describe([1.0] * 1000).count("float") == 6
    assert "1000 in all" in describe([1.0] * 1000)
    assert describe([[[[[1]]]]]) == "((((… 1 in all))))"
    assert len(describe("<" * 1000)) == 60
    assert describe(10**6000) == "integer of more than 64 bits"


def test_other_objects_are_named():
    assert plain(object()) == Foreign("object")
    assert plain(np.array([None])) == Foreign("array of object")
    assert "object" in describe((Foreign("object"), 2.0))


# Judging


def test_partial_credit_is_rounded_down():
    result = judge(make(), lambda x, *, scale=1.0: 2 * x)
    assert (result.passed, len(result.cases), result.points) == (2, 3, 1.33)
    assert not result.complete


def test_only_all_cases_give_all_points():
    assert share_of(1, 999 / 1000) == 0.99
    assert share_of(1.5, 1.0) == 1.5
    assert share_of(3, 0.7) == 2.1


def test_seed_draws_the_cases():
    question = make()
    first, again, other = (question.make_cases(seed)[0].args[0] for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("number", [0, 1])
def test_mistake_is_diagnosed(number):
    question = make()
    mistake = question.mistakes[number]
    assert judge(question, mistake.implementation).diagnosis is mistake


def test_no_diagnosis_without_a_match():
    assert judge(make(), lambda x, *, scale=1.0: 5 * x).diagnosis is None


def test_mistake_that_explains_all_cases_comes_first():
    def partly(x, *, scale=1.0):
        return 2 * x if scale != 1 else 7 * x

    mistakes = [Mistake("partly", "No.", partly), *make().mistakes]
    question = make(mistakes=mistakes)
    assert judge(question, lambda x, *, scale=1.0: 2 * x).diagnosis is mistakes[1]
    assert (
        judge(make(mistakes=mistakes[:1]), lambda x, *, scale=1.0: 2 * x).diagnosis is mistakes[0]
    )


def test_mistake_nearest_to_the_passed_cases_comes_first():
    def on_scaled(x, *, scale=1.0):
        return 2 * x if scale == 1 else 0 * x

    def partly(x, *, scale=1.0):
        return 0 * x if scale != 1 or len(x) == 4 else 2 * x

    mistakes = [Mistake("all", "", lambda x, *, scale=1.0: 0 * x), Mistake("4", "", partly)]
    assert judge(make(mistakes=mistakes), on_scaled).diagnosis.name == "4"


def test_mistake_is_diagnosed_beside_an_exception():
    def wrong(x, *, scale=1.0):
        if x.shape == (4, 1):
            raise ValueError
        return scale * x

    def same(x, *, scale=1.0):
        if x.shape == (4, 1):
            raise ValueError("in other words")
        return scale * x

    question = make(mistakes=[Mistake("fails", "Do not.", wrong)])
    assert judge(question, same).diagnosis is question.mistakes[0]


def test_stub_is_not_attempted():
    def stub(x, *, scale=1.0):
        raise NotImplementedError

    result = judge(make(), stub)
    assert (result.points, result.attempted, result.cases) == (0, False, ())


def test_half_a_stub_is_attempted():
    def half(x, *, scale=1.0):
        if scale != 1:
            raise NotImplementedError
        return 2 * x

    result = judge(make(), half)
    assert (result.points, result.attempted) == (1.33, True)


@pytest.mark.parametrize(
    "raised", [ValueError("no"), SystemExit(3), RecursionError(), GeneratorExit()]
)
def test_exceptions_cost_only_their_case(raised):
    def fails(x, *, scale=1.0):
        if scale != 1:
            raise raised
        return 2 * x

    result = judge(make(), fails)
    assert result.points == 1.33
    assert result.cases[2].outcome.source == "raise raised"
    assert result.cases[2].outcome.error.startswith(type(raised).__name__)


@pytest.mark.parametrize("kind", [ValueError, SystemExit])
def test_exception_that_cannot_be_printed(kind):
    class Odd(Exception):
        def __str__(self):
            raise kind

    def fails(x, *, scale=1.0):
        raise Odd

    assert judge(make(), fails).cases[0].outcome.error == "Odd"


def test_interrupt_passes():
    def interrupted(x, *, scale=1.0):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge(make(), interrupted)


def test_modified_arguments_are_named_and_later_cases_unharmed():
    def modifies(x, *, scale=1.0):
        x *= 2 * scale
        return x

    result = judge(make(), modifies)
    assert result.points == 0
    assert result.cases[0].outcome.modified == (0,)
    assert result.diagnosis.name == "an argument is changed in place"
    assert "x had other values" in result.cases[0].difference.reason
    assert judge(make(), double).complete


def test_lists_and_arrays_changed_beyond_recognition_are_named():
    def modifies(x, rows):
        x.dtype, rows[0] = "S8", None

    def replaces(x, rows):
        rows[1] = np.zeros(2)

    case = Case("both", (np.ones(3), [(1, 2), 3]))
    assert run_case(modifies, case).modified == (0, 1)
    assert run_case(replaces, case).modified == (1,)


def test_settings_of_a_call_end_with_it():
    def sets(x, *, scale=1.0):
        np.seterr(all="raise")
        np.random.seed(0)  # noqa: NPY002
        sys.stdout.write("before")
        sys.stdout.close()
        return 2 * scale * x

    def state():
        return np.geterr(), np.random.get_state()[1].tolist()  # noqa: NPY002

    before = state()
    result = judge(make(), sets)
    assert (result.complete, result.cases[0].outcome.printed) == (True, "before")
    assert state() == before


def test_strict_settings_of_the_notebook_harm_nothing():
    with np.errstate(all="raise"):
        assert compare(np.array([1e308]), np.array([-1e308]), 1e-7)
        assert judge(make(), lambda x, *, scale=1.0: x * np.exp(-1e3)).points == 0


def test_printing_and_warning_cost_nothing(capfd):
    def noisy(x, *, scale=1.0):
        print("hello" * 1000)
        print("error", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        return 2 * scale * x

    result = judge(make(), noisy)
    assert result.complete
    assert len(result.cases[0].outcome.printed) == 1000
    assert capfd.readouterr() == ("", "")


def test_outcomes_from_elsewhere_are_judged():
    question = make()
    cases = question.make_cases(7)
    outcomes = [Outcome(value=double(*case.args, **case.kwargs)) for case in cases]
    assert judge_outcomes(question, cases, outcomes).complete
    outcomes[1] = Outcome(error="TimeoutError: stopped")
    assert judge_outcomes(question, cases, outcomes).points == 1.33
    with pytest.raises(ValueError, match="3 cases, 2"):
        judge_outcomes(question, cases, outcomes[:2])


def test_a_class_is_judged_without_running_the_bank_for_everyone():
    calls = []

    def counted(x, *, scale=1.0):
        calls.append("reference")
        return 2 * scale * x

    def mistaken(x, *, scale=1.0):
        calls.append("mistake")
        return 2 * x

    question = make(reference=counted, mistakes=[Mistake("ignored", "Use it.", mistaken)])
    cases, other = question.make_cases(7), question.make_cases(8)
    wrong = [Outcome(value=2 * case.args[0]) for case in cases]
    results = [judge_outcomes(question, cases, wrong) for _ in range(3)]
    assert calls == ["reference"] * 3 + ["mistake"]
    assert [result.diagnosis.name for result in results] == ["ignored"] * 3
    judge_outcomes(question, other, wrong)
    assert len(calls) > 7


def test_want_of_memory_is_not_kept():
    calls = []

    def once(x, *, scale=1.0):
        calls.append(x)
        if len(calls) == 1:
            raise MemoryError
        return 2 * scale * x

    question = make(reference=once)
    cases = question.make_cases(7)
    right = [Outcome(value=double(*case.args, **case.kwargs)) for case in cases]
    with pytest.raises(RuntimeError, match="MemoryError"):
        judge_outcomes(question, cases, right)
    assert judge_outcomes(question, cases, right).complete


def test_hidden_values_never_reach_the_function():
    cases = [Case("one", (1.0,), hidden=np.arange(3))]
    seen = []
    run_cases(lambda *args, **kwargs: seen.append((args, kwargs)), cases)
    assert seen == [((1.0,), {})]


def test_case_takes_plain_values_only():
    with pytest.raises(ValueError, match="argument rng of case 'one'"):
        Case("one", (), {"rng": np.random.default_rng(0)})
    Case("one", ([(1, 2.0), None, "same"], {"a": np.ones(2)}))


def test_question_refuses_what_makes_no_sense():
    for changes in ({"id": "double"}, {"difficulty": 6}, {"points": 0}):
        with pytest.raises(ValueError, match=next(iter(changes))):
            make(**changes)


@pytest.mark.parametrize(
    ("names", "said"),
    [(("dx", "dw"), "✓ dx, ✗ dw"), ((), "✓ output 1, ✗ output 2")],
)
def test_card_says_which_of_several_outputs_are_right(names, said):
    task = make(reference=lambda x, *, scale=1.0: (x, scale * x), outputs=names)
    html = render(judge(task, lambda x, *, scale=1.0: (x, 7 * x)))
    assert said in html
    assert f"{(names or ('', 'output 2'))[1]}: " in html


def test_card_lists_no_outputs_of_a_single_one():
    assert ">outputs<" not in render(judge(make(), lambda x, *, scale=1.0: 7 * x))


# Open tasks


def open_task(**changes):
    def metric(output, hidden):
        if not isinstance(output, float):
            raise ValueError("A number is expected.")
        return hidden - abs(output)

    settings = {
        "id": "1_1.near_zero",
        "points": 3,
        "reference": lambda x: 0.0,
        "cases": lambda rng: [Case("one", (1.0,), hidden=1.0), Case("two", (2.0,), hidden=1.0)],
        "difficulty": 1,
        "minutes": 5,
        "section": "1.1",
        "metric": metric,
        "metric_name": "closeness",
        "thresholds": [(0.5, 0.5), (0.9, 1.0)],
    }
    return OpenTask(**{**settings, **changes})


@pytest.mark.parametrize(
    ("value", "points", "metric"), [(0.05, 3, 0.95), (0.3, 1.5, 0.7), (0.6, 0, 0.4)]
)
def test_thresholds_give_points(value, points, metric):
    result = judge(open_task(), lambda x: value)
    assert (result.points, result.metric) == (points, pytest.approx(metric))
    assert result.complete == (points == 3)


def test_the_worst_case_counts():
    result = judge(open_task(), lambda x: 0.3 if x == 2 else 0.0)
    assert (result.points, result.metric) == (1.5, pytest.approx(0.7))


def test_nan_earns_nothing():
    assert judge(open_task(), lambda x: NAN).points == 0


def test_unmeasurable_output_is_explained():
    result = judge(open_task(), lambda x: "zero")
    assert (result.points, result.metric) == (0, None)
    assert "A number is expected." in render(result)


def too_large(output, hidden):
    if not isinstance(output, float):
        raise ValueError("A number is expected.")
    return output > hidden


LARGE = Mistake("too large", "Smaller.", lambda x: 7.0, too_large)


@pytest.mark.parametrize("value", [7.0, 1.5])
def test_a_symptom_names_a_mistake_whatever_the_output_is(value):
    assert judge(open_task(mistakes=[LARGE]), lambda x: value).diagnosis is LARGE


@pytest.mark.parametrize("value", [-1.5, "zero", 0.0])
def test_without_the_symptom_the_mistake_is_not_named(value):
    assert judge(open_task(mistakes=[LARGE]), lambda x: value).diagnosis is None


def test_every_failed_case_has_to_show_the_symptom():
    result = judge(open_task(mistakes=[LARGE]), lambda x: 1.5 if x == 2 else -1.5)
    assert result.diagnosis is None


def test_a_call_that_raised_shows_no_symptom():
    result = judge(open_task(mistakes=[LARGE]), lambda x: 1 / 0 if x == 2 else 1.5)
    assert result.diagnosis is None


def test_strict_settings_of_the_notebook_do_not_reach_the_metric():
    with np.errstate(all="raise"):
        task = open_task(metric=lambda output, hidden: float(np.float64(1e300) * 1e300))
        assert judge(task, lambda *args: 1.0).points == task.points


def test_thresholds_must_ascend():
    with pytest.raises(ValueError, match="ascend"):
        open_task(thresholds=[(0.9, 1.0), (0.5, 0.5)])


# Forbidden names

FORBIDDEN = {
    "alias": "import torch as t\ndef f(x):\n    return t.relu(x)",
    "submodule": "import scipy.signal\ndef f(x):\n    return scipy.signal.convolve(x, x)",
    "from": "from dlcourse import functional as F\ndef f(x):\n    return F.relu_forward(x)",
    "function": "from torch.nn.functional import relu as r\ndef f(x):\n    return r(x)",
    "inside": "def f(x):\n\n    import torch.nn as n",
    "inside from": "def f(x):\n\n    from scipy import signal",
    "star": "def f(x):\n    x = 1\n    from scipy import *",
    "importlib": "import importlib as i\ndef f(x):\n    return i.import_module('torch').relu(x)",
    "import_module": "from importlib import import_module as m\ndef f(x):\n    t = m('torch')",
    "dunder": "\ndef f(x):\n    return __import__('torch').relu(x)",
    "computed": "\ndef f(x):\n    return __import__('tor' + 'ch').relu(x)",
    "sys.modules": "import sys\ndef f(x):\n    return sys.modules['torch'].relu(x)",
    "getattr": "import scipy\ndef f(x):\n    return getattr(scipy, 'signal').convolve(x, x)",
    "modules": "import sys\ndef f(x):\n    return sys.modules.get('torch').relu(x)",
    "globals": "import torch as t\ndef f(x):\n    return globals()['t'].relu(x)",
    "shared": "\ndef f(torch_):\n    torch.x = torch_; global torch; torch = torch_",
    "same default": "import torch\n\ndef f(x, torch=torch): return torch.relu(x)",
    "hidden elsewhere": "import torch as t\ndef f(x):\n    g = lambda t: t; return t.relu(x)",
    "eval": "\ndef f(x):\n    return eval('1')",
    "helper": "import torch\ndef f(x): return g(x)\ndef g(x): return torch.relu(x)",
    "assigned": "import torch\ndef f(x): return g(x)\ng = torch.relu",
    "default": "import torch\ndef f(\n        x=torch.ones(3)): return x",
    "local alias": "import scipy\ndef f(x):\n    s = scipy; return s.signal.convolve(x, x)",
    "later wins": "def f(x): return x\nimport torch as t\ndef f(x): return t.relu(x)",
    "guarded": "try: import torch as t\nexcept ImportError: t = None\ndef f(x): return t.relu(x)",
    "lambda": "import torch\n\nf = lambda x: torch.relu(x)",
    "numpy": "import numpy as np\ndef f(x):\n    return np.convolve(x, x)",
    "bank": "from dlcourse import exercises as e\ndef f(x):\n    return e.find('a')",
}
ALLOWED = {
    "other cell": "import torch\ndef g(x): return torch.relu(x)\ndef f(x): return x + 1",
    "numpy": "import numpy as np\ndef f(x): return np.maximum(x, 0)",
    "own name": "from dlcourse import functional as F\ndef f(w):\n    F = w.shape[0]\n    return F",
    "parameter": "import torch as t\ndef f(t): return t + 1",
    "replaced": "import torch as t\nt = 3\ndef f(x): return x + t",
    "imported later": (
        "import torch\ndef g(x): return torch.relu(x)\nfrom math import exp as g\n"
        "def f(x): return g(x)"
    ),
    "attribute": "def f(x): return x.torch",
    "string": "def f(x): return 'torch'",
    "local library": "def f(w):\n    keras = w.reshape(2, 3); torch = keras.T\n    return torch",
    "library parameter": "def f(torch): return torch.sum()",
    "names of another cell": (
        "import torch\nx = torch.ones(3)\nout = torch.relu(x)\nfor k in torch.ones(2): print(k)\n"
        "def f(x):\n    out = [k for k in x]\n    def g(k): return k\n    return g(out)"
    ),
    "comprehension": "import torch as t\ndef f(x): return [t for t in x], (lambda t: t)(x)",
    "library loop": "def f(w):\n    for keras in w: pass\n    return keras",
    "scipy": "import scipy\ndef f(x): return scipy.fft.fft(x)",
}
FORBIDS = (*LIBRARIES, "numpy.convolve")


@pytest.mark.parametrize("source", FORBIDDEN.values(), ids=FORBIDDEN)
def test_forbidden_names_are_found(source):
    assert find_forbidden("f", source, FORBIDS)[-1].line == 3


@pytest.mark.parametrize("source", ALLOWED.values(), ids=ALLOWED)
def test_allowed_names_are_left_alone(source):
    assert find_forbidden("f", source, FORBIDS) == ()


def test_names_from_outside_are_resolved():
    (use,) = find_forbidden("f", "def f(x): return t.relu(x)", ["torch"], {"t": "torch"})
    assert (use.name, use.source) == ("torch.relu", "def f(x): return t.relu(x)")


def in_notebook(*cells):
    """Run cells as IPython does, with their text in ``In``; return the function f."""
    scope = {"In": ["", *cells], "__name__": "__main__"}
    for cell in cells:
        exec(cell.replace("%matplotlib inline", ""), scope)
    return scope["f"]


def test_cells_of_a_notebook_are_read(home, monkeypatch):
    question = make(forbids=["math"])
    monkeypatch.setattr(_bank, "find", lambda id: question)
    f = in_notebook(
        "import math as m",
        "def f(x, *, scale=1.0):\n\n    return m.prod([2, scale]) * x\n%matplotlib inline",
    )
    card = check("1_1.double", f)
    assert [(use.name, use.line) for use in card.result.forbidden] == [("math.prod", 3)]
    assert (repr(card), card.result.passed) == ("0", 3)
    assert str(card) == "1_1.double: 0 of 2 points, 3 of 3 cases, math.prod is not allowed"
    assert "line 3: " in card._repr_html_()


def test_a_loop_over_functions_in_another_cell_is_not_the_function():
    f = in_notebook(
        "import math", "def f(x): return 2 * x", "for g in (f, f):\n    math.sqrt(g(2))"
    )
    assert scan(f, ["math"]) == ()
    f = in_notebook("import math", "f = lambda x: math.sqrt(x)")
    assert [use.name for use in scan(f, ["math"])] == ["math.sqrt"]


@pytest.mark.parametrize(
    "cell",
    [
        "def f(x, *, scale=1.0):\n    n = (7\n    % 4); return m.prod([2, scale]) * x",
        "get_ipython().run_cell_magic('time', '', 'def f(x):\\n    1\\n    return m.prod(x)\\n')",
    ],
    ids=["percent", "cell magic"],
)
def test_cells_with_percent_signs_are_read(cell):
    scope = {"In": ["", "import math as m", cell], "__name__": "__main__", "m": math}
    exec("def f(x, *, scale=1.0): return x", scope)
    (use,) = scan(scope["f"], ["math"])
    assert (use.name, use.line) == ("math.prod", 3 + cell.startswith("get"))


def test_the_reference_is_not_an_answer(home):
    question = find("3_1.output_size")
    card = check(question.id, question.reference)
    assert repr(card) == "0"
    assert "is not allowed" in str(card)


# The card


def test_faces_of_the_card(bank):
    card = check("1_1.double", double)
    assert (repr(card), str(card)) == ("2", "1_1.double: 2 of 2 points, 3 of 3 cases")
    assert float(card) == 2.0
    assert "<details" not in card._repr_html_()
    assert "2 / 2 points" in card._repr_html_()


def test_card_shows_where_and_why(bank):
    html = check("1_1.double", lambda x, *, scale=1.0: scale * x)._repr_html_()
    assert "Diagnosis: the factor is left out" in html
    assert "First failed case: small" in html
    assert "x float64 (2, 3)" in html
    assert "worst entry [" in html
    assert "small 0/2" in html


def test_card_shows_the_line_that_raised(bank):
    def fails(x, *, scale=1.0):
        return x.reshape(1, "<b>")

    html = check("1_1.double", fails)._repr_html_()
    assert "TypeError" in html
    assert "return x.reshape(1, &quot;&lt;b&gt;&quot;)" in html


def test_hints_open_one_after_the_other(bank):
    html = check("1_1.double", lambda x, *, scale=1.0: x)._repr_html_()
    assert "Think &lt;twice&gt;." in html
    assert html.index("Hint 1 of 2") < html.index("Think") < html.index("Hint 2 of 2")
    assert html.endswith("</div></details></div></details></div>")
    assert "<script" not in html


def test_html_is_deterministic_and_balanced(bank):
    cards = [check("1_1.double", lambda x, *, scale=1.0: x + 1)._repr_html_() for _ in range(2)]
    assert cards[0] == cards[1]
    for tag in ("div", "span", "details", "summary"):
        assert len(re.findall(f"<{tag}[ >]", cards[0])) == cards[0].count(f"</{tag}>")


@pytest.mark.parametrize("thing", [3, None, np.ones(3)])
def test_what_is_not_a_function_is_said(bank, thing):
    card = check("1_1.double", thing)
    assert repr(card) == "0"
    assert "double must be a function, got" in str(card)
    assert "must be a function" in card._repr_html_()


class Refusing:
    """A callable object that has no attribute and a name that is none."""

    __name__ = 3

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __call__(self, *args, **kwargs):
        raise ValueError("<script>")


def test_odd_object_in_the_notebook_costs_nothing(bank):
    scope = {"odd": Refusing()}
    exec("def double(x, *, scale=1.0): return 2 * scale * x", scope)
    assert repr(check("1_1.double", scope["double"])) == "2"


@pytest.mark.parametrize(
    "function", [lambda: 1, lambda x, y, z: 1, print, len, int, np.ones, Refusing()]
)
def test_check_never_raises_for_what_it_is_given(bank, function):
    card = check("1_1.double", function)
    assert repr(card) == "0"
    assert card._repr_html_().startswith("<div")


def test_unknown_question_names_the_nearest():
    with pytest.raises(ValueError, match="did you mean 3_1.conv2d"):
        find("3_1.conv2")
    with pytest.raises(ValueError, match="3_1_cnn"):
        find("77.nothing")


# Progress


def test_best_score_is_kept(bank, home):
    check("1_1.double", double)
    check("1_1.double", lambda x, *, scale=1.0: 2 * x)
    assert json.loads((home / "progress.json").read_text())["best"] == {"1_1.double": 2}
    assert [path.name for path in home.iterdir()] == ["progress.json"]


def test_stub_leaves_no_trace(bank, home):
    def stub(x, *, scale=1.0):
        raise NotImplementedError

    check("1_1.double", stub)
    assert not home.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"best": 3}', '{"best": {"a": "b"}}', "\x00"])
def test_damaged_file_is_said_and_replaced(bank, home, text):
    home.mkdir()
    (home / "progress.json").write_text(text)
    assert "cannot be read" in progress_lines()[0]
    assert "cannot be read" in check("1_1.double", double)._repr_html_()
    assert "cannot be read" not in check("1_1.double", double)._repr_html_()


def test_disk_that_cannot_be_written_costs_nothing(bank, home, monkeypatch):
    home.parent.joinpath("file").write_text("")
    monkeypatch.setenv("DLCOURSE_HOME", str(home.parent / "file"))
    assert repr(check("1_1.double", double)) == "2"


def test_interrupted_write_keeps_the_old_file(home, monkeypatch):
    _progress.record("3_1.conv2d", 1.0)
    monkeypatch.setattr(os, "replace", lambda *args: (_ for _ in ()).throw(OSError))
    _progress.record("3_1.conv2d", 4.0)
    assert _progress.load()[0] == {"3_1.conv2d": 1.0}
    assert [path.name for path in home.iterdir()] == ["progress.json"]


def test_progress_is_shown(home, monkeypatch):
    monkeypatch.setattr(_bank, "assignments", lambda: ("3_1_cnn",))
    _progress.record("3_1.conv2d", 1.5)
    _progress.record("3_1.output_size", 1.0)
    rows = {row.id: row for row in progress()}
    assert (rows["3_1.conv2d"].best, rows["3_1.conv2d"].points) == (1.5, 4)
    assert rows["3_1.max_pool2d"].best is None
    lines = [line.split() for line in progress_lines()]
    assert ["3_1.conv2d", "1.5", "of", "4"] in lines
    assert ["3_1.max_pool2d", "not", "attempted"] in lines
    assert any(line[:2] == ["3_1_cnn", "2.5"] for line in lines)
    table = progress_table()
    assert repr(table) == "2.5 of 12 points"
    assert "2.5 / 12 points" in table._repr_html_()


def test_translations_without_end_are_refused_before_they_are_looked_at():
    task = find("5_2.translate")
    (case, *_) = task.make_cases(0)
    rows = np.ones((len(case.hidden[1]), 10 * case.hidden[1].shape[1] + 1), int)
    with pytest.raises(ValueError, match=f"tokens at most, got {rows.shape[1]}"):
        task.metric(rows, case.hidden)

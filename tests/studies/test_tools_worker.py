"""The second Python process."""

import os
import signal
import subprocess
import sys

import numpy as np
import pytest

from dlcourse.studies.tools import Worker, _child, lines


def twice(a, b):
    import numpy as np

    print("noise that is no answer")
    return 2 * a, np.concatenate([b, b])


def environment():
    import os

    import numpy as np

    return np.array([os.environ["COLOR"], os.environ["OMP_NUM_THREADS"]])


def device():
    import os

    import numpy as np

    return np.array([os.environ[name] for name in ("CUDA_VISIBLE_DEVICES", "KERAS_TORCH_DEVICE")])


def fails():
    raise KeyError("no such tool here")


def ends():
    import os

    os._exit(7)


@pytest.fixture(scope="module")
def worker():
    with Worker("json", COLOR="green") as one:
        yield one


def test_arrays_there_and_back(worker):
    a, b = np.arange(6, dtype=np.float32).reshape(2, 3), np.array([1, 2])
    doubled, joined = worker.run(twice, a, b)
    np.testing.assert_array_equal(doubled, [[0, 2, 4], [6, 8, 10]])
    np.testing.assert_array_equal(joined, [1, 2, 1, 2])
    assert doubled.dtype == np.float32
    assert joined.dtype == b.dtype
    assert a.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_environment(worker):
    assert worker.run(environment)[0].tolist() == ["green", "1"]


def test_an_error_says_what_it_is_and_the_process_goes_on(worker):
    with pytest.raises(RuntimeError, match="no such tool here"):
        worker.run(fails)
    assert len(worker.run(twice, np.ones(2), np.ones(3))) == 2


def test_times_are_of_the_function(worker):
    seconds = worker.time(twice, np.ones(2), np.ones(3), repeats=2)
    assert seconds > 0


def test_cost_is_of_the_child_and_not_of_this_process():
    ballast = np.ones(40_000_000)  # 320 MB, which a child's own counter would inherit
    with Worker("decimal") as fresh:
        cost = fresh.cost
    assert ballast[0] == 1
    assert cost.seconds >= 0
    assert 1 < cost.before <= cost.after < 200


LIGHT = """
import runpy, sys
runpy.run_path(sys.argv[1])
assert not {"numpy", "dlcourse"} & {*sys.modules}
"""


def test_nothing_heavy_is_loaded_before_the_cost():
    done = subprocess.run([sys.executable, "-c", LIGHT, _child.__file__], capture_output=True)
    assert not done.returncode, done.stderr


def test_a_missing_module_costs_nothing_and_runs_nothing():
    with Worker("json", "no_such_tool") as fresh:
        assert fresh.missing == ["no_such_tool"]
        assert fresh.cost is None
        with pytest.raises(ValueError, match="^no_such_tool is not installed$"):
            fresh.run(ends)


def test_a_process_that_ends_is_an_error():
    with Worker() as fresh:
        for _ in range(2):
            with pytest.raises(RuntimeError, match="has ended with 7$"):
                fresh.run(ends)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
def test_stopping_a_cell_leaves_the_process_alone(worker):
    assert worker.missing == []
    worker._process.send_signal(signal.SIGINT)
    assert worker.run(twice, np.ones(1), np.ones(1))[0] == 2


def test_a_call_that_is_interrupted_ends_the_process(monkeypatch):
    def interrupt(stream):
        raise KeyboardInterrupt

    with Worker("json") as fresh:
        assert fresh.missing == []
        monkeypatch.setattr(_child, "receive", interrupt)
        with pytest.raises(KeyboardInterrupt):
            fresh.run(twice, np.ones(1), np.ones(1))
        monkeypatch.undo()
        with pytest.raises(RuntimeError, match="has ended with"):
            fresh.run(twice, np.ones(1), np.ones(1))


def test_no_graphics_card(worker):
    card = worker.run(device)[0].tolist()
    assert card == ["-1", "cpu"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_fork_may_ask_and_leaves_the_answers_in_order():
    with Worker("json") as fresh:
        if not (fork := os.fork()):
            os._exit(0 if fresh.run(twice, np.ones(1), np.ones(1))[0] == 2 else 1)
        assert os.waitpid(fork, 0)[1] == 0
        assert fresh.missing == []
        assert fresh.run(twice, np.ones(1), np.zeros(1))[1].tolist() == [0, 0]


def test_an_error_of_an_import_is_told(tmp_path, monkeypatch):
    (tmp_path / "broken_tool.py").write_text("raise ImportError('half installed')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Worker("broken_tool") as fresh, pytest.raises(RuntimeError, match="half installed"):
        fresh.missing.sort()


def test_close_ends_the_process():
    fresh = Worker()
    assert fresh.missing == []
    assert not fresh.ended
    fresh.close()
    assert fresh.ended


def test_only_functions_of_python(worker):
    with pytest.raises(ValueError, match="got cumsum$"):
        worker.run(np.cumsum, np.arange(3))


def test_lines():
    assert lines(twice) == 3
    assert lines(fails) == 1
    assert os.environ.get("COLOR") is None

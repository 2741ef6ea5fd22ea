"""Cells that need an optional tool."""

import pytest
from IPython.testing.globalipapp import get_ipython


@pytest.fixture(scope="module")
def shell():
    shell = get_ipython()
    shell.run_line_magic("load_ext", "dlcourse")
    return shell


def test_a_cell_runs_where_the_module_is(shell):
    shell.run_cell_magic("needs", "json", "answer = 6 * 7")
    assert shell.user_ns["answer"] == 42


def test_a_cell_is_left_out_where_a_module_is_missing(shell, capsys):
    shell.run_cell_magic("needs", "json no_such_tool", "left_out = 1")
    assert "left_out" not in shell.user_ns
    printed = capsys.readouterr().out
    assert printed.startswith("no_such_tool is not installed.")
    assert "pip install -e '.[tools]'" in printed


def test_an_error_in_the_cell_is_an_error(shell):
    with pytest.raises(ZeroDivisionError):
        shell.run_cell_magic("needs", "json", "1 / 0")

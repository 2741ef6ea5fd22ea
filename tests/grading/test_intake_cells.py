"""One line that fails where there is no such module, file or person costs that line alone."""

import pytest
from changed_work import FULL, changed, scored

from dlcourse.grading.jail.worker.notebook import NotANotebook, decoded, python, sources, what_else

FIRST = {
    "seaborn": "import seaborn as sns\nsns.set_theme()",
    "a library in a library": "from google.colab import drive\ndrive.mount('/content/drive')",
    "helpers": "import sys; sys.path.append('..')\nfrom utils import *",
    "continued": "!pip install -q numpy \\\n    scipy \\\n    matplotlib",
    "old style": "import matplotlib.pyplot as plt\nplt.style.use('seaborn')",
    "chdir": "import os\nos.chdir('/content/drive/MyDrive')",
    "a file": "notes = open('notes.txt').read()",
    "await": "import asyncio\nawait asyncio.sleep(0)",
    "for await": "import asyncio\nfor _ in range(2):\n    await asyncio.sleep(0.01)",
    "input": "name = input('your name: ')\nage = int(input('your age: '))",
}


@pytest.mark.parametrize("line", FIRST.values(), ids=FIRST)
def test_a_first_line_costs_nothing(executor, line):
    result = scored(executor, changed(before={"imports": line, "output-size": line}))
    assert result["points"] == FULL, result["cells"]


def test_it_is_told_to_a_person(executor):
    result = scored(executor, changed(before={"imports": "import seaborn as sns\nsns.set()"}))
    assert result["cells"] == {"1": "ModuleNotFoundError: No module named 'seaborn' (line 1)"}
    result = scored(executor, changed(before={"conv2d": "\nopen('notes.txt')\n"}))
    assert "FileNotFoundError" in result["cells"]["4"]


def test_an_error_of_ones_own_still_ends_a_cell(executor):
    result = scored(executor, changed(before={"output-size": "1 / 0"}))
    assert result["points"] < FULL
    assert "ZeroDivisionError" in result["cells"]["2"]


def test_who_asks_for_ever_is_stopped(executor):
    asking = "while input() != 'q':\n    pass"
    result = scored(executor, changed(before={"imports": asking}))
    assert result["points"] == FULL
    assert "EOFError" in result["cells"]["1"]


@pytest.mark.parametrize(
    ("command", "lines"), [("!pip a \\\n  b", 2), ("%pip a \\\n  b \\\n  c", 3), ("!ls \\", 1)]
)
def test_a_command_goes_on_in_the_next_line(command, lines):
    expected = "\n".join(["pass"] * lines + ["x = 1"]) if lines > 1 else "pass\npass"
    assert python(f"{command}\nx = 1") == expected


@pytest.mark.parametrize("codec", ["gbk", "utf-16", "utf-16-le", "utf-8-sig", "utf-8"])
def test_a_notebook_in_another_encoding(executor, codec):
    text = changed(before={"conv2d": "# 卷积层：我的实现，作者 张三"})
    text = "\ufeff" + text if codec == "utf-16-le" else text
    text = text.replace("●", "*").replace("○", "*") if codec == "gbk" else text
    assert scored(executor, text.encode(codec, "ignore"))["points"] == FULL


def test_a_western_text_is_read():
    assert decoded("é ü".encode("cp1252")) == "é ü"


def test_what_is_no_notebook_is_named():
    assert "merge conflict that is not solved, in line 2" in what_else("{\n<<<<<<< HEAD\n")
    assert "HTML page" in what_else("\n<!DOCTYPE html>\n<html>")
    assert "damaged" in what_else('{"cells": [')
    with pytest.raises(NotANotebook):
        sources([])

"""A student's own folder, and a bank of one question."""

import pytest
from made import make

from dlcourse.exercises import catalog


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DLCOURSE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def bank(home, monkeypatch):
    """A bank of one question."""
    question = make()
    monkeypatch.setattr(catalog, "find", lambda id: question)
    return question

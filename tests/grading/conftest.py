"""A jail for the tests of a module, and a session in it for each test."""

import pytest
from grading_runs import full
from jails import USERS, jail, session_of

from dlcourse.grading.jail.bubblewrap import probe


@pytest.fixture(scope="module", params=USERS)
def executor(request):
    if reason := probe():
        pytest.skip(reason)
    with jail(request.param) as running:
        yield running


@pytest.fixture
def session(executor, tmp_path):
    with session_of(executor, tmp_path) as running:
        yield running


@pytest.fixture
def nothing_run(monkeypatch):
    """The grader gives all points to what it can open, and starts no jail."""
    monkeypatch.setattr("dlcourse.grading.cli.probe", lambda: "")
    monkeypatch.setattr("dlcourse.grading.batch.slots.run", full)

"""A jail for the tests of a module, and a session in it for each test."""

import pytest
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

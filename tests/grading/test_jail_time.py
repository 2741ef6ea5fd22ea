"""Limits of time are the processor's; the clock's are behind them, for what only waits."""

from jails import ask

from dlcourse.grading.jail.executor import Session

BUSY = "while True: pass"
WAITING = "import time; time.sleep(0.6)"


def test_who_computes_is_stopped_by_the_processors_time(session):
    session.until = float("inf")
    answer = ask(session, f"import time\ndef f(x):\n    {BUSY}", 1, seconds=0.2)
    assert answer["timed_out"]
    assert session.alive
    source = "import time\nt = time.process_time()\ndef f(x):\n    return time.process_time() - t"
    assert 0 <= ask(session, source, 1)["value"]


def test_who_waits_has_some_times_as_long(session, monkeypatch):
    """A process that waits is one that others keep from computing, as far as its time tells."""
    monkeypatch.setattr(Session, "WALL", 100.0)
    assert ask(session, f"def f(x):\n    {WAITING}\n    return 7", 1, seconds=0.2)["value"] == 7


def test_who_waits_too_long_is_stopped(session, monkeypatch):
    monkeypatch.setattr(Session, "WALL", 2.0)
    answer = ask(session, "import time\ndef f(x):\n    time.sleep(99)", 1, seconds=0.1)
    assert answer["timed_out"]
    assert ask(session, "def f(x):\n    return 7", 1)["value"] == 7


def test_nothing_goes_on_after_the_time_of_the_whole(session):
    session.until = 0.0
    assert session.run(1, "import time; time.sleep(99)", 50.0)["timed_out"]

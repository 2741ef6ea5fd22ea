"""On a Dask cluster over TLS, with a worker killed on the way: the same scores."""

import os
import shutil
import signal
import subprocess
from functools import partial

import pytest
from handed_in import NAME, SOLUTION, notebook
from jails import jailed

from dlcourse.grading import cluster
from dlcourse.grading.batch import grade
from dlcourse.grading.cli import on_cluster

dask, distributed = pytest.importorskip("dask"), pytest.importorskip("distributed")
pytestmark = [
    jailed,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="certificates need openssl"),
]


@pytest.fixture
def certificates(tmp_path):
    """One self-signed certificate for scheduler, workers and client."""
    folder = tmp_path / "tls"
    folder.mkdir()
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost".split()
    command += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(command, check=True, capture_output=True)
    shutil.copy(folder / "cert.pem", folder / "ca.pem")
    return folder


def security_of(folder):
    files = {f"tls_{role}_cert": str(folder / "cert.pem") for role in ("scheduler", "worker")}
    files |= {f"tls_{role}_key": str(folder / "key.pem") for role in ("scheduler", "worker")}
    files |= {
        "tls_client_cert": files["tls_worker_cert"],
        "tls_client_key": files["tls_worker_key"],
    }
    return distributed.Security(
        tls_ca_file=str(folder / "ca.pem"), require_encryption=True, **files
    )


@pytest.fixture
def a_class(tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "ada.ipynb").write_bytes(SOLUTION.read_bytes())
    (folder / "bob.ipynb").write_text("{")
    (folder / "eve.ipynb").symlink_to(SOLUTION)
    for number in range(6):
        source = f"def output_size(n, *_, **__):\n    return n - {number}"
        (folder / f"s{number}.ipynb").write_text(notebook(source))
    return folder


def scores(journal):
    return {
        record["student"]: (record["points"], record["message"]) for record in journal.records()
    }


def test_the_same_scores_with_a_worker_killed(a_class, certificates, tmp_path):
    here = scores(grade(a_class, NAME, tmp_path / "here", jobs=1))
    shutil.copytree(tmp_path / "here", tmp_path / "there", ignore=lambda *_: ["journal.jsonl"])
    settings = dict(n_workers=2, threads_per_worker=1, dashboard_address=None)
    security = security_of(certificates)
    with distributed.LocalCluster(protocol="tls://", security=security, **settings) as machines:
        victim = machines.workers[0].pid
        killed = []

        def kill_one(record):
            if not killed:
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)

        runner = on_cluster(machines.scheduler_address, certificates)
        there = grade(a_class, NAME, tmp_path / "there", runner=runner, progress=kill_one)
    assert killed
    assert scores(there) == here
    assert here["ada"][0] == 12
    assert "link" in here["eve"][1]


def test_without_certificates_nobody_is_let_in(certificates):
    settings = dict(n_workers=0, dashboard_address=None)
    security = security_of(certificates)
    with (
        distributed.LocalCluster(protocol="tls://", security=security, **settings) as machines,
        pytest.raises((OSError, TypeError, RuntimeError)),
    ):
        distributed.Client(machines.scheduler_address.replace("tls:", "tcp:"), timeout=2)


def test_each_worker_has_a_jail_of_its_own(tmp_path):
    run = partial(cluster.grade_one, assignment=NAME, secret=b"s", times=None)
    source = notebook("def output_size(n, *_, **__):\n    return n").encode()
    assert run(source)["questions"][0]["attempted"]
    assert run("The file is a link.")["message"] == "The file is a link."
    cluster.executor().stop()
    cluster.executor.cache_clear()


def test_a_fault_of_the_grader_stops_no_batch(a_class, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "executor", lambda: None)
    monkeypatch.setattr("dlcourse.grading.slots.score", lambda *_: 1 / 0)
    settings = dict(processes=False, n_workers=1, threads_per_worker=1, dashboard_address=None)
    with distributed.LocalCluster(**settings) as machines:
        runner = partial(cluster.run, scheduler=machines.scheduler_address)
        journal = grade(a_class, NAME, tmp_path / "out", runner=runner)
    results = {record["student"]: record for record in journal.records()}
    assert "The grader failed (ZeroDivisionError)" in results["ada"]["message"]
    assert results["ada"]["digest"] == ""
    assert "link" in results["eve"]["message"]


def test_a_submission_that_ends_its_workers_stops_no_batch(a_class, tmp_path):
    def end_the_worker(*_):
        os._exit(1)

    settings = dict(n_workers=1, threads_per_worker=1, dashboard_address=None)
    (a_class / "bob.ipynb").unlink()
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(**settings) as machines,
        distributed.Client(machines) as client,
    ):
        client.run(setattr, cluster, "executor", end_the_worker)
        runner = partial(cluster.run, scheduler=machines.scheduler_address)
        journal = grade(a_class, NAME, tmp_path / "out", runner=runner)
    results = {record["student"]: record for record in journal.records()}
    assert len(results) == 8
    ended = [name for name, result in results.items() if "ended the grader" in result["message"]]
    assert ended
    assert all(results[name]["digest"] == "" for name in ended)

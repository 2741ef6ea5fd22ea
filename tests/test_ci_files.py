"""The workflows: their form, by the schemas of GitHub and GitLab, and the commands they call."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
GITHUB = [*(ROOT / ".github" / "workflows").glob("*.yml"), ROOT / "docs/ci/github-actions.yml"]
GITLAB = ROOT / "docs/ci/gitlab-ci.yml"
EXPRESSION = re.compile(r"\$\{\{.*?\}\}")


def check(kind, *arguments):
    pytest.importorskip("check_jsonschema")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{kind}"]
    done = subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_github_workflows_are_of_their_form(tmp_path):
    assert check("github-workflows", *GITHUB) == ""
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(GITHUB[0].read_text(encoding="utf-8").replace("runs-on", "run-on"))
    assert "validation errors" in check("github-workflows", wrong)


def test_gitlab_file_is_of_its_form(tmp_path):
    assert check("gitlab-ci", "--data-transform", "gitlab-ci", GITLAB) == ""
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(GITLAB.read_text(encoding="utf-8").replace("  script:", "  scripts:"))
    assert "validation errors" in check("gitlab-ci", wrong)


@pytest.mark.skipif(shutil.which("actionlint") is None, reason="actionlint is not installed")
def test_actionlint_finds_nothing():
    done = subprocess.run(["actionlint", *map(str, GITHUB)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def commands():
    """What the jobs run, by file."""
    for path in GITHUB:
        jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
        steps = [step for job in jobs for step in job["steps"]]
        assert all(("uses" in step) != ("run" in step) for step in steps)
        yield path.name, "\n".join(step["run"] for step in steps if "run" in step)
    job = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))["notebooks"]
    assert {"image", "rules", "script", "timeout", "cache"} <= job.keys()
    yield GITLAB.name, "\n".join(job["script"])


def test_what_they_run_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    found = dict(commands())
    for text in found.values():
        for target in re.findall(r"make ([a-z]+)", text):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    assert "bash .ci/run" in found["test.yml"]
    assert "apparmor_restrict_unprivileged_userns=0" in found["test.yml"]
    assert found["github-actions.yml"] == found["gitlab-ci.yml"] == "make notebooks"


def test_scripts_are_shell(tmp_path):
    for name, text in commands():
        script = tmp_path / name
        script.write_text(EXPRESSION.sub("x", text))
        done = subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

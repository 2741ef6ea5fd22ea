"""The command line of the jail: what is seen in it, and what is not."""

import os
import shutil
import site
import subprocess
import sys
import sysconfig
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
HIDDEN = "exercises", "grading", "cli.py", "doctor.py", "labs", "checks", "__pycache__"
INSTALL = "apt-get install bubblewrap (Fedora: dnf, Arch: pacman -S, Alpine: apk add)"
NAMESPACES = (
    "this system forbids namespaces to ordinary users. On Ubuntu 23.10 or later: an AppArmor "
    "profile for bwrap, or sysctl kernel.apparmor_restrict_unprivileged_userns=0. In Docker: "
    "--security-opt seccomp=unconfined --cap-add SYS_ADMIN, or the grader on the host. "
    "On Debian before 11: sysctl kernel.unprivileged_userns_clone=1"
)


class JailError(RuntimeError):
    """No jail can be had here; the message says what to do."""


def probe():
    """Say why no jail can be had on this machine; empty if one can.

    Returns
    -------
    str
        One sentence with what to install or to set.
    """
    if not sys.platform.startswith("linux"):
        return f"a jail needs Linux, this is {sys.platform}: use a Linux machine, WSL 2 or a VM"
    if shutil.which("bwrap") is None:
        return f"bubblewrap is missing: {INSTALL}"
    command = [*bubblewrap(), "/bin/sh", "-c", "exit 0"]
    done = subprocess.run(command, capture_output=True, text=True, env={}, check=False)
    if done.returncode:
        return f"bubblewrap does not start ({done.stderr.strip()[-200:]}): {NAMESPACES}"
    return ""


def server(control, user):
    """The command of the fork server, as seen in the jail."""
    purelib = sysconfig.get_paths()["purelib"]
    worker = "/course/dlcourse/grading/worker/zygote.py"
    return [sys.executable, "-I", "-S", "-B", worker, str(control), str(user), "/course", purelib]


def bubblewrap():
    """The command that makes the jail: read-only system and Python, nothing else."""
    program = shutil.which("bwrap")
    if program is None:
        raise JailError(f"bubblewrap is missing: {INSTALL}")
    command = [program, "--die-with-parent", "--new-session", "--clearenv"]
    command += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    command += ["--unshare-cgroup-try", "--hostname", "jail", "--cap-drop", "ALL"]
    if os.geteuid() == 0:
        for capability in ("CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID"):
            command += ["--cap-add", capability]
    else:
        command += ["--unshare-user", "--uid", "1000", "--gid", "1000"]
        command += ["--cap-add", "CAP_SYS_ADMIN"]
    command += system() + python() + package()
    command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--remount-ro", "/dev"]
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        command += ["--setenv", name, "1"]
    command += ["--setenv", "HOME", "/tmp", "--setenv", "MPLBACKEND", "agg"]
    return [*command, "--chdir", "/tmp"]


def system():
    """Shared libraries and what finds them."""
    command = ["--ro-bind", "/usr", "/usr"]
    for name in ("/lib", "/lib64", "/lib32", "/bin"):
        if os.path.islink(name):
            command += ["--symlink", os.readlink(name), name]
        elif os.path.isdir(name):
            command += ["--ro-bind", name, name]
    for name in ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime"):
        command += ["--ro-bind-try", name, name]
    return command


def python():
    """This Python and its packages, without the course."""
    command = []
    for folder in dict.fromkeys(map(os.path.realpath, (sys.base_prefix, sys.prefix))):
        if not folder.startswith("/usr"):
            command += [*parents(folder), "--ro-bind", folder, folder]
    for folder in {sysconfig.get_paths()["purelib"], *site.getsitepackages()}:
        if (Path(folder) / "dlcourse").is_dir():
            command += ["--tmpfs", f"{folder}/dlcourse"]
    return command


def parents(path):
    """Folders on the way to a path, open to the user who will be in the jail."""
    folders = [str(folder) for folder in reversed(Path(path).parents)][1:]
    return [word for folder in folders for word in ("--perms", "0755", "--dir", folder)]


def package():
    """The course without its questions: what a student's code may import of it."""
    command = [
        *parents("/course/dlcourse/exercises/x"),
        *parents("/course/dlcourse/grading/worker"),
    ]
    for path in sorted(PACKAGE.iterdir()):
        if path.name not in HIDDEN:
            command += ["--ro-bind", str(path), f"/course/dlcourse/{path.name}"]
    inside = "/course/dlcourse"
    for name in ("_question.py", "_run.py"):
        command += ["--ro-bind", str(PACKAGE / "exercises" / name), f"{inside}/exercises/{name}"]
    grading, worker = PACKAGE / "grading", f"{inside}/grading/worker"
    command += [
        "--ro-bind",
        str(grading / "worker" / "stand_in.py"),
        f"{inside}/exercises/__init__.py",
    ]
    command += ["--ro-bind", str(grading / "__init__.py"), f"{inside}/grading/__init__.py"]
    return [*command, "--ro-bind", str(grading / "worker"), worker]

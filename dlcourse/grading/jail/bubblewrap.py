"""The command line of the jail: what is seen in it, and what is not."""

import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import numpy as np

from .worker.seccomp import ARCHITECTURES

PACKAGE = Path(__file__).resolve().parents[2]
HIDDEN = "bank", "exercises", "grading", "cli.py", "doctor.py", "labs", "__pycache__"
SHOWN = "question.py", "run.py", "allows.py", "_scope.py", "syntax.py"
INSTALL = "apt-get install bubblewrap (Fedora: dnf, Arch: pacman -S, Alpine: apk add)"
NAMESPACES = (
    "this system forbids namespaces to ordinary users. On Ubuntu 23.10 or later: an AppArmor "
    "profile for bwrap, or sysctl kernel.apparmor_restrict_unprivileged_userns=0. In Docker: "
    "--security-opt seccomp=unconfined --cap-add SYS_ADMIN --cap-add NET_ADMIN, or the grader on "
    "the host. On Debian before 11: sysctl kernel.unprivileged_userns_clone=1"
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
    if platform.machine() not in ARCHITECTURES:
        known = " or ".join(ARCHITECTURES)
        return f"the jail knows the system calls of {known}, this machine is {platform.machine()}"
    if shutil.which("bwrap") is None:
        return f"bubblewrap is missing: {INSTALL}"
    emptied = [folder for folder in folders() if Path(folder).is_relative_to("/tmp")]
    if emptied:
        return (
            f"this Python lies in {emptied[0]}, and each jail has an empty /tmp: install elsewhere"
        )
    command = [*bubblewrap(), "/bin/sh", "-c", "exit 0"]
    done = subprocess.run(command, capture_output=True, text=True, env={}, check=False)
    if done.returncode:
        return f"bubblewrap does not start ({done.stderr.strip()[-200:]}): {NAMESPACES}"
    return ""


def server(control, user, core):
    """The command of the fork server, as seen in the jail."""
    program = os.path.realpath(sys.executable)
    worker = "/course/dlcourse/grading/jail/worker/zygote.py"
    numbers = map(str, (control, user, core))
    return [program, "-I", "-S", "-B", worker, *numbers, "/course", *libraries()]


def libraries():
    """Folders of installed packages, without links on the way to them."""
    known = sysconfig.get_paths()
    folders = [Path(np.__file__).parent.parent, known["purelib"], known["platlib"]]
    return list(dict.fromkeys(map(os.path.realpath, folders)))


def bubblewrap(shown=None):
    """The command that makes the jail: read-only system and Python, nothing else.

    Parameters
    ----------
    shown : dict of str to Path, optional
        More that may be read in the jail: place there to place here. For tests of the grader.
    """
    program = shutil.which("bwrap")
    if program is None:
        raise JailError(probe())
    command = [program, "--die-with-parent", "--new-session", "--clearenv"]
    command += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    command += ["--unshare-cgroup-try", "--hostname", "jail", "--cap-drop", "ALL"]
    command += ["--cap-add", "CAP_SYS_ADMIN"]
    if os.geteuid() == 0:
        command += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        command += ["--unshare-user", "--uid", "1000", "--gid", "1000"]
    command += system() + python() + hidden() + package()
    for place, path in (shown or {}).items():
        command += [*parents(place), "--ro-bind", str(path), place]
    command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
    # An ordinary user owns the folders that were made above, and all submissions share them.
    for place in ("/dev", *covered(), "/"):
        command += ["--remount-ro", place]
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
    command += parents("/etc/x")
    for name in ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "localtime"):
        command += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    return command


def python():
    """This Python and its packages."""
    command = []
    for folder in folders():
        command += [*parents(folder), "--ro-bind", folder, folder]
    return command


def folders():
    """What has to be seen of Python besides /usr, none of it twice."""
    found = ["/usr"]
    for folder in map(os.path.realpath, (sys.base_prefix, *libraries())):
        if not any(Path(folder).is_relative_to(known) for known in found):
            found.append(folder)
    return found[1:]


def covered():
    """What lies in those folders and is no student's business: the course, others' packages."""
    installed = [Path(folder) / "dlcourse" for folder in libraries()]
    own = PACKAGE if PACKAGE in installed else PACKAGE.parent  # its repository
    conda = [Path(sys.base_prefix) / name for name in ("envs", "pkgs")]
    seen = "/usr", *folders()
    found = [folder for folder in (*installed, own, *conda) if folder.is_dir()]
    return [str(folder) for folder in dict.fromkeys(found) if any(map(folder.is_relative_to, seen))]


def hidden():
    """Cover it; but packages that lie below, in an environment of the repository, are shown."""
    command = []
    for place in covered():
        command += ["--tmpfs", place]
        for folder in (path for path in libraries() if Path(path).is_relative_to(place)):
            command += [*parents(folder), "--ro-bind", folder, folder]
    return command


def parents(path):
    """Folders on the way to a path, open to the user who will be in the jail."""
    folders = [str(folder) for folder in reversed(Path(path).parents)][1:]
    return [word for folder in folders for word in ("--perms", "0755", "--dir", folder)]


def package():
    """The course without its questions, under /course."""
    command = [
        *parents("/course/dlcourse/exercises/x"),
        *parents("/course/dlcourse/grading/jail/worker"),
    ]
    for place, path in course().items():
        command += ["--ro-bind", str(path), f"/course/dlcourse/{place}"]
    return command


def course():
    """What a student's code may import of the course: place in the package to file here."""
    shown = {path.name: path for path in sorted(PACKAGE.iterdir()) if path.name not in HIDDEN}
    exercises, grading = PACKAGE / "exercises", PACKAGE / "grading"
    worker = grading / "jail" / "worker"
    shown |= {f"exercises/{name}": exercises / name for name in SHOWN}
    shown["exercises/__init__.py"] = worker / "stand_in.py"
    for package in ("grading", "grading/jail"):
        shown[f"{package}/__init__.py"] = PACKAGE / package / "__init__.py"
    return shown | {"grading/jail/worker": worker}

"""The command line of the jail: what is seen in it, and what is not."""

import os
import platform
import shutil
import subprocess
import sys
from glob import glob
from pathlib import Path

from . import course
from .worker.seccomp import ARCHITECTURES

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
    command = [*bubblewrap(), "/bin/sh", "-c", "exit 0"]
    done = subprocess.run(command, capture_output=True, text=True, env={}, check=False)
    if done.returncode:
        return f"bubblewrap does not start ({done.stderr.strip()[-200:]}): {NAMESPACES}"
    return ""


def server(control, user, core):
    """The command of the fork server, as seen in the jail."""
    program = placed(os.path.realpath(sys.executable))
    worker = f"/course/{course.NAME}/{course.WORKER}/zygote.py"
    numbers = map(str, (control, user, core))
    return [program, "-I", "-S", "-B", worker, *numbers, "/course", "/packages"]


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


def prefix():
    """Where this Python is installed, without links on the way."""
    return os.path.realpath(sys.base_prefix)


def placed(path):
    """Where a path of Python's lies in the jail, which has an empty /tmp of its own."""
    moved = Path(prefix()).is_relative_to("/tmp") and Path(path).is_relative_to(prefix())
    return f"/python{path[len(prefix()) :]}" if moved else path


def python():
    """This Python; its packages are covered afterwards."""
    place = placed(prefix())
    if Path(place).is_relative_to("/usr"):
        return []
    found = ["--setenv", "LD_LIBRARY_PATH", "/python/lib"] if place == "/python" else []
    return [*found, *parents(place), "--ro-bind", prefix(), place]


def covered():
    """What lies in what is seen and is no student's business: packages, the course, conda's."""
    tops = dict.fromkeys(("/usr", "/usr/local", prefix()))
    found = [path for top in tops for path in glob(f"{top}/lib*/python3*/*-packages")]
    found += [f"{prefix()}/envs", f"{prefix()}/pkgs", str(course.PACKAGE.parent)]
    seen = [path for path in found if any(map(Path(path).is_relative_to, ("/usr", prefix())))]
    there = filter(os.path.isdir, dict.fromkeys(map(os.path.realpath, seen)))
    return [placed(path) for path in there]


def hidden():
    """Cover it."""
    return [word for place in covered() for word in ("--tmpfs", place)]


def parents(path):
    """Folders on the way to a path, open to the user who will be in the jail."""
    folders = [str(folder) for folder in reversed(Path(path).parents)][1:]
    return [word for folder in folders for word in ("--perms", "0755", "--dir", folder)]


def package():
    """What questions allow of the course, under /course, and of libraries, under /packages."""
    command = []
    for place, path in course.places().items():
        target = f"/course/{course.NAME}/{place}"
        command += [*parents(target), "--ro-bind", str(path), target]
    command += parents("/packages/x")
    for name, path in course.packages().items():
        command += ["--ro-bind", path, f"/packages/{name}"]
    return command

"""What this machine has, what is missing, and the command that mends it."""

import os
import platform
import shlex
import shutil
import sys
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from importlib.util import find_spec

from packaging.requirements import Requirement

from .pages import render

EXTRAS = {
    "": "every chapter",
    "course": "every chapter",
    "tools": "comparing with TensorFlow, OpenCV, NLTK, Captum and Opacus",
    "data": "real tables in 1.2, 6.4 and 6.5",
    "instructor": "instructors",
}
"""Extras of the package that are looked at, and whom they serve; `dev` is for its authors."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for.

    Attributes
    ----------
    name : str
        What was looked for.
    found : str
        What is there, for example a version.
    ok : bool
        Whether that is good enough.
    needed : bool
        Whether the course needs it. What is optional never fails the examination.
    remedy : str
        The command that mends it; empty if nothing is to be mended.
    """

    name: str
    found: str
    ok: bool = True
    needed: bool = True
    remedy: str = ""

    def as_row(self):
        """Mark, name and what was found, for a table."""
        missing = "[red]missing[/red]" if self.needed else "[yellow]optional[/yellow]"
        return "[green]ok[/green]" if self.ok else missing, self.name, self.found

    def as_dict(self):
        """The finding as plain data for JSON."""
        return asdict(self)


class Examination(list):
    """The findings, which a notebook shows as a table: the machine, its packages, the remedies."""

    def __repr__(self):
        """Give the counts in one line."""
        missing = [finding.name for finding in self if not finding.ok]
        found = f"{len(self) - len(missing)} of {len(self)} found"
        return f"{found}; missing: {', '.join(missing)}" if missing else found

    def _repr_html_(self):
        packages = [f for f in self if f.ok and f.found[:1].isdigit() and f.name != "Python"]
        # The home folder is written as ~: a notebook is read on other machines, too.
        home = os.path.expanduser("~")
        others = [replace(f, found=f.found.replace(home, "~")) for f in self if f not in packages]
        return render("doctor", findings=others, packages=packages)


def examine():
    """Look at everything.

    Returns
    -------
    Examination
        A list of `Finding`: Python, packages with their versions, the BLAS of NumPy, the
        devices of PyTorch, for instructors whether a jail can be had.

    Examples
    --------
    >>> examine()[0].name
    'Python'
    """
    return Examination([_python(), *_packages(), *_blas(), *_devices(), *_jail(), _home()])


def _pip(*requirements):
    """The exact command for this very Python."""
    return shlex.join([sys.executable, "-m", "pip", "install", *requirements])


def _python():
    ok = sys.version_info >= (3, 11)
    system = f"{platform.system()} {platform.machine()}"
    found = f"{platform.python_version()} on {system}, {os.cpu_count()} cores"
    remedy = "" if ok else "make clean lab PYTHON=python3.11"
    return Finding("Python", found, ok, remedy=remedy)


def _packages():
    """What pyproject.toml asks for: the metadata of the package is its only list."""
    try:
        requirements = metadata.requires("dlcourse") or []
    except metadata.PackageNotFoundError:
        remedy = _pip("-e", ".[course]")
        return [Finding("dlcourse", "used without being installed", False, remedy=remedy)]
    parsed = [Requirement(requirement) for requirement in requirements]
    return [_package(r, extra) for extra in EXTRAS for r in parsed if _asked_for(r, extra)]


def _asked_for(requirement, extra):
    """Whether an extra asks for a requirement on this machine.

    Examples
    --------
    >>> _asked_for(Requirement("torch>=2.6; extra == 'course'"), "course")
    True
    >>> _asked_for(Requirement("numpy>=2.0"), "course")  # the package itself asks for it
    False
    """
    marker = requirement.marker
    if marker is None or not extra:
        return not extra and (marker is None or marker.evaluate({"extra": ""}))
    return marker.evaluate({"extra": extra}) and not marker.evaluate({"extra": ""})


def _package(requirement, extra):
    name, allowed = requirement.name, requirement.specifier
    needed, purpose = extra in ("", "course"), EXTRAS[extra]
    remedy = _pip("-e", f".[{extra}]") if extra else _pip(f"{name}{allowed}")
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Finding(name, f"not installed; for {purpose}", False, needed, remedy)
    if not allowed.contains(version, prereleases=True):
        return Finding(name, f"{version}, not {allowed}", False, needed, remedy)
    return Finding(name, version, needed=needed)


def _blas():
    """Who multiplies the matrices: it decides how fast NumPy is."""
    try:
        import numpy as np

        blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    except Exception as error:
        return [
            Finding("BLAS of NumPy", str(error), False, remedy=_pip("--force-reinstall", "numpy"))
        ]
    return [Finding("BLAS of NumPy", f"{blas.get('name', '?')} {blas.get('version', '')}".strip())]


def _devices():
    """Where PyTorch can compute. Importing it also finds a broken installation."""
    try:
        import torch
    except ModuleNotFoundError:
        return []  # said above, with its remedy
    except Exception as error:
        remedy = _pip("--force-reinstall", "torch")
        return [Finding("devices of PyTorch", f"import fails: {error}", False, remedy=remedy)]
    from .checks.devices import available_devices

    names = [torch.cuda.get_device_name() if d == "cuda" else d for d in available_devices()]
    finding = Finding("devices of PyTorch", ", ".join(names))
    if len(names) == 1 and shutil.which("nvidia-smi"):
        advice = (
            "NVIDIA GPU, not used: this PyTorch is a CPU build; pytorch.org names the GPU build"
        )
        return [finding, Finding("GPU", advice, False, needed=False)]
    return [finding]


def _jail():
    """Whether the grader can run students' code apart, where an instructor's tools are."""
    if find_spec("nbgrader") is None:
        return []
    from .grading.jail.bubblewrap import probe

    reason = probe()
    return [Finding("jail of the grader", reason or "can be had", not reason, needed=False)]


def _home():
    """Where progress and downloaded data are kept."""
    home = os.path.expanduser(os.environ.get("DLCOURSE_HOME") or "~/.dlcourse")
    nearest = home
    while not os.path.exists(nearest):
        nearest = os.path.dirname(nearest)
    ok = os.access(nearest, os.W_OK) and os.path.isdir(nearest)
    free = shutil.disk_usage(nearest).free / 2**30
    remedy = "" if ok else "export DLCOURSE_HOME=<a folder that you may write>"
    found = f"{home}, {free:.0f} GiB free" if ok else f"{home} cannot be written"
    return Finding("folder for data", found, ok, remedy=remedy)

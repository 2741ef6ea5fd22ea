"""Start JupyterLab on a copy of the notebooks, and headless Chromium."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

TOKEN = "course"
CHROMIUM_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
]


@contextlib.contextmanager
def jupyterlab(root, *, dark=False):
    """Start JupyterLab on the folder `root`; give its address; stop it and its kernels at the end.

    Settings, progress and history live in a temporary folder, so nothing of the person's is read.
    """
    with tempfile.TemporaryDirectory(prefix="dlcourse-lab-") as home:
        port = free_port()
        environment = os.environ | {
            "JUPYTERLAB_SETTINGS_DIR": write_settings(Path(home) / "settings", dark),
            "JUPYTERLAB_WORKSPACES_DIR": f"{home}/workspaces",
            "JUPYTER_CONFIG_DIR": f"{home}/config",
            "JUPYTER_RUNTIME_DIR": f"{home}/runtime",
            "IPYTHONDIR": f"{home}/ipython",
            "DLCOURSE_HOME": f"{home}/dlcourse",
        }
        with open(f"{home}/log", "w+") as log:
            process = subprocess.Popen(
                server_command(root, port),
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                address = f"http://127.0.0.1:{port}"
                wait_for_server(process, address, log)
                yield address
            finally:
                stop(process)


def server_command(root, port):
    flags = [
        "--no-browser",
        "--expose-app-in-browser",
        f"--ServerApp.root_dir={root}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}",
        "--LabApp.extension_manager=readonly",
        "--MappingKernelManager.autorestart=False",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--allow-root")
    return [sys.executable, "-m", "jupyter", "lab", *flags]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_settings(folder, dark):
    """Keep every cell in the page (no windowing), and ask nothing of the network."""
    settings = {
        "notebook-extension/tracker": {"windowingMode": "none", "autoStartDefaultKernel": True},
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        "apputils-extension/themes": {"theme": f"JupyterLab {'Dark' if dark else 'Light'}"},
        "docmanager-extension/plugin": {"autosave": False},
    }
    for name, values in settings.items():
        extension, plugin = name.split("/")
        path = folder / "@jupyterlab" / extension / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    return str(folder)


def wait_for_server(process, address, log, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=5).close()
            return
        time.sleep(0.2)
    log.seek(0)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read()}")


def stop(process, seconds=20):
    """Two SIGINT are JupyterLab's own way to stop with its kernels; then the group is killed."""
    for _ in range(2):
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        time.sleep(0.3)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def chromium_path():
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    return next((path for name in names if name and (path := shutil.which(name))), None)


@contextlib.contextmanager
def chromium():
    path = chromium_path()
    if path is None:
        raise RuntimeError("Chromium is missing: install it, or set CHROMIUM to its path.")
    flags = CHROMIUM_FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield browser
        finally:
            browser.close()


def copy_notebooks(repository, folder):
    """Copy the notebooks, so that a run never changes the tree they come from."""
    for name in ("chapters", "exercises", "solutions"):
        if (Path(repository) / name).is_dir():
            skipped = shutil.ignore_patterns(".ipynb_checkpoints")
            shutil.copytree(Path(repository) / name, Path(folder) / name, ignore=skipped)
    return Path(folder)

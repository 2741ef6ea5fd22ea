"""Drive JupyterLab in headless Chromium: start a server, open a notebook, run it, look at it."""

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
SCREENSHOTS = Path(__file__).parent / "screenshots"
VIEWPORT = {"width": 1000, "height": 1400}
NOTEBOOK = ".jp-NotebookPanel:not(.lm-mod-hidden)"
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


def open_notebook(page, address, path):
    """Open a notebook and wait until its cells are drawn and its kernel answers."""
    page.goto(f"{address}/doc/tree/{path}?token={TOKEN}")
    page.wait_for_selector(f"{NOTEBOOK} .jp-Cell", timeout=60_000)
    page.wait_for_function(
        """() => {
            const panel = window.jupyterapp?.shell?.currentWidget;
            return panel?.sessionContext?.session?.kernel?.status === 'idle';
        }""",
        timeout=60_000,
    )
    page.wait_for_timeout(500)  # MathJax


def run_all(page, seconds=120):
    """Run All Cells; wait for the kernel; give back the seconds it took."""
    page.set_default_timeout(seconds * 1000)
    started = time.monotonic()
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    wait_idle(page, seconds)
    return time.monotonic() - started


def wait_idle(page, seconds=120):
    """No cell waits for the kernel, and the kernel is idle twice in a row."""
    ready = """() => {
        const panel = window.jupyterapp.shell.currentWidget;
        const waiting = [...document.querySelectorAll('.jp-InputPrompt')]
            .some(prompt => prompt.textContent.includes('*'));
        return !waiting && panel.sessionContext.session.kernel.status === 'idle';
    }"""
    page.wait_for_function(ready, timeout=seconds * 1000)
    page.wait_for_timeout(300)
    page.wait_for_function(ready, timeout=seconds * 1000)


def type_into(page, cell, source):
    """Replace the source of a code cell. Inserted at once, so no bracket is closed twice."""
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(source)


def shut_down_kernel(page):
    """Free the memory of a notebook that is done."""
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")


def failures(page):
    """What a reader would see as broken: errors, stderr, formulas, pictures, widgets."""
    found = page.evaluate(
        """() => {
            const text = selector => [...document.querySelectorAll(selector)]
                .map(node => node.textContent.trim().slice(-400));
            const model = window.jupyterapp.shell.currentWidget.content.model;
            const errors = [];
            for (const cell of model.cells) {
                for (const output of cell.toJSON().outputs ?? []) {
                    if (output.output_type === 'error') {
                        errors.push(`${cell.id}: ${output.ename}: ${output.evalue}`);
                    }
                }
            }
            const broken = [...document.images].filter(i => i.complete && i.naturalWidth === 0);
            return {
                error: errors,
                stderr: text('[data-mime-type="application/vnd.jupyter.stderr"]'),
                formula: text('mjx-merror, .MathJax_Error, .merror'),
                picture: broken.map(image => image.alt || image.src.slice(0, 80)),
                widget: text('.jupyter-widgets-disconnected, .jupyter-widgets .jp-RenderedError'),
            };
        }"""
    )
    return [f"{kind}: {item}" for kind, items in found.items() for item in items]


def screenshots(page, folder, *, overlap=60):
    """Save what a reader sees, one picture per screen, from the top of the notebook to its end."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("[0-9][0-9].png"):
        old.unlink()
    scroller = page.locator(f"{NOTEBOOK} .jp-WindowedPanel-outer").first
    scroller.evaluate("node => node.scrollTop = 0")
    paths = []
    while len(paths) < 60:
        page.wait_for_timeout(150)
        paths.append(folder / f"{len(paths):02d}.png")
        page.screenshot(path=paths[-1])
        before = scroller.evaluate("node => node.scrollTop")
        after = scroller.evaluate(
            f"node => (node.scrollTop += node.clientHeight - {overlap}, node.scrollTop)"
        )
        if after <= before:
            break
    return paths


def copy_notebooks(repository, folder):
    """Copy the notebooks, so that a run never changes the tree they come from."""
    for name in ("chapters", "exercises", "solutions"):
        if (Path(repository) / name).is_dir():
            skipped = shutil.ignore_patterns(".ipynb_checkpoints")
            shutil.copytree(Path(repository) / name, Path(folder) / name, ignore=skipped)
    return Path(folder)

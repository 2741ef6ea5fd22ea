"""Drive a page of JupyterLab: open a notebook, run it, look at it."""

from pathlib import Path

from lab_server import TOKEN

REPOSITORY = Path(__file__).parents[2]
SCREENSHOTS = Path(__file__).parent / "screenshots"
VIEWPORT = {"width": 1000, "height": 1400}
NOTEBOOK = ".jp-NotebookPanel:not(.lm-mod-hidden)"


def open_notebook(page, address, path):
    """Open a notebook and wait until its cells are drawn and its kernel answers.

    A page that has JupyterLab already shows it in the place of the notebook before.
    """
    if page.url.startswith(address):
        page.evaluate(REPLACE, path)
    else:
        page.goto(f"{address}/doc/tree/{path}?token={TOKEN}")
    page.wait_for_selector(f"{NOTEBOOK} .jp-Cell", timeout=60_000)
    page.wait_for_function(
        """path => {
            const panel = window.jupyterapp?.shell?.currentWidget;
            const kernel = panel?.sessionContext?.session?.kernel;
            return panel?.context?.path === path && kernel?.status === 'idle';
        }""",
        arg=path,
        timeout=60_000,
    )
    page.wait_for_timeout(500)  # MathJax


# Disposed, not closed: closing asks whether to save.
REPLACE = """async path => {
    const before = window.jupyterapp.shell.currentWidget;
    await before.sessionContext.shutdown();
    const panel = await window.jupyterapp.commands.execute('docmanager:open', {path});
    before.dispose();
    await panel.context.ready;
    window.jupyterapp.shell.activateById(panel.id);
}"""


def run_all(page, seconds=120):
    """Run All Cells; wait for the kernel."""
    page.set_default_timeout(seconds * 1000)
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    wait_idle(page, seconds)


def run_labs(page, seconds=120):
    """Run the imports, each cell that opens a lab, and those with the tag "lab" that it needs."""
    page.set_default_timeout(seconds * 1000)
    page.evaluate(
        """async () => {
            const notebook = window.jupyterapp.shell.currentWidget.content;
            for (const [i, cell] of notebook.widgets.entries()) {
                const source = cell.model.sharedModel.getSource();
                if (cell.model.type !== 'code') continue;
                const wanted = cell.model.id === 'imports'
                    || (cell.model.getMetadata('tags') ?? []).includes('lab')
                    || /\\blabs\\.\\w+\\(/.test(source);
                if (!wanted) continue;
                notebook.activeCellIndex = i;
                await window.jupyterapp.commands.execute('notebook:run-cell');
            }
        }"""
    )
    wait_idle(page, seconds)


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

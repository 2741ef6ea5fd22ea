"""`%%needs tensorflow`: a cell that runs where an optional tool is, and says how to get it."""

import contextlib
import importlib.util
import os

INSTALL = "python -m pip install -e '.[tools]'"


def needs(modules, cell):
    """Run a cell if all modules can be imported; otherwise say what is missing, and go on.

    The cell itself stays as it would be in any notebook.

    Parameters
    ----------
    modules : str
        Names of modules, separated by spaces: ``%%needs tensorflow cv2``.
    cell : str
        The code.

    Raises
    ------
    Exception
        What the cell raises.
    """
    missing = [name for name in modules.split() if importlib.util.find_spec(name) is None]
    if missing:
        print(f"{', '.join(missing)} is not installed. The notebook goes on without this cell.")
        print(f"To run it: {INSTALL}")
        return
    from IPython import get_ipython

    with _silent():
        for name in modules.split():
            importlib.import_module(name)

    get_ipython().run_cell(cell).raise_error()


@contextlib.contextmanager
def _silent():
    """Keep what libraries report about this machine, when they are loaded, out of the notebook."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    kept = os.dup(2)
    with open(os.devnull, "w") as nothing:
        os.dup2(nothing.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def load_ipython_extension(shell):
    """Called by ``%load_ext dlcourse``."""
    shell.register_magic_function(needs, "cell")

"""`%%needs tensorflow`: run a cell where an optional tool is there, and say how to get it elsewhere."""

import importlib.util
import os

INSTALL = "python -m pip install -e '.[tools]'"
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3"}


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
    for name, value in QUIET.items():  # or TensorFlow reports on this machine at its import
        os.environ.setdefault(name, value)
    from IPython import get_ipython

    get_ipython().run_cell(cell).raise_error()


def load_ipython_extension(shell):
    """Called by ``%load_ext dlcourse``."""
    shell.register_magic_function(needs, "cell")

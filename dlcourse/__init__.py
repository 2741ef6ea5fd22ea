"""A course in deep learning: derive, build in NumPy, check against PyTorch, use on real data."""

__version__ = "0.1.0"
__all__ = ["__version__", "show"]


def __getattr__(name):
    """Load what is re-exported when it is first asked for, so that the import stays fast."""
    if name == "show":
        from ._show import show

        return show
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted([*globals(), *__all__])


def load_ipython_extension(shell):
    """Add the `%%needs` cells: ``%load_ext dlcourse`` in a notebook."""
    from ._needs import load_ipython_extension

    load_ipython_extension(shell)

"""The argument check that the data sets share."""


def check_split(split, allowed=("train", "test", "all")):
    """Raise ValueError unless `split` is one of `allowed`."""
    if split not in allowed:
        names = ", ".join(repr(name) for name in allowed)
        raise ValueError(f"split must be one of {names}, got {split!r}")

"""With this file here, tests of every folder below can import the helpers that stand beside it."""

import sys

# jsonschema, which comes with nbformat, builds a parser of addresses from it: for two seconds.
sys.modules["rfc3987_syntax"] = None


def pytest_ignore_collect(collection_path):
    """Collect tests alone: helpers hold no doctests, and some import what takes long."""
    helper = collection_path.suffix == ".py" and not collection_path.name.startswith("test_")
    return True if helper else None

"""With this file here, tests of every folder below can import the helpers that stand beside it."""


def pytest_ignore_collect(collection_path):
    """Collect tests alone: helpers hold no doctests, and some import what takes long."""
    helper = collection_path.suffix == ".py" and not collection_path.name.startswith("test_")
    return True if helper and collection_path.name != "conftest.py" else None

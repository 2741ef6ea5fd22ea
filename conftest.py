"""For every run of pytest here, notebooks included: leave the person's own files alone."""

import os
import shutil
import tempfile


def pytest_configure(config):
    # Workers of pytest-xdist inherit the environment of the process that starts them.
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    home = tempfile.mkdtemp(prefix="dlcourse-test-")
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    os.environ["DLCOURSE_HOME"] = home  # progress and downloads
    os.environ["IPYTHONDIR"] = os.path.join(home, "ipython")  # no startup files, no history
